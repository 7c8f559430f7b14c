"""How the articles spread over months and outlets."""

from __future__ import annotations

from vectorstore import rows
from vectorstore.library import Library


def months(library: Library) -> list[tuple[str | None, str | None, int]]:
    """Number of articles by month (a year where no more is known, None without a date) and outlet."""
    found = library.database.rows(
        f"SELECT substr(a.published, 1, 7) AS month, o.name, count(*) AS number FROM {rows.ARTICLES} GROUP BY 1, 2"
    )
    return [(row["month"], row["name"], row["number"]) for row in found]
