"""How the reconciler's time and memory grow with the number of articles: `python -m benchmarks.reconcile_growth`.

The mentions are SIMULATED: 20 an article, of things that are drawn by Zipf's law from a number that grows with the
square root of the mentions, each told in words drawn from the thing's own vocabulary and from common ones. It says
something about growth and nothing about how well real mentions are merged. Seconds are the processor's; one process a
size, so that the peak memory is that size's own.
"""

import resource
import subprocess
import sys
import time
from random import Random

from extract.config import Settings
from extract.parties import Cast
from extract.reconcile import Found, merge
from extract.schemas import AgreementRecord, DemandRecord, DisputeRecord, Kind, Record, WarningRecord
from extract.spans import CharInterval

SIZES = (100, 300, 1000, 3000, 10_000)
MENTIONS = 20
_SYLLABLES = "ba ke lo mi nu ra se ti vo za dra fle gri plo sta tru".split()
_CAST = Cast(parties=("Chile", "Norway"), of_name={}, full_name={})


def simulated(articles: int, seed: int = 1) -> list[Found]:
    """So many articles' mentions."""
    chance = Random(seed)  # noqa: S311
    things = max(20, round(4 * (articles * MENTIONS) ** 0.5))
    vocabulary = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(things * 6)]
    common = ["".join(chance.choices(_SYLLABLES, k=2)) for _ in range(400)]
    thing_words = [chance.sample(vocabulary, 7) for _ in range(things)]
    likely = [1 / (rank + 1) for rank in range(things)]
    found = []
    for article in range(articles):
        for place, thing in enumerate(chance.choices(range(things), likely, k=MENTIONS)):
            words = chance.sample(thing_words[thing], 5) + chance.sample(common, 4)
            chance.shuffle(words)
            kind = list(Kind)[thing % 4]
            interval = CharInterval(100 * place, 100 * place + len(" ".join(words)))
            record = _record(kind, " ".join(words[:6]), thing % 8 < 4)
            found.append(Found(kind, f"{article:05}", interval, " ".join(words), record, None, 0.9))
    return found


def _record(kind: Kind, clause: str, turned: bool) -> Record:
    by, of = ("Chile", "Norway") if turned else ("Norway", "Chile")
    if kind is Kind.AGREEMENT:
        return AgreementRecord(what=clause)
    if kind is Kind.DEMAND:
        return DemandRecord(by=by, of=of, what=clause)
    if kind is Kind.WARNING:
        return WarningRecord(by=by, to=of, what=clause)
    return DisputeRecord(by=by, against=of, about=clause)


def measure(articles: int) -> str:
    found = simulated(articles)
    start = time.process_time()
    items = merge(found, _CAST, Settings().merge_similarity)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = sum(map(len, items.values()))
    each = 1e6 * seconds / len(found)
    return f"{articles:>8,} {len(found):>9,} {count:>7,} {seconds:>9.1f} {each:>11.0f} {peak:>9,.0f}"


def main() -> None:
    if len(sys.argv) == 2 and sys.argv[1].isdigit():
        sys.stdout.write(measure(int(sys.argv[1])) + "\n")
        return
    sys.stdout.write("articles  mentions   items   cpu s    µs/mention  peak MiB   (simulated mentions)\n")
    for size in SIZES:
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", "benchmarks.reconcile_growth", str(size)], check=True)


if __name__ == "__main__":
    main()
