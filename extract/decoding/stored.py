"""A decoder behind the store: what was answered once is not asked again, and a model is loaded when it has to be.

Answers move a little with what is read in one batch with them. Prompts are therefore asked in groups, counted from the
first of each call, and a group's answers are stored in one transaction: a run that is killed and started again asks
what an undisturbed run would have asked, in the same batches, and ends with the same bytes. Of a group of which some
answers are on record (an article was edited) only the others are asked: the last digits of theirs may differ from those
of a run that reads everything.
"""

import hashlib
import json
import logging
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

from extract.decoding.base import Decoder, Failure, Prompt, Tick, Usage, no_tick
from extract.decoding.kept import as_answer, as_numbers
from extract.decoding.requests import choose_key, fill_key, probe_key
from extract.errors import ComputeError
from extract.heads import Probe
from extract.schemas import Record
from extract.store import Store

#: Prompts that are asked, and whose answers are stored, together at most: what a killed run loses.
GROUP = 256
#: The code that answers depend on, besides llama.cpp: this package, heads, and what grammars are made from. Whatever is
#: changed in it, if only a comment, nothing that was answered before is taken for an answer of the code as it is now.
ANSWERING = ("decoding/*.py", "heads.py", "phrasing.py", "schemas.py", "wording.py")

A = TypeVar("A")

_log = logging.getLogger("extract.decoding")


