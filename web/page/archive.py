"""The archive on the page: the list of articles with their excerpts, tags and notes; what came of adding files."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from rag.archive_types import Annotation, ArticlePage, Excerpt
from rag.contract import FileReply, ReportReply
from rag.types import CITABLE, Article, Language, Line
from web.archive_filters import View, controls
from web.day_text import readable
from web.escape import esc
from web.words import say

ASIDE_LINES = 200
"""Lines set aside that are shown of one article."""
ROWS = 25
"""Articles on one page of the list."""
_OUTCOMES = {"updated": "updated_file", "repaired": "repaired_file", "refused": "refused_file"}


def listing(
    page: ArticlePage, view: View, tags: Sequence[str], search: str, language: Language, aside: Article | None = None
) -> str:
    """The controls, what the reader should know of the search, the list and the buttons that turn its pages.

    ``aside`` is the article, with its lines, of which is shown what was set aside.
    """
    told = "".join(f'<p class="note" role="status">{esc(note[language == "en"])}</p>' for note in page.notes)
    known = "".join(f'<option value="{esc(tag)}"></option>' for tag in tags)
    head = f'{controls(view, page.facets or {}, language)}<datalist id="known-tags">{known}</datalist>{told}'
    if not page.articles:
        return f'{head}<p class="none" role="status">{say("found_none", language)}</p>'
    names = ("article", "date", "format", "remarks", "remove")
    heads = "".join(f'<th scope="col">{say(name, language)}</th>' for name in names)
    head += review_links(view, search, language)
    rows = "".join(_row(article, page, view, language, aside) for article in page.articles)
    return (
        f'{head}{_pager(len(page.articles), page.total, view.offset, language)}<table class="archive"><thead>'
        f"<tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def review_links(view: View, search: str, language: Language) -> str:
    """The press review of what is listed, by day and by outlet, in each form."""

    def link(by: str, file: str, name: str) -> str:
        address = f"/api/review?{urlencode([*view.parameters(search), ('by', by), ('file', file), ('lang', language)])}"
        return f'<a href="{esc(address)}" download>{esc(name)}</a>'

    kinds = (("html", say("review_print", language)), ("docx", "Word"), ("markdown", "Markdown"))
    parts = "".join(
        f"<p>{esc(say(f'review_{by}', language))} : {' · '.join(link(by, *kind) for kind in kinds)}</p>"
        for by in ("day", "outlet")
    )
    title = esc(say("review", language))
    return f'<details class="review"><summary data-key="review">{title}</summary>{parts}</details>'


def _pager(shown: int, total: int, offset: int, language: Language) -> str:
    if total <= ROWS:
        return f'<p class="pager" role="status">{say("found_count", language, count=total)}</p>'
    where = say("page_of", language, first=offset + 1, last=offset + shown, total=total)
    back = "" if offset else " disabled"
    more = "" if offset + shown < total else " disabled"
    return (
        f'<p class="pager"><span role="status">{where}</span>'
        f'<button type="button" data-act="page" data-offset="{max(0, offset - ROWS)}" data-key="previous"{back}>'
        f"{say('previous', language)}</button>"
        f'<button type="button" data-act="page" data-offset="{offset + ROWS}" data-key="next"{more}>'
        f"{say('next', language)}</button></p>"
    )


def _row(article: Article, page: ArticlePage, view: View, language: Language, aside: Article | None) -> str:
    draft = article.draft
    title = draft.title or say("untitled", language)
    date = readable(draft.published.value, language) if draft.published else say("no_date", language)
    corrected = [
        say("read_before", language, field=say(f"field_{name}", language), value=value or "—")
        for name, value in article.read.items()
    ]
    listed = _list((*draft.warnings, *corrected))
    if draft.notes:
        count = say("reading_notes", language, count=len(draft.notes))
        listed += f"<details><summary>{count}</summary>{_list(draft.notes)}</details>"
    annotation = page.annotations.get(article.article_id) or Annotation(article.article_id)
    excerpts = page.excerpts.get(article.article_id, ())
    where = article.file if draft.record is None else f"{article.file} #{draft.record}"
    gone = f' <span class="chip gone">{esc(say("gone", language))}</span>' if article.gone else ""
    link = _link(article, excerpts, language)
    return (
        f'<tr><td>{_star(annotation, title, language)}<a class="open" href="{link}" target="_blank" rel="noopener">'
        f"{esc(title)}</a>"
        f'<span class="origin">{esc(draft.source or say("no_source", language))} · {esc(where)}</span>{gone}'
        f"{''.join(map(_excerpt, excerpts))}{_copies(article, language)}"
        f"{_annotation(annotation, title, view.opened == article.article_id, language)}"
        f"{_aside(aside, language) if aside and aside.article_id == article.article_id else ''}</td>"
        f"<td>{esc(date)}</td><td>{esc(draft.format)}</td>"
        f"<td>{listed}</td><td>{_correction(article, title, language)}{_aside_button(article, title, view, language)}"
        f"{_removal(article, title, annotation, language)}</td></tr>"
    )


def _link(article: Article, excerpts: Sequence[Excerpt], language: Language) -> str:
    """The article, at the first word that was searched."""
    spot = f"&start={excerpts[0].marks[0][0]}&end={excerpts[0].marks[0][1]}" if excerpts and excerpts[0].marks else ""
    anchor = "#spot" if spot else ""
    return esc(f"/article/{quote(article.article_id, safe='')}?lang={language}{spot}{anchor}")


def _excerpt(excerpt: Excerpt) -> str:
    """The words around, those that were searched marked."""
    text, start, shown, done = excerpt.text, excerpt.start, "", 0
    for low, high in excerpt.marks:
        shown += f"{esc(text[done : low - start])}<mark>{esc(text[low - start : high - start])}</mark>"
        done = high - start
    return f'<p class="excerpt">… {shown}{esc(text[done:])} …</p>'


def _copies(article: Article, language: Language) -> str:
    """The files of the other articles of a dispatch, to unfold."""
    if not article.copies:
        return ""
    heading = esc(say("same_dispatch", language, count=len(article.copies)))
    return f'<details class="copies"><summary>{heading}</summary>{_list(article.copies)}</details>'


def _star(annotation: Annotation, title: str, language: Language) -> str:
    label = esc(say("star", language, title=title))
    sign, value = ("★", "false") if annotation.starred else ("☆", "true")
    return (
        f'<button type="button" class="star" data-act="star" data-id="{esc(annotation.article_id)}" '
        f'data-value="{value}" '
        f'data-key="star-{esc(annotation.article_id)}" aria-pressed="{str(annotation.starred).lower()}" '
        f'aria-label="{label}">{sign}</button>'
    )


def _annotation(annotation: Annotation, title: str, opened: bool, language: Language) -> str:
    """The tags and the note, and what changes them."""
    identity = esc(annotation.article_id)
    tags = "".join(
        f'<span class="chip tag"><button type="button" class="word" data-act="filter" data-field="tag" '
        f'data-value="{esc(tag)}">{esc(tag)}</button><button type="button" data-act="untag" data-id="{identity}" '
        f'data-value="{esc(tag)}" aria-label="{esc(say("untag", language, tag=tag, title=title))}">×</button></span>'
        for tag in annotation.tags
    )
    shown = f'<p class="own-note">{esc(annotation.note)}</p>' if annotation.note and not opened else ""
    about = esc(f"{say('annotate', language)} : {title}")
    return (
        f'<div class="annotation"><div class="chips">{tags}</div>{shown}<details{" open" if opened else ""}>'
        f'<summary data-key="annotate-{identity}" aria-label="{about}">{esc(say("annotate", language))}</summary>'
        f"<label>{esc(say('new_tag', language))} "
        f'<input type="text" class="new-tag" maxlength="100" list="known-tags" data-key="tag-{identity}"></label>'
        f'<button type="button" data-act="tag" data-id="{identity}" data-from=".new-tag">'
        f"{esc(say('tag_add', language))}</button><label>{esc(say('note', language))} "
        f'<textarea class="new-note" rows="3" maxlength="20000">{esc(annotation.note)}</textarea></label>'
        f'<button type="button" data-act="note" data-id="{identity}" data-version="{annotation.version}" '
        f'data-from=".new-note" data-key="annotate-{identity}">'
        f"{esc(say('note_save', language))}</button></details></div>"
    )


def _list(remarks: Sequence[str]) -> str:
    items = "".join(f"<li>{esc(remark)}</li>" for remark in remarks)
    return f"<ul>{items}</ul>" if items else ""


def _correction(article: Article, title: str, language: Language) -> str:
    label = f"{say('correct_one', language)} : {title}"
    return (
        f'<button type="button" class="edit" data-act="edit" data-id="{esc(article.article_id)}" '
        f'aria-label="{esc(label)}">{say("correct_one", language)}</button>'
    )


def _aside_button(article: Article, title: str, view: View, language: Language) -> str:
    identity, opened = esc(article.article_id), str(view.aside == article.article_id).lower()
    return (
        f'<button type="button" class="edit" data-act="aside" data-id="{identity}" data-key="aside-{identity}" '
        f'aria-expanded="{opened}" aria-label="{esc(say("aside", language))} : {esc(title)}">'
        f"{esc(say('aside', language))}</button>"
    )


def _aside(article: Article, language: Language) -> str:
    """The lines that are not cited, and those that were taken in by hand, each with what changes that."""
    draft, identity = article.draft, esc(article.article_id)
    lines = [line for line in draft.lines if line.label not in CITABLE]
    taken = [line for line in draft.lines if line.label in CITABLE and draft.words(line) in article.labels_read]

    def item(line: Line, act: str, kind: str) -> str:
        key = f"{act}-{identity}-{line.start}"
        return (
            f'<li><span class="origin">{esc(kind)}</span> {esc(draft.words(line))} '
            f'<button type="button" data-act="{act}" data-id="{identity}" data-start="{line.start}" '
            f'data-end="{line.end}" data-key="{key}" aria-label="{esc(say(act, language))} : '
            f'{esc(draft.words(line)[:60])}">{esc(say(act, language))}</button></li>'
        )

    items = [item(line, "take_in", say(f"label_{line.label}", language)) for line in lines[:ASIDE_LINES]]
    if len(lines) > ASIDE_LINES:
        items.append(f"<li>{esc(say('aside_more', language, count=len(lines) - ASIDE_LINES))}</li>")
    items += [item(line, "put_aside", say("taken_in", language)) for line in taken]
    told = say("aside_help" if items else "aside_none", language)
    whole = (
        f'<button type="button" data-act="take_in" data-id="{identity}" data-key="all-{identity}">'
        f"{esc(say('take_all', language))}</button>"
        if len(lines) > 1
        else ""
    )
    return f'<div class="aside"><p>{esc(told)}</p><ul>{"".join(items)}</ul>{whole}</div>'


def _removal(article: Article, title: str, annotation: Annotation, language: Language) -> str:
    noted = bool(annotation.note or annotation.tags or annotation.quotes)
    sure = say("remove_noted" if noted else "remove_sure", language)
    return (
        f'<details class="sure"><summary aria-label="{esc(say("remove", language))} : {esc(title)}">'
        f"{say('remove', language)}</summary><p>{esc(sure)}</p>"
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


def progress(done: int, total: int, language: Language, page: tuple[int, int] | None = None) -> str:
    """How far the reading of files has come, and within a scan."""
    words = esc(say("reading_files", language, done=done, total=total))
    if page:
        words += f" {esc(say('reading_page', language, page=page[0], of=page[1]))}"
        done, total = (100 * (done * page[1] + page[0] - 1)) // page[1], 100 * total
    return f'<p class="report" role="status">{words} <progress value="{done}" max="{total}"></progress></p>'
