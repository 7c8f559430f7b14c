"""The sources beside an answer: one card a passage, its quoted words marked; and an answer as text to paste."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from rag.contract import AnswerReply
from rag.types import Language
from web.day_text import published, readable
from web.escape import esc
from web.words import say

_TIGHT = re.compile(r"(?:« )?[^\s<>]{1,30}(?: [»;:!?])+|« [^\s<>]{1,30}")


def typeset(escaped: str) -> str:
    """Escaped text in which no line ends before French high punctuation or after « ; its characters stay."""
    return _TIGHT.sub(lambda found: f'<span class="tight">{found[0]}</span>', escaped)


def panel(
    number: int,
    citations: Sequence[Mapping[str, Any]],
    key: str,
    language: Language,
    *,
    open_: bool = True,
    count: int = 0,
) -> str:
    """Cards under a heading that folds them; a passage that is cited twice stands there once."""
    if not citations:
        return ""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for citation in citations:
        groups.setdefault((citation["article_id"], citation["passage"]), []).append(citation)
    cards = "".join(card(number, group, language) for group in groups.values())
    heading = say(key, language, count=count)
    state = " open" if open_ else ""
    return f'<details class="fold"{state}><summary><h3>{heading}</h3></summary><ol>{cards}</ol></details>'


def card(number: int, group: Sequence[Mapping[str, Any]], language: Language) -> str:
    """One passage: where it comes from, what is quoted of it, and the way to its article."""
    first = group[0]
    numbers = [citation["n"] for citation in group if citation.get("n")]
    identity = f' id="t{number}-s{numbers[0]}" tabindex="-1"' if numbers else ""
    badge = f'<span class="number">{", ".join(map(str, numbers))}</span>' if numbers else ""
    links = _open(first, True, language)
    if others := [citation for citation in group if citation is not first]:
        links += f'<span class="also">{say("open_also", language)} '
        links += "".join(_open(citation, False, language) for citation in others) + "</span>"
    return (
        f'<li class="card"{identity} data-sources="{" ".join(f"t{number}-s{n}" for n in numbers)}">{badge}'
        f'<p class="origin">{_origin(first, language)}</p>'
        f'<p class="headline">{typeset(esc(first.get("title") or say("untitled", language)))}</p>'
        f"<blockquote>{_marked(number, group)}</blockquote>"
        f"{_days(group, language)}{_copies(first, language)}{links}</li>"
    )


def _days(group: Sequence[Mapping[str, Any]], language: Language) -> str:
    """The days that words of the quotations mean: « lundi » = 13 mars 2023."""
    said = (
        f"« {day['text']} » = {readable(day['value'], language)}" for item in group for day in item.get("days") or []
    )
    told = " · ".join(dict.fromkeys(said))
    return f'<p class="copies">{typeset(esc(told))}</p>' if told else ""


def _open(citation: Mapping[str, Any], is_first: bool, language: Language) -> str:
    """The link to the article at the spot; further quotations of a card have links of their number alone."""
    words, label = say("open_article", language), ""
    if not is_first:
        words, label = f"[{citation.get('n')}]", f' aria-label="{esc(words)} [{citation.get("n")}]"'
    href = article_link(citation, language)
    return f'<a class="open" href="{href}" target="_blank" rel="noopener"{label}>{words}</a> '


def _marked(number: int, group: Sequence[Mapping[str, Any]]) -> str:
    """The passage with the words of each quotation marked, in the order in which they stand there."""
    passage: str = group[0]["passage"]
    places: list[tuple[int, int, int | None]] = []
    for citation in group:
        words = citation.get("quote") or ""
        at = passage.find(words) if words else -1
        if at >= 0:
            places.append((at, at + len(words), citation.get("n")))
    shown, done = "", 0
    for start, end, n in sorted(places, key=lambda place: (place[0], -place[1])):
        if start < done:
            continue
        identity = f' id="t{number}-s{n}"' if n != group[0].get("n") else ""  # the card has that of its first
        source = f'{identity} data-source="t{number}-s{n}"' if n else ""
        shown += f"{typeset(esc(passage[done:start]))}<mark{source}>{typeset(esc(passage[start:end]))}</mark>"
        done = end
    return shown + typeset(esc(passage[done:]))


def article_link(citation: Mapping[str, Any], language: Language) -> str:
    """The address of the article at the spot."""
    query = urlencode({"start": citation["start"], "end": citation["end"], "lang": language})
    return esc(f"/article/{quote(str(citation['article_id']), safe='')}?{query}#spot")


def copy_text(question: str, answer: AnswerReply, language: Language) -> str:
    """Question, answer and sources as plain text."""
    lines = [question, "", answer["answer"]]
    if answer["citations"]:
        lines.append("")
    for citation in answer["citations"]:
        outlet, date = _where(citation, language)
        title = citation.get("title") or say("untitled", language)
        quoted = f"« {citation['quote']} »" if language == "fr" else f"“{citation['quote']}”"
        lines.append(f"[{citation['n']}] {outlet}, {title}, {date} ({citation['file']}) : {quoted}")
    return "\n".join(lines)


def _where(citation: Mapping[str, Any], language: Language) -> tuple[str, str]:
    date = published(citation.get("published"), language, say("no_date", language))
    return citation.get("source") or say("no_source", language), date


def _origin(citation: Mapping[str, Any], language: Language) -> str:
    outlet, date = _where(citation, language)
    gone = f' <span class="date">({say("gone", language)})</span>' if citation.get("gone") else ""
    return f'<span class="outlet">{esc(outlet)}</span> <span class="date">{esc(date)}</span>{gone}'


def _copies(citation: Mapping[str, Any], language: Language) -> str:
    copies = citation.get("copies") or []
    if not copies:
        return ""
    files = ", ".join(copies[:3]) + ("…" if len(copies) > 3 else "")
    key = "copy_one" if len(copies) == 1 else "copies"
    return f'<p class="copies">{esc(say(key, language, count=len(copies), files=files))}</p>'