@runtime_checkable
class Closable(Protocol):
    """A decoder that holds something which must be given back."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Spare:
    """What is asked from the moment on when llama.cpp or its device fails (None where nothing else would do better),
    the settings that its answers depend on, and what a person is told of it."""

    opened: Callable[[], Decoder | None]
    settings: Mapping[str, str]
    told: str


class StoredDecoder:
    """`Decoder` that answers from `store`, and asks the decoder that `opened` makes for the rest.

    `settings` are those of the decoder that its answers depend on. `usage` counts what the model really did. Where a
    `spare` is given, a `ComputeError` costs a line in the log, and what was being asked is asked of that.
    """

    def __init__(
        self,
        store: Store,
        opened: Callable[[], Decoder],
        *,
        model_name: str,
        model_sha256: str,
        settings: Mapping[str, str] | None = None,
        spare: Spare | None = None,
    ) -> None:
        self.model_name, self.model_sha256 = model_name, model_sha256
        #: How many answers came from the store.
        self.recalled = 0
        self._store, self._opened = store, opened
        self._decoder: Decoder | None = None
        self._context = context(model_sha256, settings or {})
        self._spare = spare
        self._spent = Usage()  # by a decoder that failed

    @property
    def usage(self) -> Usage:
        if self._decoder is None:
            return self._spent
        now, spent = self._decoder.usage, self._spent
        return Usage(spent.read + now.read, spent.written + now.written, spent.passes + now.passes)

    def close(self) -> None:
        """Close the store, and the decoder that was opened if it can be closed."""
        self._store.close()
        self._spent, decoder, self._decoder = self.usage, self._decoder, None
        if isinstance(decoder, Closable):
            decoder.close()

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        def ask(which: Sequence[int], _: Tick) -> list[Mapping[str, float]]:
            return self._model().choose([prompts[index] for index in which], labels)

        keys = [choose_key(prompt, labels) for prompt in prompts]
        return self._answers(keys, ask, no_tick, dict, lambda _, kept: as_numbers(kept, labels))

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        def ask(which: Sequence[int], tick: Tick) -> list[Mapping[str, float]]:
            return self._model().probe([prompts[index] for index in which], probe, tick)

        keys = [probe_key(prompt, probe) for prompt in prompts]
        labels = [head.label for head in probe.heads]
        return self._answers(keys, ask, tick, dict, lambda _, kept: as_numbers(kept, labels))

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        def ask(which: Sequence[int], tick: Tick) -> list[Record | Failure]:
            asked = [prompts[index] for index in which], [schemas[index] for index in which]
            return self._model().fill(*asked, tick, judge)

        keys = [fill_key(prompt, schema, judge) for prompt, schema in zip(prompts, schemas, strict=True)]
        return self._answers(keys, ask, tick, _as_kept, lambda index, kept: _filled(kept, schemas[index]))

    def _model(self) -> Decoder:
        if self._decoder is None:
            self._decoder = self._opened()
        return self._decoder

    def _answers(
        self,
        keys: Sequence[str],
        ask: Callable[[Sequence[int], Tick], Sequence[A]],
        tick: Tick,
        as_kept: Callable[[A], Any],
        as_answer: Callable[[int, Any], A | None],
    ) -> list[A]:
        """The answers to `keys`, in order. `ask` gets the numbers of those that are asked; `as_kept` makes JSON of an
        answer, None where it must not be kept, and `as_answer` an answer of JSON, None where it is none."""

        def group(start: int, tick: Tick) -> list[A]:
            hashes = [self._hash(key) for key in keys[start : start + GROUP]]
            found: dict[bytes, A] = {}
            for key, kept in self._store.find(sorted(set(hashes))).items():
                if (answer := as_answer(start + hashes.index(key), _read(kept))) is not None:
                    found[key] = answer
            recalled = sum(key in found for key in hashes)
            self.recalled += recalled
            tick(recalled)
            # The same question twice is asked once.
            missing = list(dict.fromkeys(key for key in hashes if key not in found))
            if missing:
                asked = ask([start + hashes.index(key) for key in missing], tick)
                found |= zip(missing, asked, strict=True)
                new = {key: kept for key in missing if (kept := as_kept(found[key])) is not None}
                self._store.keep({key: json.dumps(kept).encode() for key, kept in new.items()})
            tick(len(hashes) - recalled - len(missing))
            return [found[key] for key in hashes]

        answers: list[A] = []
        for start in range(0, len(keys), GROUP):
            counted, recalled = _Counted(tick), self.recalled
            try:
                answers += group(start, counted)
            except ComputeError as fault:
                self._fall_back(fault)
                # The whole group anew: none of its answers was kept.
                self.recalled = recalled
                tick(-counted.total)
                answers += group(start, tick)
        return answers

    def _fall_back(self, fault: ComputeError) -> None:
        if self._spare is None:
            raise fault
        spare, self._spare = self._spare, None
        self._spent, failed, self._decoder = self.usage, self._decoder, None
        if isinstance(failed, Closable):
            failed.close()
        # Where the spare one cannot be opened either, it is for another reason, and that one comes out.
        self._decoder = spare.opened()
        if self._decoder is None:
            raise fault
        self._context = context(self.model_sha256, spare.settings)
        _log.warning("extract: %s; %s", fault, spare.told)

    def _hash(self, key: str) -> bytes:
        # As many bits as a key of a request has.
        return hashlib.sha256(f"{self._context} {key}".encode()).digest()[:16]


class _Counted:
    """A tick that knows how much it has told."""

    def __init__(self, tick: Tick) -> None:
        self._tick, self.total = tick, 0

    def __call__(self, ready: int) -> None:
        self.total += ready
        self._tick(ready)


def context(model_sha256: str, settings: Mapping[str, str]) -> str:
    """What answers depend on besides the question: the model, how it is run, and by which code."""
    parts = {
        "model": model_sha256,
        "settings": dict(sorted(settings.items())),
        "code": _code(),
        "llama.cpp": _llama(),
        "machine": platform.machine(),
    }
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def _code() -> str:
    root = Path(__file__).parents[1]
    files = sorted(path for pattern in ANSWERING for path in root.glob(pattern))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


@cache
def _llama() -> list[str]:
    """Which llama.cpp answers: its version, and its libraries, which tell builds (for a GPU, say) apart."""
    try:
        release = version("llama-cpp-python")
    except PackageNotFoundError:
        return []
    # Found without being imported: that takes longer than all answers together.
    package = find_spec("llama_cpp")
    libraries = Path(package.origin).parent.glob("lib/*") if package and package.origin else ()
    return [release, *sorted(f"{path.name} {path.stat().st_size}" for path in libraries)]


def _read(kept: bytes) -> Any:
    """JSON that is kept; None where it is none, which is no answer either."""
    try:
        return json.loads(kept)
    except (ValueError, RecursionError):
        return None


def _as_kept(answer: Record | Failure) -> Any:
    if isinstance(answer, Failure):
        return None if answer.passing else {"failure": answer.reason}
    return {"record": answer.model_dump(mode="json")}


def _filled(kept: Any, schema: type[Record]) -> Record | Failure | None:
    if not isinstance(kept, dict):
        return None
    return as_answer(schema, kept if "failure" in kept else kept.get("record"))
