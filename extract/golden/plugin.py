"""For pytest: golden cases as tests. Installed with the package; any repository can use it.

    pytest --extract-golden DIR                   replays every case in DIR (or DIR itself), without a model
    pytest --extract-golden DIR -m live           runs their models; -m "live or replay" does both
    pytest --extract-golden DIR --extract-update  takes what comes out as golden

The setting `extract_golden` (a list of folders) does the same for cases that lie among the tests that are collected.
The fixture `extract_golden` holds a briefing that a test has made itself to a golden file.

Nothing of `extract` is imported before a case is met: pytest loads this module in every run.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from extract.briefing import Briefing
    from extract.golden.cases import Case, Tolerances
    from extract.golden.checking import OpenedOnce, Outcome
    from extract.golden.differences import BriefingDiff

_CASE_FILE = "case.toml"
_folders = pytest.StashKey[list[Path]]()
_opener: "pytest.StashKey[OpenedOnce]" = pytest.StashKey()
_updated = pytest.StashKey[list[str]]()


class Mismatch(Exception):
    """A case whose check did not pass."""

    def __init__(self, outcome: "Outcome") -> None:
        super().__init__(outcome.case.name)
        self.outcome = outcome


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("extract", "golden files of extract")
    group.addoption(
        "--extract-golden", action="append", default=[], metavar="DIR", help="run the golden cases in DIR (repeatable)"
    )
    group.addoption(
        "--extract-update", action="store_true", help="take what comes out as golden, instead of comparing with it"
    )
    parser.addini("extract_golden", "folders of golden cases, run where pytest meets them", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "replay: a golden case answered from its recording; needs no model")
    config.addinivalue_line("markers", "live: a golden case read by its model; selected by -m live alone")
    asked = [(config.invocation_params.dir / each).resolve() for each in config.getoption("extract_golden")]
    for folder in asked:
        if not folder.is_dir():
            raise pytest.UsageError(f"--extract-golden: there is no folder {folder}")
        if not any(folder.is_relative_to(path) for path in _collected(config)):
            config.args.append(str(folder))
    config.stash[_folders] = asked + [path.resolve() for path in config.getini("extract_golden")]
    config.stash[_updated] = []


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "CaseFile | None":
    if file_path.name != _CASE_FILE:
        return None
    path = file_path.resolve()
    if not any(path.is_relative_to(folder) for folder in parent.config.stash[_folders]):
        return None
    return CaseFile.from_parent(parent, path=file_path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A model is run only where it is asked for: by `-m live`, or by the test's own name."""
    if re.search(r"\blive\b", config.option.markexpr):
        return
    named = {_path(config, arg) for arg in config.args if arg.endswith("::live")}
    left_out = [item for item in items if isinstance(item, LiveItem) and item.path not in named]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if updated := config.stash.get(_updated, []):
        terminalreporter.section("golden files that were rewritten: read their difference")
        for line in updated:
            terminalreporter.write_line(line)


class CaseFile(pytest.File):
    """One case: a test that replays it, and one that runs its model."""

    def collect(self) -> Iterator[pytest.Item]:
        yield ReplayItem.from_parent(self, name="replay")
        yield LiveItem.from_parent(self, name="live")


class _CaseItem(pytest.Item):
    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.add_marker(self.name)

    def case(self) -> "Case":
        from extract.golden.cases import load_case

        folder, here = self.path.parent, self.config.invocation_params.dir
        # As a person would type it.
        return load_case(folder.relative_to(here) if folder.is_relative_to(here) else folder)

    @property
    def updates(self) -> bool:
        return bool(self.config.getoption("extract_update"))

    def settle(self, outcome: "Outcome") -> None:
        """Keep or accept what came out; raise `Mismatch` where that is not golden."""
        from extract.golden.recording import accept, keep_new
        from extract.golden.rendering.phrases import verdict

        kept = keep_new(outcome)
        if outcome.passed:
            return
        if not (self.updates and kept):
            raise Mismatch(outcome)
        accept(outcome.case)
        self.config.stash[_updated].append(verdict(outcome))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from extract.errors import ExtractError

        if isinstance(excinfo.value, Mismatch):
            outcome = excinfo.value.outcome
            command = f"extract golden accept {outcome.case.folder}"
            return _shown(outcome) + (f"If the new one is right: {command}" if outcome.after else "")
        if isinstance(excinfo.value, ExtractError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.path.parent.name}: {self.name}"


class ReplayItem(_CaseItem):
    def runtest(self) -> None:
        from extract.golden.checking import replay

        self.settle(replay(self.case()))


class LiveItem(_CaseItem):
    def runtest(self) -> None:
        from extract.golden.checking import OpenedOnce, live, made_elsewhere

        case = self.case()
        if why := made_elsewhere(case):
            pytest.skip(f"{why}: 'extract golden check --live' shows what differs")
        if _opener not in self.config.stash:
            self.config.stash[_opener] = OpenedOnce()
            self.config.add_cleanup(self.config.stash[_opener].close)
        self.settle(live(case, self.config.stash[_opener]))


class Golden:
    """What the fixture `extract_golden` gives."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def replay(self, folder: Path) -> None:
        """Fail the test unless the case in `folder` replays byte for byte."""
        from extract.golden.cases import load_case
        from extract.golden.checking import replay

        outcome = replay(load_case(folder))
        if not outcome.passed:
            pytest.fail(_shown(outcome), pytrace=False)

    def compare(self, briefing: "Briefing", golden: Path, allowed: "Tolerances | None" = None) -> "BriefingDiff":
        """Fail the test unless `briefing` is that of the file `golden`, but for what `allowed` lets pass.

        With --extract-update the file is written instead.
        """
        from extract.briefing import load_briefing
        from extract.golden.comparing import compare

        if self._config.getoption("extract_update"):
            golden.write_text(briefing.to_json(), encoding="utf-8")
            self._config.stash[_updated].append(str(golden))
        diff = compare(load_briefing(golden), briefing, allowed)
        if not diff.passes:
            pytest.fail(_shown_diff(diff), pytrace=False)
        return diff


@pytest.fixture
def extract_golden(request: pytest.FixtureRequest) -> Golden:
    """Holds a briefing to a golden file (`compare`), or replays a case (`replay`)."""
    return Golden(request.config)


def _collected(config: pytest.Config) -> list[Path]:
    return [_path(config, arg) for arg in config.args]


def _path(config: pytest.Config, argument: str) -> Path:
    return (config.invocation_params.dir / argument.partition("::")[0]).resolve()


def _shown(outcome: "Outcome") -> str:
    from rich.console import Console

    from extract.golden.rendering.terminal import outcome_lines
    from extract.terminal import laid_out

    return laid_out(outcome_lines(outcome), Console(force_terminal=False))


def _shown_diff(diff: "BriefingDiff") -> str:
    from rich.console import Console

    from extract.golden.rendering.phrases import summary
    from extract.golden.rendering.terminal import diff_lines
    from extract.terminal import laid_out

    return f"{summary(diff)}\n{laid_out(diff_lines(diff), Console(force_terminal=False))}"
