"""Checking a case: a replay compares bytes, a live check compares by evidence and meaning.

A replay needs no model. It holds the briefing that the present code makes of the recorded answers to golden.json, byte
for byte, but for the manifest's `extract` and `versions`: these say what recorded the case, not what replays it, so
they are taken from golden.json. Before anything is replayed it is made sure that the articles, the prompts and the
model are those of the recording; what is not is named.
"""

import difflib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from extract import pipeline
from extract.articles import Article, ArticleFolder, load_articles
from extract.briefing import Briefing, ModelEntry, load_briefing, ungrounded
from extract.config import Settings, processor
from extract.decoding.base import Decoder
from extract.decoding.recordings import Recording, read_recording
from extract.decoding.replay import RecordingDecoder, ReplayDecoder
from extract.errors import CheckFailed, ExtractError
from extract.gold import load_gold
from extract.golden.cases import Case
from extract.golden.comparing import compare, score_changes, shape_changes
from extract.golden.differences import BriefingDiff
from extract.models import default_model, known_models
from extract.pipeline import PROMPTS, Watch, run_folder
from extract.prompts import load_prompt

Check = Literal["replay", "live"]
Opener = Callable[[Settings], Decoder]

_LINES = 12  # of a difference that is none of the items


@dataclass(frozen=True)
class Outcome:
    """What a check of a case found: `problem` where it could not compare, else `diff`; in a replay also `bytes_differ`,
    a few lines of the two JSON files. `after` and `recording` are what `accept` would take."""

    case: Case
    check: Check
    problem: str | None = None
    diff: BriefingDiff | None = None
    bytes_differ: str | None = None
    after: Briefing | None = None
    recording: Recording | None = None

    @property
    def passed(self) -> bool:
        if self.problem or self.diff is None:
            return False
        return self.bytes_differ is None if self.check == "replay" else self.diff.passes


def replay(case: Case) -> Outcome:
    """Check a case without a model. Never raises an `ExtractError`: that is an outcome, too."""
    try:
        text, golden = _golden(case)
        if not case.recording.is_file():
            raise CheckFailed(f"{case.recording} is missing: run 'extract golden record {case.folder}'")
        decoder = ReplayDecoder(case.recording)
        _same_model(case, decoder)
        loaded = load_articles(case.articles, language=case.settings.language)
        _same_articles(golden, loaded.articles)
        decoder.require({name: load_prompt(name).sha256 for name in PROMPTS})
        briefing = as_recorded(run_folder(loaded, case.settings, decoder=decoder).briefing, golden)
        diff = _diff(case, golden, briefing, text, loaded)
        return Outcome(case, "replay", None, diff, _other_lines(text, briefing.to_json()), briefing, decoder.recording)
    except ExtractError as error:
        return Outcome(case, "replay", problem=str(error))


def live(case: Case, opener: Opener, watch: Watch | None = None, *, any_model: bool = False) -> Outcome:
    """Check a case by running its model, which `opener` opens. What the model cannot do is an outcome, too.

    Where the model is not the one that made golden.json the check fails, unless `any_model`: then its items decide.
    """
    try:
        text, golden = _golden(case)
        loaded = load_articles(case.articles, language=case.settings.language)
        briefing, recording = run_recorded(case, loaded, opener, watch)
        diff = _diff(case, golden, briefing, text, loaded)
        problem = None if any_model else _other_model(golden.manifest.model, briefing.manifest.model)
        return Outcome(case, "live", problem, diff, None, briefing, recording)
    except ExtractError as error:
        return Outcome(case, "live", problem=str(error))


def made_elsewhere(case: Case) -> str | None:
    """Why a live check says nothing here: the case was recorded on another kind of processor. None where it was not."""
    try:
        then, now = read_recording(case.recording).processor, processor()
    except ExtractError:
        return None
    return f"recorded on another kind of processor ({then}, here {now})" if then and then != now else None


