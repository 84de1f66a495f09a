"""The pytest plugin, run by pytest itself in folders of its own."""

from pathlib import Path

import pytest

from extract.config import processor
from tests.cli_runs import ROOT
from tests.golden_case import ScriptedOpener, golden_of, recorded_case, scripted, write_case

pytest_plugins = ["pytester"]

PLUGIN = "extract.golden.plugin"


@pytest.fixture
def cases(pytester: pytest.Pytester) -> Path:
    """A folder with one recorded case, "herring", in the folder that pytest is run in."""
    return recorded_case(pytester.path / "cases" / "herring").folder.parent


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> ScriptedOpener:
    opener = scripted()
    monkeypatch.setattr("extract.pipeline.open_decoder", opener)
    return opener


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", PLUGIN, "-p", "no:cacheprovider", *arguments)


def test_every_case_of_the_folder_is_replayed(pytester: pytest.Pytester, cases: Path) -> None:
    recorded_case(cases / "cod")
    result = run(pytester, "--extract-golden", "cases", "-v")
    result.assert_outcomes(passed=2, deselected=2)
    result.stdout.fnmatch_lines(["cases/cod/*::replay PASSED*", "cases/herring/*::replay PASSED*"])


def test_a_mismatch_is_told_item_by_item_without_a_traceback(pytester: pytest.Pytester, cases: Path) -> None:
    golden = cases / "herring" / "golden.json"
    golden.write_text(golden.read_text(encoding="utf-8").replace("demand-2", "demand-7"), encoding="utf-8")
    text = golden.read_text(encoding="utf-8")
    at = text.index('"by"')
    golden.write_text(text[:at] + text[at:].replace('"Norway"', '"Peru"', 1), encoding="utf-8")
    result = run(pytester, "--extract-golden", "cases")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(
        [
            "*herring: replay failed: 1 changed*",
            "*~ changed*demand-1*",
            "*: Peru → Norway*",
            "*If the new one is right: extract golden accept*",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert "plugin.py" not in result.stdout.str()


def test_a_missing_recording_fails_with_what_to_do(pytester: pytest.Pytester) -> None:
    write_case(pytester.path / "cases" / "herring")
    result = run(pytester, "--extract-golden", "cases")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["*golden.json is missing: run 'extract golden record*"])


def test_a_broken_case_file_fails_with_one_line(pytester: pytest.Pytester, cases: Path) -> None:
    (cases / "herring" / "case.toml").write_text("articels = 1")
    result = run(pytester, "--extract-golden", "cases")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["*knows no 'articels'*"])


def test_the_model_runs_only_where_it_is_asked_for(
    pytester: pytest.Pytester, cases: Path, model: ScriptedOpener
) -> None:
    run(pytester, "--extract-golden", "cases").assert_outcomes(passed=1, deselected=1)
    run(pytester, "--extract-golden", "cases", "-m", "replay").assert_outcomes(passed=1, deselected=1)
    assert model.decoders == []
    run(pytester, "--extract-golden", "cases", "-m", "live").assert_outcomes(passed=1, deselected=1)
    assert len(model.decoders) == 1
    run(pytester, "--extract-golden", "cases", "-m", "live or replay").assert_outcomes(passed=2)
    pytester.makeini("[pytest]\nextract_golden = cases\n")
    run(pytester, "cases/herring/case.toml::live").assert_outcomes(passed=1)


def test_a_case_of_another_kind_of_processor_is_replayed_and_its_live_test_skipped(
    pytester: pytest.Pytester, cases: Path, model: ScriptedOpener
) -> None:
    recording = cases / "herring" / "recording" / "answers.jsonl"
    text, here = recording.read_text(encoding="utf-8"), processor()
    assert here in text
    recording.write_text(text.replace(here, "abacus 1/2"), encoding="utf-8")
    result = run(pytester, "--extract-golden", "cases", "-m", "live or replay", "-rs")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*recorded on another kind of processor (abacus 1/2, here *"])


def test_one_model_serves_all_live_tests(pytester: pytest.Pytester, cases: Path, model: ScriptedOpener) -> None:
    recorded_case(cases / "cod")
    run(pytester, "--extract-golden", "cases", "-m", "live").assert_outcomes(passed=2, deselected=2)
    assert len(model.decoders) == 1


def test_update_takes_what_comes_out_and_lists_it(pytester: pytest.Pytester, cases: Path) -> None:
    golden = cases / "herring" / "golden.json"
    right = golden.read_bytes()
    golden.write_bytes(right.replace(b'"Norway"', b'"Peru"'))
    result = run(pytester, "--extract-golden", "cases", "--extract-update")
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["*golden files that were rewritten*", "*herring: replay failed:*changed*"])
    assert golden.read_bytes() == right
    assert "rewritten" not in run(pytester, "--extract-golden", "cases", "--extract-update").stdout.str()


