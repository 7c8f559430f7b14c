"""Hostile tables, feeds, references, corpora, mail, saved pages, books, office files and archives."""

from __future__ import annotations

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.support.hostile import BODY, Hostile, docx, packed, rtf

TITLE = "La fanfare de Saint-Brévin est de retour"
PARAGRAPHS = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n"))
PAGE = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{PARAGRAPHS}</article></body></html>"
LAUGHS = "<!DOCTYPE w [" + '<!ENTITY a "ha">' + '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' * 8 + "]>"
OUTSIDE = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
MAIL = "From: Le Fil <f@x.example>\nTo: v@x.example\nSubject: Fanfare\nMessage-ID: <1@x.example>\nMIME-Version: 1.0\n"
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

_CONTAINER = b'<container><rootfile full-path="c.opf"/></container>'
_PACKAGE = b'<package><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>'
_BOOK = {"mimetype": b"application/epub+zip", "META-INF/container.xml": _CONTAINER, "c.opf": _PACKAGE}
"""A book without its chapter, ``a.xhtml``."""
_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def hostile_tools() -> Iterator[Hostile]:
    """All of them."""
    yield from _tables()
    yield from _corpora()
    yield from _references_and_feeds()
    yield from _mail()
    yield from _pages()
    yield from _books_and_office()
    yield from _archives()
    yield from _locked()
    yield from _mixed()
    yield from _pictures()


def _workbook(cells: str, head: str = "") -> bytes:
    """A workbook of one sheet, the rows as markup."""
    book = f'<workbook {SPREADSHEET} xmlns:r="{RELATIONS}"><sheets><sheet name="F" sheetId="1" r:id="r1"/></sheets>'
    links = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="s1.xml"/>'
    return packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": links.replace("worksheet", "officeDocument").replace("s1.xml", "xl/workbook.xml").encode()
            + b"</Relationships>",
            "xl/workbook.xml": f"{book}</workbook>".encode(),
            "xl/_rels/workbook.xml.rels": f"{links}</Relationships>".encode(),
            "xl/s1.xml": f"{head}<worksheet {SPREADSHEET}><sheetData>{cells}</sheetData></worksheet>".encode(),
        }
    )


def _cells(*rows: tuple[str, ...]) -> str:
    def cell(text: str) -> str:
        return f'<c t="inlineStr"><is><t>{text}</t></is></c>'

    return "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)


def _tables() -> Iterator[Hostile]:
    table = f'Titre;Source;Date;Texte\r\n{TITLE};Le Fil;03/03/2024;"{BODY}"\r\n'
    yield Hostile("tableau-1252.csv", table.encode("cp1252"), "read", "Windows-1252")
    yield Hostile("tableau-utf16.csv", table.encode("utf-16"), "read", "UTF-16")
    yield Hostile("tableau-coupe.csv", (table + f'Deux;Le Fil;;"{BODY[:80]}').encode(), "read", "guillemets")
    yield Hostile("tableau-melange.csv", table.encode() + table.encode("cp1252").split(b"\r\n", 1)[1], "either")
    yield Hostile("tableau.xlsx", table.encode(), "read")
    yield Hostile("colonnes.csv", f"Rubrique;Pays\nCulture;{BODY[:90]}\n".encode(), "refused", "Rubrique, Pays")
    yield Hostile("vide.csv", b"Titre;Source;Texte\r\n;;\r\n", "refused", "tableau")
    yield Hostile("prose.csv", BODY.encode(), "refused", "colonnes")
    yield Hostile("cellule.csv", (table[:-3] + " mot" * 2_700_000).encode(), "refused", "cellule")
    yield Hostile("separateurs.csv", (table + ";" * 500_000).encode(), "either")
    rows = _cells(("Titre", "Texte"), (TITLE, BODY))
    yield Hostile("classeur.csv", _workbook(rows), "read")
    yield Hostile("classeur-coupe.xlsx", _workbook(rows)[:500], "refused", "abîm")
    far = f'{rows}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield Hostile("classeur-etendu.xlsx", _workbook(far), "refused")
    yield Hostile(
        "classeur-bombe.xlsx", _workbook(_cells(("Titre", "Texte" + " " * (60 * 2**20)))), "refused", "limite"
    )
    yield Hostile("classeur-entites.xlsx", _workbook(_cells(("Titre", "Texte"), ("&b;", BODY)), LAUGHS), "either")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    yield Hostile("classeur-protege.xlsx", locked, "refused", "mot de passe")


