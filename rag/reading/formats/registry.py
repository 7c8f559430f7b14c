"""One reader a format, chosen by the content of the file."""

from __future__ import annotations

import datetime as dt

from rag.reading import Reading
from rag.reading.article.draft import RawArticle, to_draft
from rag.reading.decode import check_size, check_text, declared_charset, decode, sniff


def read(data: bytes, name: str, *, today: dt.date | None = None) -> Reading:
    """Drafts of a file. Raises Unreadable or TooLarge, with the file's name in the message."""
    check_size(data, name)
    kind = sniff(data, name)
    repairs: tuple[str, ...] = ()
    if kind == "pdf":
        from rag.reading.formats.pdf import read_pdf

        raw = read_pdf(data, name)
    elif kind == "docx":
        from rag.reading.formats.docx import read_docx

        raw = read_docx(data, name)
    elif kind == "jsonl":
        from rag.reading.formats.jsonl import read_jsonl

        return read_jsonl(data, name, today=today)
    else:
        decoded = decode(data, declared=declared_charset(data) if kind == "html" else None)
        if kind != "html":
            check_text(decoded.text, name)
        raw, repairs = read_text(decoded.text, kind), decoded.repairs
    check_text(raw.text, name)
    return Reading((to_draft(raw, today=today),), repaired=repairs)


def read_text(text: str, kind: str) -> RawArticle:
    """A decoded text as Markdown, as a page, as text with tags in it, or as it is."""
    if kind == "html":
        from rag.reading.formats.html import read_html

        return read_html(text)
    if kind == "md":
        return _markdown(text)
    from rag.reading.formats.markup import has_markup, text_with_tags

    if has_markup(text):
        text, lines = text_with_tags(text)
        return RawArticle(text, lines, "txt")
    from rag.reading.formats.plain import text_lines

    return RawArticle(text, text_lines(text), "txt")


def _markdown(text: str) -> RawArticle:
    from rag.reading.formats.plain import AUTHOR_NAMES, DATE_NAMES, SOURCE_NAMES, markdown_lines

    values, lines = markdown_lines(text)

    def value(*names: str) -> str | None:
        return next((values[name] for name in names if values.get(name)), None)

    return RawArticle(
        text,
        lines,
        "md",
        title=value("title", "titre"),
        source=value(*SOURCE_NAMES),
        author=value(*AUTHOR_NAMES),
        url=value("url", "link", "lien"),
        published=value(*DATE_NAMES),
        updated=value("updated", "modified", "lastmod", "mise_a_jour"),
    )
