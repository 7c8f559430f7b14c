"""One question and its answer as HTML: text on one side, its sources on the other.

Everything is made from the contract's JSON objects, so that a conversation kept in the browser
shows again as it was. Whatever comes from articles, questions or models passes through ``esc``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence

from rag.contract import AnswerReply, QuestionReply, RefusalReply, SentenceReply
from rag.types import Language
from web.answer_text import MARKS, answerer_name, check_words, paragraphs, support_of
from web.day_text import readable
from web.escape import esc
from web.page.cards import copy_text, panel, typeset
from web.page.exchange import Exchange
from web.page.support import checks, cite_link, legend, timeline
from web.words import say


def conversation(turns: Sequence[Exchange], language: Language) -> str:
    """All turns of a conversation, the last one at the bottom."""
    return "".join(turn(number, item, language) for number, item in enumerate(turns, 1))


def turn(number: int, item: Exchange, language: Language) -> str:
    """One turn: answered, refused, failed, stopped or still under way."""
    answer = item.get("answer")
    if answer is not None:
        said, beside = _answered(number, item, answer, language)
    elif item.get("fault"):
        words = f"<h3>{say('fault', language)}</h3><p>{esc(item['fault'])}</p>"
        said, beside = _unfinished(number, item, f'<div class="outcome fault" role="alert">{words}</div>', language)
    elif "progress" in item:
        said, beside = _under_way(number, item, language)
    else:
        told = f'<p class="outcome stopped">{say("stopped", language)}</p>'
        said, beside = _unfinished(number, item, told, language)
    return (
        f'<section class="turn" id="t{number}" aria-label="{esc(say("you_asked", language))} {number}">'
        f'<div class="said"><h2 class="question">{typeset(esc(item["question"]))}</h2>{said}</div>'
        f'<aside class="sources" aria-label="{esc(say("sources", language))}">{beside}</aside></section>'
    )


def _unfinished(number: int, item: Exchange, told: str, language: Language) -> tuple[str, str]:
    """What is told of an answer that never came, above the quotations that were there before."""
    quotations = item.get("quotations")
    if not quotations:
        return told + _actions(number, item, language), ""
    shown = f'<div class="answer">{answer_html(number, quotations, language)}</div>{legend(quotations, language)}'
    return told + shown + _actions(number, item, language), _sources(number, quotations, language)


def _answered(number: int, item: Exchange, answer: AnswerReply, language: Language) -> tuple[str, str]:
    refusal = answer.get("refusal")
    chips = reading(number, answer["question"], language)
    foot = _foot(answer, language) + _actions(number, item, language)
    if refusal is None:
        body = f'<div class="answer">{answer_html(number, answer, language)}</div>'
        body += legend(answer, language) + checks(answer, language)
        body += timeline(number, answer["citations"], language)
        return chips + body + foot, _sources(number, answer, language)
    told = "".join(f"<p>{typeset(esc(words))}</p>" for words in _why(answer["answer"], refusal))
    if refusal.get("cause") == "smalltalk":
        return f'<div class="answer">{told}</div>{foot}', ""
    narrowed = any(answer["question"].get(name) for name in ("from", "to", "source"))
    if narrowed:  # the rest of the archive was not asked
        told += f'<p class="narrowed">{esc(say("refused_rest", language))}</p>'
    heading = say("refused_narrowed" if narrowed else "refused", language)
    body = f'<div class="outcome refused"><h3>{esc(heading)}</h3>{told}</div>'
    return chips + body + foot, panel(number, refusal["nearest"], "nearest", language)


def _why(text: str, refusal: RefusalReply) -> list[str]:
    """Why nothing is answered, and what the archive covers; the nearest sentences stand on cards of their own."""
    if not refusal["nearest"]:
        return [text]
    _, parted, covers = text.rpartition("\n\n")
    return [refusal["reason"], *([covers] if parted else [])]


def _sources(number: int, answer: AnswerReply, language: Language) -> str:
    """The cards of what is told; those of the other passages folded below."""
    folded = set(answer.get("others") or [])
    told = [citation for citation in answer["citations"] if citation["n"] not in folded]
    others = [citation for citation in answer["citations"] if citation["n"] in folded]
    below = panel(number, others, "others", language, open_=False, count=len(others))
    return panel(number, told, "sources", language) + below


def answer_html(number: int, answer: AnswerReply, language: Language) -> str:
    """The answer's text, its lists and paragraphs kept, each sentence with its citations and mark."""
    blocks: list[str] = []
    in_list = False
    found = answer.get("short")
    short = (" ".join(str(found["text"]).split()), int(found["citation"])) if found else ("", 0)
    for sentences, is_item in paragraphs(answer):
        if is_item != in_list:
            blocks.append("<ul>" if is_item else "</ul>")
            in_list = is_item
        block = " ".join(_sentence(number, sentence, language, short) for sentence in sentences)
        blocks.append(f"<li>{block}</li>" if is_item else f"<p>{block}</p>")
    return "".join(blocks) + ("</ul>" if in_list else "")


