"""Many questions into a table: every format in and out, no formulas, nothing asked twice after a kill."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from rag.contract import AnswerReply
from rag.desk.answer_tables import HEADS, MOST_ROWS, Row, read_questions, read_rows, safe, write_rows
from rag.desk.batch import row_of, run
from rag.errors import BadInput, Unavailable, Unreadable
from rag.present import answer_object
from tests.support.fake_service import FakeService

SERVICE = FakeService()
QUESTIONS = ["Combien ont coûté les travaux ?", "xyzzy plugh", "=1+1 ; les travaux ?"]
HOSTILE = ["=1+1", "+33 1", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


def ask(question: str) -> AnswerReply:
    answer = None
    for event in SERVICE.stream(question):
        answer = event.answer or answer
    assert answer is not None
    return answer_object(answer)


def test_questions_are_read_from_every_table(tmp_path: Path) -> None:
    def file(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    wanted = ["Qui, et quand ?", "Combien ?"]
    comma = 'id,Question\n1,"Qui, et quand ?"\n\n2,Combien ?\n'
    assert read_questions(file("a.csv", b"\xef\xbb\xbf" + comma.encode())) == wanted
    assert (
        read_questions(file("b.csv", "question;n\r\nQui, et quand ?;1\r\nCombien ?;2\r\n".encode("cp1252"))) == wanted
    )
    assert read_questions(file("c.csv", b"Qui, et quand ?\nCombien ?")) == wanted
    lines = '{"question": "Qui, et quand ?"}\n\n"Combien ?"\n'
    assert read_questions(file("d.jsonl", lines.encode())) == wanted
    book = Workbook()
    assert book.active is not None
    for cells in (["n", "question"], [1, wanted[0]], [None, None], [2, wanted[1]]):
        book.active.append(cells)
    book.save(tmp_path / "e.xlsx")
    assert read_questions(tmp_path / "e.xlsx") == wanted
    for name, data in (("none.csv", b"question\n"), ("many.csv", b"x\n" * (MOST_ROWS + 1)), ("f.ods", b"x")):
        with pytest.raises(BadInput):
            read_questions(file(name, data))
    for name, data in (("bad.jsonl", b"{"), ("bad.xlsx", b"PK no book"), ("no.zip.xlsx", b"")):
        with pytest.raises(Unreadable):
            read_questions(file(name, data))
    with pytest.raises(Unreadable):
        read_questions(tmp_path / "absent.csv")


def told(rows: list[Row], ending: str) -> list[Row]:
    """The rows as a table tells them: where a quotation stands in its article only JSON Lines say."""
    if ending == ".jsonl":
        return rows
    place = {"article_id", "start", "end"}
    quotations = [[{k: v for k, v in q.items() if k not in place} for q in row["quotations"]] for row in rows]
    return [{**row, "quotations": kept} for row, kept in zip(rows, quotations, strict=True)]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_a_table_says_what_was_answered_and_is_read_again(tmp_path: Path, ending: str) -> None:
    output = tmp_path / f"answers{ending}"
    rows = run(QUESTIONS, output, ask, resume=False)
    assert [row["status"] for row in rows] == ["answered", "refused", "answered"]
    quotation = rows[0]["quotations"][0]
    assert quotation["mark"] == "[1] verbatim"
    assert quotation["outlet"] == "Le Courrier de Valombre"
    assert (quotation["date"], quotation["address"]) == ("2023-03-14", "https://example.org/article")
    assert read_rows(output) == told(rows, ending)
    assert not output.with_name(f"{output.name}.journal").exists()
    with pytest.raises(BadInput, match="--resume"):
        run(QUESTIONS, output, ask, resume=False)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    assert [safe(cell) for cell in HOSTILE] == [f"'{cell}" for cell in HOSTILE]
    quotation = dict.fromkeys(("mark", "quote", "outlet", "date", "address"), "=HYPERLINK(1)\x07")
    row: Row = {"question": "=1", "status": "answered", "answer": "@x" + "y" * 40_000, "quotations": [quotation]}
    write_rows(tmp_path / "a.xlsx", [row])
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line if cell.value is not None]
    assert len(cells) == 8
    assert all(cell.data_type == "s" and not str(cell.value).startswith(("=", "@")) for cell in cells)
    assert [cell.value for cell in next(sheet.iter_rows(max_row=1))] == list(HEADS)
    write_rows(tmp_path / "a.csv", [row])
    assert "\n'=1,answered,'@x" in (tmp_path / "a.csv").read_text("utf-8-sig").replace("\r", "")


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_what_was_answered_before_a_kill_is_not_asked_again(tmp_path: Path, ending: str) -> None:
    output, asked = tmp_path / f"answers{ending}", []

    def dies(question: str) -> AnswerReply:
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return ask(question)

    with pytest.raises(KeyboardInterrupt):
        run(QUESTIONS, output, dies, resume=False)
    assert [row["question"] for row in read_rows(output)] == QUESTIONS[:1]
    with output.with_name(f"{output.name}.journal").open("a") as journal:
        journal.write('{"question": "cut off in the mid')
    output.unlink()  # kill -9 leaves the journal alone
    rows = run(QUESTIONS, output, dies, resume=True)
    assert asked == [QUESTIONS[0], *QUESTIONS[1:2], *QUESTIONS[1:]]
    assert [row["question"] for row in rows] == QUESTIONS
    assert read_rows(output) == told(rows, ending)
    assert told(run(QUESTIONS, output, dies, resume=True), ending) == told(rows, ending)
    assert len(asked) == 4


def test_a_fault_takes_its_row_alone_and_is_asked_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    output = tmp_path / "answers.jsonl"
    rows = run(["PANNE", QUESTIONS[0]], output, ask, resume=False, tell=lambda d, n, _: told.append((d, n)))
    assert [row["status"] for row in rows] == ["failed", "answered"]
    assert rows[0]["answer"] == "Le modèle ne répond pas."
    assert told == [(0, 2), (1, 2), (2, 2)]
    asked: list[str] = []

    def again(question: str) -> AnswerReply:
        asked.append(question)
        return ask(QUESTIONS[0])

    run(["PANNE", QUESTIONS[0]], output, again, resume=True)
    assert asked == ["PANNE"]
    with pytest.raises(Unavailable, match="--resume"):
        write_rows(tmp_path / "no such folder" / "a.csv", rows)


def test_the_first_line_is_the_answer_at_a_glance() -> None:
    row = row_of("q", ask(QUESTIONS[0]))
    assert row["answer"].endswith(" [1]")
    assert "\n" not in row["answer"]
    json.dumps(row)
