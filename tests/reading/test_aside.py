"""Where little can be cited, the article says so."""

from __future__ import annotations

import pytest

from rag.reading.article.walls import reported, set_aside
from rag.types import Line
from tests.reading.test_pages_found import BODY, PARAGRAPHS, TITLE, one


def warned(text: str, name: str = "a.txt") -> str:
    return " ".join(one(text, name).warnings)


def test_an_article_and_a_brief_do_not_warn() -> None:
    assert not warned(f"{TITLE}\n\n{BODY}")
    assert not warned(f"{TITLE}\n\nPar Jo Rozec\n\nLe guichet rouvre lundi à neuf heures, avec deux agents.")


@pytest.mark.parametrize("above", ["Commentaires (12)", "Réagir à cet article"])
def test_more_comments_than_article(above: str) -> None:
    comments = "\n\n".join(f"Jo{n}\n\n{part}" for n, part in enumerate(PARAGRAPHS * 2))
    said = warned(f"{TITLE}\n\n{PARAGRAPHS[0]} {PARAGRAPHS[1]}\n\n{above}\n\n{comments} Fin.")
    assert "% de la prose du fichier" in said
    assert "des commentaires" in said


def test_nothing_to_cite() -> None:
    told = set_aside(BODY, [Line(0, len(BODY), "furniture")], "fr")
    assert told
    assert told.startswith("Rien de ce fichier ne peut être cité")


def test_the_report_says_how_many_articles_lack_something() -> None:
    few = "12 caractères seulement peuvent être cités, 4 % de la prose du fichier"
    assert reported([()]) == ()
    assert reported([("Traduction automatique", few)]) == (few,)
    assert reported([(few,), (), (few,)])[0].startswith("2 articles sur 3")
