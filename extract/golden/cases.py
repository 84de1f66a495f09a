"""A case is a folder: articles and the briefing that a person has found right. A new test is a new folder, no code.

case.toml        settings and tolerances; may be empty, but marks the folder as a case
articles/        what is read; `articles = "…"` in case.toml names another folder, seen from the case
golden.json      the briefing, as `extract golden record` wrote it and a person reviewed it
recording/       every request that was made of the model and its answer
gold.json        annotations (optional): scores are shown with every difference; `gold = "…"` names another file
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from extract.config import Settings
from extract.errors import UsageError
from extract.schemas import Kind

CASE_FILE = "case.toml"
#: Settings that say where the work is done, not what comes out: no part of a case.
_OF_THE_MACHINE = {"threads", "gpu", "verbose", "store"}


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What a live check lets pass.

    `wording` is the least likeness of two clauses, from 0 to 1 (`wording.likeness`); `probability` how far a
    probability may move; `evidence` the least share of an item's mentions, of all that it has or had, that must have
    stayed; `lost` and `added` how many items of a briefing may go and come.
    """

    wording: float = 0.4
    probability: float = 0.1
    evidence: float = 0.5
    lost: int = 0
    added: int = 0

    def __post_init__(self) -> None:
        for name in ("wording", "probability", "evidence"):
            if not 0 <= getattr(self, name) <= 1:
                raise UsageError(f"tolerances: {name} lies between 0 and 1, not at {getattr(self, name)}")
        if min(self.lost, self.added) < 0:
            raise UsageError("tolerances: lost and added are numbers of items, 0 or more")


@dataclass(frozen=True, slots=True)
class Case:
    folder: Path
    articles: Path
    gold: Path | None = None
    settings: Settings = field(default_factory=Settings)
    tolerances: Tolerances = field(default_factory=Tolerances)

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    @property
    def golden(self) -> Path:
        return self.folder / "golden.json"

    @property
    def recording(self) -> Path:
        return self.folder / "recording" / "answers.jsonl"

    @property
    def new(self) -> Path:
        """Where a check leaves what `accept` takes. Hidden, so that it is never read as an article."""
        return self.folder / ".new"


def load_case(folder: Path) -> Case:
    """Read a case. `UsageError` says in one line what its case.toml has wrong."""
    path = folder / CASE_FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{folder} is no case: it has no {CASE_FILE} (an empty one will do)") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}") from None
    _check_names(path, table, {"articles", "gold", "settings", "tolerances"}, "this file")
    try:
        articles = folder / table.get("articles", "articles")
        gold = folder / table.get("gold", "gold.json")
        if "gold" in table and not gold.is_file():
            raise UsageError(f"{path}: there is no gold file {gold}")
        return Case(
            folder=folder,
            articles=articles,
            gold=gold if gold.is_file() else None,
            settings=_settings(path, table.get("settings", {})),
            tolerances=_tolerances(path, table.get("tolerances", {})),
        )
    except (TypeError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from None


def find_cases(paths: Iterable[Path]) -> list[Case]:
    """The cases that `paths` name: each a case or a folder of cases. Raises `UsageError` for one that is neither."""
    folders: dict[Path, None] = {}
    for path in paths:
        found = [path] if (path / CASE_FILE).exists() else sorted(each.parent for each in path.glob(f"*/{CASE_FILE}"))
        if not found:
            raise UsageError(f"{path} is no case and holds none: a case is a folder with a {CASE_FILE}")
        folders.update(dict.fromkeys(found))
    return [load_case(folder) for folder in folders]


def with_machine(case: Case, model: str | None, threads: int | None, gpu: str) -> Case:
    """The case with what the command line says of the machine, and of the model if it names one."""
    settings = replace(case.settings, threads=threads, gpu="off" if gpu == "off" else "auto")
    return replace(case, settings=replace(settings, model=model) if model else settings)


def _settings(path: Path, table: dict[str, Any]) -> Settings:
    _check_names(path, table, {each.name for each in fields(Settings)} - _OF_THE_MACHINE, "[settings]")
    values = dict(table)
    if "classes" in values:
        values["classes"] = tuple(kind for kind in Kind if kind in {Kind(name) for name in values["classes"]})
    return Settings(**values)


def _tolerances(path: Path, table: dict[str, Any]) -> Tolerances:
    _check_names(path, table, {each.name for each in fields(Tolerances)}, "[tolerances]")
    return Tolerances(**table)


def _check_names(path: Path, table: Any, known: set[str], where: str) -> None:
    if not isinstance(table, dict):
        raise UsageError(f"{path}: {where} must be a table")
    if strange := sorted(set(table) - known):
        raise UsageError(f"{path}: {where} knows no {strange[0]!r}: it may hold {', '.join(sorted(known))}")
