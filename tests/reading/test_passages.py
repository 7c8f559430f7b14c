from __future__ import annotations

import random

from rag.reading.passages import LARGEST, make_chunks
from rag.types import CITABLE, Label, Line

TEXT = "la ville vote un budget. Le maire parle de route ! On attend la pluie ? Rien ne change « Jamais. Non », dit-il."
WORDS = TEXT.split()


def article(parts: list[tuple[Label, str]], gap: str = "\n\n") -> tuple[str, list[Line]]:
    text, lines = "", []
    for label, content in parts:
        lines.append(Line(len(text), len(text) + len(content), label))
        text += content + gap
    return text, lines


def prose(length: int, seed: int = 0) -> str:
    source = random.Random(seed)
    text = "Ainsi"
    while len(text) < length:
        text += " " + source.choice(WORDS)
    return text + "."


def check(text: str, lines: list[Line]) -> None:
    chunks = make_chunks(text, lines)
    count = [0] * len(text)
    for n, chunk in enumerate(chunks):
        assert chunk.n == n
        assert chunk.end - chunk.start <= LARGEST
        assert (chunk.start, chunk.end) == (chunk.sentences[0][0], chunk.sentences[-1][1])
        for start, end in chunk.sentences:
            for at in range(start, end):
                count[at] += 1
    for line in lines:
        expected = int(line.label in CITABLE)
        assert all(count[at] == expected or text[at].isspace() for at in range(line.start, line.end))


def test_every_citable_character_once() -> None:
    labels: list[Label] = ["title", "standfirst", "body", "body", "body", "subhead", "furniture", "teaser", "caption"]
    for seed in range(40):
        source = random.Random(seed)
        parts = [(source.choice(labels), prose(source.choice([10, 80, 300, 700, 3000]), seed + n)) for n in range(12)]
        check(*article(parts, source.choice(["\n", "\n\n"])))


def test_a_line_without_spaces_or_stops() -> None:
    check(*article([("body", "a" * 5000), ("body", "mot " * 2000 + "fin")]))


def test_packing() -> None:
    parts: list[tuple[Label, str]] = [
        ("title", "Un titre"),
        ("body", prose(250)),
        ("body", prose(250)),
        ("body", prose(250)),
        ("furniture", "Partager"),
        ("body", prose(100)),
        ("subhead", "Un intertitre"),
        ("body", prose(100)),
    ]
    text, lines = article(parts)
    opened = [text[chunk.start : chunk.end].split("\n")[0][:13] for chunk in make_chunks(text, lines)]
    assert opened[0] == "Un titre"
    assert "Un intertitre" in opened
    assert not any("Partager" in text[chunk.start : chunk.end] for chunk in make_chunks(text, lines))


def test_a_table_stays_with_what_announces_it() -> None:
    table = ["Les montants votés :", "Poste      Montant", "Route      12 000 €", "École      31 000 €"]
    text, lines = article([("body", prose(590)), *[("body", row) for row in table], ("body", prose(400))])
    chunks = make_chunks(text, lines)
    assert any(all(row in text[chunk.start : chunk.end] for row in table) for chunk in chunks)


def test_nothing_to_cite() -> None:
    assert make_chunks("", []) == ()
    assert make_chunks(*article([("furniture", "Menu")])) == ()


def test_the_rule_under_a_head_parts_nothing() -> None:
    parts: list[tuple[Label, str]] = [
        ("subhead", "Tarifs de la piscine"),
        ("body", "| Bassin | Plein | Réduit |"),
        ("furniture", "|---|---|---|"),
        ("body", "| Petit | 3 euros | 2 euros |"),
    ]
    text, lines = article(parts, "\n")
    (chunk,) = make_chunks(text, lines)
    assert text[chunk.start : chunk.end] == text.strip()
    assert [text[a:b] for a, b in chunk.sentences] == [words for label, words in parts if label != "furniture"]
