"""Damaged files: whatever is done to the bytes of a valid one, a reader gives text or its own error, and soon.

Run for longer with --hypothesis-seed=random and a larger `max_examples`; every byte sequence here is made from ours.
"""

import io
import random
import time
import zipfile
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extract.articles import article_from_text
from extract.formats import SUFFIXES, Document, Part, PlainText, Reader, Unread, Unreadable, read
from extract.formats.lines import Line, paragraphs
from extract.formats.tidy import decoded, tidy
from tests.format_files import VALID, archive

SECONDS = 20.0  # of processor time for one small file: nothing here should take one


def flipped(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def cut_short(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def cut_out(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.randint(1, 200)]


def repeated(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.randint(1, 100)] * chance.randint(1, 50)


def larger(data: bytearray, chance: random.Random) -> None:
    """Every number that stands in the file may come to be another: sizes, counts, offsets."""
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(data))
        data[start : start + 4] = chance.choice(
            (b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"9999", b"\x00\x00\x00\x00")
        )


def spliced(data: bytearray, chance: random.Random) -> None:
    other = VALID[chance.choice(sorted(VALID))]
    start = chance.randrange(len(other))
    data[chance.randrange(len(data)) :] = other[start : start + 2000]


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    *(flipped, cut_short, cut_out, repeated, larger, spliced),
)


def mutated(name: str, seed: int) -> bytes:
    """The valid file `name` after one to three mutations; the same for the same seed.

    Of a package mostly one member is mutated and packed anew: else its checksum would end the reading at once.
    """
    chance, data = random.Random(seed), VALID[name]
    if data.startswith(b"PK") and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = {member: package.read(member) for member in package.namelist()}
        # The largest first: that is the document.
        damaged = sorted(members, key=lambda member: -len(members[member]))[
            min(chance.getrandbits(3), len(members) - 1)
        ]
        return archive(members | {damaged: _mutated(members[damaged], chance)})
    return _mutated(data, chance)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        if changed:
            chance.choice(MUTATIONS)(changed, chance)
    return bytes(changed)


def check(data: bytes, name: str, read: Callable[[bytes, str], Sequence[Part]] = read) -> bool:
    """Whether the file gave text. Fails unless it gives sound parts, or the reader's own error with one line."""
    began = time.process_time()
    try:
        parts = read(data, name)
    except Unreadable as why:
        return check_reason(str(why))
    assert time.process_time() - began < SECONDS
    members = [part.member for part in parts]
    assert parts
    assert len(set(members)) == len(members)
    for part in parts:
        if isinstance(part, Document):
            assert part.text == tidy(part.text)
            part.text.encode("utf-8")
            assert part.date is None or len(part.date) == 10
        elif isinstance(part, Unread):
            check_reason(part.reason)
        else:
            assert isinstance(part, PlainText)
    return any(not isinstance(part, Unread) for part in parts)


def check_reason(reason: str) -> bool:
    assert reason.strip() == reason
    assert len(reason.splitlines()) == 1
    assert len(reason) < 300
    return False


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [name for name in VALID if name != "paper.pdf"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_a_damaged_file_gives_text_or_the_reader_s_own_error(name: str, seed: int) -> None:
    check(mutated(name, seed), name)


@pytest.mark.parametrize("name", sorted(VALID))
def test_damaged_files_read_in_the_other_process_leave_it_alive(name: str) -> None:
    """PDFium is a library of machine code: a crash of it would end this process."""
    with Reader() as reader:
        for seed in range(40):
            check(mutated(name, seed), name, reader.read)
            assert reader._process is not None
            assert reader._process.poll() is None


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300), name=st.sampled_from([f"a{suffix}" for suffix in SUFFIXES if suffix != ".pdf"]))
@example(data=b"[1" + b"0" * 5000 + b"]", name="a.json")
@example(data=b'{"text": "\\ud800"}', name="a.json")
@example(data=b"From: a\nContent-Type: multipart/mixed; boundary=\n\nx", name="a.eml")
def test_any_bytes_give_text_or_the_reader_s_own_error(data: bytes, name: str) -> None:
    check(data, name)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=300))
def test_tidied_text_is_fit_for_a_file_and_stays_as_it_is(text: str) -> None:
    kept = tidy(text)
    assert tidy(kept) == kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert article_from_text(kept).text == kept


@settings(deadline=None)
@given(st.binary(max_size=200), st.none() | st.sampled_from(["utf-8", "latin-1", "utf-16", "rot13", "x", "", "idna"]))
def test_any_bytes_can_be_decoded(data: bytes, declared: str | None) -> None:
    assert isinstance(decoded(data, declared), str)


LINES = st.lists(
    st.builds(
        Line,
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20),
        *[st.floats(-1e4, 1e4)] * 4,
    ),
    max_size=8,
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=2))
def test_joining_lines_loses_no_letter_but_page_numbers_and_hyphens(pages: list[list[Line]]) -> None:
    joined = "".join("".join(paragraphs(pages)).split()).replace("-", "")
    whole = "".join(line.text for page in pages for line in page).replace("-", "")
    letters = iter(whole)
    assert all(letter in letters for letter in joined)
    if not any(letter.isdigit() for letter in whole):
        assert joined == whole
