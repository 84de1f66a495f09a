"""Copies of a report and people's decisions, through a whole run with a scripted decoder in place of a model."""

from pathlib import Path

from extract.briefing import Briefing
from extract.config import Settings
from extract.pipeline import build_briefing
from extract.reconcile import Decisions, review_path
from extract.reconcile.decisions import decide, to_toml
from extract.schemas import Kind
from tests.scripted import ScriptedDecoder
from tests.test_pipeline import FILES, WIRE, evidence, write


def brief(folder: Path) -> Briefing:
    return build_briefing(folder, Settings(), decoder=ScriptedDecoder())


def test_a_copy_of_a_report_adds_no_item_and_no_support_and_the_briefing_says_whose_copy_it_is(tmp_path: Path) -> None:
    _headline, _, body = WIRE.partition("\n")
    copy = f"Herring to be counted, says Oslo\n{body.replace('Share this article', 'Tweet')}"
    alone = brief(write(tmp_path / "alone"))
    with_copy = brief(write(tmp_path / "copied", {**FILES, "d_reprint.txt": copy}))
    entries = {entry.path: entry for entry in with_copy.articles}
    originals = {entry.path: entry.copy_of for entry in with_copy.articles if entry.copy_of}
    assert originals in ({"d_reprint.txt": "001"}, {"a_wire.txt": entries["d_reprint.txt"].id})
    # The new headline may be a sentence of its own that bears something; all else is what it was.
    for kind in (Kind.DEMAND, Kind.WARNING, Kind.DISPUTE):
        assert evidence(with_copy.of_kind(kind)) == evidence(alone.of_kind(kind))
        assert [item.support for item in with_copy.of_kind(kind)] == [item.support for item in alone.of_kind(kind)]
    (demand,) = with_copy.demands
    assert len({mention.article for mention in demand.mentions}) == 3
    assert len(demand.copies) == 1


def test_decisions_beside_the_folder_are_honoured_and_stand_in_the_manifest(tmp_path: Path) -> None:
    folder = write(tmp_path / "articles")
    before = brief(folder)
    assert "review" not in before.manifest.settings
    (demand,), (warning,) = before.demands, before.warnings
    decisions = Decisions(
        (
            decide("different", Kind.DEMAND, [mention.quote for mention in demand.mentions]),
            decide("wrong", Kind.WARNING, [mention.quote for mention in warning.mentions]),
        )
    )
    review_path(folder).write_text(to_toml(decisions), encoding="utf-8")
    after = brief(folder)
    assert (len(after.demands), after.warnings) == (2, ())
    assert [each.reason for each in after.skipped if "person" in each.reason] == [
        "warning that a person judged wrong"
    ] * len(warning.mentions)
    assert after.manifest.settings["review"] == decisions.for_manifest()["review"]


def test_an_article_about_another_matter_changes_no_item(tmp_path: Path) -> None:
    band = "Brass band tours Patagonia\n\nA brass band agreed to play eleven concerts. Umbrellas were urged upon all.\n"
    alone = brief(write(tmp_path / "alone"))
    with_it = brief(write(tmp_path / "more", {**FILES, "z_band.txt": band}))
    for kind in Kind:
        assert evidence(alone.of_kind(kind)) <= evidence(with_it.of_kind(kind))
