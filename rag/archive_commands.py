"""The commands that list the archive, and keep tags, stars and notes."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.archive_types import Annotation, AnnotationChange, ArticleQuery, QuoteNote
from rag.errors import BadInput, SourcierError
from rag.present import annotation_object, page_object
from rag.settings import Settings
from rag.terminal import printable

Json = dict[str, Any]


def articles(options: argparse.Namespace, settings: Settings) -> int:
    """The articles of the library, or those that a search finds."""
    from rag.running.asked_archive import loaded
    from rag.sourcier import Sourcier

    query = ArticleQuery(options.query, options.sort, tags=tuple(options.tag))
    with closing(loaded(Sourcier.open(settings))) as sourcier:
        page = sourcier.archive(query, options.limit, options.offset)
    if options.json:
        _show(page_object(page, settings.language))
        return 0
    english = settings.language == "en"
    for note in page.notes:
        _line(note[english])
    unknown = "date unknown" if english else "date inconnue"
    for article in page.articles:
        draft = article.draft
        date = draft.published.value if draft.published else unknown
        _line(f"{article.article_id}  {date:13}  {draft.source or '—'}  {draft.title or article.file}")
        for excerpt in page.excerpts.get(article.article_id, ()):
            _line(f"    … {' '.join(excerpt.text.split())} …")
    return 0


def annotate(options: argparse.Namespace, settings: Settings) -> int:
    """Change the tags, the star or the note of an article, and show them."""
    from vectorstore.library import Library

    library = Library(settings.data / "library.sqlite")
    with closing(library):
        if library.article(options.article_id) is None:
            raise SourcierError(
                f"Aucun article ne porte l'identifiant « {options.article_id} » : python -m rag articles les liste.",
                f"No article has the id '{options.article_id}': python -m rag articles lists them.",
            )
        for tag in options.tag:
            library.annotations.tag(tag, add=[options.article_id])
        for tag in options.untag:
            library.annotations.tag(tag, remove=[options.article_id])
        if options.note is not None or options.star is not None:
            library.annotations.change(options.article_id, AnnotationChange(starred=options.star, note=options.note))
        annotation = library.annotations.of([options.article_id])[options.article_id]
    if options.json:
        _show(annotation_object(annotation))
    else:
        _line(f"{'★' if annotation.starred else '☆'}  {' · '.join(annotation.tags) or '—'}")
        _line(annotation.note) if annotation.note else None
    return 0


def tags(options: argparse.Namespace, settings: Settings) -> int:
    """The tags with their numbers of articles."""
    from vectorstore.library import Library

    with closing(Library(settings.data / "library.sqlite")) as library:
        counts = {tag: len(articles) for tag, articles in library.annotations.by_tag().items()}
    if options.json:
        _show({"tags": [{"tag": tag, "articles": count} for tag, count in counts.items()]})
    for tag, count in {} if options.json else counts.items():
        _line(f"{count:5}  {tag}")
    return 0


def keep_annotations(options: argparse.Namespace, settings: Settings) -> int:
    """Write all annotations to a file, or take those of a file in."""
    from vectorstore.library import Library

    with closing(Library(settings.data / "library.sqlite")) as library:
        if options.action == "import":
            given = _read(options.file)
            kept = library.annotations.merge(given)
            _show({"taken": len(given), "kept": kept}) if options.json else _line(f"{len(given)} annotations")
            return 0
        found = [annotation_object(annotation) for annotation in library.annotations.all()]
    if options.file.exists():
        raise BadInput(
            f"{options.file} existe déjà : donnez un autre nom.", f"{options.file} exists already: give another name."
        )
    options.file.write_text(json.dumps({"annotations": found}, ensure_ascii=False, indent=1), "utf-8")
    _show({"written": len(found)}) if options.json else _line(f"{len(found)} annotations")
    return 0


def _read(file: Path) -> list[Annotation]:
    """The annotations of an export; BadInput for a file that is none."""
    try:
        return [_annotation(item) for item in json.loads(file.read_text("utf-8"))["annotations"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{file} n'est pas un export d'annotations : donnez un fichier de « rag annotations export ».",
            f"{file} is no export of annotations: give a file of 'rag annotations export'.",
        ) from error


def _annotation(item: Json) -> Annotation:
    return Annotation(
        str(item["article_id"]),
        tuple(str(tag) for tag in item.get("tags", [])),
        bool(item.get("starred")),
        str(item.get("note", "")),
        quotes=tuple(map(_quote, item.get("quotes", []))),
    )


def _quote(item: Json) -> QuoteNote:
    star, note = bool(item.get("starred")), str(item.get("note", ""))
    return QuoteNote(int(item["start"]), int(item["end"]), str(item.get("quote", "")), star, note)


def _line(text: str) -> None:
    print(printable(text))  # noqa: T201


def _show(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))  # noqa: T201
