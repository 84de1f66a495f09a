"""The tables: the same rows in every format, read back by programs that are not ours."""

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.briefing import Briefing
from extract.exports import exported
from extract.exports.columns import ITEM_COLUMNS, MENTION_COLUMNS, TABLES, Type
from extract.exports.files import _defused
from extract.exports.rows import item_rows, mention_rows
from tests.cli_runs import run, write_briefing
from tests.report_cases import hostile_briefing
from tests.sample_briefing import sample_briefing

ROOT = Path(__file__).parents[1]


def content(briefing: Briefing, form: str, name: str) -> bytes:
    return next(file.content for file in exported(briefing, form) if file.name.startswith(name))


def test_there_is_one_row_an_item_and_one_a_mention() -> None:
    briefing = sample_briefing()
    items, mentions = list(item_rows(briefing)), list(mention_rows(briefing))
    assert [row["item"] for row in items] == [item.id for item in briefing.items()]
    assert len(mentions) == sum(len(item.mentions) for item in briefing.items())
    assert {row["item"] for row in mentions} == {row["item"] for row in items}
    assert all(tuple(row) == tuple(column.name for column in ITEM_COLUMNS) for row in items)
    assert all(tuple(row) == tuple(column.name for column in MENTION_COLUMNS) for row in mentions)


def test_every_value_is_of_the_type_that_its_column_says_and_missing_only_where_it_may_be(tmp_path: Path) -> None:
    types = {Type.TEXT: str, Type.INTEGER: int, Type.NUMBER: float, Type.BOOLEAN: bool, Type.TEXTS: list}
    for briefing in (sample_briefing(), hostile_briefing(tmp_path)):
        for table, rows in zip(TABLES, (item_rows(briefing), mention_rows(briefing)), strict=True):
            for row in rows:
                for column in table.columns:
                    value = row[column.name]
                    assert isinstance(value, types[column.type]) or (value is None and column.may_be_missing)


def test_an_item_carries_who_whom_and_the_points_that_it_belongs_to() -> None:
    rows = {str(row["item"]): row for row in item_rows(sample_briefing())}
    assert rows["agreement-1"]["points"] == ["1"]
    assert rows["agreement-1"]["outlets"] == ["Harbour Wire"]
    assert (rows["demand-1"]["by"], rows["demand-1"]["to"], rows["demand-1"]["parties"]) == (
        "Freedonia",
        None,
        ["Freedonia"],
    )
    assert rows["warning-1"]["condition"] == "if the fleet sails"
    assert rows["dispute-1"]["positions"] == ["Sylvania: calls the fishing theft"]
    (told,) = [row for row in mention_rows(sample_briefing()) if row["item"] == "dispute-1"]
    assert told["side"] == "Sylvania"


def test_every_column_is_documented() -> None:
    guide = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    for table in TABLES:
        for column in table.columns:
            assert f"| `{column.name}` | {column.type.value} | {column.holds} |" in guide


def test_csv_is_read_back_as_it_was(tmp_path: Path) -> None:
    for briefing in (sample_briefing(), hostile_briefing(tmp_path)):
        text = content(briefing, "csv", "mentions").decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        expected = list(mention_rows(briefing))
        assert [undone(row["quote"]) for row in rows] == [row["quote"] for row in expected]
        assert [int(row["start"]) for row in rows] == [row["start"] for row in expected]
        assert [float(row["probability"]) for row in rows] == [row["probability"] for row in expected]


def undone(cell: str) -> str:
    """What docs/exports.md says: an apostrophe goes if, but for apostrophes and blanks, a formula follows it."""
    bare = cell.lstrip("' \u00a0\ufeff\u200b\u200e\u200f\u2060\u3000")
    return cell[1:] if cell.startswith("'") and bare[:1] in tuple("=+-@\t\r\n＝＋－＠") and bare else cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        " =1",
        "\t=1",
        "\r=1",
        "'=1",
        "＝1",
        "\ufeff=1",
        "\u200b=HYPERLINK()",
    ],
)
def test_a_cell_that_a_spreadsheet_would_compute_is_defused(text: str) -> None:
    assert _defused(text).startswith("'")
    assert undone(_defused(text)) == text


