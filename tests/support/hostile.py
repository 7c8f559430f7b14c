"""Hostile files, made on the spot: each with a name, its bytes and what reading must make of it."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

BODY = (
    "La fanfare de Saint-Brévin a défilé dimanche dans les rues du vieux port, devant plusieurs"
    " centaines de curieux venus des communes voisines. « Nous n'avions pas joué ensemble depuis deux"
    " ans », a expliqué la cheffe, Inès Valmont."
    "\n\nLe concert s'est terminé à la tombée de la nuit, sans incident, par un air que les plus anciens"
    " ont repris en chœur. La mairie, qui avait prêté les barrières, promet que le défilé sera de"
    " retour l'année prochaine."
)
ARTICLE = f"La fanfare de Saint-Brévin est de retour\n\nPublié le 3 mars 2024\n\n{BODY}\n"
MARKER = "Inès Valmont"


@dataclass(frozen=True)
class Hostile:
    """``outcome``: refused with a reason, or read with the article's words in it."""

    name: str
    data: bytes
    outcome: Literal["refused", "read", "either"]
    says: str = ""
    """Words of the French reason or of a note on the repair."""


def hostile_files() -> Iterator[Hostile]:
    """All of them; none is kept on disk."""
    yield from _not_text()
    yield from _encodings()
    yield from _too_much()
    yield from _archives()
    yield from _pdfs()
    yield from _pages()
    yield from _records()
    from tests.support.hostile_press import hostile_exports

    yield from hostile_exports()
    from tests.support.hostile_tools import hostile_tools

    yield from hostile_tools()


