"""The archive for a command of the terminal: asked of the running program where there is one, else opened here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from rag.contract import AnswerReply, SearchReply
from rag.desk_contract import CheckedReply
from rag.present import answer_object, checked_object, hit_object, question_object
from rag.running.address import running
from rag.running.served import Gone, Served
from rag.settings import Settings
from rag.types import Answerer, Filters

if TYPE_CHECKING:
    from rag.sourcier import Sourcier

T = TypeVar("T")


class Archive:
    """One archive, to be closed; a program that stops meanwhile is done without from then on."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        address = running(settings)
        self._served = Served(address, settings) if address else None
        self._own: Sourcier | None = None

    def ask(self, question: str, answerer: Answerer | None, filters: Filters) -> AnswerReply:
        """Answer a question."""
        return self._either(
            lambda served: served.ask(question, answerer, filters),
            lambda own: answer_object(own.ask(question, answerer=answerer, filters=filters)),
        )

    def search(self, question: str, k: int, filters: Filters) -> SearchReply:
        """The ranked passages of a question."""

        def here(own: Sourcier) -> SearchReply:
            understood, hits = own.search(question, k, filters=filters)
            return {"passages": [hit_object(hit) for hit in hits], "question": question_object(understood)}

        return self._either(lambda served: served.search(question, k, filters), here)

    def check(self, text: str, filters: Filters) -> Iterator[CheckedReply]:
        """The sentences of a text; as soon as each is checked where that is done here."""
        yield from self._either(
            lambda served: iter(served.check(text, filters)),
            lambda own: (checked_object(sentence) for sentence in own.desk.check(text, filters=filters)),
        )

    def close(self) -> None:
        """Let go of the program, or of the library."""
        if self._served is not None:
            self._served.close()
        if self._own is not None:
            self._own.close()

    def _either(self, there: Callable[[Served], T], here: Callable[[Sourcier], T]) -> T:
        if self._served is not None:
            try:
                return there(self._served)
            except Gone as fault:
                self._served = None
                alone = ("Suite sans lui.", "Going on without it.")[self._settings.language == "en"]
                print(f"{fault.message(self._settings.language)} {alone}", file=sys.stderr)  # noqa: T201
        if self._own is None:
            from rag.sourcier import Sourcier

            self._own = loaded(Sourcier.open(self._settings))
        return here(self._own)


def loaded(sourcier: Sourcier) -> Sourcier:
    """The library with the articles of the settings, for a first question on an empty library."""
    if not sourcier.library.feed.passage_count() and sourcier.settings.articles.is_dir():
        sourcier.ingest([sourcier.settings.articles])
    return sourcier
