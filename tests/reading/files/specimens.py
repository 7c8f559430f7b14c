"""Two invented articles, which the tests write in the formats of researchers' tools and of offices."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import CITABLE, Draft


@dataclass(frozen=True)
class Specimen:
    title: str
    source: str
    author: str | None
    day: str
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.body)


BAC = Specimen(
    "L'écluse de Trémery rouvre aux péniches",
    "Le Passeur de Cormeray",
    "Odile Brassac",
    "2021-03-09",
    (
        "L'écluse de Trémery a rouvert mardi matin, après onze semaines de travaux et deux crues.",
        "Une vingtaine de péniches attendaient en aval. « On vivait à l'heure du barrage », soupire un marinier.",
        "Le chantier aura coûté 1,3 million d'euros, payés pour moitié par la région.",
    ),
)
FOUR = Specimen(
    "À Vernoux, le four banal cuit de nouveau",
    "Radio Val d'Orvane",
    None,
    "2021-04-15",
    (
        "Le four banal de Vernoux, éteint depuis 1954, a cuit samedi quatre-vingts miches de seigle.",
        "Les habitants ont apporté le bois, et la doyenne du bourg a tenu la pelle la première.",
        "L'association espère une fournée par mois ; la mairie prête la grange voisine.",
    ),
)
BOTH = (BAC, FOUR)


def citable(draft: Draft) -> str:
    """All that may be quoted of an article, a line a line."""
    return "\n".join(draft.text[line.start : line.end] for line in draft.lines if line.label in CITABLE)


def body(draft: Draft) -> str:
    """What may be quoted, without the title."""
    lines = (line for line in draft.lines if line.label in CITABLE and line.label != "title")
    return "\n".join(draft.text[line.start : line.end] for line in lines)


def facts(draft: Draft) -> tuple[str | None, str | None, str | None, str | None]:
    """Title, outlet, author and day."""
    return draft.title, draft.source, draft.author, draft.published.value if draft.published else None


def expected(specimen: Specimen, day: str | None = None) -> tuple[str | None, str | None, str | None, str | None]:
    """What ``facts`` must give for one of the two."""
    return specimen.title, specimen.source, specimen.author, day or specimen.day


def page(of: Specimen) -> str:
    """A page of a news site with what stands around an article."""
    paragraphs = "".join(f"<p>{part}</p>" for part in of.body)
    stated = f'{{"@type": "NewsArticle", "headline": "{of.title}", "datePublished": "{of.day}T08:00:00+01:00", '
    stated += f'"author": {{"name": "{of.author or ""}"}}, "publisher": {{"name": "{of.source}"}}}}'
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{of.title} - {of.source}</title>'
        f'<script type="application/ld+json">{stated}</script></head><body><nav><a href="/">Accueil</a></nav>'
        f'<main><article><p class="rubrique">Fleuve</p><h1>{of.title}</h1>{paragraphs}</article></main>'
        '<section class="comments"><p>Loutre12 : enfin une bonne nouvelle.</p></section></body></html>'
    )
