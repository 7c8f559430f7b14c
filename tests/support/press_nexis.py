"""Small exports of Nexis and ProQuest, made on the spot from the invented stories of ``press``."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.support.press import STORIES, Story, rtf_file, rtf_letters

MONTHS = "January February March April May June July August September October November December".split()
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def american(story: Story) -> str:
    """The day as Nexis writes it in English."""
    year, month, day = story.day.split("-")
    return f"{MONTHS[int(month) - 1]} {int(day)}, {year} Wednesday 9:20 AM GMT"


def modern_lines(story: Story, body: str = "Body", end: str = "End of Document") -> list[str]:
    """The lines of an article, blank ones too, from the title to the end mark."""
    byline = [f"Byline:\u00a0{story.author}"] if story.author else []
    paragraphs = [line for part in story.body for line in (part, "")]
    return [
        *(story.title, story.outlet, american(story), "", f"Copyright 2019 {story.outlet} All Rights Reserved", ""),
        *(f"Section:\u00a0RÉGION; Pg. {story.page}", "Length:\u00a098 words", *byline, body, ""),
        *paragraphs,
        *("Graphic", "", "Photo Lise Aubrac", "", "Classification", "", "Language:\u00a0FRENCH; FRANÇAIS"),
        *("Subject:\u00a0FERRIES (90%)", "", "Load-Date:\u00a0November 30, 2024", "", end),
    ]


def cover(stories: Sequence[Story]) -> list[str]:
    """The page before the articles."""
    listed = [
        line
        for n, story in enumerate(stories, start=1)
        for line in (f"{n}. {story.title}", "Client/Matter: -None-", "Search Terms: bac", "Content Type", "News", "")
    ]
    return ["Date and Time: Saturday, November 30, 2024", "Job Number: 4451", f"Documents ({len(stories)})", *listed]


def nexis_docx(stories: Sequence[Story] = STORIES, body: str = "Body", end: str = "End of Document") -> bytes:
    """DOCX of today: cover, a section an article, bookmarks at titles and bodies."""

    def paragraph(line: str, mark: str = "") -> str:
        marked = f'<w:bookmarkStart w:id="1" w:name="{mark}"/><w:bookmarkEnd w:id="1"/>' if mark else ""
        return f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>{marked}</w:p>'

    section = "<w:p><w:pPr><w:sectPr><w:cols/></w:sectPr></w:pPr></w:p>"
    parts = ["".join(map(paragraph, cover(stories))), section]
    for n, story in enumerate(stories, start=1):
        lines = [paragraph("", f"Bookmark_{n}")]
        lines += [paragraph(line, f"Body_{n - 1}" if line == body else "") for line in modern_lines(story, body, end)]
        parts += [*lines, section]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {_NS}><w:body>{''.join(parts)}</w:body></w:document>")
        archive.writestr("word/header1.xml", f"<w:hdr {_NS}>{paragraph('Page 1 of 2')}</w:hdr>")
    return buffer.getvalue()


def nexis_rtf(stories: Sequence[Story] = STORIES, body: str = "Body", end: str = "End of Document") -> bytes:
    """RTF of today: a rule after the cover, a page an article."""
    lines = [*cover(stories), "_" * 40]
    parts = [lines, *(modern_lines(story, body, end) for story in stories)]
    return rtf_file("\\page\n".join("".join(rf"\pard {rtf_letters(x)}\par" + "\n" for x in part) for part in parts))


def classic_blocks(story: Story, n: int, count: int, french: bool = True) -> list[str]:
    """The paragraphs of an article of before 2018."""
    author, section, length = ("AUTEUR", "RUBRIQUE", "LONGUEUR") if french else ("BYLINE", "SECTION", "LENGTH")
    year, month, day = story.day.split("-")
    given = [f"{author}: {story.author}"] if story.author else []
    return [
        f"Document {n} de {count}" if french else f"{n} of {count} DOCUMENTS",
        *(story.outlet, f"{int(day)} {MONTHS[int(month) - 1]} {year} Wednesday", story.title),
        *(*given, f"{section}: RÉGION; Pg. {story.page}", f"{length}: 98 mots", *story.body),
        *("SUJET: BACS (90%)", "DATE-CHARGEMENT: 30 November 2024", "LANGUE: FRENCH; FRANÇAIS"),
        f"Copyright 2019 {story.outlet} Tous Droits Réservés",
    ]


def classic_html(stories: Sequence[Story] = STORIES) -> str:
    """HTML of before 2018."""
    parts = []
    for n, story in enumerate(stories, start=1):
        shown = "".join(
            f'<br><div class="c5"><p class="c6"><span class="c8">{block}</span></p>\n</div>\n'
            for block in classic_blocks(story, n, len(stories), french=False)
        )
        parts.append(
            f'<a name="DOC_ID_0_{n - 1}"></a><!-- Hide\n<DOC NUMBER={n}>\n<DOCFULL> -->\n{shown}<!-- </DOC> -->'
        )
    return f"<html><head></head><body>\n<!-- LXNComment 3847:4848 -->\n{''.join(parts)}</body></html>"


def classic_text(stories: Sequence[Story] = STORIES) -> str:
    """Text of before 2018: wrapped at 78 columns, centred lines, a form on the cover."""
    parts = ["Download Request: Select Items: 1-3\nTime of Request: November 30, 2024  10:11 AM\n\n\n"]
    for n, story in enumerate(stories, start=1):
        blocks = classic_blocks(story, n, len(stories), french=False)
        wrapped = ["\n".join(textwrap.wrap(block, 78)) for block in blocks]
        parts.append("\n\n".join([*(block.center(78) for block in wrapped[:3]), *wrapped[3:]]))
    return "\n\n\n\n".join(parts)


def classic_rtf(stories: Sequence[Story] = STORIES) -> bytes:
    """RTF of before 2018, in French."""
    pages = [
        "".join(rf"\pard {rtf_letters(block)}\par\par" + "\n" for block in classic_blocks(story, n, len(stories)))
        for n, story in enumerate(stories, start=1)
    ]
    return rtf_file("\\page\n".join(pages))


def proquest(stories: Sequence[Story] = STORIES) -> str:
    """ProQuest's text alone."""
    rule = "_" * 60
    parts = []
    for story in stories:
        year, month, day = story.day.split("-")
        names = "; ".join(", ".join(reversed(name.split(" ", 1))) for name in story.author.split(" et ") if name)
        date = f"{MONTHS[int(month) - 1][:3]} {int(day)}, {year}"
        blocks = [
            story.title,
            *([f"Author: {names}"] if names else []),
            f"Publication info: {story.outlet}; Cormeray [Cormeray]. {day} {MONTHS[int(month) - 1][:3]} {year}.",
            *(
                "https://www.proquest.com/docview/29?accountid=0",
                "Abstract: None available.",
                "Links: http://x.invalid/a",
            ),
            f"Full text: {story.body[0]}",
            *story.body[1:],
            *("Subject: Ferries", f"Title: {story.title}", f"Publication title: {story.outlet}; Cormeray"),
            *(f"Publication year: {year}", f"Publication date: {date}", "Language of publication: French"),
            *(f"ProQuest document ID: 29{day}{month}", "Last updated: 2024-11-12", "Database: Global Newsstream"),
        ]
        parts.append("\n\n".join(blocks))
    foot = "Contact ProQuest\n\nCopyright (c) 2024 ProQuest LLC. All rights reserved. - Terms and Conditions"
    return f"{rule}\n\n" + f"\n\n{rule}\n\n".join([*parts, foot])
