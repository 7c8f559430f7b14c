"""What the tests of questions share: the day of today, outlets, a conversation, tables of questions."""

from __future__ import annotations

import datetime as dt

from rag.types import Turn

TODAY = dt.date(2024, 5, 15)
OUTLETS = ["Le Courrier de Belmer", "Le Monde", "Ouest-France", "L'Écho du Larnac", "La Croix", "Nouvelles des Dunes",
           "lagazettemarine.fr", "The Harbour Post", "Libération", "Le Point", "Radio Larnac", "Midi Éco"]  # fmt: skip
FINE = (
    "Quelle peine pour l'armateur ?",
    "Hugo Tessier a été condamné à sept ans de prison par le tribunal de Larnac. [1]",
)


def rows(table: str) -> list[tuple[str, str]]:
    return [
        (left.strip(), right.strip())
        for left, _, right in (line.partition(" | ") for line in table.strip().splitlines())
    ]


def turns(*texts: str) -> list[Turn]:
    return [Turn("assistant" if n % 2 else "user", text) for n, text in enumerate(texts)]
