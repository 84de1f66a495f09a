"""Making golden files: recording a case with its model, and accepting what a check has left behind."""

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from extract.articles import load_articles
from extract.briefing import load_briefing, ungrounded
from extract.errors import CheckFailed, ExtractError, OutputError
from extract.golden.cases import Case
from extract.golden.checking import Opener, Outcome, replay, run_recorded
from extract.golden.comparing import compare
from extract.golden.differences import BriefingDiff
from extract.pipeline import Watch

_JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Recorded:
    """A case that was recorded: `diff` is against its old golden.json, None where there was none or it was broken.
    `fresh` is false where golden.json and recording were those of the present code, and no model was run."""

    case: Case
    fresh: bool
    diff: BriefingDiff | None = None


def record(case: Case, opener: Opener, watch: Watch | None = None, *, again: bool = False) -> Recorded:
    """Run the model over a case and write golden.json and the recording, which are then replayed once.

    Does nothing where a replay passes as it is, unless `again`. Answers are kept as they come: a killed run goes on
    where it was.
    """
    if not again and replay(case).passed:
        return Recorded(case, fresh=False)
    loaded = load_articles(case.articles, language=case.settings.language)
    journal = _new_folder(case) / _JOURNAL
    if again:
        journal.unlink(missing_ok=True)
    briefing, recording = run_recorded(case, loaded, opener, watch, journal)
    if lines := ungrounded(briefing, loaded.articles):
        raise CheckFailed(f"{case.name}: what was recorded is not grounded, please report this: {lines[0]}")
    diff = None
    with contextlib.suppress(ExtractError):
        diff = compare(load_briefing(case.golden), briefing, case.tolerances)
    _write(case.recording, recording.to_text())
    _write(case.golden, briefing.to_json())
    outcome = replay(case)
    if not outcome.passed:
        raise CheckFailed(
            f"{case.name}: what was recorded cannot be replayed, please report this: "
            f"{outcome.problem or outcome.bytes_differ}"
        )
    shutil.rmtree(case.new, ignore_errors=True)
    return Recorded(case, fresh=True, diff=diff)


def keep_new(outcome: Outcome) -> bool:
    """Leave what a check found where `accept` takes it from; a check that passed clears the place.

    False where nothing could be left: there is nothing, or no room to write.
    """
    case = outcome.case
    journal = case.new / _JOURNAL
    if outcome.passed and not journal.exists():
        shutil.rmtree(case.new, ignore_errors=True)
    if outcome.passed or outcome.after is None or outcome.recording is None:
        return False
    try:
        folder = _new_folder(case)
        _write(folder / case.golden.name, outcome.after.to_json())
        _write(folder / case.recording.name, outcome.recording.to_text())
    except ExtractError:
        return False
    return True


def accept(case: Case) -> BriefingDiff | None:
    """Take what the last check of a case has left. Raises `CheckFailed` where it left nothing.

    Gives the differences from the golden file that it replaces; None where that could not be read.
    """
    new, answers = case.new / case.golden.name, case.new / case.recording.name
    if not new.is_file() or not answers.is_file():
        raise CheckFailed(f"{case.name}: there is nothing to accept: run 'extract golden check {case.folder}' first")
    briefing = load_briefing(new)
    diff = None
    with contextlib.suppress(ExtractError):
        diff = compare(load_briefing(case.golden), briefing, case.tolerances)
    _write(case.recording, answers.read_text(encoding="utf-8"))
    _write(case.golden, briefing.to_json())
    shutil.rmtree(case.new, ignore_errors=True)
    return diff


def _new_folder(case: Case) -> Path:
    """The hidden folder of what is not accepted yet; version control is told to pass it over."""
    try:
        case.new.mkdir(exist_ok=True)
        (case.new / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write to {case.folder}: {error.strerror}") from None
    return case.new


def _write(path: Path, text: str) -> None:
    """Replace a file in one step."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)
