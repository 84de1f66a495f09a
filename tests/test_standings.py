"""For whom a name stands: each article has one vote, and where they are even each keeps its own."""

from hypothesis import given
from hypothesis import strategies as st

from extract.standings import Spelling, Votes, common_words


def votes(*cast: tuple[str, str, str, int], known: dict[str, int] | None = None) -> Votes:
    """Each of `cast` is a name, a party, an article, and how often it says so."""
    found = Votes(known or {})
    for name, party, article, times in cast:
        for _ in range(times):
            found.add(name, party, article)
    return found


def test_one_article_does_not_outvote_two_however_often_it_says_it() -> None:
    told = votes(("Hale", "Chile", "1", 1), ("Hale", "Chile", "2", 1), ("Hale", "Norway", "3", 99))
    assert told.leaders() == {"Hale": "Chile"}
    assert told.own_views() == {}


def test_where_articles_are_even_each_keeps_what_it_says() -> None:
    told = votes(("Hale", "Chile", "1", 1), ("Hale", "Norway", "2", 99))
    assert told.leaders() == {"Hale": "Norway"}
    assert told.own_views() == {"1": {"Hale": "Chile"}}


def test_where_articles_are_even_the_party_that_more_of_them_name_is_likelier() -> None:
    told = votes(("Hale", "Chile", "1", 1), ("Hale", "Iceland", "2", 99), known={"Chile": 4, "Iceland": 2})
    assert told.leaders() == {"Hale": "Chile"}


def test_where_articles_are_even_a_name_does_not_stand_for_whom_others_let_it_act_against() -> None:
    told = votes(("Hale", "Chile", "1", 1), ("Hale", "Norway", "2", 99))
    assert told.even
    told.add_against("Hale", "Norway", "3")
    assert told.leaders() == {"Hale": "Chile"}
    assert told.own_views() == {"2": {"Hale": "Norway"}}


def test_whom_a_name_acts_against_outvotes_nobody() -> None:
    told = votes(("Hale", "Chile", "1", 1), ("Hale", "Norway", "2", 1), ("Hale", "Norway", "3", 1))
    assert not told.even
    told.add_against("Hale", "Norway", "4")
    told.add_against("Hale", "Norway", "5")
    assert told.leaders() == {"Hale": "Norway"}


def test_an_article_that_others_outvote_is_corrected() -> None:
    told = votes(("Hale", "Chile", "1", 3), ("Hale", "Norway", "2", 1), ("Hale", "Norway", "3", 1))
    assert told.leaders() == {"Hale": "Norway"}
    assert told.own_views() == {}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("XYZ"), st.sampled_from("123"))))
def test_the_order_of_votes_changes_nothing(cast: list[tuple[str, str, str]]) -> None:
    one, other = (votes(*((*each, 1) for each in told)) for told in (cast, reversed(cast)))
    assert one.leaders() == other.leaders()
    assert one.own_views() == other.own_views()
    assert set(one.leaders()) == {name for name, _, _ in cast}


def test_a_name_that_one_article_writes_small_stays_a_name_where_it_is_written_large() -> None:
    honest = Spelling(frozenset({"said"}), frozenset({"hale"}))
    other = Spelling(frozenset({"said", "talks"}), frozenset())
    hostile = Spelling(frozenset({"hale"}), frozenset())
    assert common_words([honest, other, hostile]) == [
        frozenset({"said", "talks"}),
        frozenset({"said", "talks", "hale"}),
        frozenset({"said", "talks", "hale"}),
    ]


def test_what_two_articles_write_small_is_no_name_anywhere() -> None:
    two = [Spelling(frozenset({"second"}), frozenset())] * 2
    large = Spelling(frozenset(), frozenset({"second"}))
    assert common_words([large, *two])[0] == frozenset({"second"})
