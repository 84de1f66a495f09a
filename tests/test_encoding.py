"""Bytes become text, or a reason why they don't."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.encoding import NotText, decoded, half_of_a_pair

ENGLISH = "The minister’s café in Malmö: “We won’t pay £5m for a façade,” he told reporters on Friday. It rained. " * 2
#: In the alphabet of each encoding, long enough to be told from others.
OLD = {
    "cp1252": ENGLISH,
    "utf-16-le": ENGLISH,
    "utf-16-be": ENGLISH,
    "utf-16": ENGLISH,
    "utf-32": ENGLISH,
    "koi8_r": "Министр заявил, что стороны договорились о новых переговорах по рыболовству в северных водах. " * 3,
    "cp1251": "Министр заявил, что стороны договорились о новых переговорах по рыболовству в северных водах. " * 3,
    "shift_jis": "外相は漁業について合意したと発表した。両国は来春再び会談する。" * 6,
    "euc_jp": "外相は漁業について合意したと発表した。両国は来春再び会談する。" * 6,
    "gb18030": "外交部长表示，两国已经同意就渔业问题继续会谈。他说，双方将在春天再次会晤。" * 6,
    "big5": "外交部長表示，兩國已經同意就漁業問題繼續會談。他說，雙方將在春天再次會晤。" * 6,
    "euc_kr": "외교부 장관은 양국이 어업 문제에 대해 계속 회담하기로 합의했다고 밝혔다. " * 6,
}


@pytest.mark.parametrize("encoding", OLD)
def test_a_text_in_an_older_encoding_is_read_as_it_was_written(encoding: str) -> None:
    assert decoded(OLD[encoding].encode(encoding)).removeprefix("\ufeff") == OLD[encoding]


def outcome(data: bytes) -> tuple[str | None, str]:
    """The text, or the reason why there is none."""
    try:
        return decoded(data), ""
    except NotText as why:
        return None, str(why)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=200))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    read, why = outcome(f"x{text}".encode())
    assert read == f"x{text}" or "control characters" in why


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_become_text_or_a_reason_in_one_line(data: bytes) -> None:
    text, why = outcome(data)
    assert (text is None) == (why != "")
    assert "\n" not in why
    assert half_of_a_pair(text or "") is None
    assert not {"\r", "\x00"} & set(text or "")


@pytest.mark.parametrize("damage", [b"\x92", b"\xe9", b"\xff", b"\xc3", b"\xf0\x9f"])
@pytest.mark.parametrize("where", [0, 100, None])
def test_utf8_with_a_byte_that_does_not_belong_is_not_guessed_at(damage: bytes, where: int | None) -> None:
    data = ENGLISH.encode()
    cut = len(data) if where is None else len(ENGLISH[:where].encode())
    with pytest.raises(NotText, match=f"byte {cut}"):
        decoded(data[:cut] + damage + b" and so on. "[: 12 if where is not None else 0] + data[cut:])


def test_the_first_half_of_a_pair_is_found() -> None:
    assert half_of_a_pair("ab\udc80\ud800") == 2
    assert half_of_a_pair("a😀") is None
