"""Faults met on real pages: each kind as a small page of its own, and its sisters."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from rag.errors import Unreadable
from rag.reading.in_process import read
from rag.types import CITABLE, Draft

TODAY = dt.date(2025, 6, 1)
TITLE = "Kerlouan garde son bureau de poste"
PARAGRAPHS = (
    "Le bureau de poste de Kerlouan restera ouvert quatre matinées par semaine, a indiqué la direction régionale à la"
    " mairie. La fermeture, annoncée à l'automne, avait fait descendre trois cents habitants dans la rue.",
    "Le facteur du bourg continuera sa tournée, et la boîte du hameau de Ménéham sera relevée à midi. « Nous avons eu"
    " raison d'insister », se félicite Yann Kerbrat, qui menait le collectif depuis le début de l'hiver.",
    "La commune prendra à sa charge le chauffage et le ménage du local, soit neuf mille euros par an. Le conseil a"
    " approuvé la dépense par onze voix contre quatre, après deux heures d'une discussion serrée.",
    "Deux agents se partageront le guichet. L'un d'eux tiendra aussi la permanence de Plounéour, où le bureau avait été"
    " fermé sans bruit pendant l'été, faute de remplaçant.",
)
BODY = "\n\n".join(PARAGRAPHS)


def html(body: str = "", head: str = "", *, headline: str = f"<h1>{TITLE}</h1>", paragraphs: str = "") -> bytes:
    """A page with an article; ``body`` stands between its headline and its text."""
    text = paragraphs or "".join(f"<p>{part}</p>" for part in PARAGRAPHS)
    article = f"<article>{headline}{body}{text}</article>"
    page = f"<head><meta charset='utf-8'>{head}</head><body>{article}</body>"
    return f"<!doctype html><html lang='fr'>{page}</html>".encode()


def one(data: bytes | str, name: str = "page.html") -> Draft:
    """The article of a file."""
    (draft,) = read(data.encode() if isinstance(data, str) else data, name, today=TODAY).drafts
    return draft


def citable(draft: Draft) -> str:
    """What may be quoted."""
    return "\n".join(draft.text[line.start : line.end] for line in draft.lines if line.label in CITABLE)


def label_of(draft: Draft, words: str) -> str:
    """The label of the line that holds these words."""
    return next(line.label for line in draft.lines if words in draft.text[line.start : line.end])


def ld(*objects: dict[str, object]) -> str:
    """A script of JSON-LD."""
    return f"<script type='application/ld+json'>{json.dumps({'@graph': objects})}</script>"


NEWS: dict[str, object] = {"@type": "NewsArticle", "headline": TITLE}
PERSON = {"@type": "Person", "@id": "#qui", "name": "Maïwenn Le Goff"}


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (ld({**NEWS, "author": {"@id": "#qui"}}, PERSON), ""),
        (ld({**NEWS, "author": [{"@id": "#qui"}]}) + ld(PERSON), ""),
        ("", "<p itemprop='author' itemscope><b itemprop='name'>Maïwenn Le Goff</b></p>"),
        ("", "<span itemprop='author'>Maïwenn Le Goff</span>"),
        ("", "<p>Un texte de <a rel='author' href='/qui/12'>Maïwenn Le Goff</a></p>"),
        ("<meta name='author' content='Maïwenn Le Goff, journaliste'>", ""),
        ("<meta name='author' content='Journaliste : Maïwenn Le Goff'>", ""),
        ("", "<p class='byline'>Par Maïwenn Le Goff le 3 mars 2022</p>"),
        ("", "<p class='byline'>Par Maïwenn Le Goff, publié le 3 mars 2022</p>"),
        ("", "<p class='byline'>Par Maïwenn Le Goff, jeudi 3 mars 2022</p>"),
    ],
)
def test_the_author_of_a_page(head: str, body: str) -> None:
    assert one(html(body, head)).author == "Maïwenn Le Goff"


@pytest.mark.parametrize(
    "body",
    [
        "<a rel='author' href='/'>Tous les articles de la rédaction</a>",
        "<aside><a rel='author' href='/j'>Jean Tanguy</a></aside>",
        "<div class='comment'><span itemprop='author'>Jo29</span></div>",
        "<p class='byline'>Journaliste</p>",
        "<ul>" + "".join(f"<li><a rel='author' href='/{n}'>Nom {n}</a></li>" for n in "ABCDEF") + "</ul>",
    ],
)
def test_nobody_is_the_author(body: str) -> None:
    assert one(html(body)).author is None


def test_a_family_name_may_be_le() -> None:
    assert one(f"{TITLE}\nPar Thanh Le 3 mars 2022\n\n{BODY}", "a.txt").author == "Thanh Le"


def test_the_publisher_of_a_graph_and_the_site_s_name() -> None:
    paper = {"@type": "Organization", "@id": "#org", "name": "Bretagne Nord Médias SAS"}
    graph = ld({**NEWS, "publisher": {"@id": "#org"}}, paper)
    assert one(html("", graph)).source == "Bretagne Nord Médias SAS"
    assert one(html("", graph + "<meta property='og:site_name' content='Le Phare'>")).source == "Le Phare"


@pytest.mark.parametrize(
    ("stated", "shown", "published"),
    [
        ("2022-03-03T23:00:00.000Z", "Publié le 4 mars 2022 à 00h00", "2022-03-04"),
        ("2022-06-09T22:30:00+00:00", "Publié le 10 juin 2022 à 0h30", "2022-06-10"),
        ("2022-03-04T02:10:00Z", "Publié le 3 mars 2022 à 21h10", "2022-03-03"),
        ("2022-03-03T23:00:00+01:00", "Publié le 4 mars 2022", "2022-03-03"),
        ("2022-03-03T23:00:00Z", "Publié le 8 mars 2022", "2022-03-03"),
        ("2022-03-03T23:00:00Z", "", "2022-03-03"),
    ],
)
def test_midnight_in_greenwich(stated: str, shown: str, published: str) -> None:
    draft = one(html(f"<p class='date'>{shown}</p>", ld({**NEWS, "datePublished": stated})))
    assert draft.published
    assert draft.published.value == published


@pytest.mark.parametrize(
    ("above", "byline", "published"),
    [
        ("Édition du 5 octobre 2023 <a href='/'>Éditions précédentes</a>", "Par Jo Rozec le 3 mars 2022", "2022-03-03"),
        ("Édition du 5 octobre 2023", "Par Jo Rozec le 3 mars 2022", "2022-03-03"),
        ("Édition du 5 octobre 2023 - Archives", "Par Jo Rozec", None),
        ("Édition du 5 octobre 2023", "Par Jo Rozec", "2023-10-05"),
    ],
)
def test_the_day_s_edition_is_not_the_article_s_day(above: str, byline: str, published: str | None) -> None:
    page = html(f"<p class='byline'>{byline}</p>").replace(b"<article>", f"<div>{above}</div><article>".encode())
    draft = one(page)
    assert (draft.published.value if draft.published else None) == published


def test_a_short_name_of_a_month_in_a_date_line() -> None:
    assert one(html("<p>14 Sep 2017</p>")).published.value == "2017-09-14"  # type: ignore[union-attr]


SITE = "<meta property='og:site_name' content='Le Phare'>"


@pytest.mark.parametrize(
    ("headline", "head"),
    [
        (
            f"<h1 id='logo'>Le Phare de Brest<small>Ici</small></h1><h1>{TITLE}</h1>",
            f"<title>{TITLE} - Le Phare</title>",
        ),
        (f"<h1>Menus et services</h1><h2 class='entry-title'>{TITLE}</h2>", f"<title>{TITLE} | Le Phare</title>"),
        (f"<h1><a href='/'>Le Phare de Brest</a></h1><h2>{TITLE}</h2>", f"<title>Le Phare de Brest » {TITLE}</title>"),
        (f"<h1><span class='surtitre'>Finistère</span>{TITLE}</h1>", ""),
        (f"<h1><span class='rubrique'>Finistère</span> : {TITLE}</h1>", ""),
        (f"<h1>Services publics {TITLE}</h1>", f"<meta property='og:title' content='{TITLE}'>"),
        ("", f"{SITE}<meta property='og:title' content='{TITLE} - Le Phare'>"),
        (f"<h1 class='share tags'>{TITLE}</h1>", ""),
    ],
)
def test_the_headline_is_not_the_logo(headline: str, head: str) -> None:
    draft = one(html("", head, headline=headline))
    assert draft.title == TITLE
    if headline.count(TITLE) and "Services publics" not in headline:
        assert label_of(draft, TITLE) == "title"


def test_apostrophes_of_two_kinds_and_words_glued_in_a_headline() -> None:
    curled = "<h1>L’autre phare</h1><h1>L’eau manque à Kerlouan</h1>"
    head = "<meta property='og:title' content=\"L'eau manque à Kerlouan\">"
    assert one(html("", head, headline=curled)).title == "L’eau manque à Kerlouan"
    assert one(html(headline=f"<h1><b>Brest</b><i>{TITLE}</i></h1>")).title == f"Brest {TITLE}"
    assert (
        one(html(headline="<h1><span class='l'>K</span>erlouan garde sa poste</h1>")).title == "Kerlouan garde sa poste"
    )


@pytest.mark.parametrize("name", ["paywall", "article-premium", "subscription content", "abonnement"])
def test_paragraphs_for_subscribers_that_are_in_the_file(name: str) -> None:
    first, *others = PARAGRAPHS
    text = f"<p>{first}</p>" + "".join(f"<p class='{name}'>{part}</p>" for part in others)
    assert all(part in citable(one(html(paragraphs=text))) for part in PARAGRAPHS)


@pytest.mark.parametrize("heading", ["Sur le même sujet", "À lire aussi", "Articles liés"])
def test_the_text_goes_on_after_a_box_of_links(heading: str) -> None:
    titles = (
        "Une école ferme",
        "Le marché change",
        "La digue tient",
        "Un bal annulé",
        "Le bac à quai",
        "Le pont refait",
    )
    links = "".join(f"<li><a href='/{n}'>{title}</a></li>" for n, title in enumerate(titles))
    parts = [f"<p>{part}</p>" for part in PARAGRAPHS]
    draft = one(html(paragraphs="".join([*parts[:2], f"<div><h3>{heading}</h3><ul>{links}</ul></div>", *parts[2:]])))
    assert all(part in citable(draft) for part in PARAGRAPHS)
    assert label_of(draft, "Un bal annulé") == "teaser"


MINUTES = (
    "Le Guen trompe le gardien d'une reprise du droit, et le stade se lève.",
    "Premier changement pour les visiteurs, qui font entrer leur capitaine.",
    "Le match est fini, Landivisiau passe et jouera la finale dimanche.",
)


@pytest.mark.parametrize("classes", ["live-commentaires", "direct comments", "commentaires match"])
def test_the_report_of_a_match_as_it_goes_is_no_readers_comment(classes: str) -> None:
    said = "".join(f"<div class='commentaire'><p>{minute}</p></div>" for minute in MINUTES)
    draft = one(html(paragraphs=f"<div class='{classes}'>{said}</div>"))
    assert all(label_of(draft, minute) == "body" for minute in MINUTES)


def test_readers_comments_stay_comments() -> None:
    said = "".join(f"<div class='commentaire'><p>{minute}</p></div>" for minute in MINUTES)
    draft = one(html(paragraphs=f"<p>{PARAGRAPHS[0]}</p><div class='commentaires'>{said}</div>"))
    assert all(label_of(draft, minute) == "comment" for minute in MINUTES)
    beside = one(html().replace(b"</article>", f"</article><div class='live comments'>{said}</div>".encode()))
    assert label_of(beside, MINUTES[0]) == "comment"


@pytest.mark.parametrize(
    ("said", "machine"),
    [
        ("Traduit de l'anglais", False),
        ("Traduit du breton par Anna Le Bihan", False),
        ("Translated from the French by Owen Price", False),
        ("Traduction automatique", True),
        ("Traduit de l'anglais par DeepL", True),
        ("Texte traduit automatiquement", True),
        ("Translated from English by an AI", True),
    ],
)
def test_who_translated(said: str, machine: bool) -> None:
    assert any("Traduction automatique" in warning for warning in one(html(f"<p>{said}</p>")).warnings) == machine


WALLS = {
    "cookies": (
        "Nous et nos 312 partenaires déposons des cookies afin de mesurer l'audience et de vous montrer"
        " des annonces qui"
        " vous ressemblent.",
        "À tout moment vous pouvez revenir sur votre consentement en ouvrant la page consacrée à la vie"
        " privée, en bas.",
    ),
    "english": (
        "We and our partners store information on your device, such as cookies, to process personal data about you.",
        "You may withdraw your consent or object where legitimate interest is used, in our privacy policy at any time.",
    ),
    "robot": (
        "Vérification en cours : nous nous assurons que vous n'êtes pas un robot avant d'ouvrir la page demandée ici.",
        "Merci d'activer JavaScript et les cookies dans votre navigateur, puis de recharger la page dans un instant.",
    ),
    "gabarit": (
        "{{ article.headline }} par {{ article.author.name }}, le {{ article.date | format }} dans l'édition du soir",
        "{{#if article.premium}} Réservé à ceux qui sont abonnés {{/if}} {{ article.body.raw }}",
    ),
    "modele": (
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut"
        " labore et dolore.",
    ),
    "erreur": ("La page que vous cherchez est introuvable : l'article n'existe plus ou son adresse a changé depuis.",),
}


@pytest.mark.parametrize("kind", WALLS)
def test_what_is_no_article_is_refused(kind: str) -> None:
    text = "".join(f"<p>{part}</p>" for part in WALLS[kind])
    with pytest.raises(Unreadable) as refused:
        one(html(headline="<h2>Bienvenue</h2>", paragraphs=text))
    assert "sans article" in refused.value.fr
    assert "without an article" in refused.value.en


def test_a_wall_before_an_article_warns_and_an_article_about_cookies_does_not() -> None:
    wall = "".join(f"<p>{part}</p>" for part in WALLS["robot"] * 1)
    half = one(html(paragraphs=wall + f"<p>{PARAGRAPHS[3]}</p>"))
    assert any("robots" in warning for warning in half.warnings)
    about = (
        "La Cnil a infligé lundi une amende à un marchand en ligne qui déposait des cookies sans le consentement des"
        " internautes. Les données personnelles de deux millions de clients étaient transmises à des partenaires.",
        "« Vous ne pouvez pas refuser en un clic », déplorait l'association de consommateurs qui avait porté plainte.",
    )
    assert not one(html(paragraphs="".join(f"<p>{part}</p>" for part in about))).warnings