def _corpora() -> Iterator[Hostile]:
    starred = f"**** *source_Le_Fil *date_2024-03-03\n{BODY}\n"
    yield Hostile("corpus-mac.txt", starred.encode("mac_roman"), "read", "Mac Roman")
    yield Hostile("corpus-vide.txt", b"**** *source_Le_Fil\n\n" * 5_000, "refused", "IRaMuTeQ")
    yield Hostile("corpus-etoiles.txt", (starred + "**** " + "*a_b " * 50_000).encode(), "read")
    keyed = f"<date=2024-03-03>\r<journal=Le-Fil>\r{BODY}\r"
    yield Hostile("lexico-coupe.txt", (keyed + "<date=2024-").encode(), "read")
    yield Hostile("lexico-cles.txt", b"<date=2024><journal=x>" * 10_000, "refused", "Lexico")
    text = f'<corpus><text titre="{TITLE}" journal="Le Fil" date="2024-03-03">{BODY}</text>'
    yield Hostile("txm-coupe.xml", text.encode(), "read", "mal formé")
    yield Hostile(
        "txm-faux-encodage.xml", f'<?xml version="1.0" encoding="utf-8"?>{text}</corpus>'.encode("cp1252"), "read"
    )
    yield Hostile("txm-entites.xml", f"{LAUGHS}{text}&b;</corpus>".encode(), "refused", "suspect")
    yield Hostile("txm-dehors.xml", f"{OUTSIDE}{text}&x;</corpus>".encode(), "refused", "suspect")
    yield Hostile("txm-profond.xml", (text + "<p>" * 100_000).encode(), "either")
    yield Hostile("autre.xml", b"<?xml version='1.0'?><urlset><url/></urlset>", "refused", ".xml")


def _references_and_feeds() -> Iterator[Hostile]:
    ris = f"TY  - NEWS\nTI  - {TITLE}\nAB  - {BODY}\nER  - \n"
    yield Hostile("zotero-coupe.ris", (ris + "TY  - NEWS\nTI  - Cou").encode(), "read", "sans texte")
    yield Hostile("zotero-vide.ris", b"TY  - NEWS\nTI  - Rien\nER  - \n" * 5_000, "refused", "RIS")
    yield Hostile("zotero.txt", ris.replace("\n", "\r\n").encode("cp1252"), "read", "Windows-1252")
    bib = f"@article{{a, title = {{{TITLE}}}, abstract = {{{BODY}}}}}\n"
    yield Hostile("zotero-coupe.bib", (bib + "@article{b, title = {Cou").encode(), "read", "annonce 2")
    yield Hostile("zotero-accolades.bib", (bib + "@article{b, title = " + "{" * 50_000).encode(), "either")
    item = {"type": "article-newspaper", "title": TITLE, "container-title": "Le Fil", "abstract": BODY}
    yield Hostile("zotero-coupe.json", json.dumps([item])[:-30].encode(), "refused", "CSL-JSON")
    deep = '[{"type": "x", "container-title": ' + "[" * 100_000
    yield Hostile("zotero-profond.json", deep.encode(), "refused", "CSL-JSON")
    entry = f"<item><title>{TITLE}</title><description>{BODY}</description></item>"
    feed = f'<rss version="2.0"><channel><title>Le Fil</title>{entry}'
    yield Hostile("flux-coupe.rss", (feed + "<item><title>Cou").encode(), "read")
    yield Hostile("flux-entites.rss", f"{LAUGHS}{feed}</channel></rss>".encode(), "refused", "suspect")
    yield Hostile("flux-dehors.xml", f"{OUTSIDE}{feed}</channel></rss>".encode(), "refused", "suspect")
    yield Hostile("flux-vide.rss", b"<rss version='2.0'><channel><title>x</title></channel></rss>", "refused", "RSS")
    yield Hostile("flux-profond.rss", (feed + "<item>" * 3_000).encode(), "either")


