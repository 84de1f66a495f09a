"""The schema is a product: it changes with its version only, and older briefings are still read."""

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from extract.briefing import SCHEMA_VERSION, Briefing, json_schema, load_briefing
from extract.errors import BriefingError
from extract.versions import read_as
from tests.cli_runs import run
from tests.sample_briefing import sample_briefing

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "schema"
SAMPLES = ROOT / "tests" / "briefings"

#: The sha256 of each schema that others may already rely on: it stays what it is. Add one with each release.
PUBLISHED = {"1.0": "e7609053b566c1ddb36e931c10fa70b11be38757b3396f27123d37f33e026d66"}


def schema(version: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"briefing-{version}.json").read_text(encoding="utf-8"))
    return document


def versions() -> list[str]:
    names = [path.stem.removeprefix("briefing-") for path in FOLDER.glob("briefing-*.json")]
    return sorted(names, key=lambda name: [int(part) for part in name.split(".")])


def test_the_contract_is_what_the_file_of_its_version_says() -> None:
    command = f"extract schema -o docs/schema/briefing-{SCHEMA_VERSION}.json"
    assert (FOLDER / f"briefing-{SCHEMA_VERSION}.json").is_file(), f"a new version: write its file with '{command}'"
    assert json_schema() == schema(SCHEMA_VERSION), (
        f"the contract has changed: raise SCHEMA_VERSION in extract/briefing.py if {SCHEMA_VERSION} is published, "
        f"then write its file with '{command}'"
    )


@pytest.mark.parametrize("version", PUBLISHED)
def test_a_published_schema_stays_what_it_is(version: str) -> None:
    content = (FOLDER / f"briefing-{version}.json").read_bytes()
    assert hashlib.sha256(content).hexdigest() == PUBLISHED[version]


def test_the_current_version_is_the_newest_and_every_older_one_is_published() -> None:
    assert versions()[-1] == SCHEMA_VERSION
    assert set(versions()[:-1]) <= set(PUBLISHED)


@pytest.mark.parametrize("version", versions())
def test_every_version_is_a_schema_of_draft_2020_12(version: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(version))
    assert schema(version)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


# A minor version takes nothing away


def broken_promises(old: dict[str, Any], new: dict[str, Any], at: str = "briefing") -> list[str]:
    """What a reader of `old` may rely on and `new` no longer gives; `at` says where. References are taken by name."""
    if old.get("$ref") != new.get("$ref"):
        return [f"{at} is of another kind"]
    broken = [*broken_fields(old, new, at), *broken_values_of(old, new, at)]
    for part in ("items", "additionalProperties"):
        if isinstance(old.get(part), dict):
            broken += broken_promises(old[part], new.get(part, {}), f"{at}[]")
    for name, definition in old.get("$defs", {}).items():
        here = new.get("$defs", {}).get(name)
        broken += broken_promises(definition, here, name) if here else [f"{name} is gone"]
    return broken


def broken_fields(old: dict[str, Any], new: dict[str, Any], at: str) -> list[str]:
    """Fields that are gone, may suddenly be missing, or are new and must be there."""
    before, after = old.get("properties", {}), new.get("properties", {})
    asked, still = old.get("required", []), new.get("required", [])
    broken = [f"{at}.{name} is gone" for name in before if name not in after]
    broken += [f"{at}.{name} may be missing" for name in asked if name not in still]
    broken += [f"{at}.{name} is new, but not optional" for name in still if before and name not in before]
    for name in before.keys() & after.keys() - {"schema_version"}:
        broken += broken_promises(before[name], after[name], f"{at}.{name}")
    return broken


def broken_values_of(old: dict[str, Any], new: dict[str, Any], at: str) -> list[str]:
    """A type that has changed; values or choices that a reader of the old does not know."""
    broken = [f"{at} is of another type"] if old.get("type") != new.get("type") else []
    if "enum" in old and not set(new.get("enum", ())) <= set(old["enum"]):
        broken.append(f"{at} has values that were not known")
    choices, still = old.get("anyOf", []), new.get("anyOf", [])
    if any(choice not in still for choice in choices) or len(still) > len(choices):
        broken.append(f"{at} has other choices")
    return broken


