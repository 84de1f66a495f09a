"""Many runs in one process, over folders made at random: `python -m benchmarks.soak --runs 500 [--model NAME]`.

Each run makes a folder of articles out of the sentences in `models/sentences` (with debris, repeats and files that
cannot be read), briefs it into files as the command line does, and is held to this:

- nothing lost: each mention that detection found stands in the briefing or in `skipped`;
- nothing left: no temporary file, and beside the results and the store no other;
- nothing growing: memory (resident, after caches are emptied and garbage is collected), open files and threads.

Without --model the tests' stand-in answers. Memory is flat if its median over the last tenth of the runs is within 5 %
of that over the tenth that follows the warming up (a fifth of the runs, in which Python's own pools fill). Ends with 1
if anything is wrong.
"""

import argparse
import contextlib
import functools
import gc
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import extract.pipeline
from extract.articles import Article, load_articles
from extract.briefing import Briefing
from extract.cli.report import write_report
from extract.cli.texts import write_briefing
from extract.config import Settings
from extract.decoding.stored import StoredDecoder
from extract.detect import Detected
from extract.opening import open_stored
from extract.schemas import Kind
from extract.store import Store
from tests.scripted import ScriptedDecoder

ROOT = Path(__file__).parents[1]
#: Share of the runs that warm up, and of those whose memory is compared.
WARMING, COMPARED = 0.2, 0.1
#: Memory may differ by this share.
FLAT = 0.05
_DEBRIS = (
    "Share this article",
    "Advertisement",
    "Photo: the harbour at dawn",
    "Read more",
    "© 2031 All rights reserved",
)
#: An article's sentences at the least and at the most.
_SENTENCES = (3, 25)


@dataclass(frozen=True, slots=True)
class Measured:
    """After a run: resident memory in bytes, open files, threads; mentions found; and what was wrong, in lines."""

    memory: int
    files: int
    threads: int
    found: int
    faults: tuple[str, ...]


def sentences() -> list[str]:
    lines = (
        line for path in sorted((ROOT / "models/sentences").glob("*.jsonl")) for line in path.open(encoding="utf-8")
    )
    return [json.loads(line)["text"] for line in lines]


def write_folder(folder: Path, chance: random.Random, pool: list[str]) -> Path:
    """One to five articles, and at times a file that is none."""
    folder.mkdir()
    for number in range(chance.randint(1, 5)):
        lines = chance.sample(pool, chance.randint(*_SENTENCES))
        lines += chance.choices(lines, k=chance.randint(0, 2)) + chance.choices(_DEBRIS, k=chance.randint(0, 3))
        text = "\n\n".join(["Talks on the southern banks", *chance.sample(lines, len(lines))])
        name = f"{number}_{chance.choice(['wire', 'daily', 'naïve paper'])}"
        if chance.random() < 0.2:
            paragraphs = "".join(f"<p>{line}</p>" for line in lines)
            (folder / f"{name}.html").write_text(f"<html><body><article>{paragraphs}</article></body></html>", "utf-8")
        else:
            (folder / f"{name}{chance.choice(['.txt', '.md'])}").write_text(text, "utf-8")
    if chance.random() < 0.3:
        (folder / "broken.txt").write_bytes(chance.choice([b"", b"\x00\x01\x02" * 50, b"\xff\xfe\xfd"]))
    return folder


@contextlib.contextmanager
def watched() -> Iterator[list[tuple[str, int, int, Kind]]]:
    """The mentions that detection finds in here: article's path, where its sentence begins and ends, class."""
    found: list[tuple[str, int, int, Kind]] = []
    detect: Callable[..., Detected] = vars(extract.pipeline)["detect"]

    def noting(article: Article, *arguments: Any) -> Detected:
        detected = detect(article, *arguments)
        for candidate in detected.candidates:
            interval = article.sentences[candidate.sentence].interval
            found.append((article.path, interval.start, interval.end, candidate.kind))
        return detected

    setattr(extract.pipeline, "detect", noting)  # noqa: B010 - a name that the module does not export
    try:
        yield found
    finally:
        setattr(extract.pipeline, "detect", detect)  # noqa: B010


def lost(found: list[tuple[str, int, int, Kind]], briefing: Briefing) -> list[str]:
    paths = {article.id: article.path for article in briefing.articles}
    kept = {
        (paths[mention.article], mention.char_interval.start, mention.char_interval.end, kind)
        for kind in Kind
        for item in briefing.of_kind(kind)
        for mention in item.mentions
    }
    told = {
        (part.path, part.char_interval.start, part.char_interval.end, kind)
        for part in briefing.skipped
        if part.char_interval
        for kind in Kind
        if kind.value in part.reason
    }
    return [f"lost: {kind.value} at {start} to {end} of {path}" for path, start, end, kind in found
            if (path, start, end, kind) not in kept | told]  # fmt: skip


