"""Hostile exports of press databases: empty, cut, endless, wrongly named, in mixed encodings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.support.hostile import BODY, Hostile
from tests.support.press import STORIES, Story, europresse_classic, europresse_new, europresse_old

TOLD = tuple(replace(story, body=(*BODY.split("\n\n"), *story.body)) for story in STORIES)
"""The stories, each with the words that are looked for."""
_CEDROM = '<html xmlns:n1="http://www.cedrom-sni.com/schema/newsv1.xsd"><body>'


def hostile_exports() -> Iterator[Hostile]:
    """All of them."""
    yield from _europresse()


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
    yield Hostile("europresse-vide.html", f"{_CEDROM}</body></html>".encode(), "refused", "Europresse")
    yield Hostile("europresse-sans-rien.html", b'<article><span class="DocPublicationName"></span>' * 50, "refused")
    nested = '<div class="titreArticle">' * 3_000 + "x"
    yield Hostile("europresse-profond.html", (europresse_new(TOLD[:1]) + nested).encode(), "either")
    yield Hostile("europresse-ouverts.html", europresse_classic(TOLD).encode() + b"<article>" * 200_000, "read")
    yield Hostile("europresse-noms.html", b'<span class="DocPublicationName">' * 100_000, "either")
    yield Hostile("europresse-script.html", b"<html>europresse<script>var documentText = `" + b"`" * 400_000, "either")
    large = europresse_old(TOLD).encode() + b" " * (64 * 2**20)
    yield Hostile("europresse-enorme.html", large, "refused", "limite")
