"""Cells of rows under the heads of their columns."""

from __future__ import annotations

import pytest

from rag.checking.table_cells import headed_cells, is_head

TABLE = (
    "Tarifs d'entrée\nSite | Plein | Réduit\nLe phare | 8 euros | 5 euros\nLa tour | 6 euros | gratuit\n\nOuvert l'été."
)
RULED = "| Année 1 | Année 2 |\n|---|:-:|\n| 12 | 15 |"


def cells(text: str, line: str) -> list[tuple[str, str]]:
    start = text.index(line)
    found = headed_cells(text, (start, start + len(line)))
    assert all(text[slice(*cell.span)] == cell.text for cell in found)
    return [(cell.head, cell.text) for cell in found]


def test_each_cell_has_its_head() -> None:
    wanted = [("Site", "La tour"), ("Plein", "6 euros"), ("Réduit", "gratuit")]
    assert cells(TABLE, "La tour | 6 euros | gratuit") == wanted
    assert cells(TABLE.replace(" | ", "\t"), "La tour\t6 euros\tgratuit") == wanted


def test_a_head_with_figures_needs_a_rule_below() -> None:
    assert cells(RULED, "| 12 | 15 |") == [("Année 1", "12"), ("Année 2", "15")]
    assert cells(RULED.replace("|---|:-:|\n", ""), "| 12 | 15 |") == []


@pytest.mark.parametrize("line", ["Ouvert l'été.", "Site | Plein | Réduit", "Tarifs d'entrée"])
def test_what_is_no_row_under_a_head_has_no_cells(line: str) -> None:
    assert cells(TABLE, line) == []


def test_another_table_above_is_not_the_head() -> None:
    text = "Ville | Maire\nBorne | Anne\n\nLot | Prix\nA | 3"
    assert cells(text, "A | 3") == [("Lot", "A"), ("Prix", "3")]


@pytest.mark.parametrize(
    ("line", "head"),
    [("Site | Plein | Réduit", True), ("La tour | 6 euros | gratuit", False), ("Tarifs d'entrée", False)],
)
def test_the_head_is_told_from_the_rows(line: str, head: bool) -> None:
    start = TABLE.index(line)
    assert is_head(TABLE, (start, start + len(line))) is head