def test_a_live_update_records_anew(pytester: pytest.Pytester, cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.pipeline.open_decoder", scripted(["Almeyda also urged"]))
    arguments = ("--extract-golden", "cases", "-m", "live")
    run(pytester, *arguments).assert_outcomes(failed=1, deselected=1)
    run(pytester, *arguments, "--extract-update").assert_outcomes(passed=1, deselected=1)
    run(pytester, "--extract-golden", "cases", "-m", "live or replay").assert_outcomes(passed=2)


def test_what_cannot_be_compared_is_not_updated_away(pytester: pytest.Pytester, cases: Path) -> None:
    (cases / "herring" / "recording" / "answers.jsonl").unlink()
    run(pytester, "--extract-golden", "cases", "--extract-update").assert_outcomes(failed=1, deselected=1)


def test_the_setting_runs_cases_where_they_are_met(pytester: pytest.Pytester, cases: Path) -> None:
    pytester.makeini("[pytest]\nextract_golden = cases\n")
    pytester.makepyfile("def test_else(): pass")
    run(pytester).assert_outcomes(passed=2, deselected=1)
    run(pytester, "test_the_setting_runs_cases_where_they_are_met.py").assert_outcomes(passed=1)
    run(pytester, "cases/herring").assert_outcomes(passed=1, deselected=1)


def test_without_the_option_a_case_is_no_test(pytester: pytest.Pytester, cases: Path) -> None:
    assert run(pytester).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_folder_that_is_not_there_is_wrong_usage(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--extract-golden", "nowhere")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--extract-golden: there is no folder*nowhere*"])


def test_a_case_runs_once_though_two_folders_hold_it(pytester: pytest.Pytester, cases: Path) -> None:
    run(pytester, "--extract-golden", "cases", "--extract-golden", "cases/herring", "cases").assert_outcomes(
        passed=1, deselected=1
    )


def test_the_markers_are_known(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--markers")
    result.stdout.fnmatch_lines(["*@pytest.mark.replay:*", "*@pytest.mark.live:*"])


def test_the_fixture_holds_a_briefing_and_a_case(pytester: pytest.Pytester, cases: Path) -> None:
    briefing = golden_of_herring(cases)
    (pytester.path / "mine.json").write_text(briefing.replace('"Norway"', '"Peru"'), encoding="utf-8")
    pytester.makepyfile(
        """
        from pathlib import Path

        from extract.briefing import load_briefing

        HERRING = Path("cases/herring")

        def test_case(extract_golden):
            extract_golden.replay(HERRING)

        def test_same(extract_golden):
            assert extract_golden.compare(load_briefing(HERRING / "golden.json"), HERRING / "golden.json").same

        def test_other(extract_golden):
            extract_golden.compare(load_briefing(HERRING / "golden.json"), Path("mine.json"))
        """
    )
    result = run(pytester)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*: Peru → Norway*"])
    run(pytester, "--extract-update").assert_outcomes(passed=3)
    assert (pytester.path / "mine.json").read_text(encoding="utf-8") == briefing


def golden_of_herring(cases: Path) -> str:
    return (cases / "herring" / "golden.json").read_text(encoding="utf-8")


def test_a_run_without_cases_imports_nothing_heavy(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(
        "import sys\ndef test_light():\n    assert {'pydantic', 'numpy', 'rich.console'}.isdisjoint(sys.modules)"
    )
    result = pytester.runpytest_subprocess("-p", PLUGIN, "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)


def test_the_case_that_the_tests_use_is_what_it_should_be(cases: Path, pytester: pytest.Pytester) -> None:
    from extract.golden.cases import load_case

    kinds = [item.id for item in golden_of(load_case(cases / "herring")).items()]
    assert kinds == ["agreement-1", "agreement-2", "demand-1", "demand-2", "warning-1", "dispute-1"]
