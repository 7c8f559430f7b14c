"""The questions that stand, in the library."""

from __future__ import annotations

from typing import Any

from vectorstore.database import Database


class StandingRows:
    """Standing questions with what was found for each; they outlive every article."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[dict[str, Any]]:
        """All of them in the order in which they were added, each as a row of the table."""
        return [dict(row) for row in self._database.rows("SELECT * FROM standing ORDER BY id")]

    def keep(self, question: str, now: str) -> int:
        """Add a question, unless it stands already; its number."""
        with self._database.write(changes_passages=False) as connection:
            connection.execute("INSERT OR IGNORE INTO standing (question, added) VALUES (?, ?)", (question, now))
            found = connection.execute("SELECT id FROM standing WHERE question = ?", (question,)).fetchone()
        return int(found[0])

    def drop(self, number: int) -> bool:
        """Remove a question; False where there is none of this number."""
        with self._database.write(changes_passages=False) as connection:
            return connection.execute("DELETE FROM standing WHERE id = ?", (number,)).rowcount > 0

    def set_findings(self, number: int, status: str, findings: str, now: str, generation: int, newest: int) -> None:
        """Keep what was found for a question at a generation of the library; nothing where it was removed meanwhile."""
        with self._database.write(changes_passages=False) as connection:
            connection.execute(
                "UPDATE standing SET status = ?, findings = ?, asked = ?, generation = ?, newest = ? WHERE id = ?",
                (status, findings, now, generation, newest, number),
            )

    def newest_article(self) -> int:
        """The number of the article that was added last, 0 where there is none."""
        return int(self._database.value("SELECT coalesce(max(id), 0) FROM articles"))

    def articles_since(self, newest: int) -> set[str]:
        """Ids of the articles that were added after one of this number."""
        return {row[0] for row in self._database.rows("SELECT article_id FROM articles WHERE id > ?", (newest,))}
