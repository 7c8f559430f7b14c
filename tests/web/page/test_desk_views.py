"""What a text that was checked looks like on the page and as a file, without a browser."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from rag.desk_contract import CheckedReply
from rag.present import checked_object
from rag.types import Check, CheckedSentence, Verdict
from tests.support.articles import cite, passages, samples
from web.export.checked_text import export_checked
from web.page.desk.checked import checked_html
from web.wording.verdicts import counted, differing, pieces, state_of

MADE = dt.date(2026, 11, 30)


def sentence(text: str, support: Verdict, *checks: Check, article: int | None = 0) -> CheckedReply:
    cited = () if article is None else (cite(1, passages(samples()[article])[0], 0),)
    return checked_object(CheckedSentence(text, 0, len(text), support, checks, cited))


CONTRADICTED = sentence("Le pont rouvre en 1913.", "contradicted", Check("dates", False, "1913"))


def test_what_is_not_supported_is_told_apart_by_what_the_source_says() -> None:
    partly = sentence("Le pont rouvre et la maire part.", "unsupported", Check("wording", False, "part / reste"))
    nearest = sentence("La gare ferme en 1913.", "unsupported", Check("content", False), Check("dates", False, "1913"))
    silent = sentence("La gare ferme.", "unsupported", Check("content", False), article=None)
    said = sentence("Le pont rouvre.", "supported", Check("content", True, "0.80 0.91"))
    assert [state_of(item) for item in (CONTRADICTED, partly, nearest, silent, said)] == [
        "contradicted",
        "partial",
        "absent",
        "absent",
        "supported",
    ]
    assert counted([silent, nearest, CONTRADICTED]) == {"contradicted": 1, "absent": 2}
    assert differing(partly, "fr") == ["mots (part / reste)"]
    assert differing(silent, "fr") == differing(said, "fr") == []


def test_the_words_that_differ_are_marked_and_no_part_of_others() -> None:
    text = "En 1913, puis en 19131, le pont (1913) rouvre."
    item = sentence(text, "contradicted", Check("dates", False, "1913"), Check("content", False, "0.30 0.41"))
    assert "".join(words for words, _ in pieces(item)) == text
    assert [words for words, differs in pieces(item) if differs] == ["1913", "1913"]


def test_markup_and_signs_of_templates_stay_text() -> None:
    hostile = "<img src=x onerror=pwn()> ${7*7} {{7*7}} le pont"
    shown = checked_html([sentence(hostile, "supported", article=2)], "<b>dit</b>", "fr")
    assert "<img" not in shown
    assert "${" not in shown
    assert "{{" not in shown
    assert "<script" not in shown
    assert "<b>dit" not in shown


@pytest.mark.parametrize("language", ["fr", "en"])
def test_files_hold_the_verdict_the_source_and_its_place(language: str) -> None:
    import docx

    items = [CONTRADICTED, sentence("Qui ?", "none", article=None)]
    tongue = "en" if language == "en" else "fr"
    files = {kind: export_checked(items, kind, tongue, MADE) for kind in ("html", "markdown", "docx")}
    assert [file.name for file in files.values()] == [
        f"verification-2026-11-30.{end}" for end in ("html", "md", "docx")
    ]
    document = docx.Document(io.BytesIO(files["docx"].data))
    texts = [files["html"].data.decode(), "\n".join(part.text for part in document.paragraphs)]
    for text in texts:
        assert "≠" in text
        assert "1913" in text
        assert "Le Courrier de Valombre" in text
        assert "SHA-256" in text
    assert b"1913" in files["markdown"].data
    assert files["html"].data.count(b"<blockquote>") == 1
