"""The formats that are read, in the order in which their content is tried.

To add one:

1. Write one module, in ``rag/reading/formats/`` or, where a file holds many articles, in ``rag/reading/press/``
   (press databases), ``exports/`` (a record an article) or ``containers/`` (mail, saved pages, archives).
   It ends with ``FORMAT = Format(name, endings, sniff, read)``:

   - ``sniff(given) -> bool`` recognises the content: ``given.head`` is the decoded beginning, ``given.start`` the
     first bytes, ``given.is_html``, ``is_zip``, ``is_rtf`` what it is made of, ``given.member(name)`` a part of a ZIP.
     It must not trust the name alone, and may not read more than the head.
   - ``read(given) -> Reading`` gives the articles. A file of one article: ``one(raw, given)``. A file of many:
     a ``RawArticle`` for each, numbered by ``record`` from 0, and ``articles`` of ``rag.reading.exports.many``, which
     holds their number against the number of marks in the file and says where some are lacking.
     A file that stands in the file: ``given.inside(data, name)``.
   - what is recognised but cannot be split is refused with ``Unreadable``, never read as one article.

2. Put it into ``FORMATS``: what is recognised by its content before what takes anything of a kind (pages, JSON, text).
3. Write its test, with a small invented file of its own, and add a line to ``tests/support/hostile.py``.

Everything else follows from the list: which files of folders are taken in, what the page and the refusals say is
read, limits of size and time. ``tests/reading/test_registry.py`` says where the documents do not name an ending.
"""

from __future__ import annotations

from dataclasses import replace

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.containers import epub, mail, mhtml, packed, warc
from rag.reading.decode import binary_kind, is_blank
from rag.reading.exports import (
    bibtex,
    csl,
    feeds,
    lexicometry,
    reviews,
    ris,
    tables,
    txm,
    workbooks,
)
from rag.reading.formats import docx, html, jsonl, odt, pdf, plain, rtf, scan
from rag.reading.formats.format import Format, Given, check_size
from rag.reading.press import (
    europresse_html,
    europresse_pdf,
    europresse_text,
    factiva_html,
    factiva_text,
    nexis_classic,
    nexis_files,
    proquest,
)

FORMATS: tuple[Format, ...] = (
    europresse_pdf.FORMAT,
    pdf.FORMAT,
    scan.FORMAT,
    nexis_files.DOCX,
    packed.ZIP,
    packed.GZIP,
    odt.FORMAT,
    epub.FORMAT,
    workbooks.FORMAT,
    reviews.WORD,
    docx.FORMAT,
    europresse_html.FORMAT,
    europresse_text.FORMAT,
    factiva_html.FORMAT,
    factiva_text.FORMAT,
    nexis_files.RTF,
    nexis_classic.HTML,
    nexis_classic.LINES,
    proquest.FORMAT,
    rtf.FORMAT,
    mhtml.FORMAT,
    mail.EML,
    mail.MBOX,
    warc.FORMAT,
    lexicometry.STARRED,
    lexicometry.KEYED,
    txm.FORMAT,
    ris.FORMAT,
    bibtex.FORMAT,
    csl.FORMAT,
    feeds.FORMAT,
    tables.FORMAT,
    reviews.FORMAT,
    html.FORMAT,
    jsonl.FORMAT,
    plain.MARKDOWN,
    plain.TEXT,
)
_STRICT = frozenset(ending for format in FORMATS if format.strict for ending in format.endings)


def endings() -> tuple[str, ...]:
    """The endings that are read, each once, the most usual first."""
    usual = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".jsonl")
    claimed = dict.fromkeys(ending for format in FORMATS for ending in format.endings)
    return (*(ending for ending in usual if ending in claimed), *sorted(claimed.keys() - set(usual)))


def recognise(given: Given) -> Format:
    """The format that reads a file, told by its content. Raises Unreadable where none does."""
    name = given.name
    if is_blank(given.data):
        raise Unreadable(f"{name} : fichier vide.", f"{name}: the file is empty.")
    found = next((format for format in FORMATS if format.sniff(given)), None)
    if found is not None and not (found.name == "txt" and given.suffix in _STRICT):
        return found
    if given.is_zip:
        raise Unreadable(
            f"{name} : archive compressée ; décompressez-la et donnez les fichiers.",
            f"{name}: a compressed archive; unpack it and give the files.",
        )
    if what := binary_kind(given.start):
        kinds = [ending.removeprefix(".") for ending in endings()]
        raise Unreadable(
            f"{name} : ce n'est pas du texte ({what}) ; donnez un fichier {', '.join(kinds[:-1])} ou {kinds[-1]}.",
            f"{name}: this is not text ({what}); give a {', '.join(kinds[:-1])} or {kinds[-1]} file.",
        )
    if found is not None:
        raise Unreadable(
            f"{name} : le contenu n'est pas celui d'un fichier {given.suffix} connu ; donnez-le dans un autre format.",
            f"{name}: the content is not that of a known {given.suffix} file; give it in another format.",
        )
    raise Unreadable(f"{name} : ce n'est pas du texte.", f"{name}: this is not text.")


def read(given: Given) -> Reading:
    """The articles of a file. Raises Unreadable or TooLarge, with the file's name in the message."""
    given = replace(given, read_part=read)
    first = recognise(given)
    for format in FORMATS[FORMATS.index(first) :]:
        if format is first or format.sniff(given):
            check_size(given, format.most)
            if (reading := format.read(given)) is not None:
                return reading
    raise Unreadable(f"{given.name} : contenu inconnu.", f"{given.name}: unknown content.")
