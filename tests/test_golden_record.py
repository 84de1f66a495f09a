"""Recording cases, accepting what a check found, and reading case files."""

import json
from pathlib import Path
from typing import Any

import pytest

from extract.briefing import Briefing
from extract.errors import CheckFailed, UsageError
from extract.golden.cases import Case, find_cases, load_case
from extract.golden.checking import live, replay
from extract.golden.recording import accept, keep_new, record
from tests.golden_case import ScriptedOpener, golden_of, recorded_case, scripted, write_case


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return recorded_case(tmp_path / "herring")


# Recording and accepting


def test_recording_again_without_a_change_changes_no_byte(case: Case) -> None:
    before = case.golden.read_bytes(), case.recording.read_bytes()
    done = record(case, scripted(), again=True)
    assert done.fresh
    assert done.diff is not None
    assert done.diff.same
    assert (case.golden.read_bytes(), case.recording.read_bytes()) == before
    assert not case.new.exists()


def test_a_case_that_is_up_to_date_costs_no_model(case: Case) -> None:
    opener = scripted()
    assert not record(case, opener).fresh
    assert opener.decoders == []


def test_a_recording_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    case = load_case(write_case(tmp_path / "herring"))
    whole = scripted()
    record(load_case(write_case(tmp_path / "whole")), whole)

    def kill(progress: Any) -> None:
        if progress.step == "fill" and progress.article == "b_letter.txt":
            raise KeyboardInterrupt

    first, second = scripted(), scripted()
    with pytest.raises(KeyboardInterrupt):
        record(case, first, kill)
    assert not case.golden.exists()
    record(case, second)
    assert 0 < second.asked < whole.asked
    assert first.asked + second.asked == whole.asked
    assert case.golden.read_bytes() == (tmp_path / "whole" / "golden.json").read_bytes()
    assert replay(case).passed


def test_the_same_article_twice_is_recorded_as_it_replays(tmp_path: Path) -> None:
    """A model's numbers move with what it reads at once: here by each call."""

    class Drifting(ScriptedOpener):
        def __call__(self, settings: Any) -> Any:
            decoder: Any = super().__call__(settings)
            choose = decoder.choose

            def drifting(prompts: Any, labels: Any) -> Any:
                shift = len(decoder.asked) * 1e-4
                return [{k: v - shift for k, v in each.items()} for each in choose(prompts, labels)]

            decoder.choose = drifting
            return decoder

    text = "Almeyda urged Norway to recall its trawlers. It rained in Oslo all day long. Chile and Norway talked on."
    articles = {"a.txt": f"Fog lay over Oslo. {text}\n", "b.txt": f"{text} Snow fell over Oslo at night.\n"}
    case = load_case(write_case(tmp_path / "twins", articles))
    record(case, Drifting())
    assert replay(case).passed


def test_what_a_failed_check_found_can_be_accepted(case: Case) -> None:
    outcome = live(case, scripted(["Almeyda also urged"]))
    assert keep_new(outcome)
    diff = accept(case)
    assert diff is not None
    assert len(diff.of("lost")) == 1
    assert len(golden_of(case).demands) == 1
    assert replay(case).passed
    assert not case.new.exists()


def test_nothing_to_accept_is_said(case: Case) -> None:
    assert not keep_new(replay(case))
    with pytest.raises(CheckFailed, match="there is nothing to accept: run 'extract golden check"):
        accept(case)


def test_a_change_of_the_code_alone_is_accepted_from_a_replay(case: Case) -> None:
    classes = 'classes = ["agreement", "demand", "warning"]'
    (case.folder / "case.toml").write_text(f'[settings]\nmodel = "scripted"\nmerge_similarity = 0.3\n{classes}\n')
    changed = load_case(case.folder)
    outcome = replay(changed)
    assert not outcome.passed
    assert outcome.diff is not None
    assert [change.kind for change in outcome.diff.of("lost")] == ["dispute"]
    assert keep_new(outcome)
    accept(changed)
    assert replay(changed).passed


def test_a_folder_that_cannot_be_written_costs_only_what_could_be_accepted(case: Case) -> None:
    outcome = live(case, scripted(["Almeyda also urged"]))
    (case.folder / ".new").write_text("in the way")
    assert not keep_new(outcome)


# Cases


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("articles = ", "cannot read"),
        ("articels = 'a'", "knows no 'articels': it may hold articles, gold, settings, tolerances"),
        ("[settings]\nthreads = 3", "[settings] knows no 'threads'"),
        ("[settings]\nclasses = ['demands']", "demands"),
        ("[settings]\nmerge_similarity = 2", "merge_similarity lies between 0 and 1"),
        ("[tolerances]\nwording = 3", "wording lies between 0 and 1"),
        ("[tolerances]\nlost = -1", "0 or more"),
        ("tolerances = 3", "must be a table"),
        ("gold = 'nowhere.json'", "there is no gold file"),
    ],
)
def test_a_wrong_case_file_is_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    folder = write_case(tmp_path / "case")
    (folder / "case.toml").write_text(text)
    with pytest.raises(UsageError) as error:
        load_case(folder)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_of_cases_stands_for_all_of_them(tmp_path: Path) -> None:
    names = ["a", "b", "c"]
    for name in names:
        write_case(tmp_path / name)
    (tmp_path / "no_case").mkdir()
    assert [case.name for case in find_cases([tmp_path])] == names
    assert [case.name for case in find_cases([tmp_path / "b", tmp_path])] == ["b", "a", "c"]
    with pytest.raises(UsageError, match="no_case is no case and holds none"):
        find_cases([tmp_path / "no_case"])


def test_gold_gives_the_scores_before_and_after(case: Case) -> None:
    golden: Briefing = golden_of(case)
    demand = golden.demands[-1].mentions[0]
    place = {"start": demand.char_interval.start, "end": demand.char_interval.end}
    sentences = [place | {"required": ["demand"], "optional": []}]
    gold = {"articles": [{"article": "a_wire.txt", "sentences": sentences}], "items": [], "consensus": None}
    (case.folder / "gold.json").write_text(json.dumps(gold))
    outcome = live(load_case(case.folder), scripted([demand.quote]))
    assert outcome.diff is not None
    scores = {score.name: (score.before, score.after) for score in outcome.diff.scores}
    before, after = scores["demand F1"]
    assert before > after == 0
    assert list(scores)[:5] == ["agreement F1", "demand F1", "warning F1", "dispute F1", "macro F1"]
