"""The archive on the page: the list of articles, adding, removing, and the chart by month."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from rag.contract import FileReply, ReportReply
from rag.types import Article, Language
from web.day_text import readable
from web.escape import esc
from web.words import say

ROWS = 25
"""Articles on one page of the list."""
_OUTCOMES = {"updated": "updated_file", "repaired": "repaired_file", "refused": "refused_file"}


def listing(articles: Sequence[Article], total: int, offset: int, language: Language) -> str:
    """The list, its heading and the buttons that turn its pages."""
    if not articles:
        return f'<p class="none">{say("found_none", language)}</p>'
    names = ("article", "date", "format", "remarks", "remove")
    heads = "".join(f'<th scope="col">{say(name, language)}</th>' for name in names)
    rows = "".join(_row(article, language) for article in articles)
    return (
        f'{_pager(len(articles), total, offset, language)}<table class="archive"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _pager(shown: int, total: int, offset: int, language: Language) -> str:
    if total <= ROWS:
        return f'<p class="pager" role="status">{say("found_count", language, count=total)}</p>'
    where = say("page_of", language, first=offset + 1, last=offset + shown, total=total)
    back = "" if offset else " disabled"
    more = "" if offset + shown < total else " disabled"
    return (
        f'<p class="pager"><span role="status">{where}</span>'
        f'<button type="button" data-act="page" data-offset="{max(0, offset - ROWS)}"{back}>'
        f"{say('previous', language)}</button>"
        f'<button type="button" data-act="page" data-offset="{offset + ROWS}"{more}>'
        f"{say('next', language)}</button></p>"
    )


def _row(article: Article, language: Language) -> str:
    draft = article.draft
    title = draft.title or say("untitled", language)
    date = readable(draft.published.value, language) if draft.published else say("no_date", language)
    remarks = list(draft.warnings)
    if article.copies:
        key = "copy_one" if len(article.copies) == 1 else "copies"
        remarks.append(say(key, language, count=len(article.copies), files=", ".join(article.copies[:3])))
    listed = _list(remarks)
    if draft.notes:
        count = say("reading_notes", language, count=len(draft.notes))
        listed += f"<details><summary>{count}</summary>{_list(draft.notes)}</details>"
    link = esc(f"/article/{quote(article.article_id, safe='')}?lang={language}")
    where = article.file if draft.record is None else f"{article.file} #{draft.record}"
    return (
        f'<tr><td><a class="open" href="{link}" target="_blank" rel="noopener">{esc(title)}</a>'
        f'<span class="origin">{esc(draft.source or say("no_source", language))} · {esc(where)}</span></td>'
        f"<td>{esc(date)}</td><td>{esc(draft.format)}</td>"
        f"<td>{listed}</td><td>{_removal(article, title, language)}</td></tr>"
    )


def _list(remarks: Sequence[str]) -> str:
    items = "".join(f"<li>{esc(remark)}</li>" for remark in remarks)
    return f"<ul>{items}</ul>" if items else ""


def _removal(article: Article, title: str, language: Language) -> str:
    return (
        f'<details class="sure"><summary aria-label="{esc(say("remove", language))} : {esc(title)}">'
        f"{say('remove', language)}</summary><p>{say('remove_sure', language)}</p>"
        f'<button type="button" data-act="forget" data-id="{esc(article.article_id)}" data-title="{esc(title)}">'
        f"{say('remove_yes', language)}</button></details>"
    )


def report(body: ReportReply, language: Language) -> str:
    """What became of the files that were added."""
    items = "".join(_report_line(file, language) for file in body["files"])
    return f'<div class="report" role="status"><h3>{say("report", language)}</h3><ul>{items}</ul></div>'


def _report_line(file: FileReply, language: Language) -> str:
    outcome = say(_OUTCOMES.get(file["outcome"], file["outcome"]), language)
    told = [part for part in (file.get("reason"), *(file.get("notes") or [])) if part]
    more = f" : {esc(' · '.join(told))}" if told else ""
    return f'<li class="{esc(file["outcome"])}"><b>{esc(file.get("file") or "")}</b> {esc(outcome)}{more}</li>'


def progress(done: int, total: int, language: Language) -> str:
    """How far the reading of files has come."""
    words = esc(say("reading_files", language, done=done, total=total))
    return f'<p class="report" role="status">{words} <progress value="{done}" max="{total}"></progress></p>'
