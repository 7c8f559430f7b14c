"""How right an answer object is: facts, citations, refusals, figures.

Facts are compared folded (no case, no accents, digit groups joined), quotations with white space folded.
"""

from __future__ import annotations

import html
import json
import re
import statistics
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

METRICS = {
    "accuracy": "answerable questions answered with every required fact and no wrong one",
    "false_refusals": "answerable questions that were refused",
    "refusal_accuracy": "questions without an answer in the articles that were refused",
    "citation_hit": "answered questions citing a gold article with a passage that holds the gold quote",
    "citation_recall": "gold articles cited, over all gold articles of answered questions",
    "citation_precision": "cited articles that are gold, over all cited articles of answered questions",
    "verbatim": "citations whose quote stands in the cited file, white space folded",
    "uncited_sentences": "answer sentences without a citation, over all sentences of answered questions",
    "loose_numbers": "answered questions with a number that stands in no cited passage, title or date",
    "wrong_facts": "answers that contain a forbidden string: another article's figure, a teaser, injected text",
    "direct": "answerable questions right at a glance: every required fact in the first 240 characters, no wrong one",
    "words_p50": "median length of an answer in words",
    "balanced": "mean of accuracy and refusal_accuracy",
}
GLANCE = 240
"""Characters that are read at a glance; more where a list is asked for."""
GLANCE_LISTED = {"timeline": 700, "compare": 700, "list": 700}
_MARK = re.compile(r"\[\d+(?:\s*[,;]\s*\d+)*\]")
_SPACES = str.maketrans("\u00a0\u202f", "  ")


@dataclass(frozen=True, slots=True)
class Row:
    """The outcome of one question; pairs are (good, all) and None where they do not apply."""

    id: str
    type: str
    answerable: bool
    question: str
    answer: str = ""
    missing: bool = False
    refused: bool = False
    ok: bool = False
    wrong_fact: bool = False
    seconds: float | None = None
    first_source_s: float | None = None
    hit: bool | None = None
    gold_cited: tuple[int, int] | None = None
    cited_gold: tuple[int, int] | None = None
    verbatim: tuple[int, int] | None = None
    uncited: tuple[int, int] | None = None
    loose: tuple[str, ...] = ()
    direct: bool = False
    """Right, with every fact in what is read at a glance."""


def comparable(text: str) -> str:
    """Lower case, no accents, plain quotes and spaces, digit groups joined."""
    text = unicodedata.normalize("NFKD", html.unescape(text))
    text = "".join(char for char in text if not unicodedata.combining(char)).lower()
    text = text.replace("’", "'").replace("œ", "oe").translate(_SPACES)
    text = re.sub(r"(?<=\d)[ .](?=\d{3}\b)", "", text)
    return re.sub(r"\s+", " ", text)


def squash(text: str) -> str:
    """The text in NFC with every run of white space as one blank."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_SPACES)).strip()


def numbers(text: str) -> set[str]:
    """The figures of a text, citation marks left out, with a point for the decimal comma."""
    return {number.replace(",", ".") for number in re.findall(r"\d+(?:[.,]\d+)?", comparable(_MARK.sub(" ", text)))}


def load_articles(folder: Path) -> dict[str, str]:
    """The bare text of every file of a folder by relative name, of a JSONL record by ``name#record``."""
    texts: dict[str, str] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, text = path.relative_to(folder).as_posix(), _decode(path.read_bytes())
        if path.suffix == ".jsonl":
            records = [json.loads(line) for line in text.splitlines() if line.strip()]
            texts.update({f"{name}#{n}": " ".join(map(str, record.values())) for n, record in enumerate(records)})
        elif path.suffix in (".html", ".htm"):
            body = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", text)
            texts[name] = html.unescape(re.sub(r"(?s)<[^>]+>", " ", body))
        else:
            texts[name] = text
    return {name: text + _mended(text) for name, text in texts.items()}


def grade(question: Mapping[str, Any], response: object, texts: Mapping[str, str], seconds: float | None = None) -> Row:
    """Score the answer object of one question; ``texts`` is what ``load_articles`` gives."""
    row: dict[str, Any] = {key: question[key] for key in ("id", "type", "answerable", "question")}
    if not isinstance(response, dict) or "answer" not in response:
        return Row(**row, missing=True)
    answer, refused = response["answer"], response.get("status") == "refused"
    folded = comparable(answer)
    wrong = not refused and any(comparable(text) in folded for text in question["must_not"])
    row |= {"answer": answer, "refused": refused, "wrong_fact": wrong, "seconds": seconds}
    row["first_source_s"] = (response.get("timings") or {}).get("retrieval_s")
    if not question["answerable"]:
        return Row(**row, ok=refused)
    row["ok"] = facts_stand(question["must"], folded) and not refused and not wrong
    glance = comparable(_MARK.sub("", answer).strip().lstrip("-•* "))[: GLANCE_LISTED.get(question["type"], GLANCE)]
    row["direct"] = row["ok"] and facts_stand(question["must"], glance)
    return Row(**row) if refused else Row(**row, **_grade_citations(question, response, texts))


