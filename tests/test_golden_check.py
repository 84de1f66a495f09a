"""Golden cases broken on purpose: each break is caught and named, and what is no break passes."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extract import resources
from extract.golden.cases import Case, load_case
from extract.golden.checking import Outcome, live, replay
from extract.golden.rendering.phrases import verdict
from extract.prompts import load_prompt
from tests.cli_runs import ROOT
from tests.golden_case import recorded_case, scripted


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return recorded_case(tmp_path / "herring")


def change_golden(case: Case, change: Callable[[Any], None]) -> None:
    """Change golden.json as plain values, and write it as it was."""
    fields = json.loads(case.golden.read_text(encoding="utf-8"))
    change(fields)
    case.golden.write_text(json.dumps(fields, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def problem(outcome: Outcome) -> str:
    assert not outcome.passed
    assert outcome.problem is not None
    assert "\n" not in outcome.problem
    return outcome.problem


# Replay


def test_what_was_recorded_replays_to_the_byte(case: Case) -> None:
    outcome = replay(case)
    assert outcome.passed
    assert outcome.diff is not None
    assert outcome.diff.same
    assert outcome.after is not None
    assert outcome.after.to_json() == case.golden.read_text(encoding="utf-8")


def test_an_edited_prompt_is_named(case: Case, edited_prompts: Path) -> None:
    path = edited_prompts / "prompts" / "fill.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# A word more.\n", encoding="utf-8")
    said = problem(replay(case))
    assert "prompts/fill.toml has changed" in said
    assert "detect" not in said
    assert said.endswith("record it again")


@pytest.fixture
def edited_prompts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the prompts, which is used instead of the repository's."""
    shutil.copytree(ROOT / "prompts", tmp_path / "data" / "prompts")
    roots = [tmp_path / "data", *resources._roots()]
    monkeypatch.setattr(resources, "_roots", lambda: roots)
    load_prompt.cache_clear()
    yield tmp_path / "data"
    load_prompt.cache_clear()


def test_a_prompt_whose_text_is_made_elsewhere_is_named_by_its_step(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.fill.BEFORE", 0)
    said = problem(replay(case))
    assert "no answer to this 'fill' prompt" in said
    assert "what the model is shown around a sentence, has changed" in said


def test_other_parties_on_offer_are_told_from_another_text(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.fill.OFFERED", 1)
    assert "other parties, or another schema" in problem(replay(case))


def test_a_swapped_model_is_named(case: Case) -> None:
    lines = case.recording.read_text(encoding="utf-8").split("\n")
    head = json.loads(lines[0])
    head["model"] = {"name": "qwen2.5-coder-1.5b", "sha256": "ab" * 32}
    case.recording.write_text("\n".join([json.dumps(head), *lines[1:]]), encoding="utf-8")
    assert "is of the model qwen2.5-coder-1.5b (abababababab), the case asks for scripted" in problem(replay(case))


def test_another_default_model_is_named_without_running_it(case: Case) -> None:
    (case.folder / "case.toml").write_text("[settings]\nmerge_similarity = 0.3\n")
    said = problem(replay(load_case(case.folder)))
    assert "the recording is of the model scripted (5c5c5c5c5c5c), the case asks for qwen2.5-coder-1.5b (" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda articles: (articles / "b_letter.txt").unlink(), "b_letter.txt is not there any more"),
        (lambda articles: (articles / "d.txt").write_text("It rained in Oslo. " * 9), "d.txt is new"),
        (lambda articles: (articles / "c_list.md").open("a").write("More."), "c_list.md has changed"),
    ],
)
def test_articles_that_are_not_those_of_the_golden_file_are_named(
    case: Case, change: Callable[[Path], object], said: str
) -> None:
    change(case.articles)
    assert said in problem(replay(case))


def test_a_changed_quote_is_no_quote_any_more(case: Case) -> None:
    def change(golden: Any) -> None:
        golden["demands"][0]["mentions"][0]["quote"] = "“We urged Norway to recall its trawlers,” Almeyda said."

    change_golden(case, change)
    assert "golden.json is not grounded: demand-1" in problem(replay(case))