def _mail() -> Iterator[Hostile]:
    plain = f"{MAIL}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{BODY}\n"
    yield Hostile("lettre-charset.eml", plain.replace("utf-8", "x-inconnu").encode("cp1252"), "read")
    yield Hostile("lettre-sans-corps.eml", f"{MAIL}\n".encode(), "refused", "courriel")
    yield Hostile("lettre-entete.eml", plain.replace("Fanfare", "Fanfare " * 100_000).encode(), "read")
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(5_000))
    yield Hostile("lettre-profonde.eml", (MAIL + deep).encode(), "refused")
    broken = MAIL + "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n!!!" + "é" * 400
    yield Hostile("lettre-base64.eml", broken.encode(), "refused")
    bomb = base64.encodebytes(packed({"zeros.txt": b" " * (30 * 2**20)})).decode()
    parts = (
        f'{MAIL}Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n'
        f"Content-Transfer-Encoding: 8bit\n\n{BODY}\n\n--b\nContent-Type: application/zip\n"
        f'Content-Disposition: attachment; filename="bombe.zip"\nContent-Transfer-Encoding: base64\n\n{bomb}\n--b--\n'
    )
    yield Hostile("lettre-bombe.eml", parts.encode(), "read", "limite")
    box = f"From a@x Mon Mar  4 07:00:00 2024\n{plain}\n"
    yield Hostile("boite-coupee.mbox", (box + "From a@x Mon Mar  4 07:00:00 2024\nFrom: x\nSubj").encode(), "read")
    yield Hostile("boite-vide.mbox", b"From a@x Mon Mar  4 07:00:00 2024\nX: y\n\n" * 5_000, "refused", "courriel")
    yield Hostile("boite.txt", box.encode("cp1252"), "read")


def _pages() -> Iterator[Hostile]:
    head = "From: <Saved by Blink>\nSnapshot-Content-Location: https://x.example/a\nMIME-Version: 1.0\n"
    head += 'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
    page = f"{head}Content-Type: text/html\nContent-Transfer-Encoding: 8bit\n\n{PAGE}"
    yield Hostile("page-coupee.mhtml", page.encode(), "read")
    yield Hostile("page-1252.mht", (page + "\n--b--").encode("cp1252"), "read", "Windows-1252")
    yield Hostile(
        "page-vide.mhtml", f"{head}Content-Type: image/gif\n\nGIF89a\n--b--".encode(), "refused", "aucune page"
    )
    yield Hostile("page.mhtml", PAGE.encode(), "read")
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}".encode()
    record = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2025-06-01T12:00:00Z\r\n"
    record += "WARC-Target-URI: https://x.example/a\r\nContent-Type: application/http; msgtype=response\r\n"
    whole = f"{record}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"
    yield Hostile("site-coupe.warc", whole + whole[:200], "read")
    yield Hostile("site-menteur.warc", f"{record}Content-Length: 99999999999\r\n\r\n".encode() + http, "either")
    yield Hostile(
        "site-vide.warc", b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "refused", "web"
    )
    yield Hostile("site.warc.gz", gzip.compress(whole) * 2, "read")


def _books_and_office() -> Iterator[Hostile]:
    yield Hostile("livre.epub.txt", packed(_BOOK | {"a.xhtml": PAGE.encode()}), "read")
    yield Hostile("livre-coupe.epub", packed(_BOOK | {"a.xhtml": PAGE.encode()})[:-90], "refused")
    yield Hostile("livre-bombe.epub", packed(_BOOK | {"a.xhtml": b" " * (60 * 2**20)}), "refused", "limite")
    yield Hostile("livre-vide.epub", packed(_BOOK), "refused", "EPUB")
    outside = _CONTAINER.replace(b"c.opf", b"../../etc/passwd")
    yield Hostile("livre-dehors.epub", packed(_BOOK | {"META-INF/container.xml": outside}), "refused", "incomplet")
    yield Hostile("livre-entites.epub", packed(_BOOK | {"c.opf": LAUGHS.encode() + _PACKAGE}), "refused", "suspect")
    lines = "".join(f"<text:p>{part}</text:p>" for part in BODY.split("\n\n"))
    xml = f"<office:d {_ODF}><office:body><office:text>{{}}{lines}</office:text></office:body></office:d>"
    kind = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    yield Hostile("document.odt.docx", packed(kind | {"content.xml": xml.format("").encode()}), "read")
    yield Hostile(
        "document-entites.odt",
        packed(kind | {"content.xml": (LAUGHS + xml.format("&b;")).encode()}),
        "refused",
        "suspect",
    )
    yield Hostile("document-bombe.odt", packed(kind | {"content.xml": b" " * (60 * 2**20)}), "refused", "limite")
    yield Hostile("document-sans-rien.odt", packed(kind), "refused", "abîm")
    nested = "<text:p>" * 5_000
    yield Hostile("document-profond.odt", packed(kind | {"content.xml": xml.format(nested).encode()}), "either")
    text = rtf(f"{TITLE}\n\n{BODY}")
    yield Hostile("document-coupe.rtf", text[:-40], "read")
    yield Hostile("document-objets.rtf", text[:-1] + rb"{\object\objdata " + b"01050000" * 200_000 + b"}}", "read")
    yield Hostile("document-profond.rtf", text + b"{" * 200_000, "either")
    yield Hostile("document-binaire.rtf", text[:-1] + rb"{\pict\bin999999999 " + b"}}", "either")
    yield Hostile("document-sans-rien.rtf", rb"{\rtf1\ansi }", "refused", "vide")


