"""A whole run over a small made-up folder, with a scripted decoder in place of a model."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from extract import build_briefing, detect, load_articles
from extract.briefing import Briefing, Item, json_schema, ungrounded
from extract.config import Settings
from extract.decoding.replay import RecordingDecoder, ReplayDecoder
from extract.errors import ArticlesError
from extract.pipeline import OFF_TOPIC, Progress, run_folder
from extract.prompts import load_prompt
from extract.schemas import Kind
from tests.scripted import ScriptedDecoder

WIRE = """Chile and Norway agree to talk about herring

The Chilean foreign minister, Rosa Almeyda, met Norway’s prime minister, Ada Holm, in Oslo on 3 May 2031.

The two countries agreed to count the herring of the southern banks together.

“We urged Norway to recall its trawlers from the southern banks,” Almeyda said.

Holm warned that Norway would close its ports to Chilean ships if the levy on salmon stayed.

Share this article
"""
LETTER = """A letter from Oslo

It was a long day by the harbour, and neither Chile nor Norway was in a hurry to leave the old customs house.

Almeyda urged Norway to recall all trawlers from the southern banks before the winter.

The Norwegian side accused Chile of hiding its own catch of cod from the inspectors.

They agreed to count the herring of the southern banks together, which is new.
"""
LIST = """Two-point consensus

Chile and Norway announced a two-point consensus after the talks, the ministry said in Oslo on Monday.

1. Both sides agreed to count the herring of the southern banks together every spring.
2. Both sides agreed to reopen the consulate in Punta Arenas within a year.
"""
ELSEWHERE = """Brass band tours Patagonia

