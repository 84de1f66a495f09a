"""An article in pieces: nothing is lost, and every passage can be put together again."""

from hypothesis import given
from hypothesis import strategies as st

from extract.articles import article_from_text
from extract.briefing import Interval, Quote
from extract.report.passages import cut, find_passages
from extract.report.visible import one_line, visible

TEXT = "One. 中文二。 Three 👩\u200d👧! Four e\u0301, five?\n\nSix: סוף. Share this\n" * 3


def quoted(start: int, end: int, said: str | None = None) -> Quote:
    return Quote(article="001", char_interval=Interval(start=start, end=end), quote=said or TEXT[start:end])


places = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 40)).map(
    lambda each: (each[0], min(each[0] + each[1], len(TEXT)))
)


@given(st.lists(places, max_size=12))
def test_the_pieces_joined_are_the_text_and_those_of_a_passage_are_its_quote(spots: list[tuple[int, int]]) -> None:
    quotes = [quoted(start, end) for start, end in spots]
    passages = find_passages(TEXT, quotes)
    pieces = cut(article_from_text(TEXT), passages)
    assert "".join(piece.text for piece in pieces) == TEXT
    for (start, end), number in passages.items():
        assert "".join(piece.text for piece in pieces if number in piece.passages) == TEXT[start:end]


@given(st.lists(places, min_size=1, max_size=6))
def test_the_order_of_the_quotes_does_not_matter(spots: list[tuple[int, int]]) -> None:
    quotes = [quoted(start, end) for start, end in spots]
    turned = list(reversed(quotes))
    assert find_passages(TEXT, quotes) == find_passages(TEXT, turned)


def test_what_the_text_does_not_say_there_has_no_passage() -> None:
    assert find_passages(TEXT, [quoted(0, 4), quoted(0, 3, "Two"), quoted(len(TEXT) - 1, len(TEXT) + 9, "beyond")]) == {
        (0, 4): 0
    }


@given(st.text())
def test_text_made_visible_is_all_for_the_eye_and_stays_so(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    assert all(each == "\n" or each == "\t" or not _is_harmful(each) for each in shown)
    assert "\n" not in one_line(text)


def _is_harmful(character: str) -> bool:
    code = ord(character)
    return code < 0x20 or 0x7F <= code < 0xA0 or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
