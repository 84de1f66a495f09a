"""Points of one printed list are different things, however many words they share."""

from extract.articles import article_from_text
from extract.reconcile.found import Found, statements
from extract.reconcile.listed import printed_lists, set_apart
from extract.schemas import AgreementRecord, Kind
from extract.spans import CharInterval

POINTS = (
    "Both sides will keep up exchanges at all levels. Naval exchanges will resume.",
    "Both sides will expand exchanges between their schools.",
    "Both sides will hold consultations on fisheries.",
)
TEXT = "Norland and Vesta reached a three-point consensus:\n\n" + "\n".join(
    f"{number}. {point}" for number, point in enumerate(POINTS, start=1)
)


def told(text: str, *quotes: str) -> list[Found]:
    return [
        Found(
            kind=Kind.AGREEMENT,
            article="001",
            interval=CharInterval(at := text.index(quote), at + len(quote)),
            quote=quote,
            record=AgreementRecord(what=quote),
            speaker=None,
            probability=0.9,
        )
        for quote in quotes
    ]


def apart(text: str, *quotes: str) -> set[frozenset[str]]:
    listed = statements(told(text, *quotes))
    pairs = set_apart(listed, printed_lists([article_from_text(text, id="001")]))
    assert all(a < b for a, b in pairs)
    return {frozenset((listed[a].quote, listed[b].quote)) for a, b in pairs}


def test_sentences_of_different_points_stay_apart_and_those_of_one_point_may_be_merged() -> None:
    first, second = POINTS[0].split(" Naval")[0], "Naval" + POINTS[0].split(" Naval")[1]
    assert apart(TEXT, first, second, POINTS[1]) == {frozenset((first, POINTS[1])), frozenset((second, POINTS[1]))}


def test_a_sentence_outside_the_list_may_be_merged_with_any_point() -> None:
    later = "Later officials praised the exchanges between their schools."
    assert apart(f"{TEXT}\n\n{later}\n", later, POINTS[1], POINTS[2]) == {frozenset((POINTS[1], POINTS[2]))}


def test_where_no_list_is_printed_nothing_stays_apart() -> None:
    assert apart(" ".join(POINTS), POINTS[1], POINTS[2]) == set()
