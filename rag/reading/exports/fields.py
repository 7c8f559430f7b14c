"""An article out of the fields of a record, and the reading of a file of such records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.article.draft import Block, RawArticle
from rag.reading.article.zones import Hint
from rag.reading.decode import clean
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.format import Given

_NOBODY = re.compile(r"(?:unknown|inconnue?|auteur inconnue?|n\.?c\.?|n/a|none|null|anonyme|anonymous|-+|\?+)", re.I)


def entry(
    body: str,
    *,
    title: str | None = None,
    standfirst: str | None = None,
    source: str | None = None,
    author: str | None = None,
    published: str | None = None,
    updated: str | None = None,
    url: str | None = None,
    markup: bool = False,
    warnings: Sequence[str] = (),
) -> Entry:
    """A record's fields as written; « Unknown » is nobody. ``markup``: the body is a fragment of HTML."""
    title = " ".join(clean(title or "").split()) or None
    author = " ".join((author or "").split())
    made = Entry(
        title=title,
        source=source or None,
        author=None if _NOBODY.fullmatch(author) else author or None,
        published=published or None,
        updated=updated or None,
        url=url if url and re.match(r"https?://\S+$", url) else None,
        warnings=list(warnings),
    )
    if not body.strip():
        return made
    made.add(title, "title")
    made.add(standfirst, "standfirst")
    if markup:
        made.blocks += markup_blocks(clean(body))
    else:
        made.add_body(_paragraphs(clean(body)))
    return made


def reading(
    given: Given,
    entries: Iterable[Entry],
    format: str,
    *,
    marks: int | None = None,
    what: str,
    repaired: Sequence[str] = (),
) -> Reading:
    """The articles of the entries, each numbered by its place among all; one without a text is named and left out.

    ``marks``: entries that the file announces. Raises Unreadable where no entry has a text.
    """
    all_ = list(entries)
    bare = sum(not entry.blocks for entry in all_)
    if all_ and bare == len(all_):
        raise Unreadable(
            f"{given.name} : {what} reconnu, mais aucune de ses {bare} entrées n'a de texte ; exportez-le avec.",
            f"{given.name}: {what} recognised, but none of its {bare} entries has a text; export it with them.",
        )
    raws = [entry.raw(format) if entry.blocks else RawArticle("", (), format) for entry in all_]
    found = articles(given, raws, marks=None if marks is None else marks - bare, what=what, repaired=repaired)
    return replace(found, problems=tuple(said.replace("fichier vide", "sans texte") for said in found.problems))


def person(name: str) -> str:
    """« Nom, Prénom » the other way round; what has no comma, or several, as it is."""
    family, comma, given = name.partition(",")
    turned = comma and family.strip() and given.strip() and "," not in given
    return f"{given.strip()} {family.strip()}" if turned else " ".join(name.split())


def people(names: Iterable[str]) -> str | None:
    """Several « Nom, Prénom » as one line of names."""
    return " ; ".join(name for name in map(person, names) if name) or None


def _paragraphs(body: str) -> list[str]:
    from rag.reading.formats.plain import text_lines

    return [body[line.start : line.end] for line in text_lines(body)]


def markup_blocks(body: str) -> list[Block]:
    """The blocks of a fragment of HTML: what no tag says otherwise of is body."""
    from rag.reading.formats.markup import flat_text, nodes_of, parse

    tree = parse(body)
    if tree is None:
        return [Block(line, "body") for line in flat_text(body).split("\n") if line]
    return [Block(node.text, _within(node.hint), node.tight) for node in nodes_of(tree)]


def _within(hint: Hint | None) -> Hint:
    """The title is a field of the entry: a main heading within its text is one of the text's own."""
    return "heading" if hint == "title" else hint or "body"
