"""A sentence that names several things stands in each item that is about one of them, and is at home in one."""

from collections import Counter

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from extract.briefing import Item, Mention
from extract.exports.rows import mention_rows
from extract.parties import Cast
from extract.reconcile import Decisions, Found, merge
from extract.reconcile.decisions import decide
from extract.schemas import AgreementRecord, Kind
from extract.spans import CharInterval
from tests.sample_briefing import sample_briefing
from tests.test_merge import WORDS, merged, some

CAST = Cast(parties=("Chile", "Norway"), of_name={}, full_name={})
#: High enough for the overview not to draw both together.
LEAST = 0.6
PANEL = "They will set up a panel of experts on herring quotas, reopen the consulate in Valdivia, and share radar data"


def agreement(article: str, start: int, quote: str) -> Found:
    interval = CharInterval(start, start + len(quote))
    return Found(Kind.AGREEMENT, article, interval, quote, AgreementRecord(what=quote[:60]), None, 0.8)


def overview() -> list[Found]:
    return [
        agreement("001", 0, PANEL),
        agreement("002", 0, "A panel of experts will advise on herring quotas"),
        agreement("003", 0, "Experts of both will sit on a panel for herring quotas"),
        agreement("004", 0, "Herring quotas go to a panel of experts from each side"),
        agreement("005", 0, "Their experts form a panel, which will look at herring quotas"),
        agreement("006", 0, "On herring quotas a panel of experts will report by May"),
        agreement("002", 200, "The consulate in Valdivia reopens"),
        agreement("003", 200, "In Valdivia the consulate is reopened"),
    ]


def agreements(found: list[Found], decisions: Decisions | None = None) -> list[Item]:
    return merge(found, CAST, LEAST, decisions=decisions or Decisions())[Kind.AGREEMENT]


def guests(item: Item) -> list[Mention]:
    return [mention for mention in item.mentions if mention.part]


def test_a_sentence_is_at_home_in_one_item_and_a_guest_where_it_names_another_s_matter() -> None:
    panel, consulate = agreements(overview())
    assert [len(guests(panel)), guests(consulate)] == [1, []]
    (guest,) = guests(panel)
    assert guest.quote == PANEL
    assert guest.part
    assert PANEL[guest.part.start : guest.part.end] == "They will set up a panel of experts on herring quotas"
    assert guest.what == "They will set up a panel of experts on herring quotas"
    assert guest.probability < 0.8
    assert (panel.support, consulate.support) == (6, 3)


@pytest.mark.parametrize(("start", "end"), [(5, 40), (10, 45), (10, 40)])
def test_a_part_lies_within_its_sentence_and_is_not_all_of_it(start: int, end: int) -> None:
    part = {"start": start, "end": end}
    told = {
        "article": "001",
        "char_interval": {"start": 10, "end": 40},
        "quote": "x" * 30,
        "what": "x",
        "probability": 1,
    }
    with pytest.raises(ValidationError, match=f"{start} to {end} is no part of 10 to 40"):
        Mention.model_validate({**told, "part": part})


def test_a_guest_is_told_from_who_is_at_home_in_exports() -> None:
    panel, _ = agreements(overview())
    briefing = sample_briefing().model_copy(update={"agreements": (panel,)})
    known = briefing.articles[0]
    there = tuple(known.model_copy(update={"id": f"00{number}"}) for number in range(1, 7))
    rows = list(
        mention_rows(briefing.model_copy(update={"articles": there, "disputes": (), "demands": (), "warnings": ()}))
    )
    assert [row["guest"] for row in rows] == [mention.part is not None for mention in panel.mentions]
    assert sum(1 for row in rows if row["guest"]) == 1


def test_a_guest_words_no_item() -> None:
    for item in agreements(overview()):
        assert getattr(item, "what", "") in {mention.what for mention in item.mentions if not mention.part}


def test_a_person_s_word_sends_a_guest_away() -> None:
    apart = decide("different", Kind.AGREEMENT, [PANEL, "A panel of experts will advise on herring quotas"])
    assert [len(guests(item)) for item in agreements(overview(), Decisions((apart,)))] == [0, 0]


@pytest.mark.parametrize(("rest", "visits"), [("", 0), (", and share radar data", 1)])
def test_only_a_sentence_that_names_several_things_is_a_guest(rest: str, visits: int) -> None:
    quote = f"They will reopen the consulate in Valdivia{rest}"
    elsewhere = decide("same", Kind.AGREEMENT, [quote, "A panel of experts will advise on herring quotas"])
    items = agreements([agreement("001", 0, quote), *overview()[1:]], Decisions((elsewhere,)))
    assert [len(guests(item)) for item in items] == [0, visits]


@settings(max_examples=60, deadline=None)
@given(some([*WORDS, "and", ","]))
def test_every_mention_is_at_home_once_and_a_guest_only_elsewhere(all_found: list[Found]) -> None:
    for kind, items in merged(all_found).items():
        homes = Counter((m.article, m.char_interval.start) for item in items for m in item.mentions if not m.part)
        assert homes == Counter((each.article, each.interval.start) for each in all_found if each.kind is kind)
        for item in items:
            places = [(mention.article, mention.char_interval.start) for mention in item.mentions]
            assert len(set(places)) == len(places)
