"""How the marked sentences of annotated events are merged: `python -m benchmarks.merging [FOLDER …]`.

Without a model: each sentence is taken as its gold tells it, class and acting party, so that what is measured is the
reconciler's alone. A FOLDER holds `gold.json` and `articles`; without any, all of `tests/events`. Printed are the pairs
of sentences from two articles as right / wrong / missed (`extract.evaluate`), for each event and for all together.
"""

import sys
from pathlib import Path
from typing import Any

from extract.articles import Article, load_articles
from extract.config import Settings
from extract.evaluate import merging
from extract.faults import Listed
from extract.gold import Gold, GoldItem, load_gold
from extract.parties import find_cast
from extract.reconcile import Found, find_reprints, merge
from extract.schemas import RECORDS, Kind, Record
from extract.scores import Counts
from extract.spans import CharInterval
from extract.spots import Spot, SpotIndex

EVENTS = Path(__file__).parent.parent / "tests" / "events"
_SURE = 0.9
Items = dict[tuple[str, int, int, Kind], list[GoldItem]]


def measure(folder: Path) -> Counts:
    """The pairs of one event."""
    gold, articles = load_gold(folder / "gold.json"), load_articles(folder / "articles").articles
    items = _items_at(gold)
    found = [each for article in articles for each in _mentions(article, gold, items)]
    least = Settings().merge_similarity
    merged = merge(found, find_cast(articles, None), least, articles, find_reprints(articles))
    names = {article.id: Path(article.path).name for article in articles}
    mentions = [
        Listed(
            kind,
            item,
            Spot(names[mention.article], CharInterval(mention.char_interval.start, mention.char_interval.end)),
            mention,
        )
        for kind, listed in merged.items()
        for item in listed
        for mention in item.mentions
    ]
    return merging(
        mentions, SpotIndex((Spot(m.article, m.interval), item) for item in gold.items for m in item.mentions)
    )


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
        Found(kind, article.id, each.interval, quote, _record(kind, here[0], quote), None, _SURE)
        for each in marked
        for kind in sorted(each.required | each.optional)
        if (here := items.get((name, each.start, each.end, kind))) and (quote := each.interval.of(article.text))
    ]


def _record(kind: Kind, item: GoldItem, words: str) -> Record:
    """Unchecked, as a whole sentence may be longer than what a model would write."""
    schema = RECORDS[kind]
    fields: dict[str, Any] = dict.fromkeys(schema.clauses, " ".join(words.split()))
    fields |= zip(schema.parties, (item.by or "", item.of or ""), strict=False)
    return schema.model_construct(**fields)


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
