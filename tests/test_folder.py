"""Folders are walked to the end, in one order, and every file in them is met once."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.folder import Entry, located, printable_name, walk


def entries(folder: Path) -> list[Entry]:
    return walk(folder, lambda path: path.suffix == ".kept")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8, unique=True),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12, unique=True),
)
def test_however_folders_are_linked_each_file_is_met_once(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[int, int]], links: list[tuple[int, int]]
) -> None:
    top = tmp_path_factory.mktemp("walk")
    places = [top, *(top / f"f{number}" for number in range(1, 6))]
    for place in places[1:]:
        place.mkdir()
    for home, number in files:
        (places[home] / f"{number}.txt").write_text("x")
    for home, target in links:
        (places[home] / f"to{target}").symlink_to(places[target], target_is_directory=True)
    found = entries(top)
    names = [entry.name for entry in found]
    assert names == sorted(set(names))
    readable = [entry for entry in found if entry.obstacle is None]
    # By its own name, not by that of a link.
    assert {entry.path for entry in readable} == {places[place] / f"{number}.txt" for place, number in files}
    refused = [entry for entry in found if entry.obstacle]
    assert len(refused) == len(links)
    assert all("a link" in (entry.obstacle or "") for entry in refused)
    assert entries(top) == found


def test_a_link_to_a_folder_elsewhere_is_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.txt").write_text("x")
    (tmp_path / "here").mkdir()
    for name in ("one", "two"):
        (tmp_path / "here" / name).symlink_to(tmp_path / "there")
    assert [(entry.name, entry.obstacle) for entry in entries(tmp_path / "here")] == [
        ("one/a.txt", None),
        ("two", "a link to a folder that is read as one"),
    ]


def test_what_is_hidden_or_passed_over_is_not_met(tmp_path: Path) -> None:
    for name in (".git", "texts.kept", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text("x")
    (tmp_path / ".hidden.txt").write_text("x")
    assert [entry.name for entry in entries(tmp_path)] == ["a/x.txt"]


def test_thousands_of_files_are_listed_in_order(tmp_path: Path) -> None:
    for number in range(3_000):
        os.close(os.open(tmp_path / f"{number % 7}{number}.txt", os.O_CREAT | os.O_WRONLY))
    names = [entry.name for entry in entries(tmp_path)]
    assert len(names) == 3_000
    assert names == sorted(names)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=30).map(lambda name: name.replace(b"/", b"").replace(b"\0", b"")))
def test_a_printable_name_can_be_written_and_leads_back(name: bytes) -> None:
    decoded = os.fsdecode(b"x" + name)
    shown = printable_name(decoded)
    assert shown.encode("utf-8").decode("utf-8") == shown
    if "\\udc" not in decoded:
        assert located(Path("nowhere"), shown) == Path("nowhere") / decoded


def test_a_name_that_only_looks_as_if_it_were_no_utf8_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "caf\\udce9.txt").write_text("x")
    assert located(tmp_path, "caf\\udce9.txt") == tmp_path / "caf\\udce9.txt"
    assert located(tmp_path, "bar\\udce9.txt") == tmp_path / "bar\udce9.txt"