def _not_text() -> Iterator[Hostile]:
    yield Hostile("vide.txt", b"", "refused", "vide")
    yield Hostile("blancs.txt", b" \n\t\r\n" * 50, "refused", "vide")
    yield Hostile("largeur-nulle.txt", "\u200b\u200d\ufeff".encode() * 30, "refused", "vide")
    yield Hostile("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "refused", "PNG")
    yield Hostile("binaire.txt", bytes(range(256)) * 200, "refused", "texte")
    yield Hostile("nombres.txt", b"0123 4567 8901 ;;;; ---- ++++ #### ^^^^ ~~~~\n" * 40, "either")
    yield Hostile("vieux.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "refused", "Word 97")


def _encodings() -> Iterator[Hostile]:
    yield Hostile("utf16.txt", ARTICLE.encode("utf-16"), "read", "UTF-16")
    yield Hostile("utf16-sans-marque.txt", ARTICLE.encode("utf-16-le"), "read", "UTF-16")
    yield Hostile("latin1.txt", ARTICLE.replace("œ", "oe").encode("latin-1"), "read", "Windows-1252")
    yield Hostile("mac.txt", ARTICLE.encode("mac_roman"), "read", "Mac Roman")
    yield Hostile("mojibake.txt", ARTICLE.encode().decode("cp1252", "ignore").encode(), "read", "réparés")
    yield Hostile("nul.txt", ARTICLE.replace(" ", " \x00", 40).encode(), "read", "invisible")
    yield Hostile("bidi.txt", ARTICLE.replace("de", "\u202ede\u202c\U000e0041").encode(), "read", "invisible")
    yield Hostile("substituts.txt", ARTICLE.encode() + b"\xed\xa0\x80 fin\n", "read", "illisible")
    yield Hostile("coupe.txt", ARTICLE.encode()[:-1] + "é".encode()[:1], "read")
    yield Hostile("nom\udce9 bizarre\n.txt", ARTICLE.encode(), "read")


def _too_much() -> Iterator[Hostile]:
    yield Hostile("enorme.txt", b"mot " * (50 * 2**18), "refused", "limite")
    yield Hostile("une-ligne.txt", (BODY.replace("\n", " ") + " ").encode() * 1900, "read")
    yield Hostile("lignes.txt", b"ligne courte\n" * 100_000, "refused", "lignes")
    yield Hostile("guillemets.txt", ("«" * 100_000 + "\n" + ARTICLE).encode(), "either")
    yield Hostile("espaces.txt", (ARTICLE + " " * 500_000 + "fin").encode(), "read")
    yield Hostile("crochets.txt", (ARTICLE + "[" * 50_000 + "(" * 50_000).encode(), "either")


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(text: str, prologue: str = "") -> bytes:
    """A minimal DOCX of the paragraphs of a text."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>" for part in text.split("\n\n"))
    xml = f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


def rtf(text: str) -> bytes:
    """A minimal RTF of the paragraphs of a text; letters beyond Windows-1252 by their number."""

    def written(char: str) -> str:
        if char.isascii():
            return "\\" + char if char in "\\{}" else char
        try:
            return f"\\'{char.encode('cp1252').hex()}"
        except UnicodeEncodeError:
            return f"\\u{ord(char)}?"

    paragraphs = [" ".join(part.split("\n")) for part in text.split("\n\n")]
    body = "".join("\\pard " + "".join(map(written, part)) + "\\par\n" for part in paragraphs)
    return (r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}" + "\n" + body + "}").encode("ascii")


def _archives() -> Iterator[Hostile]:
    bomb = packed({"word/document.xml": b"<w:p>" + b" " * (60 * 2**20)})
    yield Hostile("bombe.docx", bomb, "refused", "décompressé")
    yield Hostile("bombe-renommee.txt", bomb, "refused", "décompressé")
    laughs = "<!DOCTYPE w [" + '<!ENTITY a "ha">' + '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' * 8 + "]>"
    yield Hostile("entites.docx", docx("&b;", laughs), "refused", "suspect")
    outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield Hostile("xxe.docx", docx("&x;", outside), "refused", "suspect")
    yield Hostile("coupe.docx", docx(ARTICLE)[:200], "refused", "abîmé")
    yield Hostile("article.txt", docx(ARTICLE), "read")
    yield Hostile("archive.zip", packed({"a.txt": b"bonjour"}), "refused", "archive")


def pdf(lines: list[list[str]]) -> bytes:
    """A minimal PDF: one list of lines a page."""
    pages = []
    for page in lines:
        shown = "".join(f"({_unbracketed(line)}) Tj 0 -14 Td " for line in page)
        pages.append(f"BT /F1 10 Tf 50 780 Td {shown}ET")
    return _pdf_of(pages)


def placed_pdf(pieces: list[tuple[int, int, int, str]]) -> bytes:
    """A PDF of one page: each piece of text with its place from the left and from the foot, and its size."""
    return _pdf_of(
        ["".join(f"BT /F1 {size} Tf {x} {y} Td ({_unbracketed(text)}) Tj ET\n" for x, y, size, text in pieces)]
    )


def _pdf_bomb() -> bytes:
    """A page whose 40 KiB unpack to 900 MiB of blanks: the same compressed block again and again."""
    packer = zlib.compressobj(9)
    blocks = [packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)]
    return _pdf_of([blocks[0] + blocks[1] * 899])


def _unbracketed(text: str) -> str:
    return text.replace("(", "").replace(")", "")


def _pdf_of(pages: Sequence[str | bytes]) -> bytes:
    """The objects of a PDF around what is drawn on each page; bytes are packed ones."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for drawn in pages:
        stream, packed = (drawn.encode("cp1252"), b"") if isinstance(drawn, str) else (drawn, b" /Filter /FlateDecode")
        objects.append(b"<< /Length %d%s >>\nstream\n" % (len(stream), packed) + stream + b"\nendstream")
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % content
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def wrapped(text: str, width: int = 90) -> list[str]:
    """Lines of a text as a printer would cut them."""
    import textwrap

    return [line for part in text.split("\n\n") for line in [*textwrap.wrap(part, width), ""]]


def _pdfs() -> Iterator[Hostile]:
    yield Hostile("scan.pdf", pdf([[], []]), "refused", "numérisé")
    yield Hostile("coupe.pdf", pdf([wrapped(ARTICLE)])[:400], "refused", "abîmé")
    yield Hostile("faux.pdf", b"%PDF-1.7\n" + b"rien du tout " * 100, "refused", "abîmé")
    yield Hostile("protege.pdf", locked_pdf(), "refused", "mot de passe")
    yield Hostile("bombe.pdf", _pdf_bomb(), "refused", "échoué")
    yield Hostile("renomme.txt", pdf([wrapped(ARTICLE)]), "read")


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([wrapped(ARTICLE)]))))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _pages() -> Iterator[Hostile]:
    paragraphs = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n"))
    page = f"<html><body><article><h1>La fanfare est de retour au port</h1>{paragraphs}</article></body></html>"
    yield Hostile("page.txt", page.encode(), "read")
    yield Hostile("profond.html", ("<div>" * 20_000 + page).encode(), "either")
    yield Hostile("ouvert.html", page.replace("</p>", "").replace("</article>", "<table><tr><td>").encode(), "read")
    bad = '<script type="application/ld+json">' + "[" * 50_000 + "</script>"
    yield Hostile("json-profond.html", page.replace("<body>", "<body>" + bad).encode(), "read")
    yield Hostile("xxe.html", b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + page.encode(), "read")
    yield Hostile("attribut-long.html", page.replace("<p>", f"<p title='{'a' * 2**22}'>", 1).encode(), "read")
    yield Hostile("attributs.html", page.replace("<p>", "<p " + "class='a' " * 20_000 + ">", 1).encode(), "either")


def _records() -> Iterator[Hostile]:
    good = json.dumps({"title": "Fanfare", "text": BODY})
    lines = [
        good,
        "{coupé",
        "[1, 2]",
        '{"title": "sans texte"}',
        "",
        '{"a":' * 5000,
        good.replace("Fanfare", "Fanfare bis"),
    ]
    yield Hostile("melange.jsonl", "\n".join(lines).encode(), "read", "ligne 2")
    yield Hostile("profond.json", b"[" * 100_000, "refused", "aucun enregistrement")
    yield Hostile("rien.jsonl", b"pas du json\n" * 20, "refused", "aucun enregistrement")
    yield Hostile("substituts.jsonl", json.dumps({"text": BODY + " \ud800 fin"}).encode(), "read")
