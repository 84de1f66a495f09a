"""`extract golden` as it is typed: what it prints, what it writes, and how it ends."""

import json
import re
from pathlib import Path

import pytest

from extract.golden.cases import Case
from extract.golden.rendering.markdown import plain
from tests.cli_runs import run
from tests.golden_case import ScriptedOpener, golden_of, recorded_case, scripted, write_case


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> ScriptedOpener:
    """Stands in for the model; `fails` may be set in it."""
    opener = scripted()
    monkeypatch.setattr("extract.pipeline.open_decoder", opener)
    return opener


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return recorded_case(tmp_path / "herring")


def break_demands(case: Case) -> None:
    """Take the second demand out of golden.json, so that it comes as new."""
    fields = json.loads(case.golden.read_text(encoding="utf-8"))
    fields["demands"].pop()
    case.golden.write_text(json.dumps(fields, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def test_record_check_accept_go_together(model: ScriptedOpener, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_case(tmp_path / "cases" / name)
    missing = run("golden", "check", tmp_path / "cases")
    assert missing.exit_code == 1
    assert missing.stdout.count("golden.json is missing: run 'extract golden record") == 2
    recorded = run("golden", "record", tmp_path / "cases")
    assert (recorded.exit_code, recorded.stdout) == (0, "one: recorded\ntwo: recorded\n")
    assert len(model.decoders) == 1  # one model for both
    checked = run("golden", "check", tmp_path / "cases" / "one", tmp_path / "cases" / "two")
    assert checked.exit_code == 0
    assert checked.stdout == "one: replay passed (6 items as before)\ntwo: replay passed (6 items as before)\n"
    assert run("golden", "record", tmp_path / "cases").stdout == "one: up to date\ntwo: up to date\n"


def test_one_case_that_cannot_be_recorded_costs_no_other(model: ScriptedOpener, tmp_path: Path) -> None:
    (write_case(tmp_path / "a") / "articles").rename(tmp_path / "elsewhere")
    write_case(tmp_path / "b")
    result = run("golden", "record", tmp_path / "a", tmp_path / "b")
    assert result.exit_code == 1
    assert result.stdout == "b: recorded\n"
    assert "a: " in result.stderr
    assert "is no folder" in result.stderr


def test_a_failed_check_says_how_to_accept_and_accepting_makes_it_pass(case: Case) -> None:
    break_demands(case)
    failed = run("golden", "check", case.folder)
    assert failed.exit_code == 1
    assert failed.stdout.startswith("herring: replay failed: 1 added, 5 items as before\n")
    assert "+ added    demand-2  grant Chilean nurses" in failed.stdout
    assert "a_wire.txt [313:418]  Almeyda also urged Norway to grant Chilean nurses" in failed.stdout
    assert f"extract golden accept {case.folder}" in failed.stdout
    accepted = run("golden", "accept", case.folder)
    assert (accepted.exit_code, accepted.stdout) == (0, "herring: accepted: 1 added, 5 items as before\n")
    assert run("golden", "check", case.folder).exit_code == 0
    assert run("golden", "accept", case.folder).exit_code == 10


def test_live_runs_the_model_and_so_does_naming_one(model: ScriptedOpener, case: Case) -> None:
    assert run("golden", "check", case.folder).exit_code == 0
    assert model.decoders == []
    result = run("golden", "check", "--live", "--threads", "1", case.folder)
    assert (result.exit_code, result.stdout) == (0, "herring: live passed (6 items as before)\n")
    assert run("golden", "check", "--model", "another.gguf", case.folder).exit_code == 0
    assert len(model.decoders) == 2


def test_json_is_for_tools(case: Case) -> None:
    break_demands(case)
    result = run("golden", "check", case.folder, "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert found["passed"] is False
    (only,) = found["cases"]
    assert (only["case"], only["check"], only["passed"], only["problem"]) == ("herring", "replay", False, None)
    assert [item["change"] for item in only["diff"]["items"]] == ["added"]


def test_markdown_is_for_a_pull_request(case: Case) -> None:
    break_demands(case)
    result = run("golden", "check", case.folder, "--format", "markdown")
    assert result.stdout.startswith("### ❌ herring: replay failed: 1 added, 5 items as before\n")
    assert "\n#### Demands\n\n- **added** `demand-2` grant Chilean nurses" in result.stdout
    assert "➕ a\\_wire.txt \\[313:418\\]: “Almeyda also urged Norway" in result.stdout


@pytest.mark.parametrize(
    "text", ["# no heading", "<script>", "@everybody", "*a* _b_ `c`", "[a](https://b.c)", "| x |", "\x1b[31m", "a\n- b"]
)
def test_text_by_others_is_no_markup(text: str) -> None:
    shown = plain(text)
    assert "\n" not in shown
    bare = re.sub(r"&#\d+;", "", shown)
    assert not any(mark in bare.replace(f"\\{mark}", "") for mark in "*_`[]()|#")
    assert not any(mark in shown for mark in ("<", "@", "://", "\x1b"))


def test_diff_compares_any_two_briefings(case: Case, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(case.golden.read_bytes())
    same = run("golden", "diff", case.golden, other, "--exit-code")
    assert (same.exit_code, same.stdout) == (0, "6 items as before\n")
    break_demands(case)
    result = run("golden", "diff", other, case.golden)
    assert result.exit_code == 0
    assert "- lost     demand-2" in result.stdout
    assert run("golden", "diff", other, case.golden, "--exit-code").exit_code == 1
    assert json.loads(run("golden", "diff", other, case.golden, "--format", "json").stdout)["passes"] is False
    assert "**1 lost" in run("golden", "diff", other, case.golden, "--format", "markdown").stdout


def test_diff_shows_scores_where_there_is_gold(case: Case, tmp_path: Path) -> None:
    mention = golden_of(case).demands[-1].mentions[0].char_interval
    sentence = {"start": mention.start, "end": mention.end, "required": ["demand"], "optional": []}
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({"articles": [{"article": "a_wire.txt", "sentences": [sentence]}]}))
    other = tmp_path / "other.json"
    other.write_bytes(case.golden.read_bytes())
    break_demands(case)
    result = run("golden", "diff", other, case.golden, "--gold", gold, "--articles", case.articles)
    rows = [line.split() for line in result.stdout.splitlines() if "F1" in line]
    assert ["demand", "F1", "0.667", "0.000", "-0.667"] in rows


def test_what_is_no_case_is_wrong_usage(tmp_path: Path) -> None:
    result = run("golden", "check", tmp_path)
    assert result.exit_code == 2
    assert "is no case and holds none" in result.stderr