def test_a_flipped_party_is_shown_with_both_fields(case: Case) -> None:
    def flip(golden: Any) -> None:
        golden["demands"][0] |= {"by": golden["demands"][0]["of"], "of": golden["demands"][0]["by"]}

    change_golden(case, flip)
    outcome = replay(case)
    assert not outcome.passed
    assert outcome.diff is not None
    (change,) = outcome.diff.items
    assert [field.name for field in change.fields] == ["by", "of"]


def test_merged_items_are_shown(case: Case) -> None:
    def merge(golden: Any) -> None:
        gone = golden["demands"].pop()
        golden["demands"][0]["mentions"].extend(gone["mentions"])

    change_golden(case, merge)
    outcome = replay(case)
    assert not outcome.passed
    assert outcome.diff is not None
    assert [change.change for change in outcome.diff.items] == ["split"]


@pytest.mark.parametrize(("name", "required"), [("by", True), ("condition", False), ("disagreements", False)])
def test_a_renamed_field_of_the_json_is_caught(case: Case, name: str, required: bool) -> None:
    def rename(golden: Any) -> None:
        holder = golden if name in golden else golden["warnings"][0]
        holder["old_" + name] = holder.pop(name)

    change_golden(case, rename)
    outcome = replay(case)
    assert not outcome.passed
    if required:
        assert f"warnings.0.{name}: Field required" in problem(outcome)
    else:
        assert outcome.diff is not None
        changed = {change.name.rpartition(".")[2]: change.note for change in outcome.diff.shape}
        assert changed == {"old_" + name: "the field is gone", name: "the field is new"}


def test_one_byte_more_is_caught_and_shown(case: Case) -> None:
    case.golden.write_text(case.golden.read_text(encoding="utf-8") + " ", encoding="utf-8")
    outcome = replay(case)
    assert not outcome.passed
    assert outcome.bytes_differ
    assert outcome.diff is not None
    assert outcome.diff.same


def test_versions_are_those_of_the_recording(case: Case) -> None:
    def change(golden: Any) -> None:
        golden["manifest"] |= {"extract": "0.0.7", "versions": {"llama-cpp-python": "9.9"}}

    change_golden(case, change)
    assert replay(case).passed


@pytest.mark.parametrize("missing", ["golden.json", "recording/answers.jsonl", "articles"])
def test_what_is_missing_is_said_with_what_to_do(case: Case, missing: str) -> None:
    path = case.folder / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    said = problem(replay(case))
    assert missing in said
    assert missing == "articles" or f"run 'extract golden record {case.folder}'" in said


def test_a_replay_imports_neither_llama_cpp_nor_instructor(case: Case) -> None:
    program = (
        "import sys, pathlib; sys.modules['llama_cpp'] = sys.modules['instructor'] = None\n"
        "from extract.golden.cases import load_case\n"
        "from extract.golden.checking import replay\n"
        "outcome = replay(load_case(pathlib.Path(sys.argv[1])))\n"
        "print(outcome.passed, outcome.problem)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(case.folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "True None\n", done.stderr


# Live


def test_a_live_run_of_the_same_model_passes(case: Case) -> None:
    outcome = live(case, scripted())
    assert outcome.passed
    assert outcome.diff is not None
    assert outcome.diff.same


def test_a_live_run_that_loses_a_demand_fails(case: Case) -> None:
    outcome = live(case, scripted(["Almeyda also urged"]))
    assert not outcome.passed
    assert outcome.diff is not None
    assert [change.change for change in outcome.diff.items] == ["lost"]
    assert "1 lost" in verdict(outcome)


def test_a_live_run_whose_wording_is_another_passes(case: Case) -> None:
    def paraphrase(golden: Any) -> None:
        demand = golden["demands"][0]
        demand["what"] = demand["what"].replace("recall", "withdraw") + " now"
        golden["agreements"][0]["confidence"] = 0.95

    change_golden(case, paraphrase)
    outcome = live(case, scripted())
    assert outcome.passed
    assert outcome.diff is not None
    assert {field.name for change in outcome.diff.items for field in change.fields} == {"what", "confidence"}
    assert not replay(case).passed


def test_a_live_run_of_another_model_fails_unless_it_was_asked_for(case: Case) -> None:
    def swap(golden: Any) -> None:
        golden["manifest"]["model"] |= {"name": "other", "sha256": "ab" * 32}

    change_golden(case, swap)
    assert "golden.json was made by other (abababababab), this by scripted" in problem(live(case, scripted()))
    assert live(case, scripted(), any_model=True).passed