class OpenedOnce:
    """Opens the models of this machine, each one once, however many cases ask for it; `close` closes them all."""

    def __init__(self) -> None:
        self._opened: dict[tuple[object, ...], Decoder] = {}

    def __call__(self, settings: Settings) -> Decoder:
        key = (settings.model, settings.gpu, settings.threads)
        if key not in self._opened:
            self._opened[key] = pipeline.open_decoder(settings)
        return self._opened[key]

    def close(self) -> None:
        for decoder in self._opened.values():
            if callable(close := getattr(decoder, "close", None)):
                close()
        self._opened.clear()


def run_recorded(
    case: Case, loaded: ArticleFolder, opener: Opener, watch: Watch | None = None, journal: Path | None = None
) -> tuple[Briefing, Recording]:
    """Run the model of a case and keep what it answers; `journal` lets a killed run go on."""
    decoder = RecordingDecoder(opener(case.settings), journal)
    briefing = run_folder(loaded, case.settings, decoder=decoder, watch=watch).briefing
    return briefing, decoder.recording(briefing.manifest.prompts)


def as_recorded(briefing: Briefing, golden: Briefing) -> Briefing:
    """The briefing with the versions that golden.json names, which are those of the machine that recorded it."""
    then = golden.manifest
    fields = briefing.model_dump()
    fields["manifest"] |= {"extract": then.extract, "versions": dict(then.versions)}
    return Briefing.model_validate(fields)


def _golden(case: Case) -> tuple[str, Briefing]:
    if not case.golden.is_file():
        raise CheckFailed(f"{case.golden} is missing: run 'extract golden record {case.folder}' and review it")
    golden = load_briefing(case.golden)
    return case.golden.read_bytes().decode("utf-8"), golden


def _other_model(then: ModelEntry, now: ModelEntry) -> str | None:
    if then.sha256 == now.sha256:
        return None
    made = f"golden.json was made by {then.name} ({then.sha256[:12]}), this by {now.name} ({now.sha256[:12]})"
    return f"{made}: compare models with --model"


def _same_model(case: Case, decoder: ReplayDecoder) -> None:
    """The recording must be of the model that the case, or else the registry, asks for."""
    wanted, known = case.settings.model or default_model().name, known_models()
    sha256 = known[wanted].sha256 if wanted in known else None
    name = wanted if sha256 else Path(wanted).name
    if decoder.model_name != name or sha256 not in (None, decoder.model_sha256):
        made_by = f"{decoder.model_name} ({decoder.model_sha256[:12]})"
        asked = f"{name} ({sha256[:12]})" if sha256 else name
        raise CheckFailed(f"the recording is of the model {made_by}, the case asks for {asked}: record it again")


def _same_articles(golden: Briefing, articles: Sequence[Article]) -> None:
    """The articles must be those of golden.json; and what that quotes must stand in them."""
    then, now = {a.path: a.sha256 for a in golden.articles}, {a.path: a.sha256 for a in articles}
    told = [f"{path} is not there any more" for path in sorted(then.keys() - now.keys())]
    told += [f"{path} is new" for path in sorted(now.keys() - then.keys())]
    told += [f"{path} has changed" for path in sorted(then.keys() & now.keys()) if then[path] != now[path]]
    if told:
        raise CheckFailed(f"the articles are not those of golden.json: {', '.join(told)}: record it again")
    texts = {article.path: article for article in articles}
    quoted = tuple(replace(texts[entry.path], id=entry.id) for entry in golden.articles)
    if lines := ungrounded(golden, quoted):
        raise CheckFailed(f"golden.json is not grounded: {lines[0]}")


def _diff(case: Case, golden: Briefing, after: Briefing, text: str, loaded: ArticleFolder) -> BriefingDiff:
    diff = compare(golden, after, case.tolerances)
    shape = shape_changes(json.loads(text), json.loads(after.to_json()))
    scores = score_changes(golden, after, load_gold(case.gold), loaded.articles) if case.gold else ()
    return replace(diff, shape=shape, scores=scores)


def _other_lines(before: str, after: str) -> str | None:
    """The first lines that differ, or None where the texts are the same."""
    if before == after:
        return None
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "golden.json", "now", n=0, lineterm="")
    shown = [line for _, line in zip(range(_LINES), lines, strict=False)]
    return "\n".join(shown) or "the line ends, or the end of the file, differ"