def run_once(at: Path, seed: int, pool: list[str], opened: Callable[[Path], StoredDecoder]) -> Measured:
    """One run over a folder made from `seed`, in the empty folder `at`, whose own temporary folder is beside it."""
    chance = random.Random(seed)  # noqa: S311 - a folder that can be made again
    folder, results, store = write_folder(at / "articles", chance, pool), at / "results", at / "store"
    results.mkdir()
    with watched() as found, contextlib.closing(opened(store / "answers.sqlite")) as decoder:
        run = extract.pipeline.run_folder(load_articles(folder), decoder=decoder)
    texts = write_briefing(results / "briefing.json", run)
    write_report(run, results / "report.html")
    faults = lost(found, run.briefing)
    wanted = {"briefing.json", "report.html", *([texts.name] if texts else [])}
    faults += [f"left: {path.name}" for path in results.iterdir() if path.name not in wanted]
    faults += [f"left: {path.name}" for path in store.iterdir() if path.name.endswith(("-wal", "-shm", ".draft"))]
    faults += [f"left: {path.name}" for path in Path(tempfile.gettempdir()).iterdir()]
    del run, decoder
    _forget()
    gc.collect()
    return _state(len(found), tuple(faults))


def _state(found: int, faults: tuple[str, ...]) -> Measured:
    files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return Measured(_resident(), files, threading.active_count(), found, faults)


def soak(runs: int, opened: Callable[[Path], StoredDecoder], *, seconds: float, seed: int = 0) -> list[Measured]:
    """As many of the runs as begin within so many seconds."""
    measured: list[Measured] = []
    began, pool = time.monotonic(), sentences()
    with tempfile.TemporaryDirectory() as folder:
        own, before = Path(folder) / "tmp", tempfile.tempdir
        own.mkdir()
        tempfile.tempdir = str(own)
        try:
            for number in range(runs):
                if time.monotonic() - began > seconds:
                    break
                with tempfile.TemporaryDirectory(dir=folder) as at:
                    try:
                        measured.append(run_once(Path(at), seed + number, pool, opened))
                    except Exception as error:  # noqa: BLE001 - hours of runs are not lost for one that fails
                        measured.append(_state(0, (f"failed: {error!r}",)))
        finally:
            tempfile.tempdir = before
    return measured


def verdict(measured: list[Measured]) -> list[str]:
    """What is wrong, in lines: faults of single runs, and what grew."""
    wrong = [f"run {number}: {fault}" for number, each in enumerate(measured) for fault in each.faults]
    early, late = compared(measured)
    before, after = (median(each.memory for each in part) for part in (early, late))
    if after > before * (1 + FLAT):
        wrong.append(f"memory grew from {before / 1e6:.1f} to {after / 1e6:.1f} MB")
    for what, first, last in (
        ("files", early[0].files, late[-1].files),
        ("threads", early[0].threads, late[-1].threads),
    ):
        if last > first:
            wrong.append(f"open {what} grew from {first} to {last}")
    return wrong


def compared(measured: list[Measured]) -> tuple[list[Measured], list[Measured]]:
    """The runs right after the warming up, and the last ones."""
    length = max(1, round(COMPARED * len(measured)))
    first = min(round(WARMING * len(measured)), len(measured) - 1)
    return measured[first : first + length], measured[-length:]


def with_stand_in(store: Path) -> StoredDecoder:
    return StoredDecoder(Store(store), ScriptedDecoder, model_name="scripted", model_sha256="5c" * 32)


def with_model(name: str, threads: int | None) -> Callable[[Path], StoredDecoder]:
    """The model is loaded and closed again in every run."""
    return lambda store: open_stored(Settings(model=name, threads=threads, store=store))


def _forget() -> None:
    """Empty this package's caches: each has a bound, but fills for as long as folders bring new words."""
    for module in [module for name, module in sys.modules.items() if name.split(".")[0] == "extract"]:
        for value in list(vars(module).values()):
            if isinstance(value, functools._lru_cache_wrapper):
                value.cache_clear()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no run after so many")
    parser.add_argument("--model", help="a model of the registry in place of the stand-in")
    parser.add_argument("--threads", type=int)
    chosen = parser.parse_args()
    opened = with_model(chosen.model, chosen.threads) if chosen.model else with_stand_in
    began = time.monotonic()
    measured = soak(chosen.runs, opened, seconds=chosen.seconds)
    early, late = compared(measured)
    before, after = (median(each.memory for each in part) / 1e6 for part in (early, late))
    sys.stdout.write(
        f"{len(measured)} runs in {time.monotonic() - began:.0f} s, {sum(each.found for each in measured):,} mentions\n"
        f"memory {before:.1f} MB after warming up, {after:.1f} MB at the end ({100 * (after / before - 1):+.1f} %)\n"
        f"open files {early[0].files} and {late[-1].files}, threads {early[0].threads} and {late[-1].threads}\n"
    )
    wrong = verdict(measured)
    sys.stdout.write("".join(f"{line}\n" for line in wrong[:50]) or "nothing lost, nothing left, nothing growing\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
