"""A dossier of press as Europresse prints it, made on the spot: cover, a page an article, a box beside."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tests.support.press import STORIES, Story

Row = tuple[int, int, float, str]
"""Distance from the left and from the foot, size of letters, words."""


def printed(pages: Sequence[Sequence[Row]]) -> bytes:
    """A PDF of pages of rows in Helvetica."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "]
    objects[2] += b"/Encoding /WinAnsiEncoding >>"
    kids = []
    for rows in pages:
        stream = b"\n".join(_shown(*row) for row in rows)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(out))
    return out + head + trailer


def _shown(left: int, foot: int, size: float, words: str) -> bytes:
    escaped = words.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F1 %.1f Tf %d %d Td (%s) Tj ET" % (size, left, foot, escaped)


def europresse_pdf(stories: Sequence[Story] = STORIES) -> bytes:
    """The dossier."""
    foot = "Document émis par Bibliothèque de Noirlac à des fins de visualisation personnelle et temporaire."
    cover: list[Row] = [(40, 800, 16, "Dossier de presse"), (40, 770, 9, f"Nombre de documents : {len(stories)}")]
    for n, story in enumerate(stories):
        cover.append((40, 740 - 30 * n, 9, f"{story.outlet} {story.french}"))
        cover.append((40, 728 - 30 * n, 9, f"{story.title} ............ {n + 2}"))
    return printed([[*cover, (40, 20, 7, foot)], *(_page(story, foot) for story in stories)])


def _page(story: Story, foot: str) -> list[Row]:
    rows: list[Row] = [(40, 810, 8, "Europresse - Dossier de presse - 30 novembre 2024")]
    box = ("Nom de la source", story.outlet, "Type de source", "Presse · Journaux", "Périodicité", "Quotidien")
    rows += [(40, 766 - 12 * n, 8, words) for n, words in enumerate(box)]
    rows += [(200, 762, 10, story.french.capitalize()), (200, 748, 10, f"{story.outlet} · p. {story.page} · 98 mots")]
    at = 720
    for line in textwrap.wrap(story.title, 34):
        rows.append((200, at, 17, line))
        at -= 20
    if story.author:
        rows.append((200, at, 10, story.author))
        at -= 20
    for part in story.body:
        for line in textwrap.wrap(part, 62):
            rows.append((200, at, 11, line))
            at -= 14
        at -= 8
    rows += [
        (200, at - 10, 7, f"© 2019 {story.outlet}. Tous droits réservés."),
        (200, at - 20, 7, story.number),
        (40, 20, 7, foot),
    ]
    return rows