def _archives() -> Iterator[Hostile]:
    page = {"a/fanfare.html": PAGE.encode()}
    yield Hostile("pages.zip.txt", packed(page), "read")
    yield Hostile("pages-et-bombe.zip", packed(page | {"b.docx": docx(" " * (30 * 2**20))}), "either")
    yield Hostile("pages-coupees.zip", packed(page)[:-70], "refused", "abîmé")
    yield Hostile("bombe.zip", packed({"zeros.txt": b" " * (60 * 2**20)}), "refused", "limite")
    yield Hostile("nombre.zip", packed({f"{n}.txt": b"x" for n in range(2_500)}), "refused", "2000 fichiers")
    nested = packed(page)
    for _ in range(6):
        nested = packed({"dedans.zip": nested})
    yield Hostile("poupees.zip", nested, "refused", "archive")
    yield Hostile("noms.zip", packed({"../../x\x1b[2J" + "n" * 5_000 + ".html": PAGE.encode()}), "read")
    lying = bytearray(packed(page))
    lying[lying.index(b"PK\x01\x02") + 24] ^= 0xFF
    yield Hostile("menteuse.zip", bytes(lying), "either")
    yield Hostile("bombe.gz", gzip.compress(b" " * (80 * 2**20)), "refused", "limite")
    yield Hostile("page-coupee.html.gz", gzip.compress(PAGE.encode())[:-30], "refused", "abîm")
    yield Hostile("page.html.gz", gzip.compress(PAGE.encode()), "read")


def _locked() -> Iterator[Hostile]:
    """What asks for a password, and macros, which are not run."""
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    yield Hostile("document-protege.docx", locked, "refused", "mot de passe")
    archive = bytearray(packed({"fanfare.html": PAGE.encode()}))
    archive[6] |= 1
    archive[archive.index(b"PK\x01\x02") + 8] |= 1
    yield Hostile("pages-protegees.zip", bytes(archive), "refused", "mot de passe")
    manifest = b'<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    kind = {"mimetype": b"application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest}
    yield Hostile("document-protege.odt", packed(kind | {"content.xml": bytes(range(256))}), "refused", "mot de passe")
    macro = {"xl/vbaProject.bin": b"Attribute VB_Name" * 50}
    rows = _workbook(_cells(("Titre", "Texte"), (TITLE, BODY)))
    yield Hostile("classeur-macros.xlsm", with_members(rows, macro), "read")
    yield Hostile(
        "document-macros.docx", with_members(docx(f"{TITLE}\n\n{BODY}"), {"word/vbaProject.bin": b"x"}), "read"
    )
    fields = rb"{\field{\*\fldinst DDEAUTO cmd calc}{\fldrslt }}"
    yield Hostile("document-macros.rtf", rtf(f"{TITLE}\n\n{BODY}")[:-1] + fields + b"}", "read")
    formula = f'Titre;Date;Texte\n"=HYPERLINK(""http://x.example"")";2024-03-03;"{BODY}"\n'
    yield Hostile("tableau-formules.csv", formula.encode(), "read")


def with_members(archive: bytes, members: dict[str, bytes]) -> bytes:
    """The archive with more members."""
    buffer = io.BytesIO(archive)
    with zipfile.ZipFile(buffer, "a") as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return buffer.getvalue()


def _mixed() -> Iterator[Hostile]:
    """Two encodings in one file, wrong endings, and what is too large to be opened."""
    half = BODY.split("\n\n")
    for name, head, foot in (
        ("zotero-melange.ris", f"TY  - NEWS\nTI  - {TITLE}\nAB  - {half[0]}\n", f"N1  - {half[1]}\nER  - \n"),
        ("zotero-melange.bib", f"@article{{a, title = {{{TITLE}}}, abstract = {{{half[0]} ", f"{half[1]}}}}}\n"),
        ("zotero-melange.json", f'[{{"type": "article", "title": "{TITLE}", "abstract": "{half[0]} ', f'{half[1]}"}}]'),
        ("lettre-melange.eml", f"{MAIL}Content-Type: text/plain\n\n{half[0]}\n\n", half[1]),
        (
            "flux-melange.rss",
            f"<rss version='2.0'><channel><item><title>{TITLE}</title><description>{half[0]} ",
            half[1],
        ),
    ):
        yield Hostile(name, head.encode() + foot.encode("cp1252"), "either")
    yield Hostile("zotero.docx", f"TY  - NEWS\nTI  - {TITLE}\nAB  - {BODY}\nER  - \n".encode(), "read")
    yield Hostile("boite.html", f"From a@x Mon Mar  4 07:00:00 2024\n{MAIL}\n{BODY}\n".encode(), "either")
    yield Hostile("document.pdf", rtf(f"{TITLE}\n\n{BODY}"), "read")
    blank = b" " * (64 * 2**20)
    yield Hostile(
        "boite-enorme.mbox",
        f"From a@x Mon Mar  4 07:00:00 2024\n{MAIL}\n{BODY}\n".encode() + blank,
        "refused",
        "formail",
    )
    yield Hostile("zotero-enorme.ris", b"TY  - NEWS\n" + blank, "refused", "moins d'articles")
    yield Hostile("tableau-enorme.csv", f"Titre;Texte\n{TITLE};{BODY[:90]}\n".encode() + blank, "refused", "lignes")
    yield Hostile("site-enorme.warc", b"WARC/1.0\r\n" + blank, "refused", "plusieurs archives")