A brass band agreed to play eleven concerts without pay. The conductor urged listeners to bring umbrellas.
"""
#: In so few words as here, one that is shared by chance weighs more than in real articles.
SETTINGS = Settings(merge_similarity=0.3)
FILES = {"a_wire.txt": WIRE, "b_letter.txt": LETTER, "c_list.md": LIST}


def write(folder: Path, files: dict[str, str] = FILES) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "articles")


def brief(folder: Path, *, fails: Sequence[str] = ()) -> Briefing:
    return build_briefing(folder, SETTINGS, decoder=ScriptedDecoder(fails=fails))


def evidence(items: Iterable[Item]) -> set[frozenset[str]]:
    """What each item rests on, whatever the articles are called."""
    return {frozenset(mention.quote for mention in item.mentions) for item in items}


def test_the_briefing_keeps_its_contract(folder: Path) -> None:
    briefing = brief(folder)
    written = json.loads(briefing.to_json())
    Draft202012Validator(json_schema()).validate(written)
    assert Briefing.model_validate_json(briefing.to_json()) == briefing
    assert ungrounded(briefing, load_articles(folder).articles) == []


def test_mentions_of_the_same_thing_are_one_item_and_name_their_parties(folder: Path) -> None:
    briefing = brief(folder)
    (demand,) = briefing.demands
    assert {demand.by, demand.of} == {"Norway", "Chile"}
    assert demand.support == 2
    assert {mention.article for mention in demand.mentions} == {"001", "002"}
    assert demand.mentions[0].speaker == "Rosa Almeyda"
    (warning,) = briefing.warnings
    assert warning.mentions[0].quote.startswith("Holm warned that Norway would close")
    (dispute,) = briefing.disputes
    assert set(dispute.parties) == {"Norway", "Chile"}
    assert briefing.agreements[0].support == 3
    assert set(briefing.event.parties) == {"Norway", "Chile"}


def test_an_article_about_another_matter_is_skipped_with_its_reason_and_costs_the_others_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = brief(folder)
    (folder / "d_band.txt").write_text(ELSEWHERE, encoding="utf-8")
    sentences = [count for entry in alone.articles if (count := entry.sentences)]
    # A scripted decoder has no gate: an article with another number of sentences is the one about another matter.
    monkeypatch.setattr(detect, "is_off_topic", lambda readings: len(readings) not in sentences and len(readings) < 4)
    with_band = brief(folder)
    assert [(part.path, part.reason) for part in with_band.skipped] == [("d_band.txt", OFF_TOPIC)]
    assert evidence(with_band.items()) == evidence(alone.items())


def test_the_stated_list_is_found_whole_and_linked(folder: Path) -> None:
    consensus = brief(folder).consensus
    assert consensus.basis == "stated"
    assert [point.number for point in consensus.points] == [1, 2]
    assert all(f"{point.number}. {point.text}" in LIST for point in consensus.points)
    assert consensus.points[0].items == ("agreement-1",)
    assert consensus.points[0].reported_by == ("001", "002", "003")


def test_the_same_folder_gives_the_same_bytes(folder: Path) -> None:
    assert brief(folder).to_json() == brief(folder).to_json()


def test_a_recorded_run_gives_the_same_bytes_without_a_model(folder: Path, tmp_path: Path) -> None:
    recorder = RecordingDecoder(ScriptedDecoder(fails=["Holm warned"]))
    first = build_briefing(folder, decoder=recorder)
    recorder.save(tmp_path / "run.jsonl")
    assert build_briefing(folder, decoder=ReplayDecoder(tmp_path / "run.jsonl")).to_json() == first.to_json()


def test_the_order_of_the_articles_does_not_matter(folder: Path, tmp_path: Path) -> None:
    turned = write(
        tmp_path / "turned", {f"{9 - number}_{name}": text for number, (name, text) in enumerate(FILES.items())}
    )
    one, other = brief(folder), brief(turned)
    for kind in Kind:
        assert evidence(one.of_kind(kind)) == evidence(other.of_kind(kind))
    assert [item.support for item in one.items()] == [item.support for item in other.items()]
    assert [point.text for point in one.consensus.points] == [point.text for point in other.consensus.points]
    assert one.event.parties == other.event.parties


def test_files_that_cannot_be_read_are_listed_and_cost_nothing_else(folder: Path) -> None:
    before = brief(folder)
    (folder / "b_broken.txt").write_bytes(b"\x00\x01\x02 agreed \x00")
    (folder / "d_empty.txt").touch()
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    after = brief(folder)
    assert [part.path for part in after.skipped] == ["b_broken.txt", "d_empty.txt", "photo.jpg"]
    assert all(part.reason and part.char_interval is None for part in after.skipped)
    assert after.model_copy(update={"skipped": ()}) == before


def test_a_record_that_fails_is_listed_with_its_place_and_costs_nothing_else(folder: Path) -> None:
    before, after = brief(folder), brief(folder, fails=["The Norwegian side"])
    (part,) = after.skipped
    assert part.path == "b_letter.txt"
    assert part.reason == "dispute without a record: the answer found no end within its grammar"
    assert part.char_interval is not None
    at = part.char_interval
    assert LETTER[at.start : at.end].startswith("The Norwegian side accused Chile")
    assert after.disputes == ()
    assert (after.agreements[1:], after.demands, after.warnings) == (
        before.agreements[1:],
        before.demands,
        before.warnings,
    )


def test_nothing_found_is_a_briefing_too(tmp_path: Path) -> None:
    briefing = brief(write(tmp_path / "quiet", {"a.txt": "It rained in the old town all day, and nobody came.\n"}))
    assert list(briefing.items()) == []
    assert briefing.consensus.basis == "none"
    Draft202012Validator(json_schema()).validate(json.loads(briefing.to_json()))


def test_an_article_about_another_matter_changes_no_item(folder: Path) -> None:
    before = brief(folder)
    (folder / "d_other.txt").write_text(ELSEWHERE)
    after = brief(folder)
    for kind in Kind:
        assert evidence(before.of_kind(kind)) <= evidence(after.of_kind(kind))
    assert after.consensus == before.consensus
    assert after.event == before.event


def test_only_the_classes_that_are_asked_for_are_listed(folder: Path) -> None:
    settings = replace(SETTINGS, classes=(Kind.WARNING,))
    briefing = build_briefing(folder, settings, decoder=ScriptedDecoder())
    assert {item.id for item in briefing.items()} == {"warning-1"}
    assert briefing.manifest.settings["classes"] == ["warning"]


def test_the_manifest_names_what_the_briefing_depends_on_and_no_times(folder: Path) -> None:
    manifest = brief(folder).manifest
    assert (manifest.model.name, manifest.model.sha256) == (ScriptedDecoder.model_name, ScriptedDecoder.model_sha256)
    assert manifest.prompts == {name: load_prompt(name).sha256 for name in manifest.prompts}
    assert {"cast", "detect", "fill"} <= set(manifest.prompts)
    assert "log-probabilities" in manifest.decider
    assert set(manifest.settings) == {"classes", "merge_similarity"}


def test_what_a_run_costs_is_told_beside_the_briefing(folder: Path) -> None:
    decoder = ScriptedDecoder()
    decoder.choose([], ["none", "demand"])
    run = run_folder(folder, decoder=decoder)
    assert (run.read_tokens, run.written_tokens) == (decoder.usage.read, decoder.usage.written)
    assert run.seconds >= 0
    assert [article.path for article in run.articles.articles] == [*FILES]
    assert run_folder(load_articles(folder), decoder=ScriptedDecoder()).briefing == run.briefing


def test_progress_tells_of_every_step_of_every_article(folder: Path) -> None:
    seen: list[Progress] = []
    run_folder(folder, decoder=ScriptedDecoder(), watch=seen.append)
    steps = list(dict.fromkeys((each.step, each.article) for each in seen))
    inner = [(step, path) for path in FILES for step in ("detect", "fill")]
    assert steps == [("cast", None), *inner, ("reconcile", None)]
    assert all(0 <= each.done <= each.total for each in seen)
    for step, path in [*inner, ("reconcile", None)]:
        done = [each.done for each in seen if (each.step, each.article) == (step, path)]
        assert done == sorted(done)
        assert done[0] == 0


def test_a_folder_with_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    decoder = ScriptedDecoder()
    with pytest.raises(ArticlesError, match="no readable article"):
        build_briefing(write(tmp_path / "none", {}), decoder=decoder)
    with pytest.raises(ArticlesError, match="is no folder"):
        build_briefing(tmp_path / "missing", decoder=decoder)
    assert decoder.asked == []
