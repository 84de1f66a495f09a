"""Known models: where they lie, and one clear line for a file that is not what it should be."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from extract.errors import ModelCorrupt, ModelError, ModelNotFound
from extract.models import check_gguf, default_model, file_sha256, known_models, model_path, models_dir, verify
from tests.toy_gguf import write_gguf
from tests.toy_model import FILE, MODEL, one_line, use_toy_registry


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_toy_registry(tmp_path, monkeypatch)


@pytest.fixture
def toy(store: Path) -> Path:
    """The toy model, in place."""
    store.mkdir()
    (store / FILE).write_bytes(MODEL)
    return store / FILE


def test_a_known_model_is_found_and_verified_by_name(toy: Path) -> None:
    assert model_path("toy-1b") == toy
    verify("toy-1b")
    verify(toy)


def test_a_model_that_is_not_there_says_how_to_pull_it(store: Path) -> None:
    with pytest.raises(ModelNotFound, match=f"no model at {store / FILE}: run 'extract models pull toy-1b'") as error:
        model_path("toy-1b")
    one_line(error)


def test_an_unknown_name_suggests_the_nearest() -> None:
    for ask in (model_path, verify):
        with pytest.raises(ModelNotFound, match="no model is called 'toy-1c': did you mean toy-1b") as error:
            ask("toy-1c")
        one_line(error)
    with pytest.raises(ModelNotFound, match="known are toy-1b"):
        model_path("something else")


def test_a_damaged_model_is_found_out_even_if_its_size_and_time_are_the_same(toy: Path) -> None:
    file_sha256(toy)
    stat = toy.stat()
    toy.write_bytes(MODEL[:-1] + b"?")
    os.utime(toy, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert file_sha256(toy) == sha256(MODEL).hexdigest()
    with pytest.raises(ModelCorrupt, match="run 'extract models pull toy-1b' to replace it") as error:
        verify("toy-1b")
    one_line(error)
    assert file_sha256(toy) != sha256(MODEL).hexdigest()


def test_a_truncated_model_is_not_used(toy: Path) -> None:
    toy.write_bytes(MODEL[:100])
    with pytest.raises(ModelCorrupt, match=rf"is truncated \(100 of {len(MODEL):,} bytes\)") as error:
        model_path("toy-1b")
    one_line(error)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no GGUF file"),
        (b"PK\x03\x04" + bytes(40), "is no GGUF file"),
        (b"GGUF\x03\x00", "is truncated"),
        (b"GGUF\x09\x00\x00\x00" + bytes(40), "GGUF file of version 9"),
        (b"GGUF\x00\x00\x00\x03" + bytes(40), "GGUF file of version 50331648"),
    ],
    ids=["empty", "zip", "truncated", "from the future", "big-endian"],
)
def test_a_file_that_is_no_gguf_is_not_taken_for_a_model(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(content)
    for look in (model_path, check_gguf):
        with pytest.raises(ModelCorrupt, match=message) as error:
            look(path)
        one_line(error)


def test_any_gguf_file_is_a_model_by_its_path(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "own.gguf")
    assert model_path(path) == model_path(str(path)) == path
    verify(path)
    with pytest.raises(ModelNotFound, match="no model file at .*other.gguf"):
        model_path(tmp_path / "other.gguf")
    with pytest.raises(ModelNotFound, match="is a folder"):
        model_path(tmp_path)


def test_a_hash_is_computed_once_for_a_file_that_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(MODEL)
    assert file_sha256(path) == sha256(MODEL).hexdigest()
    monkeypatch.setattr("hashlib.file_digest", lambda *_: pytest.fail("hashed twice"))
    assert file_sha256(path) == sha256(MODEL).hexdigest()
    monkeypatch.undo()


def test_a_changed_file_is_hashed_again_and_a_broken_note_is_no_harm(tmp_path: Path, store: Path) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(MODEL)
    file_sha256(path)
    path.write_bytes(MODEL + b"!")
    assert file_sha256(path) == sha256(MODEL + b"!").hexdigest()
    (store / "sha256.json").write_text("[")
    assert file_sha256(path) == sha256(MODEL + b"!").hexdigest()


def test_the_folder_for_models_is_the_one_asked_for_or_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("EXTRACT_MODELS", "~/models")
    assert models_dir() == Path("/home/someone/models")
    monkeypatch.setenv("EXTRACT_MODELS", "")
    assert models_dir().parts[-2:] == ("extract-briefing", "models")
    assert models_dir().is_relative_to("/home/someone")


def test_a_broken_registry_is_said(store: Path) -> None:
    (store.parent / "registry.toml").write_text('default = "x"\n[models.x]\nfile = "f"\n', encoding="utf-8")
    with pytest.raises(ModelError, match="registry.toml is not a model registry"):
        known_models()


def test_the_registry_that_ships_names_a_default_and_whole_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert default_model().name == "qwen2.5-coder-1.5b"
    for name, model in known_models().items():
        assert model.name == name
        assert len(model.sha256) == 64
        assert model.file == Path(model.file).name
        assert {source.label for source in model.sources} == {"PyPI", "Hugging Face"}