def facts_stand(must: Iterable[Iterable[str]], folded: str) -> bool:
    """Whether one of each group of alternatives stands in a folded text."""
    return all(any(comparable(fact) in folded for fact in group) for group in must)


def facts_found(question: Mapping[str, Any], passages: Iterable[Mapping[str, Any]]) -> bool:
    """Whether every required fact stands in the passages, their titles, outlets and dates."""
    parts = (f"{p.get('title')} {p.get('source')} {p.get('published')} {p['text']}" for p in passages)
    return facts_stand(question["must"], comparable(" ".join(parts)))


def share(pairs: Iterable[tuple[int, int] | None]) -> float | None:
    """Sum of the firsts over sum of the seconds; None where there is nothing to count."""
    counted = [pair for pair in pairs if pair is not None]
    total = sum(pair[1] for pair in counted)
    return sum(pair[0] for pair in counted) / total if total else None


def summarize(rows: Sequence[Row]) -> dict[str, float | None]:
    """Every metric of METRICS over the rows."""
    can = [row for row in rows if row.answerable]
    done = [row for row in can if row.hit is not None]
    told = [len(row.answer.split()) for row in rows if row.answer and not row.refused]
    accuracy = share((row.ok, 1) for row in can)
    refusal_accuracy = share((row.ok, 1) for row in rows if not row.answerable)
    return {
        "accuracy": accuracy,
        "false_refusals": share((row.refused, 1) for row in can),
        "refusal_accuracy": refusal_accuracy,
        "citation_hit": share((bool(row.hit), 1) for row in done),
        "citation_recall": share(row.gold_cited for row in done),
        "citation_precision": share(row.cited_gold for row in done),
        "verbatim": share(row.verbatim for row in done),
        "uncited_sentences": share(row.uncited for row in done),
        "loose_numbers": share((bool(row.loose), 1) for row in done),
        "wrong_facts": share((row.wrong_fact, 1) for row in rows),
        "direct": share((row.direct, 1) for row in can),
        "words_p50": float(statistics.median(told)) if told else None,
        "balanced": None if accuracy is None or refusal_accuracy is None else (accuracy + refusal_accuracy) / 2,
    }


def _grade_citations(
    question: Mapping[str, Any], response: Mapping[str, Any], texts: Mapping[str, str]
) -> dict[str, Any]:
    citations: list[dict[str, Any]] = response.get("citations") or []
    sentences = response.get("sentences") or []
    names = [_cited_name(citation) for citation in citations]
    gold: dict[str, set[str]] = {}
    for entry in question["gold"] + question.get("gold_alt", []):
        quotes = {comparable(entry["quote"]), comparable(_mended(entry["quote"])).strip()} - {""}
        gold.setdefault(entry["article"], set()).update(quotes)
    wanted = {entry["article"] for entry in question["gold"]}
    cited = set(names)
    # An alternative source counts as one gold article found, never as more than were wanted.
    found = min(len(cited & set(gold)), len(wanted))
    verbatim = [
        bool(citation.get("quote")) and squash(citation["quote"]) in squash(texts.get(name, ""))
        for name, citation in zip(names, citations, strict=True)
    ]
    return {
        "hit": any(_holds(citation, gold.get(name, ())) for name, citation in zip(names, citations, strict=True)),
        "gold_cited": (found, len(wanted)),
        "cited_gold": (len(cited & set(gold)), len(cited)),
        "verbatim": (sum(verbatim), len(verbatim)),
        "uncited": (sum(not sentence.get("citations") for sentence in sentences), len(sentences)),
        "loose": tuple(sorted(numbers(response["answer"]) - _held(citations) - numbers(question["question"]))),
    }


def _holds(citation: Mapping[str, Any], gold_quotes: Collection[str]) -> bool:
    """Whether the passage or quote holds a gold quote, or the quote is part of one."""
    passage, quote = comparable(citation.get("passage") or ""), comparable(citation.get("quote") or "")
    return any(gold in passage or gold in quote or (quote and quote in gold) for gold in gold_quotes)


def _held(citations: Iterable[Mapping[str, Any]]) -> set[str]:
    """The figures that stand in what is cited: passages, quotes, titles and publication dates."""
    held: set[str] = set()
    for citation in citations:
        published = citation.get("published")
        dated = json.dumps(published) if published else ""
        for text in (citation.get("passage"), citation.get("quote"), citation.get("title"), dated):
            held |= numbers(text or "")
    return held | {str(int(number)) for number in held if number.isdigit()}


def _cited_name(citation: Mapping[str, Any]) -> str:
    name, record = citation.get("file") or "", citation.get("record")
    return name if record is None else f"{name}#{record}"


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _mended(text: str) -> str:
    """The text with UTF-8 that was read as Windows-1252 put right, line by line; empty where it is sound."""
    if "Ã©" not in text and "â€™" not in text:
        return ""
    return "\n" + "\n".join(_mended_line(line) for line in text.splitlines())


def _mended_line(line: str) -> str:
    for codec in ("cp1252", "latin-1"):
        try:
            return line.encode(codec).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return line
