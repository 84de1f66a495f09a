"""Scoring a briefing against gold: who is right, what is missing, and how well mentions were merged.

The definitions, which are those of the project's reference scorer:

* Two places overlap when they share more than a sliver (`spots.SLIVER`).
* Mentions are judged in the annotated articles alone. One is right when it overlaps a sentence that requires its class,
  left out when the class is only optional there, and wrong otherwise; the same place listed twice under one class
  counts once. A sentence's required class is found when some mention of that class overlaps it.
* Grounding is the share of all mentions whose quote stands verbatim at their place.
* Merging looks at pairs of places from two articles that both mention known gold items of their class: a pair should
  stand in one item of the briefing exactly when the two share a gold item.
* The parties of a demand's or warning's mention are right when both agree with some gold item it overlaps. Names agree
  when they are equal but for case, a leading "the", and the few aliases that the reference knows (`ALIASES`).
* A consensus point is complete when its mentions cover at least 95% of the characters that the gold gives it, and at
  most a tenth as many besides.

Work grows with the number of mentions and of overlaps, so that a thousand items take well under a second.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from extract.articles import Article, read_article
from extract.briefing import Briefing, Demand, Quote, Warning
from extract.errors import ArticlesError
from extract.faults import Listed, judge
from extract.formats import Reader, split_member
from extract.gold import Gold, GoldConsensus, GoldItem
from extract.schemas import Kind
from extract.scores import Counts, Evaluation, Parties, PointsScore
from extract.spans import CharInterval
from extract.spots import Spot, SpotIndex

#: Other names of a party, as the reference scorer knows them; everything else must match as it is written.
ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("us", "u.s", "u.s.", "usa", "america", "united states of america"), "united states"),
    **dict.fromkeys(("prc", "people's republic of china"), "china"),
    "russian federation": "russia",
}


def evaluate(briefing: Briefing, gold: Gold, articles: Sequence[Article]) -> Evaluation:
    """Score `briefing` against `gold`. `articles` are those that the briefing was made from, matched by their path.

    Raises `ArticlesError` when one that is quoted is not among them.
    """
    names = {entry.id: _name(entry.path) for entry in briefing.articles}
    mentions = [
        Listed(kind, item, _spot(mention, names), mention)
        for kind in Kind
        for item in briefing.of_kind(kind)
        for mention in item.mentions
    ]
    gold_items = SpotIndex((Spot(m.article, m.interval), item) for item in gold.items for m in item.mentions)
    counts, findings = judge(mentions, gold, gold_items, {_name(article.path): article.text for article in articles})
    return Evaluation(
        mentions=len(mentions),
        verbatim=_verbatim(mentions, briefing, articles),
        classes=counts,
        merging=merging(mentions, gold_items),
        parties=_parties(mentions, gold_items),
        consensus=_consensus(briefing, gold.consensus, names) if gold.consensus else None,
        findings=tuple(sorted(findings, key=lambda f: (f.article, f.char_interval, f.kind, f.verdict))),
        notes=tuple(_notes(briefing, gold, articles)),
    )


def articles_to_score(briefing: Briefing, gold: Gold, folder: Path) -> list[Article]:
    """What lies in `folder` of the articles that are briefed or annotated, found by path or else by the file's name.

    Raises `ArticlesError` if there is no such folder, or one of the files cannot be used.
    """
    if not folder.is_dir():
        raise ArticlesError(f"{folder} is no folder: give the one that holds the articles with --articles")
    briefed = {entry.path for entry in briefing.articles}
    annotated = {article.article for article in gold.articles} - {_name(path) for path in briefed}
    articles = []
    with Reader() as reader:
        for path in sorted(briefed | annotated):
            found = [file for file in (folder / path, folder / _name(path)) if split_member(file)[0].is_file()]
            articles += [read_article(file, name=path, reader=reader) for file in found[:1]]
    return articles


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _spot(quote: Quote, names: Mapping[str, str]) -> Spot:
    return Spot(names[quote.article], CharInterval(quote.char_interval.start, quote.char_interval.end))


def _verbatim(mentions: Sequence[Listed], briefing: Briefing, articles: Sequence[Article]) -> int:
    """How many quotes are what their article says at their place."""
    texts = {article.path: article.text for article in articles}
    paths = {entry.id: entry.path for entry in briefing.articles}
    if absent := sorted({paths[listed.mention.article] for listed in mentions} - set(texts)):
        raise ArticlesError(f"{absent[0]}, which the briefing quotes, is not there: give its folder with --articles")
    return sum(
        listed.spot.interval.of(texts[paths[listed.mention.article]]) == listed.mention.quote for listed in mentions
    )


def merging(mentions: Iterable[Listed], gold_items: SpotIndex[GoldItem]) -> Counts:
    """The pairs of places from two articles that stand in one item rightly, wrongly, and not though they should."""
    items_at: dict[tuple[Kind, Spot], set[str]] = defaultdict(set)
    gold_at: dict[tuple[Kind, Spot], set[str]] = {}
    for mention in mentions:
        known = {item.id for item in gold_items.at(mention.spot) if item.kind == mention.kind}
        if known:
            gold_at[mention.kind, mention.spot] = known
            items_at[mention.kind, mention.spot].add(mention.item.id)
    found = wrong = missed = 0
    for together, belong in zip(_partners(items_at), _partners(gold_at), strict=True):
        found += len(together & belong)
        wrong += len(together - belong)
        missed += len(belong - together)
    return Counts(found, wrong, missed)


def _partners(groups: Mapping[tuple[Kind, Spot], set[str]]) -> Iterator[set[int]]:
    """For each place in turn, the numbers of the later places of its class, from other articles, that share a group."""
    members: dict[tuple[Kind, str], list[tuple[int, str]]] = defaultdict(list)
    for number, ((kind, spot), names) in enumerate(groups.items()):
        for name in names:
            members[kind, name].append((number, spot.article))
    for number, ((kind, spot), names) in enumerate(groups.items()):
        yield {
            other
            for name in names
            for other, article in members[kind, name]
            if other > number and article != spot.article
        }


def _parties(mentions: Iterable[Listed], gold_items: SpotIndex[GoldItem]) -> Parties:
    right = total = 0
    for mention in mentions:
        match mention.item:
            case Demand(by=by, of=target) | Warning(by=by, to=target):
                pass
            case _:
                continue
        known = [item for item in gold_items.at(mention.spot) if item.kind == mention.kind and item.by]
        total += bool(known)
        right += any(_party(by) == _party(item.by) and _party(target) == _party(item.of) for item in known)
    return Parties(right, total)


def _party(name: str | None) -> str:
    plain = (name or "").strip().lower().removeprefix("the ")
    return ALIASES.get(plain, plain)


def _consensus(briefing: Briefing, gold: GoldConsensus, names: Mapping[str, str]) -> PointsScore | None:
    if gold.article not in names.values():
        return None
    points = {point.number: point for point in briefing.consensus.points}
    complete = 0
    for wanted in gold.points:
        if point := points.get(wanted.number):
            spots = [_spot(mention, names) for mention in point.mentions]
            have = _characters(spot.interval for spot in spots if spot.article == gold.article)
            need = _characters(span.interval for span in wanted.spans)
            complete += len(have & need) >= 0.95 * len(need) and len(have - need) <= 0.1 * len(need)
    return PointsScore(complete, len(gold.points), len(points))


def _characters(intervals: Iterable[CharInterval]) -> set[int]:
    return {offset for interval in intervals for offset in range(interval.start, interval.end)}


def _notes(briefing: Briefing, gold: Gold, articles: Sequence[Article]) -> Iterator[str]:
    """What makes the scores say less than they seem to."""
    briefed = {_name(entry.path): entry.sha256 for entry in briefing.articles}
    for annotated in gold.articles:
        if annotated.article not in briefed:
            yield f"the briefing has no article {annotated.article}: all that the gold requires there counts as missed"
        elif annotated.sha256 not in (None, briefed[annotated.article]):
            yield f"{annotated.article} is not the file that was annotated: the gold's places may not fit it"
    for article in articles:
        if briefed.get(_name(article.path), article.sha256) != article.sha256:
            yield f"{article.path} is not the file that was briefed: its quotes may not be found"
