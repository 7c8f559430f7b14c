"""What each command of the command line does."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag.errors import NotFound, SourcierError
from rag.present import answer_object, article_object, hit_object, question_object
from rag.settings import Settings
from rag.terminal import printable
from rag.types import CITABLE, Answer, Article, Filters, Hit, Relabel

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
    from rag.sourcier import Sourcier

    with closing(loaded(Sourcier.open(settings))) as sourcier:
        answer = sourcier.ask(options.question, answerer=options.answerer, filters=_filters(options))
    if options.json:
        _print_json(answer_object(answer))
    else:
        _print(_answer_text(answer))
    return 0


def search(options: argparse.Namespace, settings: Settings) -> int:
    """The ranked passages of a question."""
    from rag.sourcier import Sourcier

    with closing(loaded(Sourcier.open(settings))) as sourcier:
        question, hits = sourcier.search(options.question, options.k, filters=_filters(options))
    if options.json:
        _print_json({"passages": [hit_object(hit) for hit in hits], "question": question_object(question)})
    else:
        _print("\n\n".join(_hit_text(n, hit) for n, hit in enumerate(hits, 1)))
    return 0


def edit(options: argparse.Namespace, settings: Settings) -> int:
    """Correct an article's metadata by hand."""
    from rag.ingest.by_hand import FIELDS, checked
    from rag.sourcier import Sourcier

    fields = {name: value for name in FIELDS if (value := getattr(options, name)) is not None}
    if fields or options.take_in is None:
        checked(fields)
    with closing(Sourcier.open(settings)) as sourcier:
        lines = _set_aside(sourcier.article(options.article_id), options.take_in)
        article = sourcier.correct(options.article_id, fields, lines)
    if options.json:
        _print_json(article_object(article, full=False))
    else:
        draft = article.draft
        date = draft.published.value if draft.published else "date inconnue"
        _print(f"Article {article.article_id} corrigé : {draft.title or '—'} ({draft.source or '—'}, {date}).")
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
        _print(f"Article {options.article_id} retiré.")
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
            _print(f"{'ok ' if finding.ok else 'NON'}  {finding.name} : {finding.detail}")
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
    _print_json({"model": path.name}) if options.json else _print(f"Modèle prêt : {path.name}")
    return 0


def loaded(sourcier: Any) -> Any:  # noqa: ANN401 - typed by its callers' closing()
    """The library with the articles of the settings, for a first question on an empty library."""
    if not sourcier.library.feed.passage_count() and sourcier.settings.articles.is_dir():
        sourcier.ingest([sourcier.settings.articles])
    return sourcier


def _existing(paths: list[Any]) -> None:
    for path in paths:
        if not path.exists():
            raise SourcierError(
                f"« {path} » n'existe pas : vérifiez le chemin.", f"'{path}' does not exist: check the path."
            )


def _filters(options: argparse.Namespace) -> Filters:
    return Filters(options.start, options.end, options.source, options.tag)


def _progress(progress: Progress) -> None:
    page = f" · {printable(progress.file)}, page {'/'.join(map(str, progress.page))}" if progress.page else ""
    pace = f"{progress.rate_per_s:.1f}/s · {progress.seconds_left or 0:.0f} s"
    print(  # noqa: T201
        f"\r{progress.done}/{progress.total} · {pace}{page}\033[K",
        end="\n" if progress.done == progress.total else "",
        file=sys.stderr,
    )


def _answer_text(answer: Answer) -> str:
    lines = [answer.text, ""]
    for citation in answer.citations:
        passage = citation.passage
        date = passage.published.value if passage.published else "date inconnue"
        place = passage.file if passage.record is None else f"{passage.file}#{passage.record}"
        lines.append(f"[{citation.n}] {passage.source or '—'}, {date}, {passage.title or ''} ({place})")
        lines.append(f"    « {' '.join(citation.quote.split())} »")
    return "\n".join(lines).rstrip()


def _hit_text(n: int, hit: Hit) -> str:
    passage = hit.passage
    date = passage.published.value if passage.published else "date inconnue"
    return f"{n}. {passage.source or '—'}, {date}, {passage.title or ''} ({hit.score:.2f})\n{passage.text}"


def _print(text: str) -> None:
    print(printable(text))  # noqa: T201


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))  # noqa: T201
