"""All checks of one sentence against its source, in code; no language model takes part."""

from __future__ import annotations

from rag.checking.check_dates import check_dates
from rag.checking.check_figures import check_figures
from rag.checking.check_names import check_names, check_quotations
from rag.checking.rules.content import check_content
from rag.checking.rules.direction import check_direction
from rag.checking.rules.modality import check_modality
from rag.checking.rules.negation import check_negation
from rag.checking.rules.role import check_role
from rag.checking.rules.who import check_speaker
from rag.checking.rules.wording import check_wording
from rag.checking.source import Source
from rag.checking.translation import check_denial, check_language
from rag.types import Check


def check_sentence(sentence: str, source: Source, *, translated: bool = False) -> tuple[Check, ...]:
    """Every check's outcome; ``translated`` where sentence and source are in different languages.

    Words cannot be compared across languages, so a translation is held to its figures, dates, names, quotations
    and denials, and to being one.
    """
    facts = (
        check_figures(sentence, source, translated=translated),
        check_dates(sentence, source),
        check_names(sentence, source, translated=translated),
        check_quotations(sentence, source),
    )
    if translated:
        return (*facts, check_denial(sentence, source), check_language(sentence, source))
    return (
        *facts,
        check_speaker(sentence, source),
        check_role(sentence, source),
        check_negation(sentence, source),
        check_modality(sentence, source),
        check_direction(sentence, source),
        check_wording(sentence, source),
        check_content(sentence, source),
    )


def passed(checks: tuple[Check, ...]) -> bool:
    """Whether nothing speaks against the sentence."""
    return all(check.passed for check in checks)