@pytest.mark.parametrize("text", ["Leave the island", "'tis so", "1-2", "“-”", "", "a=b"])
def test_other_cells_are_left_alone(text: str) -> None:
    assert _defused(text) == text


@given(st.text(alphabet="'=+-@ \t\na1\ufeff"))
def test_defusing_can_always_be_undone_and_leaves_no_formula(text: str) -> None:
    assert undone(_defused(text)) == text
    assert _defused(text)[:1] not in tuple("=+-@\t\r")


def test_json_lines_hold_the_rows(tmp_path: Path) -> None:
    briefing = hostile_briefing(tmp_path)
    lines = content(briefing, "jsonl", "items").decode("utf-8").split("\n")
    assert [json.loads(line) for line in lines if line] == list(item_rows(briefing))


def test_duckdb_and_pandas_read_the_tables_and_join_them(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed (pip install duckdb)")
    pandas = pytest.importorskip("pandas", reason="pandas is not installed (pip install pandas)")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install 'extract-briefing[parquet]')")
    briefing = sample_briefing()
    for form in ("csv", "jsonl", "parquet"):
        for file in exported(briefing, form):
            (tmp_path / file.name).write_bytes(file.content)
        items, mentions = (f"'{tmp_path}/{name}.{form}'" for name in ("items", "mentions"))
        found = duckdb.sql(f"select item, count(*) from {items} join {mentions} using (item) group by item order by 1")  # noqa: S608
        assert found.fetchall() == [("agreement-1", 2), ("demand-1", 1), ("dispute-1", 1), ("warning-1", 1)]
    frames: dict[str, Any] = {
        "csv": pandas.read_csv(tmp_path / "mentions.csv"),
        "jsonl": pandas.read_json(tmp_path / "mentions.jsonl", lines=True),
        "parquet": pandas.read_parquet(tmp_path / "mentions.parquet"),
    }
    expected = [row["quote"] for row in mention_rows(briefing)]
    assert all(list(frame["quote"]) == expected for frame in frames.values())


def test_parquet_keeps_types_lists_and_what_the_columns_hold(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed ([parquet])")
    (tmp_path / "items.parquet").write_bytes(content(sample_briefing(), "parquet", "items"))
    table = parquet.read_table(tmp_path / "items.parquet")
    assert table.to_pylist() == list(item_rows(sample_briefing()))
    assert table.schema.field("support").metadata == {b"description": b"number of articles that bear it"}
    assert not table.schema.field("item").nullable


# The command


def test_export_writes_both_tables_into_a_folder_that_it_makes(tmp_path: Path) -> None:
    briefing = write_briefing(tmp_path / "b.json")
    result = run("export", briefing, "--to", "csv", "-o", tmp_path / "new" / "tables")
    assert (result.exit_code, result.stdout) == (0, "")
    assert {path.name for path in (tmp_path / "new" / "tables").iterdir()} == {"items.csv", "mentions.csv"}


def test_one_table_goes_to_stdout(tmp_path: Path) -> None:
    briefing = write_briefing(tmp_path / "b.json")
    result = run("export", briefing, "--to", "jsonl", "--table", "mentions", "-o", "-")
    assert result.stdout_bytes == content(sample_briefing(), "jsonl", "mentions")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", "csv", "-o", "-"], "choose one with --table"),
        (["--to", "plover", "--table", "items"], "--table chooses among tables"),
        (["--to", "xlsx"], "xlsx"),
    ],
)
def test_a_wrong_use_is_said(tmp_path: Path, arguments: list[str], words: str) -> None:
    result = run("export", write_briefing(tmp_path / "b.json"), *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_without_pyarrow_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run("export", write_briefing(tmp_path / "b.json"), "--to", "parquet", "-o", tmp_path / "t")
    assert result.exit_code == 11
    assert result.stderr == "extract: Parquet needs pyarrow: pip install 'extract-briefing[parquet]'\n"
    assert not (tmp_path / "t").exists()
