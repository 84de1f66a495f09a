"""Running models over cases, each model in a process of its own, so that its memory is its own."""

import multiprocessing
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from extract.briefing import Briefing, load_briefing
from extract.config import Settings
from extract.decoding.base import Decoder
from extract.errors import ExtractError
from extract.golden.cases import Case
from extract.golden.checking import Opener
from extract.pipeline import run_folder

#: Instead of a model's name: what golden.json holds. So a prompt can be compared with the one before it.
GOLDEN = "golden"

#: Told before each trial: the model's name and the case's.
Notice = Callable[[str, str], None]


@dataclass(frozen=True)
class Trial:
    """One model's reading of one case. `briefing` is None where `problem` says why; what it cost is None where nobody
    ran (the golden file) or nobody can tell. `memory` is the process's peak in bytes, of all its trials so far."""

    model: str
    case: Case
    briefing: Briefing | None
    problem: str | None = None
    seconds: float | None = None
    read_tokens: int | None = None
    written_tokens: int | None = None
    memory: int | None = None


def run_trials(models: Sequence[str], cases: Sequence[Case], opener: Opener, notice: Notice) -> Iterator[Trial]:
    """Every model over every case, model by model. `opener` opens a model in the process that it gets: it must be a
    function of a module. A model that cannot be run, or whose process dies, costs no other."""
    for model in models:
        if model == GOLDEN:
            yield from map(_golden, cases)
            continue
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(opener,)) as process:
            for case in cases:
                notice(model, case.name)
                asked = replace(case, settings=replace(case.settings, model=model))
                try:
                    yield process.submit(_try, model, asked).result()
                except BrokenProcessPool:
                    yield Trial(model, case, None, "its process died: too little memory, perhaps")


_opener: Opener | None = None
_decoders: dict[Settings, Decoder] = {}


def _begin(opener: Opener) -> None:
    """In the new process: how a model is opened there."""
    global _opener
    _opener = opener


def _try(model: str, case: Case) -> Trial:
    if _opener is None:
        raise RuntimeError("a trial was asked for before its process was told how to open a model")
    try:
        # Opened before the clock starts: how long a model loads depends on whether its file was read before.
        key = Settings(model=model, gpu=case.settings.gpu, threads=case.settings.threads)
        decoder = _decoders.get(key) or _decoders.setdefault(key, _opener(key))
        run = run_folder(case.articles, case.settings, decoder=decoder)
    except ExtractError as error:
        return Trial(model, case, None, str(error))
    return Trial(model, case, run.briefing, None, run.seconds, run.read_tokens, run.written_tokens, peak_memory())


def _golden(case: Case) -> Trial:
    try:
        return Trial(GOLDEN, case, load_briefing(case.golden))
    except ExtractError as error:
        return Trial(GOLDEN, case, None, str(error))


def peak_memory() -> int | None:
    """The most memory that this process has held so far, in bytes; None where the system does not say."""
    try:
        # What getrusage says of a new process starts at what its parent held.
        status = Path("/proc/self/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found.group(1)) * 1024 if found else None
