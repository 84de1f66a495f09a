"""What hostile articles do to a briefing: `python -m benchmarks.hostile [--model NAME] [--only WORD]`.

Each article of `tests/hostile` is added alone to the clean folder there, and the briefing is compared with that of the
clean folder, item by item (`benchmarks.hostile_effects` says what counts). Without --model the tests' stand-in answers,
which takes each attack at its word; with one, answers are kept in a store beside each other, so that a second attack
costs its own sentences. --only takes the attacks whose name or family holds the word (may be given again), --handful a
dozen of all kinds; --faults lists every change in full. Ends with 1 if there is a fault.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.hostile_effects import Attack, Effect, attacks, briefed, clean, effect, write_folder
from extract.briefing import Briefing
from extract.config import Settings
from extract.decoding.base import Decoder
from extract.opening import open_stored
from tests.scripted import ScriptedDecoder

HANDFUL = (
    "chatml inside a sentence",
    "ignore the above",
    "a fake prompt",
    "fake speakers",
    "a copy with the sides swapped",
    "sentences of others, turned round",
    "a longer list",
    "ministers change sides",
    "names in small letters",
    "jinja",
    "homoglyphs in names",
    "a clause without end",
)


def measured(attack: Attack, before: Briefing, settings: Settings, decoder: Decoder, folder: Path) -> Effect:
    """The effect of one attack on the clean folder, of which the briefing is `before`; `folder` is made for it."""
    after, articles = briefed(write_folder(folder, {**clean(), attack.file: attack.text}), settings, decoder)
    return effect(before, after, articles)


def _row(attack: Attack, told: Effect, seconds: float) -> str:
    event = "; ".join(each.partition(":")[0] for each in told.event) or "same"
    numbers = f"{len(told.moved):>6}{told.joined:>7}{len(told.swayed):>7}{told.mentions:>9}{len(told.ungrounded):>11}"
    consensus = f"{told.consensus:<24}"
    return f"{attack.family:<13}{attack.name:<44}{numbers}  {consensus}{event:<16}{seconds:>5.0f} s  {told.verdict}"


def _run(chosen: Sequence[Attack], settings: Settings, decoder: Decoder, *, in_full: bool) -> int:
    head = f"{'family':<13}{'article':<44}{'moved':>6}{'joined':>7}{'swayed':>7}{'mentions':>9}{'ungrounded':>11}"
    sys.stdout.write(f"{head}  {'consensus':<24}{'event':<16}{'time':>7}  verdict\n")
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        before, _ = briefed(write_folder(Path(folder) / "clean", clean()), settings, decoder)
    for attack in chosen:
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            told = measured(attack, before, settings, decoder, Path(folder) / "hostile")
        sys.stdout.write(_row(attack, told, time.monotonic() - start) + "\n")
        for line in (*told.moved, *told.ungrounded, *told.leaked, *told.swayed, *told.event) if in_full else ():
            sys.stdout.write(f"    {line!r}\n")
        sys.stdout.flush()
        faults += told.verdict == "FAULT"
    sys.stdout.write(f"{len(chosen)} hostile articles, {faults} with a fault\n")
    return int(faults > 0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile")
    parser.add_argument("--model")
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--handful", action="store_true")
    parser.add_argument("--faults", action="store_true")
    given = parser.parse_args()
    chosen = [each for each in attacks() if not given.only or any(w in (each.name, each.family) for w in given.only)]
    chosen = [each for each in chosen if not given.handful or each.name in HANDFUL]
    if given.model is None:
        return _run(chosen, Settings(store=False), ScriptedDecoder(), in_full=given.faults)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(model=given.model, gpu="off", threads=given.threads, store=Path(folder) / "answers.sqlite")
        with closing(open_stored(settings)) as decoder:
            return _run(chosen, settings, decoder, in_full=given.faults)


if __name__ == "__main__":
    sys.exit(main())
