"""What the sentences of an answer rest on: their marks, the legend and the checks; and the articles in time."""

from __future__ import annotations

from rag.contract import AnswerReply, CitationReply
from rag.types import Language
from web.answer_text import MARKS, check_words, support_of
from web.day_text import readable
from web.escape import esc
from web.words import say


def legend(answer: AnswerReply, language: Language) -> str:
    """The marks that an answer shows, in words."""
    shown = [support_of(sentence) for sentence in answer["sentences"]]
    items = "".join(
        f'<span><span class="mark {kind}" aria-hidden="true">{MARKS[kind]}</span> {say(kind, language)}</span>'
        for kind in MARKS
        if kind in shown
    )
    return f'<p class="legend">{items}</p>' if items else ""


def checks(answer: AnswerReply, language: Language) -> str:
    """What was compared with the source, sentence by sentence, to unfold."""
    rows = []
    for sentence in answer["sentences"]:
        outcomes: dict[bool, list[str]] = {True: [], False: []}
        for check in sentence.get("checks") or []:
            outcomes[bool(check.get("passed"))].append(check_words(check, language))
        told = "".join(
            f'<p><span class="mark {kind}" aria-hidden="true">{MARKS[kind]}</span> '
            f"{esc(say(key, language, names=', '.join(names)))}</p>"
            for names, kind, key in (
                (outcomes[True], "supported", "checks_passed"),
                (outcomes[False], "unsupported", "checks_failed"),
            )
            if names
        )
        if told:
            rows.append(f"<li><q>{esc(sentence['text'])}</q>{told}</li>")
    if not rows:
        return ""
    return f'<details class="checks"><summary>{say("checks", language)}</summary><ol>{"".join(rows)}</ol></details>'


def timeline(number: int, citations: list[CitationReply], language: Language) -> str:
    """The cited articles by date, where there is more than one date; those without a date stand apart."""
    articles: dict[str, list[CitationReply]] = {}
    for citation in citations:
        articles.setdefault(citation["article_id"], []).append(citation)
    dated = sorted((group for group in articles.values() if group[0].get("published")), key=lambda g: str(_value(g[0])))
    if len({_value(group[0]) for group in dated}) < 2:
        return ""
    undated = [group for group in articles.values() if not group[0].get("published")]
    items = "".join(_moment(number, group, language) for group in [*dated, *undated])
    return f'<section class="timeline"><h3>{say("timeline", language)}</h3><ol>{items}</ol></section>'


def _value(citation: CitationReply) -> str | None:
    published = citation.get("published")
    return published["value"] if published else None


def _moment(number: int, group: list[CitationReply], language: Language) -> str:
    first, value = group[0], _value(group[0])
    if value:
        date = f'<time datetime="{esc(value)}">{esc(readable(value, language))}</time>'
    else:
        date = f"<span>{esc(say('no_date', language))}</span>"
    links = "".join(cite_link(number, citation["n"], language) for citation in group)
    title = esc(first.get("title") or say("untitled", language))
    outlet = esc(first.get("source") or say("no_source", language))
    kind = "" if value else ' class="undated"'
    return f"<li{kind}>{date} <span>{title} <i>{outlet}</i> {links}</span></li>"


def cite_link(number: int, n: int, language: Language) -> str:
    """The mark [n] that brings up source n of a turn."""
    label = esc(say("cite", language, n=n))
    return f'<a class="cite" href="#t{number}-s{n}" aria-label="{label}">[{n}]</a>'
