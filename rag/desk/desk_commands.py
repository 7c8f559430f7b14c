"""What the commands of the desk do: ``check``, ``batch`` and ``standing``."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from rag.desk_contract import CheckedReply
from rag.errors import BadInput, Unreadable
from rag.present import standing_object
from rag.settings import Settings
from rag.terminal import printable
from rag.types import Standing

_VERDICTS = {
    "supported": ("CONFIRMÉ", "SUPPORTED"),
    "contradicted": ("CONTREDIT", "CONTRADICTED"),
    "unsupported": ("NON CONFIRMÉ", "UNSUPPORTED"),
    "none": ("RIEN À VÉRIFIER", "NOTHING TO CHECK"),
}

_STATUSES = {
    "answered": ("avec réponse", "answered"),
    "refused": ("sans réponse", "refused"),
    "failed": ("en échec : --resume les pose de nouveau", "failed: --resume asks them again"),
}


def check(options: argparse.Namespace, settings: Settings) -> int:
    """Hold a text to the archive; a contradicted sentence is a result, not a failure."""
    from rag.commands import filters_of
    from rag.running.asked_archive import Archive

    text = _text(options.file)
    with closing(Archive(settings)) as archive:
        checked = list(_told(archive.check(text, filters_of(options))))
    if options.json:
        _print(json.dumps({"sentences": checked}, ensure_ascii=False))
    else:
        _print("\n".join(_lines(checked, settings.language == "en")))
    return 0


def batch(options: argparse.Namespace, settings: Settings) -> int:
    """Answer the questions of a table into another."""
    from rag.commands import filters_of
    from rag.desk.answer_tables import ending, read_questions
    from rag.desk.batch import run
    from rag.running.asked_archive import Archive

    ending(options.output)
    questions = read_questions(options.questions)
    filters = filters_of(options)
    with closing(Archive(settings)) as archive:
        rows = run(
            questions,
            options.output,
            lambda question: archive.ask(question, options.answerer, filters),
            resume=options.resume,
            tell=_progress,
            language=settings.language,
        )
    counts = Counter(row["status"] for row in rows)
    if options.json:
        _print(json.dumps({"questions": len(rows), **counts, "file": str(options.output)}))
    else:
        english = settings.language == "en"
        told = [f"{counts[status]} {names[english]}" for status, names in _STATUSES.items() if counts[status]]
        _print(f"{options.output}{':' if english else ' :'} {len(rows)} questions, {', '.join(told)}")
    return 0


def standing(options: argparse.Namespace, settings: Settings) -> int:
    """Keep a question, remove one, or ask those that the archive has changed under and list them all."""
    from rag.sourcier import Sourcier

    english, what = settings.language == "en", (options.what or "").strip()
    if (options.action == "remove" and not what.isdigit()) or (options.action == "add" and not what):
        raise BadInput(
            "Donnez la question à garder, ou le numéro de celle à retirer : `standing list` les liste.",
            "Give the question to keep, or the number of the one to remove: `standing list` lists them.",
        )
    with closing(Sourcier.open(settings)) as sourcier:
        if options.action == "remove":
            sourcier.desk.remove_standing(int(what))
        elif options.action == "add":
            sourcier.desk.add_standing(what)
        sourcier.desk.questions.refresh()
        kept = sourcier.desk.standing()
    if options.json:
        _print(json.dumps({"standing": [standing_object(item) for item in kept]}, ensure_ascii=False))
    else:
        _print("\n".join(line for item in kept for line in _standing_lines(item, english)))
    return 0


def _standing_lines(item: Standing, english: bool) -> Iterator[str]:
    news = (f"{item.new} new" if english else f"{item.new} de neuf") if item.new else ""
    yield f"{item.id}. {item.question}" + (f"  ({news})" if news else "")
    for finding in item.findings[: max(item.new, 3)]:
        cited = finding.citation
        date = (cited["published"] or {}).get("value", "—")
        origin = f"{'* ' if finding.new else '  '}{cited['source'] or cited['file']}, {date}"
        yield f"  {origin} : « {' '.join(cited['quote'].split())} »"


def _progress(done: int, total: int, left: float | None) -> None:
    """How far a batch is: a line that is written over on a terminal, else one for every tenth."""
    terminal = sys.stderr.isatty()
    if terminal or done == total or done * 10 // total != (done - 1) * 10 // total:
        line = f"{done}/{total}" + (f" · {left:.0f} s" if left is not None else "")
        print(  # noqa: T201
            f"\r{line}\033[K" if terminal else line,
            end="" if terminal and done < total else "\n",
            file=sys.stderr,
            flush=True,
        )


def _text(file: Path) -> str:
    """The text of a file, or of standard input for ``-``."""
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise Unreadable(
            f"« {file} » ne se lit pas ({error.strerror}) : vérifiez le chemin.",
            f"'{file}' cannot be read ({error.strerror}): check the path.",
        ) from error
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"« {file} » n'est pas du texte en UTF-8 : enregistrez-le comme texte brut.",
            f"'{file}' is not text in UTF-8: save it as plain text.",
        ) from error


def _told(sentences: Iterator[CheckedReply]) -> Iterator[CheckedReply]:
    """The same; a terminal sees how many are done."""
    for done, sentence in enumerate(sentences, 1):
        if sys.stderr.isatty():
            print(f"\r{done}\033[K", end="", file=sys.stderr, flush=True)  # noqa: T201
        yield sentence
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)  # noqa: T201


def _lines(checked: Iterable[CheckedReply], english: bool) -> Iterator[str]:
    colon = ": " if english else " : "
    for sentence in checked:
        failed = [check for check in sentence["checks"] if not check["passed"]]
        differs = ", ".join(f"{c['name']} ({c['detail']})" if c["detail"] else c["name"] for c in failed)
        verdict = _VERDICTS[sentence["support"]][english] + (f"{colon}{differs}" if differs else "")
        yield f"{' '.join(sentence['text'].split())}\n    {verdict}"
        for cited in sentence["citations"]:
            unknown = "date unknown" if english else "date inconnue"
            date = cited["published"]["value"] if cited["published"] else unknown
            origin = f"[{cited['n']}] {cited['source'] or cited['file']}, {date}"
            yield f"    {origin}{colon}« {' '.join(cited['quote'].split())} »"


def _print(text: str) -> None:
    print(printable(text))  # noqa: T201
