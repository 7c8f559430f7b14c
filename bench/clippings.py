"""A folder of invented French articles, as many as wanted: the same seed makes the same folder.

Sentences are drawn from short phrases, so that no two articles share more than a small part of their three-word
shingles: none is a copy of another. A third each is plain text and saved pages with what surrounds an article,
a third JSON lines of fifty records a file.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RECORDS = 50
"""Articles in one JSONL file."""
SYLLABLES = "bar bel bris cor dan del fer gan gri jau ker lam lor mar mon nar pel pré ros sau tar val ver vil".split()
ENDINGS = "ac aire an ange aux ay é elle ens eux ier ine is old on ot our ue".split()
OUTLETS = "Le Courrier|L'Écho|La Gazette|Les Nouvelles|La Voix|Le Journal|La Dépêche|Le Républicain".split("|")
ROLES = (
    "maire|adjointe|éleveur|conservatrice|directeur|ingénieure|syndicaliste|avocat|géographe|restauratrice"
    "|vice-présidente|médecin|hydrologue|architecte|commerçante|libraire|capitaine|proviseure|apiculteur|cheminot"
)
NOUNS = (
    "tracé bail calendrier plan budget rapport chantier contrat barrage marché verger stade musée pont port moulin"
    " lycée camping centre parc sentier tunnel canal théâtre quai terrain gymnase foyer hangar garage comité club"
    " syndicat tribunal collectif promoteur conseil quartier refuge lavoir"
).split()
ADJECTIVES = (
    "communal voisin oublié fragile rentable contesté provisoire coûteux discret moderne central rural public privé"
    " fermé rénové inondé protégé vendu annexe mobile historique bruyant ouvert gratuit saturé promis menacé"
).split()
VERBS = (
    "réclame examine conteste finance suspend étudie soutient retarde propose abandonne défend mesure publie corrige"
    " remplace menace attire prolonge double vend rachète inquiète rejoint longe éclaire protège complète divise"
).split()
CAUSES = (
    "faute de crédits|après la crue|malgré deux recours|grâce aux dons|sous la pluie|sans vote|au petit matin"
    "|contre toute attente|selon le rapport|par arrêté|dans l'urgence|à l'unanimité|à huis clos|dès l'automne"
    "|pour raisons sanitaires|avec retard|hors saison|à titre d'essai|au terme du bail|en pleine rentrée"
).split("|")
SAID = "assure regrette précise promet déplore nuance résume admet prévient ironise insiste rappelle".split()
UNITS = "euros habitants mètres tonnes voyageurs signatures kilomètres arbres heures places foyers emplois".split()


@dataclass(frozen=True)
class Story:
    """One invented article."""

    title: str
    outlet: str
    author: str
    day: dt.date
    paragraphs: tuple[str, ...]


def stories(count: int, seed: int = 1) -> list[Story]:
    """``count`` articles of about 1,500 to 2,500 characters."""
    return [_story(random.Random(f"{seed}/{number}")) for number in range(count)]


def write_folder(folder: Path, count: int, seed: int = 1) -> int:
    """Write ``count`` articles as files of three formats; gives how many files there are."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting: list[str] = []
    files = 0
    for number, story in enumerate(stories(count, seed)):
        if number % 3 == 2:
            waiting.append(_record(story))
        else:
            name, text = (f"{number:06}.txt", _text(story)) if number % 3 else (f"{number:06}.html", _page(story))
            (folder / name).write_text(text, "utf-8")
            files += 1
        if len(waiting) == RECORDS or (waiting and number == count - 1):
            (folder / f"{number:06}.jsonl").write_text("\n".join(waiting), "utf-8")
            waiting.clear()
            files += 1
    return files


def _story(draw: random.Random) -> Story:
    pick = draw.choice

    def name() -> str:
        return (pick(SYLLABLES) + pick([*SYLLABLES, ""]) + pick(ENDINGS)).capitalize()

    def thing() -> str:
        return f"{pick(NOUNS)} {pick(ADJECTIVES)}"

    sentences: tuple[Callable[[], str], ...] = (
        lambda: f"Le {thing()} de {name()} {pick(VERBS)} un {thing()} {pick(CAUSES)}.",
        lambda: (
            f"« Un {thing()} {pick(VERBS)} le {thing()} », {pick(SAID)} {name()} {name()}, {pick(ROLES)} à {name()}."
        ),
        lambda: f"Le {thing()} compte {draw.randint(12, 98_000)} {pick(UNITS)} {pick(CAUSES)}, {pick(SAID)} {name()}.",
        lambda: f"À {name()}, le {thing()} {pick(VERBS)} un {thing()}, {pick(SAID)} le {thing()} de {name()}.",
        lambda: f"{pick(CAUSES).capitalize()}, {name()} {pick(VERBS)} le {thing()} et {pick(VERBS)} un {thing()}.",
    )
    paragraphs = [" ".join(pick(sentences)() for _ in range(draw.randint(3, 6))) for _ in range(draw.randint(4, 6))]
    day = dt.date(2015, 1, 1) + dt.timedelta(days=draw.randrange(3600))
    title = f"{name()} : le {thing()} {pick(VERBS)} un {thing()}"
    return Story(title, f"{pick(OUTLETS)} de {name()}", f"{name()} {name()}", day, tuple(paragraphs))


def _text(story: Story) -> str:
    body = "\n\n".join(story.paragraphs)
    return (
        f"{story.outlet}\nAccueil | Actualités | Sports | Météo\n\n{story.title}\n\n"
        f"Publié le {story.day:%d/%m/%Y} à 07:30\nPar {story.author}\n\n{body}\n\n"
        f"Lire aussi : {story.paragraphs[-1][:60]}\n\n2 commentaires\nRiton : bravo à tous\n"
    )


def _page(story: Story) -> str:
    stated: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.day.isoformat(),
    }
    stated |= {"author": {"name": story.author}, "publisher": {"name": story.outlet}}
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
    return (
        f'<!DOCTYPE html><html lang="fr"><head><title>{story.title} | {story.outlet}</title>'
        f'<script type="application/ld+json">{json.dumps(stated)}</script></head><body><nav><ul><li><a href="/">Accueil'
        "</a></li><li><a href='/s'>Sports</a></li></ul></nav><main><article>"
        f"<h1>{story.title}</h1><p class='byline'>Par {story.author}</p>{body}</article>"
        "<aside><h2>Les plus lus</h2><ul><li><a href='/1'>Un autre titre du jour</a></li></ul></aside></main>"
        "<footer>Mentions légales - Contact</footer></body></html>"
    )


def _record(story: Story) -> str:
    record = {
        "title": story.title,
        "source": story.outlet,
        "date": story.day.isoformat(),
        "auteur": story.author,
    }
    return json.dumps(record | {"text": "\n\n".join(story.paragraphs)}, ensure_ascii=False)