@pytest.mark.parametrize("step", list(zip(versions(), versions()[1:], strict=False)), ids=" to ".join)
def test_a_minor_version_breaks_no_promise(step: tuple[str, str]) -> None:
    old, new = step
    if old.split(".")[0] != new.split(".")[0]:
        pytest.skip(f"{new} is a new major version")
    assert broken_promises(schema(old), schema(new)) == []


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda each: each["$defs"]["Demand"]["properties"].pop("by"), "Demand.by is gone"),
        (lambda each: each["$defs"]["Demand"]["required"].remove("what"), "Demand.what may be missing"),
        (
            lambda each: each["$defs"]["Point"]["properties"]["number"].update(type="string"),
            "Point.number is of another",
        ),
        (lambda each: each["$defs"]["Point"]["required"].append("new"), "Point.new is new, but not optional"),
        (
            lambda each: each["$defs"]["Consensus"]["properties"]["basis"]["enum"].append("guessed"),
            "Consensus.basis has",
        ),
        (lambda each: each["$defs"].pop("Claim"), "Claim is gone"),
        (lambda each: each["properties"]["demands"]["items"].update({"$ref": "#/$defs/Item"}), "another kind"),
    ],
)
def test_a_broken_promise_is_found(change: Any, broken: str) -> None:
    new = schema("1.0")
    change(new)
    assert [each for each in broken_promises(schema("1.0"), new) if broken in each]


def test_an_addition_breaks_no_promise() -> None:
    new = schema("1.0")
    new["$defs"]["Point"]["properties"]["more"] = {"type": "string"}
    assert broken_promises(schema("1.0"), new) == []


# Reading other versions


@pytest.mark.parametrize("version", [version for version in versions() if version != SCHEMA_VERSION])
def test_a_briefing_of_an_older_version_is_read_as_one_of_today(version: str) -> None:
    path = SAMPLES / f"sample-{version}.json"
    old = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema(version)).validate(old)
    read = load_briefing(path)
    assert read.schema_version == SCHEMA_VERSION
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(read.to_json()))
    assert broken_values(old, json.loads(read.to_json())) == []


def broken_values(old: Any, new: Any, at: str = "") -> list[str]:
    """Where the new document does not say what the old one said."""
    if isinstance(old, dict):
        pairs = [(old[name], new.get(name), f"{at}.{name}") for name in old if name != "schema_version"]
        return [each for pair in pairs for each in broken_values(*pair)]
    if isinstance(old, list):
        if len(old) != len(new):
            return [at]
        return [
            each
            for number, pair in enumerate(zip(old, new, strict=True))
            for each in broken_values(*pair, f"{at}[{number}]")
        ]
    return [] if old == new else [at]


def test_a_briefing_of_a_newer_minor_version_is_read_without_what_is_not_known_yet(tmp_path: Path) -> None:
    document = json.loads(sample_briefing().to_json())
    document |= {"schema_version": "1.99", "mood": "tense"}
    document["demands"][0]["urgency"] = 3
    (tmp_path / "new.json").write_text(json.dumps(document), encoding="utf-8")
    assert load_briefing(tmp_path / "new.json") == sample_briefing()


@pytest.mark.parametrize(("version", "cure"), [("2.0", "update extract"), ("0.9", "make the briefing anew")])
def test_another_major_version_is_refused_with_what_to_do(tmp_path: Path, version: str, cure: str) -> None:
    document = json.loads(sample_briefing().to_json()) | {"schema_version": version}
    (tmp_path / "other.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(BriefingError, match=f"reads versions 1.x, not {version}: {cure}"):
        load_briefing(tmp_path / "other.json")
    result = run("show", tmp_path / "other.json")
    assert (result.exit_code, result.stderr.count("\n")) == (8, 1)


@pytest.mark.parametrize("version", [None, 1, "1", "one.two", "1.x", "", [], "1.0.0"])
def test_what_is_no_version_is_refused(version: object) -> None:
    document = json.loads(sample_briefing().to_json()) | {"schema_version": version}
    with pytest.raises(ValueError, match="schema_version"):
        Briefing.model_validate(document)


def test_every_minor_version_counts_as_the_current_one() -> None:
    assert {read_as(f"1.{minor}", "1.4") for minor in range(12)} == {"1.4"}


# The command


def test_an_older_schema_is_printed_as_it_was_published() -> None:
    result = run("schema", "--version", "1.0")
    assert result.stdout_bytes == (FOLDER / "briefing-1.0.json").read_bytes()
    assert json.loads(run("schema", "--version", SCHEMA_VERSION).stdout) == json_schema()


def test_a_schema_that_there_is_not_is_said(tmp_path: Path) -> None:
    result = run("schema", "--version", "0.1")
    assert result.exit_code == 2
    assert "no schema of version 0.1: there is 1.0" in result.stderr


def test_the_file_of_a_version_is_written_by_one_command(tmp_path: Path) -> None:
    assert run("schema", "-o", tmp_path / "s.json").exit_code == 0
    assert (tmp_path / "s.json").read_bytes() == (FOLDER / f"briefing-{SCHEMA_VERSION}.json").read_bytes()
