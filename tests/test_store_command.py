"""The store on the command line: --store, --no-store, EXTRACT_STORE and `extract cache`."""

import subprocess
import sys
from pathlib import Path

import pytest

from extract.briefing import load_briefing
from extract.config import Settings
from extract.store import Store, aside
from tests.cli_runs import ROOT, run, use_fake_pipeline, write_articles
from tests.scripted import ScriptedDecoder
from tests.test_pipeline import write
from tests.toy_model import FILE, MODEL, use_toy_registry

PRIVATE = "words of the articles"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kept" / "answers.sqlite"
    monkeypatch.setenv("EXTRACT_STORE", str(path))
    return path


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings of each model that was loaded; a scripted decoder stands in for it."""
    models = use_toy_registry(tmp_path, monkeypatch)
    models.mkdir()
    (models / FILE).write_bytes(MODEL)
    opened: list[Settings] = []

    def load(settings: Settings) -> ScriptedDecoder:
        opened.append(settings)
        return ScriptedDecoder()

    monkeypatch.setattr("extract.opening._load", load)
    return opened


def test_the_second_briefing_of_a_folder_loads_no_model(store: Path, loaded: list[Settings], tmp_path: Path) -> None:
    folder, out = write(tmp_path / "articles"), tmp_path / "briefing.json"
    first = run("brief", folder, "-o", out)
    assert first.exit_code == 0, first.stderr
    assert "from the store" not in first.stderr
    written = out.read_bytes()
    second = run("brief", folder, "-o", out)
    assert out.read_bytes() == written
    assert len(loaded) == 1
    assert "from the store" in second.stderr
    assert store.exists()
    assert load_briefing(out).manifest.model.name == "toy-1b"


def test_without_the_store_the_model_is_asked_and_nothing_is_kept(
    store: Path, loaded: list[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = write(tmp_path / "articles"), tmp_path / "briefing.json"
    for _ in range(2):
        assert run("brief", folder, "-o", out, "--no-store").exit_code == 0
    monkeypatch.setenv("EXTRACT_STORE", "off")
    assert run("brief", folder, "-o", out).exit_code == 0
    assert len(loaded) == 3
    assert not store.parent.exists()
    named = tmp_path / "named.sqlite"
    for _ in range(2):
        assert run("brief", folder, "-o", out, "--store", named).exit_code == 0
    assert len(loaded) == 4
    assert named.exists()


def test_the_options_reach_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, out = use_fake_pipeline(monkeypatch), tmp_path / "out.json"
    folder = write_articles(tmp_path / "articles")
    for options, meant in (([], True), (["--no-store"], False), (["--store", "a.db"], Path("a.db"))):
        assert run("brief", folder, "-o", out, *options).exit_code == 0
        assert fake.settings
        assert fake.settings.store == meant
    both = run("brief", folder, "-o", out, "--no-store", "--store", "a.db")
    assert both.exit_code == 2
    assert both.stderr == "extract: --store and --no-store contradict each other: give one of them\n"


def test_a_wrong_limit_is_said_before_anything_is_read(
    store: Path, loaded: list[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACT_STORE_MB", "lots")
    ended = run("brief", write(tmp_path / "articles"), "-o", tmp_path / "out.json")
    assert (ended.exit_code, loaded) == (2, [])
    assert "EXTRACT_STORE_MB is a whole number" in ended.stderr


def test_info_says_what_is_kept_and_what_that_tells(store: Path) -> None:
    before = run("cache", "info")
    assert before.exit_code == 0
    assert "no such file yet" in before.stdout
    kept = Store(store)
    kept.keep({bytes([n]) * 16: b"1" for n in range(3)})
    kept.close()
    aside(store).write_bytes(b"old")
    told = run("cache", "info").stdout
    for part in (str(store), "3\n", "MB of 512", aside(store).name, PRIVATE):
        assert part in told
    assert str(store.parent / "other") in run("cache", "info", "--store", store.parent / "other").stdout


def test_clear_forgets_everything_or_what_is_old(store: Path) -> None:
    kept = Store(store)
    kept.keep({b"k" * 16: b"1"})
    kept.close()
    aside(store).write_bytes(b"old")
    assert run("cache", "clear", "--older-than", "2h").stdout == "0 answers were forgotten\n"
    assert run("cache", "clear").stdout == "1 answer was forgotten\n"
    assert not aside(store).exists()


@pytest.mark.parametrize("age", ["", "1", "d", "-1d", "1y", "1.5d", "999999d", "٣d"])
def test_an_age_that_is_none_is_one_clear_line(age: str, store: Path) -> None:
    ended = run("cache", "clear", "--older-than", age)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "--older-than takes a number" in ended.stderr


def test_a_file_that_is_no_store_is_neither_shown_nor_cleared(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("It rained.")
    for name in ("info", "clear"):
        ended = run("cache", name, "--store", article)
        assert ended.exit_code == 2
        assert "is no store of extract's" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["article.txt"]
    assert article.read_text() == "It rained."


def test_where_nothing_is_kept_there_is_nothing_to_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACT_STORE", "off")
    ended = run("cache", "info")
    assert ended.exit_code == 2
    assert "nothing is kept" in ended.stderr


def test_a_fault_of_the_store_is_one_line_on_stderr_of_a_real_run(tmp_path: Path) -> None:
    """The line is logged: this shows that it reaches a person who has set up no logging."""
    path = tmp_path / "article.txt"
    path.write_text("It rained.")
    script = "from pathlib import Path; from extract.store import Store; import sys; Store(Path(sys.argv[1]))"
    ended = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    line = f"extract: {path} is no store of extract's: name another file; what this run learns is not kept\n"
    assert ended.stderr == line
