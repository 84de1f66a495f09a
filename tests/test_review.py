"""What people decide about merges is kept by what the sentences say, and honoured by later runs."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.briefing import Briefing, Demand
from extract.errors import UsageError
from extract.parties import Cast
from extract.reconcile import Decisions, Found, merge, read_decisions, review_path
from extract.reconcile.decisions import Decision, decide, decisions_of, to_toml
from extract.reconcile.doubts import find_doubts
from extract.reconcile.likeness import fitted_likeness, wording
from extract.reconcile.words import background, names_of
from extract.schemas import DemandRecord, Kind
from extract.spans import CharInterval
from tests.cli_runs import run
from tests.sample_briefing import sample_briefing

CAST = Cast(parties=("Chile", "Norway"), of_name={}, full_name={})
RECALL, AGAIN = "Norway asks Chile to recall the herring trawlers", "Oslo wants the herring trawlers recalled"
VISAS = "Norway wants the visa fees lowered"


def demand(quote: str, article: str, start: int = 10) -> Found:
    record = DemandRecord(by="Norway", of="Chile", what=quote.lower())
    return Found(Kind.DEMAND, article, CharInterval(start, start + len(quote)), quote, record, None, 0.8)


FOUND = [demand(RECALL, "001"), demand(AGAIN, "002"), demand(VISAS, "002", 90)]


def quotes(*decisions: Decision, found: list[Found] = FOUND) -> list[list[str]]:
    items = merge(found, CAST, 0.4, decisions=Decisions(decisions))[Kind.DEMAND]
    return [[mention.quote for mention in item.mentions] for item in items]


def test_without_decisions_the_words_decide() -> None:
    assert quotes() == [[RECALL, AGAIN], [VISAS]]


def test_what_a_person_joins_is_one_item_and_what_they_part_is_two() -> None:
    assert quotes(decide("same", Kind.DEMAND, [RECALL, VISAS])) == [[RECALL, AGAIN, VISAS]]
    assert quotes(decide("different", Kind.DEMAND, [RECALL, AGAIN])) == [[RECALL], [AGAIN], [VISAS]]


def test_the_last_decision_on_a_pair_holds() -> None:
    apart, joined = (decide(verdict, Kind.DEMAND, [RECALL, AGAIN]) for verdict in ("different", "same"))
    assert quotes(apart, joined) == [[RECALL, AGAIN], [VISAS]]
    assert quotes(joined, apart) == [[RECALL], [AGAIN], [VISAS]]


def test_a_decision_outlives_other_names_of_files_and_other_typography() -> None:
    decision = decide("different", Kind.DEMAND, [RECALL, AGAIN])
    moved = [replace(each, article=f"1{each.article}", quote=f"“{each.quote}”.") for each in FOUND]
    assert len(quotes(decision, found=moved)) == 3


def test_an_item_stands_in_the_words_that_a_person_gave_it() -> None:
    decisions = Decisions((decide("reworded", Kind.DEMAND, [AGAIN], " call the trawlers home "),))
    first, second = merge(FOUND, CAST, 0.4, decisions=decisions)[Kind.DEMAND]
    assert isinstance(first, Demand)
    assert (first.what, first.reworded, second.reworded) == ("call the trawlers home", True, False)


def test_what_is_judged_wrong_is_known_by_its_words_and_class() -> None:
    decisions = Decisions((decide("wrong", Kind.DEMAND, [VISAS]),))
    assert [decisions.rejects(each) for each in FOUND] == [False, False, True]
    assert not decisions.rejects(replace(FOUND[2], kind=Kind.DISPUTE))


words = st.text(min_size=1, max_size=40).filter(lambda text: any(map(str.isalnum, text)))


@given(st.lists(st.tuples(st.sampled_from(["same", "different", "wrong"]), st.sampled_from(Kind), words, words)))
def test_decisions_are_read_back_as_they_were_written(rows: list[tuple[str, Kind, str, str]]) -> None:
    made = tuple(decide(verdict, kind, [f"{one} one", f"{other} other"]) for verdict, kind, one, other in rows)
    assert decisions_of(tomllib.loads(to_toml(Decisions(made)))) == Decisions(made)


@pytest.mark.parametrize(
    "text", ["decision = 3", "[[decision]]\nverdict = 'perhaps'\nclass = 'demand'\nstatements = ['a']", "[[decision"]
)
def test_a_broken_file_is_named_with_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "folder.review.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"cannot read the decisions in .*: mend the file or move it away"):
        read_decisions(path)


def test_no_file_is_no_decision_and_it_lies_beside_the_folder(tmp_path: Path) -> None:
    assert read_decisions(review_path(tmp_path / "news")) == Decisions()
    assert review_path(tmp_path / "news") == tmp_path.resolve() / "news.review.toml"


@pytest.mark.parametrize(
    ("verdict", "quotes", "what"), [("same", [RECALL], None), ("reworded", [RECALL], " "), ("wrong", [VISAS], "x")]
)
def test_a_decision_that_lacks_something_is_refused(verdict: str, quotes: list[str], what: str | None) -> None:
    with pytest.raises(UsageError):
        decide(verdict, Kind.DEMAND, quotes, what)


# --- the command ---


@pytest.fixture
def briefing(tmp_path: Path) -> Path:
    path = tmp_path / "briefing.json"
    path.write_text(sample_briefing().to_json(), encoding="utf-8")
    (tmp_path / "news").mkdir()
    return path


def test_a_decision_is_kept_beside_the_folder(briefing: Path) -> None:
    read = sample_briefing()
    item = read.demands[0]
    folder = briefing.parent / "news"
    done = run("review", str(briefing), "--articles", str(folder), "--reword", f"{item.id}=open every dam")
    assert done.exit_code == 0, done.output
    (decision,) = read_decisions(review_path(folder)).made
    assert (decision.verdict, decision.kind, decision.what) == ("reworded", Kind.DEMAND, "open every dam")
    assert run("review", str(briefing), "--articles", str(folder), "--wrong", item.id).exit_code == 0
    assert [each.verdict for each in read_decisions(review_path(folder)).made] == ["reworded", "wrong"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--wrong", "demand-77", "--articles", "news"], "the briefing has no 'demand-77'"),
        (["--wrong", "demand-1"], "name the folder of articles"),
        (["--reword", "demand-1", "--articles", "news"], "--reword takes an item and its new words"),
        (["--same", "demand-1,agreement-1", "--articles", "news"], "name items of one class"),
    ],
)
def test_a_decision_that_makes_no_sense_is_wrong_usage(briefing: Path, arguments: list[str], message: str) -> None:
    at = [str(briefing.parent / each) if each == "news" else each for each in arguments]
    done = run("review", str(briefing), *at)
    assert done.exit_code == 2
    assert message in done.output
    assert not list(briefing.parent.glob("*.review.toml"))


def test_doubts_are_listed_with_what_they_are_about(briefing: Path) -> None:
    done = run("review", str(briefing))
    assert done.exit_code == 0, done.output
    for doubt in find_doubts(sample_briefing(), 0.4):
        assert doubt.items[0] in done.output


ARTICLES = tuple(sample_briefing().articles[0].model_copy(update={"id": f"00{n}"}) for n in (1, 2, 3))
EMPTY: dict[str, object] = {
    "agreements": (),
    "warnings": (),
    "disputes": (),
    "disagreements": (),
    "consensus": {"basis": "none"},
    "articles": ARTICLES,
}


def briefed(found: list[Found], least: float) -> Briefing:
    """The sample briefing with these demands and nothing else."""
    fields = sample_briefing().model_dump() | EMPTY
    fields["event"]["parties"] = CAST.parties
    fields["demands"] = tuple(merge(found, CAST, least)[Kind.DEMAND])
    return Briefing.model_validate(fields)


def test_close_calls_and_unsure_items_are_doubts() -> None:
    ignored = names_of(CAST.parties)
    value = fitted_likeness().probability(
        *(wording(each, background(Kind.DEMAND), ignored) for each in (RECALL, AGAIN))
    )
    faint = replace(demand("Norway wants the lighthouse painted", "003"), probability=0.3)
    apart, merged = briefed([*FOUND, faint], value + 0.01), briefed([*FOUND, faint], value - 0.01)
    (close,) = [each for each in find_doubts(apart, value + 0.01) if each.reason == "maybe the same"]
    assert close.value == pytest.approx(value)
    assert set(close.said) == {"recall the herring trawlers", AGAIN.lower()}
    loose = [each for each in find_doubts(merged, value + 0.01) if each.reason == "maybe not the same"]
    assert [(each.items, each.mention) for each in loose] == [(("demand-1",), 0), (("demand-1",), 1)]
    (unsure,) = [each for each in find_doubts(merged, 0.4) if each.reason == "unsure"]
    assert (unsure.value, unsure.said) == (0.3, ("norway wants the lighthouse painted",))
