"""Hostile exports of press databases: empty, cut, endless, wrongly named, in mixed encodings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.support.hostile import BODY, Hostile
from tests.support.press import (
    STORIES,
    Story,
    europresse_classic,
    europresse_new,
    europresse_old,
    europresse_text,
    factiva_coded,
    factiva_lines,
    factiva_plain,
    factiva_rtf_coded,
    factiva_rtf_plain,
    rtf_file,
)
from tests.support.press_nexis import classic_html, classic_rtf, classic_text, nexis_docx, nexis_rtf, proquest
from tests.support.press_pdf import europresse_pdf

TOLD = tuple(replace(story, body=(*BODY.split("\n\n"), *story.body)) for story in STORIES)
"""The stories, each with the words that are looked for."""
_CEDROM = '<html xmlns:n1="http://www.cedrom-sni.com/schema/newsv1.xsd"><body>'


def hostile_exports() -> Iterator[Hostile]:
    """All of them."""
    yield from _europresse()
    yield from _factiva()
    yield from _nexis()


def _europresse() -> Iterator[Hostile]:
    makers: dict[str, Callable[[tuple[Story, ...]], str]] = {
        "ancien": europresse_old,
        "classique": europresse_classic,
        "nouveau": europresse_new,
    }
    for name, make in makers.items():
        whole = make(TOLD).encode()
        yield Hostile(f"europresse-{name}-coupe.html", whole[: len(whole) * 3 // 4], "read")
        yield Hostile(f"europresse-{name}.pdf", whole, "read")
        yield Hostile(f"europresse-{name}-melange.html", whole + TOLD[1].body[0].encode("cp1252"), "read")
    pasted = europresse_text(TOLD)
    yield Hostile("europresse-texte-coupe.txt", pasted.encode()[: len(pasted) * 3 // 4], "read")
    yield Hostile("europresse-texte.html", pasted.encode(), "read")
    yield Hostile("europresse-texte-1252.txt", pasted.encode("cp1252"), "read", "Windows-1252")
    yield Hostile("europresse-texte-melange.txt", pasted.encode() + pasted.encode("cp1252"), "read", "illisible")
    yield Hostile("europresse-numeros.txt", pasted.encode() + b"\nnews.20190205.LF.01" * 5_000, "read")
    dossier = europresse_pdf(TOLD)
    yield Hostile("europresse-dossier.txt", dossier, "read")
    yield Hostile("europresse-dossier-coupe.pdf", dossier[: len(dossier) // 2], "either")
    yield Hostile("europresse-vide.html", f"{_CEDROM}</body></html>".encode(), "refused", "Europresse")
    yield Hostile("europresse-sans-rien.html", b'<article><span class="DocPublicationName"></span>' * 50, "refused")
    nested = '<div class="titreArticle">' * 3_000 + "x"
    yield Hostile("europresse-profond.html", (europresse_new(TOLD[:1]) + nested).encode(), "either")
    yield Hostile("europresse-ouverts.html", europresse_classic(TOLD).encode() + b"<article>" * 200_000, "read")
    yield Hostile("europresse-noms.html", b'<span class="DocPublicationName">' * 100_000, "either")
    yield Hostile("europresse-script.html", b"<html>europresse<script>var documentText = `" + b"`" * 400_000, "either")
    large = europresse_old(TOLD).encode() + b" " * (64 * 2**20)
    yield Hostile("europresse-enorme.html", large, "refused", "limite")


def _factiva() -> Iterator[Hostile]:
    files = {
        "codes.html": factiva_coded(TOLD).encode(),
        "article.html": factiva_plain(TOLD).encode(),
        "codes.rtf": factiva_rtf_coded(TOLD),
        "article.rtf": factiva_rtf_plain(TOLD),
        "article.txt": "\n".join(line for story in TOLD for line in factiva_lines(story)).encode(),
    }
    for name, whole in files.items():
        yield Hostile(f"factiva-coupe-{name}", whole[: len(whole) * 4 // 5], "read")
        yield Hostile(f"factiva-{name}.docx", whole, "read")
    yield Hostile("factiva-utf16.txt", files["article.txt"].decode().encode("utf-16"), "read", "UTF-16")
    yield Hostile("factiva-latin1.html", files["article.html"].decode().encode("cp1252", "replace"), "read", "1252")
    yield Hostile("factiva-vide.html", b"<html><head><title>Factiva</title></head><body></body></html>", "refused")
    yield Hostile("factiva-vide.rtf", rtf_file(r"\pard Factiva, Inc. Tous droits\par"), "refused", "Factiva")
    yield Hostile("factiva-fins.txt", b"Document ABCD0020190205ef3700015\n" * 50_000, "refused", "Factiva")
    yield Hostile("factiva-groupes.rtf", files["article.rtf"] + b"{" * 100_000, "refused")
    codes = b"\n".join(b"HD|" + b"x" * 50 + b"|" for _ in range(50_000))
    yield Hostile("factiva-codes.txt", codes + b"\nAN|Document ABCD0020190205ef3700015|\n", "either")


def _nexis() -> Iterator[Hostile]:
    files = {
        "jour.rtf": nexis_rtf(TOLD),
        "classique.html": classic_html(TOLD).encode(),
        "classique.txt": classic_text(TOLD).encode(),
        "classique.rtf": classic_rtf(TOLD),
        "proquest.txt": proquest(TOLD).encode(),
    }
    for name, whole in files.items():
        yield Hostile(f"nexis-coupe-{name}", whole[: len(whole) * 4 // 5], "read")
        yield Hostile(f"nexis-{name}.docx", whole, "read")
    document = nexis_docx(TOLD)
    yield Hostile("nexis-jour.html", document, "read")
    yield Hostile("nexis-coupe.docx", document[: len(document) // 2], "refused", "Word")
    yield Hostile("nexis-utf16.txt", classic_text(TOLD).encode("utf-16"), "read", "UTF-16")
    yield Hostile("proquest-1252.txt", proquest(TOLD).encode("cp1252", "replace"), "read", "1252")
    yield Hostile("nexis-marques.txt", b"1 of 3 DOCUMENTS\n" * 15_000, "refused", "Nexis")
    yield Hostile("nexis-ancres.html", b"<html><!-- LXNComment -->" + b'<a name="DOC_ID_0_1">' * 50_000, "refused")
    yield Hostile("nexis-vide.rtf", rtf_file(r"\pard Client/Matter\par Load-Date:\par"), "refused", "Nexis")
    yield Hostile("proquest-traits.txt", (b"_" * 60 + b"\nFull text: ProQuest\n") * 9_000, "either")
    fields = b"\n".join(b"Publication info: ProQuest" for _ in range(9_000))
    yield Hostile("proquest-champs.txt", b"_" * 60 + b"\n" + fields, "refused", "ProQuest")
