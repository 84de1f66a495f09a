"""Answers on record with something wrong in them: no traceback, nothing ungrounded, and what is lost stands in
`skipped`."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_targets import PARTIES, SENTENCE, check_briefing, check_record
from extract.articles import ArticleFolder, article_from_text, load_articles
from extract.briefing import Briefing, load_briefing
from extract.decoding.base import Failure, Message, Prompt
from extract.decoding.reask import validated
from extract.decoding.recordings import Recording, read_recording
from extract.decoding.replay import RecordingDecoder, ReplayDecoder
from extract.decoding.stored import StoredDecoder
from extract.errors import BriefingError, DecodeError, ExtractError
from extract.pipeline import run_folder
from extract.schemas import Kind, record_for
from extract.store import Store
from tests.golden_case import ARTICLES
from tests.mutations import as_text, mutated
from tests.sample_briefing import sample_briefing
from tests.scripted import ScriptedDecoder

FOLDER = ArticleFolder(
    tuple(article_from_text(text, id=f"{n:03}", path=path) for n, (path, text) in enumerate(ARTICLES.items(), start=1)),
    (),
)
GOLDEN = Path(__file__).parent / "golden" / "montevideo_invented"


def recorded() -> tuple[Recording, Briefing]:
    recorder = RecordingDecoder(ScriptedDecoder())
    briefing = run_folder(FOLDER, decoder=recorder).briefing
    return recorder.recording(), briefing


RECORDING, UNDISTURBED = recorded()


def with_answers(recording: Recording, answers: Mapping[str, Any]) -> Recording:
    """The recording with other answers to these keys, as a file would give them back."""
    kept = json.loads(json.dumps(dict(answers)))
    entries = {key: replace(e, answer=kept[key]) if key in kept else e for key, e in recording.entries.items()}
    return replace(recording, entries=entries)


def keys_of(recording: Recording, step: str) -> list[str]:
    return sorted(key for key, entry in recording.entries.items() if entry.step == step)


def outcomes(briefing: Briefing) -> int:
    """Mentions that were listed, and those that are said to be lost."""
    lost = [part for part in briefing.skipped if "without a record" in part.reason]
    return len(lost) + sum(len(item.mentions) for item in briefing.items())


#: Of tests whose every example is a whole run: looking for a smaller one that fails, too, would take minutes.
AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=25, deadline=None, phases=AS_FOUND)
@given(st.data())
def test_a_bad_record_is_lost_with_its_reason_and_costs_no_other(data: st.DataObject) -> None:
    keys = data.draw(st.lists(st.sampled_from(keys_of(RECORDING, "fill")), min_size=1, max_size=4, unique=True))
    bad = {key: data.draw(mutated(RECORDING.entries[key].answer)) for key in keys}
    briefing = run_folder(FOLDER, decoder=ReplayDecoder(with_answers(RECORDING, bad))).briefing
    check_briefing(briefing, FOLDER.articles)
    assert outcomes(briefing) == outcomes(UNDISTURBED)
    assert "Atlantis" not in briefing.to_json()


@settings(max_examples=20, deadline=None, phases=AS_FOUND)
@given(st.data())
def test_a_bad_decision_is_one_clear_line(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(keys_of(RECORDING, "detect")))
    recording = with_answers(RECORDING, {key: data.draw(mutated(RECORDING.entries[key].answer))})
    if said := _refusal(DecodeError, lambda: run_folder(FOLDER, decoder=ReplayDecoder(recording))):
        assert "\n" not in said
        assert "record it again" in said
    else:
        check_briefing(run_folder(FOLDER, decoder=ReplayDecoder(recording)).briefing, FOLDER.articles)


@pytest.fixture(scope="module")
def real() -> tuple[ArticleFolder, Recording, int]:
    """Articles, a real model's answers to them, and how many records there are."""
    loaded, recording = load_articles(GOLDEN / "articles"), read_recording(GOLDEN / "recording" / "answers.jsonl")
    try:
        return loaded, recording, outcomes(run_folder(loaded, decoder=ReplayDecoder(recording)).briefing)
    except DecodeError as error:
        pytest.skip(f"the golden case does not replay, and its own test says so: {error}")


