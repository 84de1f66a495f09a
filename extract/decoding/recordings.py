"""Recordings: every request that was made of a model and what it answered, in one JSON Lines file.

The first line says what was asked and by what: the model, the sha256 of each prompt file, and of the heads that each
step decided by. Every other line is one request with its answer, sorted by key, so that the same answers give the same
bytes. Requests are found by their content alone (`requests`), never by where they stand.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.decoding.base import Prompt
from extract.errors import DecodeError


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and its answer. `shared` tells the prompt's shared messages apart, `asked` is its own turn's text."""

    key: str
    step: str
    shared: str
    asked: str
    answer: Any

    @classmethod
    def of(cls, key: str, prompt: Prompt, answer: Any) -> "Entry":
        return cls(key, prompt.name, shared_digest(prompt), prompt.turns[-1].text, answer)

    def to_line(self) -> str:
        fields = {"key": self.key, "step": self.step, "shared": self.shared, "asked": self.asked, "answer": self.answer}
        return _line(fields)


@dataclass(frozen=True)
class Recording:
    """Answers by key, with the model that gave them, and what it was asked with.

    `prompts` are the sha256 of the prompt files by name, `heads` those of the fitted heads by the step that they
    decide; either may lack what was not known when the recording was made. `processor` is the kind on which it was
    made: another kind's arithmetic may end in other digits, and a decision near its threshold may fall the other way.
    """

    model_name: str
    model_sha256: str
    prompts: Mapping[str, str] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    processor: str = ""

    def to_text(self) -> str:
        head = {
            "model": {"name": self.model_name, "sha256": self.model_sha256},
            "prompts": dict(sorted(self.prompts.items())),
            "heads": dict(sorted(self.heads.items())),
            "processor": self.processor,
        }
        return _line(head) + "".join(self.entries[key].to_line() for key in sorted(self.entries))


def read_recording(path: Path) -> Recording:
    """Raises `DecodeError`, in one line, for a file that is not there or is no recording."""
    try:
        # Not `splitlines`: a text may hold other line ends than this one.
        lines = path.read_text(encoding="utf-8").split("\n")
        head = json.loads(lines[0])
        return Recording(
            model_name=str(head["model"]["name"]),
            model_sha256=str(head["model"]["sha256"]),
            prompts=dict(head.get("prompts") or {}),
            heads=dict(head.get("heads") or {}),
            entries=_entries(lines[1:]),
            processor=str(head.get("processor", "")),
        )
    except FileNotFoundError:
        raise DecodeError(f"cannot read the recording {path}: there is no such file: record it again") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DecodeError(f"cannot read the recording {path}: {error}: record it again") from None


def read_journal(path: Path, model_sha256: str) -> dict[str, Entry]:
    """What an interrupted run of this model had answered: all whole lines of a journal, or nothing."""
    try:
        head, *lines = path.read_text(encoding="utf-8").split("\n")
        if json.loads(head)["model"]["sha256"] != model_sha256:
            return {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    # What stands behind the last line end is a line that a killed run did not finish.
    whole = lines[:-1]
    try:
        return _entries(whole)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def append_journal(path: Path, model_name: str, model_sha256: str, entries: Iterable[Entry]) -> None:
    """Keep `entries` at once, so that a run that is killed now does not ask for them again."""
    text = "".join(entry.to_line() for entry in entries)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _line({"model": {"name": model_name, "sha256": model_sha256}}) + text
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def shared_digest(prompt: Prompt) -> str:
    """16 hex digits that tell one set of shared messages from another."""
    messages = json.dumps([[message.role, message.text] for message in prompt.shared], ensure_ascii=False)
    return hashlib.sha256(messages.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _entries(lines: Iterable[str]) -> dict[str, Entry]:
    rows = (json.loads(line) for line in lines if line)
    return {
        row["key"]: Entry(row["key"], row.get("step", ""), row.get("shared", ""), row.get("asked", ""), row["answer"])
        for row in rows
    }


def _line(fields: Mapping[str, Any]) -> str:
    # Half of a surrogate pair is no UTF-8; its escape is JSON again.
    line = json.dumps(fields, ensure_ascii=False)
    return line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"
