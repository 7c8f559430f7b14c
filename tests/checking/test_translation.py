"""The checks of a sentence in another language than its source."""

from __future__ import annotations

import pytest

from tests.checking.test_checks import failed, source


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Le ferry quittait Londres avec sept passagers le 3 mars 2023.", set()),
        ("Le ferry quittait Londres avec huit passagers le 3 mars 2023.", {"figures"}),
        ("Le ferry quittait Londres avec sept passagers le 4 mars 2023.", {"dates"}),
        ("Le ferry quittait Bristol avec sept passagers.", {"names"}),
    ],
)
def test_a_translation_is_held_to_figures_dates_and_names(sentence: str, names: set[str]) -> None:
    held = source("The ferry left London with seven passengers on 3 March 2023.", "2023-03-04", language="en")
    assert failed(sentence, held, translated=True) == names


@pytest.mark.parametrize(
    ("sentence", "language", "whole"),
    [
        ("The states signed an accord on sharing water.", "fr", True),
        ("The states signed an accord of partage des eaux.", "fr", False),
        ("The Banque de France raised its rate.", "fr", True),
        ("The minister called it « une affaire des familles ».", "fr", True),
        ("Elle a dit que la banque le méritait et qu'elle paierait.", "en", True),
        ("Elle a dit que la banque deserved it et qu'elle paierait.", "en", False),
        ("Le patron de la Bank of England a démissionné.", "en", True),
        ("L'usine para el automóvil a fermé.", "es", False),
        ("L'usine a fermé.", "es", True),
        ("Il y a trois ans, il a su que la nièce y travaillait.", "es", True),
    ],
)
def test_half_a_translation_is_none(sentence: str, language: str, whole: bool) -> None:
    held = source("Texte.", language=language)
    assert ("language" not in failed(sentence, held, translated=True)) is whole


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("Les deux experts expliquent la trouvaille de la même façon.", False),
        ("Les deux experts ne sont pas d'accord sur la trouvaille.", True),
        ("L'expert est en désaccord avec les fouilleurs.", True),
        ("La nièce de l'expert a l'exclusivité de la trouvaille.", False),
    ],
)
def test_a_translation_denies_what_its_source_denies(sentence: str, stands: bool) -> None:
    held = source("The expert disagrees with the diggers about the find.", language="en")
    assert ("negation" not in failed(sentence, held, translated=True)) is stands
