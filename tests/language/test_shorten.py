"""A sentence is cut round its answer only where nothing that matters is lost."""

from __future__ import annotations

import pytest

from rag.language.sentences import shorten

LONG = (
    "La maire de Larnac, Odile Ferrand, a signé jeudi le contrat de 4,2 millions d'euros pour la halle, "
    "qui abritera un marché, une bibliothèque et une salle de lecture, et dont le chantier commencera au printemps "
    "prochain sous la conduite de deux architectes venus de Brisac."
)
SPOKEN = (
    "La maire de Larnac, Odile Ferrand, a signé jeudi le contrat de 4,2 millions d'euros pour la halle, "
    "qui abritera un marché, une bibliothèque et une salle de lecture, selon les services de la préfecture de région "
    "qui suivent ce dossier depuis quatre ans et en ont contrôlé chaque étape."
)
DENIED = SPOKEN.replace("selon les services", "mais pas les archives, refusées par les services")


@pytest.mark.parametrize(
    ("words", "answer", "shown"),
    [
        (LONG, "4,2 millions d'euros", LONG[: LONG.index(", qui abritera")]),
        (LONG, "un marché", LONG),
        (SPOKEN, "4,2 millions d'euros", SPOKEN),
        (DENIED, "4,2 millions d'euros", DENIED),
        ("Elle a signé, ce qui étonne.", "signé", "Elle a signé, ce qui étonne."),
    ],
)  # fmt: skip
def test_the_piece_that_is_shown(words: str, answer: str, shown: str) -> None:
    at = words.index(answer)
    start, end = shorten(words, (at, at + len(answer)))
    assert words[start:end] == shown
