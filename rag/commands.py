"""What each command of the command line does."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag.contract import AnswerReply, Origin, PassageReply
from rag.errors import NotFound, SourcierError
from rag.present import article_object
from rag.running.asked_archive import Archive
from rag.settings import Settings
from rag.terminal import printable
from rag.types import CITABLE, Article, Filters, Relabel

if TYPE_CHECKING:
    from rag.ingest.run import Progress


def ingest(options: argparse.Namespace, settings: Settings) -> int:
    """Take files and folders in; a file that is refused is reported and the exit status stays 0."""
    from rag.ingest.run import report_lines, report_object
    from rag.sourcier import Sourcier

    _existing(options.paths)
    with closing(Sourcier.open(settings)) as sourcier:
        report = sourcier.ingest(options.paths, _progress if sys.stderr.isatty() else None)
    if options.json:
        _print_json(report_object(report))
    else:
        _print("\n".join(report_lines(report, settings.language)))
    return 0


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer one question."""
    with closing(Archive(settings)) as archive:
        answer = archive.ask(options.question, options.answerer, filters_of(options))
    if options.json:
        _print_json(answer)
    else:
        _print(_answer_text(answer, settings.language == "en"))
    return 0


def search(options: argparse.Namespace, settings: Settings) -> int:
    """The ranked passages of a question."""
    with closing(Archive(settings)) as archive:
        found = archive.search(options.question, options.k, filters_of(options))
    if options.json:
        _print_json(found)
    else:
        english = settings.language == "en"
        _print("\n\n".join(_hit_text(n, hit, english) for n, hit in enumerate(found["passages"], 1)))
    return 0


def edit(options: argparse.Namespace, settings: Settings) -> int:
    """Correct an article's metadata by hand."""
    from rag.archive_types import CORRECTABLE
    from rag.ingest.by_hand import checked
    from rag.sourcier import Sourcier

    fields = {name: value for name in CORRECTABLE if (value := getattr(options, name)) is not None}
    if fields or options.take_in is None:
        checked(fields)
    with closing(Sourcier.open(settings)) as sourcier:
        lines = _set_aside(sourcier.article(options.article_id), options.take_in)
        article = sourcier.correct(options.article_id, fields, lines)
    if options.json:
        _print_json(article_object(article, full=False))
    else:
        draft = article.draft
        english = settings.language == "en"
        what = f"{draft.title or '—'} ({draft.source or '—'}, {_day(article_object(article, full=False), english)})"
        _print(f"Article {article.article_id} " + (f"corrected: {what}." if english else f"corrigé : {what}."))
    return 0


def _set_aside(article: Article, words: str | None) -> list[Relabel]:
    """The lines of an article that were set aside and hold these words, to be taken in; NotFound where none does."""
    if words is None:
        return []
    draft = article.draft
    lines = [line for line in draft.lines if line.label not in CITABLE and words in draft.words(line)]
    if not lines:
        raise NotFound(
            f"Aucune ligne mise de côté ne contient « {words} ».", f"No line that was set aside holds '{words}'."
        )
    return [((line.start, line.end), "body") for line in lines]


def forget(options: argparse.Namespace, settings: Settings) -> int:
    """Remove one article."""
    from rag.sourcier import Sourcier

    with closing(Sourcier.open(settings)) as sourcier:
        sourcier.forget(options.article_id)
    if options.json:
        _print_json({"forgotten": options.article_id})
    else:
        _print(f"Article {options.article_id} " + ("removed." if settings.language == "en" else "retiré."))
    return 0


def export(options: argparse.Namespace, settings: Settings) -> int:
    """Write the whole library to one file."""
    from rag.backup import export_library

    return _told(
        options, settings, "Exporté : {}, {:.1f} Mo", "Exported: {}, {:.1f} MB", export_library(settings, options.file)
    )


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Put an exported library in the data folder."""
    from rag.backup import import_library

    manifest = import_library(settings, options.file, replace=options.replace)
    return _told(options, settings, "Importé : {}, {:.1f} Mo", "Imported: {}, {:.1f} MB", manifest)


def _told(options: argparse.Namespace, settings: Settings, fr: str, en: str, manifest: dict[str, Any]) -> int:
    counted = f"{manifest['articles']} articles, {manifest['passages']} passages"
    line = (en if settings.language == "en" else fr).format(counted, options.file.stat().st_size / 1e6)
    _print_json(manifest) if options.json else _print(line)
    return 0


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Say what is set up, reachable and consistent; 1 where something is broken."""
    from rag.doctor import examine

    findings = examine(settings, repair=options.repair)
    if options.json:
        _print_json({"findings": [{"name": f.name, "ok": f.ok, "detail": f.detail} for f in findings]})
    else:
        for finding in findings:
            english = settings.language == "en"
            mark = "ok " if finding.ok else "NO " if english else "NON"
            _print(f"{mark}  {finding.name}{':' if english else ' :'} {finding.detail}")
    return 0 if all(finding.ok for finding in findings) else 1


def evaluate(options: argparse.Namespace, settings: Settings) -> int:
    """Score the answers to a question file on a folder of articles, in a library of its own."""
    from rag.evaluation.command import measure

    _existing([options.questions, options.articles])
    return measure(options, settings)


def models(options: argparse.Namespace, settings: Settings) -> int:
    """Fetch the default weights, in the foreground."""
    from rag.models.weights import download

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done / 1e6:.0f} / {total / 1e6:.0f} Mo", end="", file=sys.stderr)  # noqa: T201

    path = download(settings.data, show)
    ready = "Model ready:" if settings.language == "en" else "Modèle prêt :"
    _print_json({"model": path.name}) if options.json else _print(f"{ready} {path.name}")
    return 0


def _existing(paths: list[Any]) -> None:
    for path in paths:
        if not path.exists():
            raise SourcierError(
                f"« {path} » n'existe pas : vérifiez le chemin.", f"'{path}' does not exist: check the path."
            )


def filters_of(options: argparse.Namespace) -> Filters:
    """What a command's options restrict the search to."""
    return Filters(options.start, options.end, options.source, options.tag)


def _progress(progress: Progress) -> None:
    page = f" · {printable(progress.file)}, page {'/'.join(map(str, progress.page))}" if progress.page else ""
    pace = f"{progress.rate_per_s:.1f}/s · {progress.seconds_left or 0:.0f} s"
    print(  # noqa: T201
        f"\r{progress.done}/{progress.total} · {pace}{page}\033[K",
        end="\n" if progress.done == progress.total else "",
        file=sys.stderr,
    )


def _answer_text(answer: AnswerReply, english: bool) -> str:
    lines = [answer["answer"], ""]
    for cited in answer["citations"]:
        place = cited["file"] if cited["record"] is None else f"{cited['file']}#{cited['record']}"
        origin = f"{cited['source'] or '—'}, {_day(cited, english)}, {cited['title'] or ''} ({place})"
        lines += [f"[{cited['n']}] {origin}", f"    « {' '.join(cited['quote'].split())} »"]
    return "\n".join(lines).rstrip()


def _hit_text(n: int, hit: PassageReply, english: bool) -> str:
    origin = f"{hit['source'] or '—'}, {_day(hit, english)}, {hit['title'] or ''}"
    return f"{n}. {origin} ({hit['score']:.2f})\n{hit['text']}"


def _day(origin: Origin, english: bool) -> str:
    """The day of an article as data, or that it is not known."""
    published = origin["published"]
    return published["value"] if published else "date unknown" if english else "date inconnue"


def _print(text: str) -> None:
    print(printable(text))  # noqa: T201


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))  # noqa: T201
