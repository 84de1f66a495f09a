"""How the marked sentences of annotated events are merged: `python -m benchmarks.merging [FOLDER …]`.

Without a model: each sentence is taken as its gold tells it, class and acting party, so that what is measured is the
reconciler's alone. A FOLDER holds `gold.json` and `articles`; without any, all of `tests/events`. Printed are the pairs
of sentences from two articles as right / wrong / missed (`extract.evaluate`), for each event and for all together.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from extract.articles import Article, load_articles
from extract.config import Settings
from extract.gold import Gold, GoldItem, load_gold
from extract.parties import find_cast
from extract.reconcile import Found, find_reprints, merge
from extract.schemas import AgreementRecord, DemandRecord, DisputeRecord, Kind, Record, WarningRecord
from extract.scores import Counts
from extract.spans import CharInterval

EVENTS = Path(__file__).parent.parent / "tests" / "events"
_SURE = 0.9
Place = tuple[str, int, int]
Items = dict[tuple[str, int, int, Kind], list[GoldItem]]


def measure(folder: Path) -> Counts:
    """The pairs of one event."""
    gold, articles = load_gold(folder / "gold.json"), load_articles(folder / "articles").articles
    items = _items_at(gold)
    found = [each for article in articles for each in _mentions(article, gold, items)]
    settings = Settings()
    merged = merge(found, find_cast(articles, None), settings.merge_similarity, articles, find_reprints(articles))
    homes: defaultdict[tuple[Kind, Place], set[str]] = defaultdict(set)
    for kind, listed in merged.items():
        for item in listed:
            for mention in item.mentions:
                place = mention.article, mention.char_interval.start, mention.char_interval.end
                homes[kind, place].add(item.id)
    return _pairs(homes, {(each.kind, each.place): _ids(each, articles, items) for each in found})


def _items_at(gold: Gold) -> Items:
    at: Items = {}
    for item in gold.items:
        for mention in item.mentions:
            at.setdefault((mention.article, mention.start, mention.end, item.kind), []).append(item)
    return at


def _mentions(article: Article, gold: Gold, items: Items) -> list[Found]:
    name = Path(article.path).name
    marked = [each for one in gold.articles if one.article == name for each in one.sentences]
    return [
        Found(
            kind,
            article.id,
            CharInterval(each.start, each.end),
            article.text[each.start : each.end],
            _record(kind, here[0], article.text[each.start : each.end]),
            None,
            _SURE,
        )
        for each in marked
        for kind in sorted(each.required | each.optional)
        if (here := items.get((name, each.start, each.end, kind)))
    ]


def _record(kind: Kind, item: GoldItem, words: str) -> Record:
    clause, by, of = " ".join(words.split()), item.by or "", item.of or ""
    if kind is Kind.AGREEMENT:
        return AgreementRecord.model_construct(what=clause)
    if kind is Kind.DEMAND:
        return DemandRecord.model_construct(by=by, of=of, what=clause)
    if kind is Kind.WARNING:
        return WarningRecord.model_construct(by=by, to=of, what=clause)
    return DisputeRecord.model_construct(by=by, against=of, about=clause)


def _ids(found: Found, articles: Sequence[Article], items: Items) -> set[str]:
    names = {article.id: Path(article.path).name for article in articles}
    return {item.id for item in items[names[found.article], found.interval.start, found.interval.end, found.kind]}


def _pairs(homes: dict[tuple[Kind, Place], set[str]], gold: dict[tuple[Kind, Place], set[str]]) -> Counts:
    right = wrong = missed = 0
    for one, other in combinations(sorted(gold), 2):
        if one[0] is other[0] and one[1][0] != other[1][0]:
            wanted, together = bool(gold[one] & gold[other]), bool(homes[one] & homes[other])
            right += wanted and together
            wrong += together and not wanted
            missed += wanted and not together
    return Counts(right, wrong, missed)


def main() -> None:
    folders = [Path(each) for each in sys.argv[1:]] or sorted(path.parent for path in EVENTS.glob("*/gold.json"))
    total = Counts()
    for folder in folders:
        counts = measure(folder)
        total += counts
        sys.stdout.write(f"{folder.name:20} {_told(counts)}\n")
    sys.stdout.write(f"{'all':20} {_told(total)}\n")


def _told(counts: Counts) -> str:
    return f"F1 {counts.f1:.3f} ({counts.found} / {counts.wrong} / {counts.missed})"


if __name__ == "__main__":
    main()