def _sentence(number: int, sentence: SentenceReply, language: Language, short: tuple[str, int]) -> str:
    support = support_of(sentence)
    citing = short[0] if short[1] in sentence["citations"] else ""
    links = "".join(cite_link(number, n, language) for n in sentence["citations"])
    failed = [check_words(check, language) for check in sentence.get("checks") or [] if not check.get("passed")]
    title = " · ".join([say(support, language), *failed])
    label = esc(say(support, language))
    mark = f'<span class="mark {support}" title="{esc(title)}" role="img" aria-label="{label}">'
    told = _emphasised(sentence["text"], citing)
    return f'<span class="sentence {support}">{told}</span> {links}{mark}{MARKS[support]}</span>'


def _emphasised(text: str, words: str) -> str:
    """The text with the words that answer in bold."""
    if not words or words not in text:
        return typeset(esc(text))
    before, _, after = text.partition(words)
    return f"{typeset(esc(before))}<b>{esc(words)}</b>{typeset(esc(after))}"


def reading(number: int, question: QuestionReply, language: Language) -> str:
    """How the question was read, as chips that can be dropped."""
    chips = []
    period = _period(question, language)
    if period:
        words = say("period", language, period=period)
        chips.append(_chip(number, "period", words, say("drop_chip", language, what=words)))
    if question.get("source"):
        words = say("source_chip", language, source=question["source"])
        chips.append(_chip(number, "source", words, say("drop_chip", language, what=words)))
    standalone = question.get("standalone") or ""
    if standalone.strip() and standalone.strip() != question["asked"].strip():
        words = f"{say('read_as', language)} {standalone}"
        chips.insert(0, _chip(number, "history", words, say("drop_history", language)))
    return f'<div class="chips">{"".join(chips)}</div>' if chips else ""


def _chip(number: int, part: str, words: str, label: str) -> str:
    label = esc(label)
    return (
        f'<span class="chip {part}">{esc(words)}<button type="button" data-act="drop" data-turn="{number}" '
        f'data-part="{part}" aria-label="{label}" title="{label}">×</button></span>'
    )


def _period(question: QuestionReply, language: Language) -> str:
    first, last = question.get("from"), question.get("to")
    if first and last:
        whole = _whole(first, last)
        if whole:
            return readable(whole, language)
        return say("period_both", language, first=readable(first, language), last=readable(last, language))
    if first:
        return say("period_from", language, first=readable(first, language))
    return say("period_to", language, last=readable(last, language)) if last else ""


def _whole(first: str, last: str) -> str | None:
    """The one day, month or year that a period is."""
    if first == last:
        return first
    year, month = int(first[:4]), int(first[5:7] or 1)
    if first[:7] == last[:7] and (first[8:], last[8:]) == ("01", str(monthrange(year, month)[1])):
        return first[:7]
    return first[:4] if first[:4] == last[:4] and (first[5:], last[5:]) == ("01-01", "12-31") else None


def _under_way(number: int, item: Exchange, language: Language) -> tuple[str, str]:
    """The draft above the quotations, which stay; beside them their sources, or the passages found."""
    draft, quotations = item.get("draft"), item.get("quotations")
    said = f'<p class="progress" role="status">{esc(item["progress"])}</p>'
    said += f'<div class="answer draft">{esc(draft)}</div>' if draft else ""
    if quotations:
        said += f'<div class="answer">{answer_html(number, quotations, language)}</div>'
        return said, panel(number, quotations["citations"], "sources", language)
    found = [{**hit, "passage": hit["text"]} for hit in (item.get("hits") or [])[:4]]
    return said, panel(0, found, "found", language)


def _foot(answer: AnswerReply, language: Language) -> str:
    used = answer["answerer"]
    parts = [say("writes", language, name=answerer_name(used, language))]
    if note := used.get("note"):
        parts.append(note)
    seconds = f"{answer['timings']['total_s']:.1f}"
    parts.append(say("seconds", language, seconds=seconds if language == "en" else seconds.replace(".", ",")))
    return f'<p class="foot">{" · ".join(esc(part) for part in parts)}</p>'


def _actions(number: int, item: Exchange, language: Language) -> str:
    names = ["again", "edit", "remove_turn"]
    buttons = "".join(
        f'<button type="button" data-act="{name}" data-turn="{number}">{say(name, language)}</button>' for name in names
    )
    if item.get("answer"):
        done = esc(say("copied", language))
        text = esc(copy_text(item["question"], item["answer"], language))
        copy = f'<button type="button" data-copy="{text}" data-done="{done}">{say("copy", language)}</button>'
        keep = f'<button type="button" data-act="keep" data-turn="{number}">{say("standing_keep", language)}</button>'
        buttons = copy + keep + buttons
    return f'<div class="actions">{buttons}</div>'
