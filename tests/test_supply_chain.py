"""What is installed with this package: each version pinned, each file's hash known, each licence listed."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / ".ci/locks"
NAMES = ("build", "run", "dev")
_ENTRY = re.compile(r"^([\w.-]+)==(\S+)((?:[^\n]*\\\n)(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    return {each[1]: each[2] for each in _ENTRY.finditer((LOCKS / f"{name}.txt").read_text())}


def normal(requirement: str) -> str:
    """The name of a package as an index writes it (PEP 503)."""
    found = re.match(r"[\w.-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_lock_is_a_package_with_one_version_and_hashes(name: str) -> None:
    text = (LOCKS / f"{name}.txt").read_text()
    head, _, entries = text.partition("\n")
    assert head == "# Written by .ci/lock: do not edit."
    assert _ENTRY.sub("", entries) == ""
    assert len(locked(name)) >= 5
    assert "://" not in text


def test_the_locks_agree_with_each_other_and_with_the_pins() -> None:
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    everything = locked("dev") | locked("build")
    assert locked("run").items() <= locked("dev").items()
    assert {name: everything.get(name) for name in pins} == pins


@pytest.mark.parametrize(("lock", "extras"), [("run", ()), ("dev", ("calibrate", "parquet", "dev"))])
def test_all_that_the_project_asks_for_is_locked(lock: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"]]
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    missing = {normal(each) for each in asked} - {"extract-briefing"} - {normal(name) for name in locked(lock)}
    assert not missing, f"run 'make lock', then 'make licences', for {sorted(missing)}"


def test_what_builds_is_locked() -> None:
    wanted = [line for line in (ROOT / ".ci/build-tools.txt").read_text().splitlines() if not line.startswith("#")]
    assert {normal(each) for each in wanted} <= {normal(name) for name in locked("build")}


def test_nothing_is_installed_without_a_hash_but_this_package_and_what_was_compiled_here() -> None:
    makefile = (ROOT / "Makefile").read_text()
    recipes = [line.strip() for line in makefile.splitlines() if re.match(r"\t.*\$\((PIP|LOCKED)\)", line)]
    assert recipes
    for line in recipes:
        assert line.startswith("$(LOCKED)/") or line == "$(PIP) --no-deps --no-build-isolation --editable ."
    assert "--require-hashes" in next(line for line in makefile.splitlines() if line.startswith("LOCKED"))
    script = (ROOT / ".ci/install-llama").read_text()
    build = script[script.index("-m pip wheel") :].partition("\n\n")[0]
    assert "--require-hashes" in build
    assert "--no-build-isolation" in build  # else pip fetches what builds it, without a hash


def test_each_locked_package_is_listed_with_its_licence() -> None:
    rows = (ROOT / "docs/licences.md").read_text().splitlines()
    listed = {cells[1]: (cells[2], cells[3]) for row in rows if len(cells := [c.strip() for c in row.split("|")]) == 6}
    for lock in NAMES:
        for name, version in locked(lock).items():
            assert name in listed, f"{name} is not in docs/licences.md: run 'make licences'"
            assert listed[name][0] == version
            assert listed[name][1] not in ("", "not said")


def test_every_known_model_has_a_size_a_hash_and_a_licence() -> None:
    registry = tomllib.loads((ROOT / "models/registry.toml").read_text())["models"]
    assert registry
    for model in registry.values():
        assert re.fullmatch(r"[0-9a-f]{64}", model["sha256"])
        assert model["size"] > 0
        assert model["licence"]