def _pictures() -> Iterator[Hostile]:
    """Pictures that hold nothing, too much, or not what their names say."""
    head = b"\x89PNG\r\n\x1a\n"

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    def picture(width: int, height: int, rows: bytes) -> bytes:
        size = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        return head + size + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")

    blank = picture(60, 60, (b"\0" + b"\xff" * 60) * 60)
    # Refused in any case: what it says depends on whether Tesseract is here.
    yield Hostile("numerise-vide.png", blank, "refused")
    yield Hostile("numerise-coupe.png", blank[:60], "refused")
    yield Hostile("numerise-bombe.png", picture(50_000, 50_000, bytes(50_001) * 40), "refused")
    yield Hostile("numerise.docx", blank, "refused")
    yield Hostile("numerise-faux.jpg", b"\xff\xd8\xff" + bytes(500), "refused")
    yield Hostile("numerise-enorme.tif", b"II*\0" + bytes(11 * 2**20), "refused", "limite")


def linked_files(address: str) -> dict[str, bytes]:
    """By name, a file of each kind that can refer to an address, with the article's words in it."""
    image = f'<img src="{address}/i.png"><link rel="stylesheet" href="{address}/s.css"><script src="{address}/j.js">'
    image += f'</script><iframe src="{address}/f"></iframe>'
    page = PAGE.replace("<article>", f"{image}<article>")
    mail = f"{MAIL}Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{page}"
    relation = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r9" TargetMode="External" Target="{address}/t.dotm" '
    )
    relation += f'Type="{RELATIONS}/attachedTemplate"/></Relationships>'
    outside = {"word/_rels/settings.xml.rels": relation.encode(), "word/_rels/document.xml.rels": relation.encode()}
    rows = _workbook(_cells(("Titre", "Texte"), (TITLE, BODY)))
    spaces = f'{_ODF} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="d"'
    lines = "".join(f"<text:p>{part}<draw:image xlink:href='{address}/i'/></text:p>" for part in BODY.split("\n\n"))
    text = f"<office:d {spaces}><office:body><office:text>{lines}</office:text></office:body></office:d>"
    style = f'<?xml version="1.0"?><?xml-stylesheet href="{address}/s.xsl" type="text/xsl"?>'
    item = f'<item><title>{TITLE}</title><enclosure url="{address}/e.mp3"/><description>{BODY}</description></item>'
    picture = rb"{\field{\*\fldinst INCLUDEPICTURE " + address.encode() + rb"/i.png}{\fldrslt }}}"
    return {
        "page.html": page.encode(),
        "lettre.eml": mail.encode(),
        "page.mhtml": (
            'From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; '
            f'boundary="b"\n\n--b\nContent-Type: text/html\nContent-Location: {address}/p\n\n{page}\n--b--'
        ).encode(),
        "document.docx": with_members(docx(f"{TITLE}\n\n{BODY}"), outside),
        "classeur.xlsx": with_members(rows, {"xl/externalLinks/_rels/e.xml.rels": relation.encode()}),
        "document.odt": packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": text.encode()}),
        "document.rtf": rtf(f"{TITLE}\n\n{BODY}")[:-1] + picture,
        "livre.epub": packed(_BOOK | {"a.xhtml": page.encode()}),
        "flux.rss": f'{style}<rss version="2.0"><channel><title>Le Fil</title>{item}</channel></rss>'.encode(),
        "zotero.ris": f"TY  - NEWS\nTI  - {TITLE}\nL1  - {address}/p.pdf\nAB  - {BODY}\nER  - \n".encode(),
        "zotero.bib": f"@article{{a, title = {{{TITLE}}}, url = {{{address}/a}}, abstract = {{{BODY}}}}}\n".encode(),
    }