@settings(max_examples=3, deadline=None, phases=AS_FOUND)
@given(data=st.data())
def test_a_real_models_answers_may_be_broken_too(
    real: tuple[ArticleFolder, Recording, int], data: st.DataObject
) -> None:
    loaded, recording, count = real
    keys = keys_of(recording, "fill")
    bad = {key: data.draw(mutated(recording.entries[key].answer)) for key in keys[:: data.draw(st.integers(1, 3))]}
    briefing = run_folder(loaded, decoder=ReplayDecoder(with_answers(recording, bad))).briefing
    check_briefing(briefing, loaded.articles)
    assert outcomes(briefing) == count


RECORDS: list[dict[str, Any]] = [
    {"what": "close its ports"},
    {"by": "Chile", "of": "Norway", "what": "close its ports"},
    {"by": "Norway", "to": "Chile", "what": "close its ports"},
    {"by": "Norway", "against": "Chile", "about": "the levy on herring"},
]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(range(4)), st.data(), st.floats(0, 1) | st.just(1.0))
def test_whatever_a_model_writes_is_a_valid_record_or_a_failure(which: int, data: st.DataObject, cut: float) -> None:
    schema = record_for(list(Kind)[which], PARTIES, f"{SENTENCE} {' '.join(PARTIES)}")
    prompt = Prompt((Message("system", "Fill in."),), (Message("user", SENTENCE),), "fill")
    said = [as_text(data.draw(mutated(RECORDS[which])), cut), as_text(data.draw(mutated(RECORDS[which])))]
    check_record(validated(said[0], prompt, schema, lambda *_: said[1]), schema)
    check_record(validated(said[0], prompt, schema, lambda *_: Failure("no more")), schema)


@settings(max_examples=8, deadline=None, phases=AS_FOUND)
@given(st.data())
def test_what_is_damaged_in_the_store_is_asked_again(data: st.DataObject) -> None:
    store = Store(None)

    def brief() -> str:
        decoder = StoredDecoder(store, ScriptedDecoder, model_name="scripted", model_sha256="5c" * 32)
        return run_folder(FOLDER, decoder=decoder).briefing.to_json()

    before = brief()
    kept = store._memory
    for key in data.draw(st.lists(st.sampled_from(sorted(kept)), min_size=1, max_size=5, unique=True)):
        damage = data.draw(
            st.sampled_from([b"", b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 5_000, b'{"record": 1}', b"[]"])
        )
        kept[key] = data.draw(st.sampled_from([damage, kept[key][:-1], damage + kept[key]]))
    assert brief() == before


@settings(max_examples=60, deadline=None)
@given(mutated(json.loads(sample_briefing().to_json())), st.floats(0.5, 1) | st.just(1.0))
def test_a_broken_briefing_is_one_clear_line(value: Any, cut: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda _: as_text(value, cut).encode())
        said = _refusal(BriefingError, lambda: load_briefing(Path("briefing.json")))
        briefing = None if said else load_briefing(Path("briefing.json"))
    assert "\n" not in said
    if briefing:
        assert Briefing.model_validate_json(json.dumps(briefing.model_dump(mode="json"))) == briefing


def _refusal(kind: type[ExtractError], work: Callable[[], object]) -> str:
    """The message of the error that `work` ends with; "" where it goes well."""
    try:
        work()
    except kind as error:
        return str(error)
    return ""


@pytest.mark.parametrize("line", ["[" * 100_000, '{"model": ' * 50_000, "9" * 5_000, '{"model": [1]}', "NaN", "null"])
def test_a_recording_that_is_no_recording_is_one_clear_line(line: str, tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(DecodeError, match="cannot read the recording") as error:
        ReplayDecoder(tmp_path / "answers.jsonl")
    assert "\n" not in str(error.value)
