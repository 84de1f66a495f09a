"""Prompts and the registry are found in a checkout and in an installed package."""

from pathlib import Path

import pytest

from extract.errors import ExtractError
from extract.resources import resource


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a package `extract` in it, and beside it, as in site-packages, a folder of somebody else's."""
    for name in ("extract/_data/models", "models"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "registry.toml").touch()
    monkeypatch.setattr("extract.resources._PACKAGE", tmp_path / "extract")
    return tmp_path


def test_the_registry_is_found_in_this_checkout() -> None:
    assert resource("models/registry.toml").read_text(encoding="utf-8").startswith("# The models")


def test_an_installed_package_reads_its_own_copy(place: Path) -> None:
    assert resource("models/registry.toml") == place / "extract/_data/models/registry.toml"


def test_a_checkout_comes_before_the_copy(place: Path) -> None:
    (place / "pyproject.toml").touch()
    assert resource("models/registry.toml") == place / "models/registry.toml"


def test_a_folder_is_found_too(place: Path) -> None:
    assert resource("models") == place / "extract/_data/models"


def test_a_missing_file_is_said_by_name(place: Path) -> None:
    with pytest.raises(ExtractError, match="prompts/detect.toml is not part of this installation"):
        resource("prompts/detect.toml")
