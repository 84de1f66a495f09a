"""What people decided about merges and items, kept in a small TOML file beside the folder and honoured by later runs.

    [[decision]]
    verdict = "same"                       # same, different, wrong or reworded
    class = "demand"
    statements = ["0f3a…", "9be1…"]        # what the mentions say, hashed: it lasts as long as the sentences do
    said = ["urged Lesk to …", "…"]        # for whoever reads the file
    what = "…"                             # only where an item is reworded

"same" puts all its statements into one item, "different" keeps each of them apart from each other, "wrong" takes them
out of the briefing, "reworded" states the item that holds the first of them in the words of `what`.
"""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

from extract.briefing import Dispute, Item
from extract.errors import UsageError
from extract.reconcile.found import Found, statement_key
from extract.schemas import Kind

VERDICTS = ("same", "different", "wrong", "reworded")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Decision:
    """One judgement on statements of one class, which are named by their keys (`found.statement_key`)."""

    verdict: str
    kind: Kind
    statements: tuple[str, ...]
    said: tuple[str, ...] = ()
    what: str | None = None


@dataclass(frozen=True)
class Decisions:
    """All judgements on a folder, in the order in which they were made: the last one on a pair holds."""

    made: tuple[Decision, ...] = ()

    def pairs(self, keys: Sequence[str]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """Pairs of indices into `keys` that are the same, and those that are different."""
        at: dict[str, list[int]] = {}
        for index, key in enumerate(keys):
            at.setdefault(key, []).append(index)
        held: dict[tuple[int, int], str] = {}
        for decision in self.made:
            if decision.verdict in ("same", "different"):
                for one, other in combinations(decision.statements, 2):
                    for pair in ((a, b) for a in at.get(one, ()) for b in at.get(other, ()) if a != b):
                        held[min(pair), max(pair)] = decision.verdict
        same = {pair for pair, verdict in held.items() if verdict == "same"}
        return same, held.keys() - same

    def rejects(self, found: Found) -> bool:
        key = statement_key(found.kind, found.quote) if self.made else ""
        return any(each.verdict == "wrong" and key in each.statements for each in self.made)

    def reworded(self, item: Item) -> Item:
        """The item in the words that a person gave it, if one did."""
        rewordings = {each.statements[0]: each.what for each in self.made if each.verdict == "reworded"}
        if not rewordings:
            return item
        kind = Kind(item.id.rpartition("-")[0])
        own = [mention for mention in item.mentions if not mention.part]
        words = [what for mention in own if (what := rewordings.get(statement_key(kind, mention.quote)))]
        if not words:
            return item
        name = "about" if isinstance(item, Dispute) else "what"
        return type(item).model_validate({**item.model_dump(), name: words[-1], "reworded": True})

    def and_also(self, decision: Decision) -> "Decisions":
        return Decisions((*self.made, decision))

    def for_manifest(self) -> dict[str, str]:
        """The hash of the decisions, where there are any: they are part of what a briefing depends on."""
        return {"review": sha256(to_toml(self).encode()).hexdigest()} if self.made else {}


def decide(verdict: str, kind: Kind, quotes: Sequence[str], what: str | None = None) -> Decision:
    """A judgement on what these quotes say. `UsageError` when it lacks something."""
    quotes = list(dict.fromkeys(quotes))
    if verdict in ("same", "different") and len(quotes) < 2:
        raise UsageError(f"{verdict!r} needs two different quotes or more")
    if (verdict == "reworded") != bool(what and what.strip()):
        raise UsageError("the new words of an item are given with 'reworded', and only there")
    said = tuple(" ".join(quote.split())[:_SHOWN] for quote in quotes)
    keys = tuple(dict.fromkeys(statement_key(kind, quote) for quote in quotes))
    return Decision(verdict, kind, keys, said, what.strip() if what else None)


def review_path(folder: Path) -> Path:
    """Where the decisions on a folder are kept: beside it, under its name."""
    resolved = folder.resolve()
    return resolved.with_name(f"{resolved.name}.review.toml")


def read_decisions(path: Path) -> Decisions:
    """The decisions in a file; none where there is no file. `UsageError` says what is wrong with it."""
    try:
        return decisions_of(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Decisions()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"cannot read the decisions in {path}: {error}: mend the file or move it away") from None


def decisions_of(content: dict[str, Any]) -> Decisions:
    """The decisions of a parsed file. Raises what a wrong shape raises: ValueError, KeyError, TypeError."""
    return Decisions(tuple(_decision(row) for row in content.get("decision", [])))


def _decision(row: dict[str, Any]) -> Decision:
    verdict, statements = str(row["verdict"]), tuple(str(each) for each in row["statements"])
    if verdict not in VERDICTS or not statements or (verdict == "reworded") != bool(row.get("what")):
        raise ValueError(f"no decision: {row}")
    return Decision(verdict, Kind(row["class"]), statements, tuple(row.get("said", ())), row.get("what"))


def to_toml(decisions: Decisions) -> str:
    """The file's text."""
    blocks = []
    for each in decisions.made:
        fields: dict[str, object] = {
            "verdict": each.verdict,
            "class": each.kind.value,
            "statements": list(each.statements),
            "said": list(each.said),
            **({"what": each.what} if each.what else {}),
        }
        lines = [f"{name} = {_toml(value)}" for name, value in fields.items()]
        blocks.append("\n".join(["[[decision]]", *lines]) + "\n")
    return "\n".join(blocks)


def _toml(value: object) -> str:
    """A string or a list of strings: as JSON writes them, but for the one control character that TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f").encode("utf-8", "replace").decode()
