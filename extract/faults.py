"""Which mentions are wrong and which sentences were missed, class by class (the rules stand in `extract.evaluate`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extract.briefing import Item, Quote
from extract.gold import Gold, GoldItem, MarkedSentence
from extract.schemas import Kind
from extract.scores import Counts, Finding
from extract.spots import Spot, SpotIndex


@dataclass(frozen=True, slots=True)
class Listed:
    """A mention of the briefing with the item that holds it."""

    kind: Kind
    item: Item
    spot: Spot
    mention: Quote


def judge(
    mentions: Sequence[Listed], gold: Gold, gold_items: SpotIndex[GoldItem], texts: Mapping[str, str]
) -> tuple[dict[Kind, Counts], list[Finding]]:
    """Counts by class, and a finding for each wrong mention and each missed class of a sentence, in no fixed order.

    `texts` are those of the articles by their file's name; where one is missing, a missed sentence has no quote.
    """
    marked = [(Spot(a.article, sentence.interval), sentence) for a in gold.articles for sentence in a.sentences]
    sentences = SpotIndex(marked)
    listed = SpotIndex((mention.spot, mention) for mention in mentions)
    annotated = {article.article for article in gold.articles}
    counts, findings = {}, []
    for kind in Kind:
        places = {m.spot: m for m in reversed(mentions) if m.kind == kind and m.spot.article in annotated}
        wrong = [
            _wrong(mention, hits, _kinds_at(spot, listed))
            for spot, mention in places.items()
            if kind not in _borne_by(hits := sentences.at(spot))
        ]
        required = [spot for spot, sentence in marked if kind in sentence.required]
        missed = [
            _missed(kind, spot, gold_items, texts, kinds)
            for spot in required
            if kind not in (kinds := _kinds_at(spot, listed))
        ]
        counts[kind] = Counts(len(required) - len(missed), len(wrong), len(missed))
        findings += wrong + missed
    return counts, findings


def _borne_by(sentences: Iterable[MarkedSentence]) -> set[Kind]:
    return {kind for sentence in sentences for kind in sentence.required | sentence.optional}


def _kinds_at(spot: Spot, listed: SpotIndex[Listed]) -> tuple[Kind, ...]:
    there = {mention.kind for mention in listed.at(spot)}
    return tuple(kind for kind in Kind if kind in there)


def _wrong(mention: Listed, hits: Sequence[MarkedSentence], listed: tuple[Kind, ...]) -> Finding:
    required = sorted({kind for sentence in hits for kind in sentence.required})
    optional = sorted({kind for sentence in hits for kind in sentence.optional} - {*required})
    expected = ", ".join(required) or "nothing"
    expected += f", optionally {', '.join(optional)}" if optional else ""
    quote, spot = mention.mention.quote, mention.spot
    return Finding(mention.kind, "wrong", *spot, quote, mention.item.id, expected, listed)


def _missed(
    kind: Kind, spot: Spot, items: SpotIndex[GoldItem], texts: Mapping[str, str], listed: tuple[Kind, ...]
) -> Finding:
    things = dict.fromkeys(f"{item.id} {item.what}".strip() for item in items.at(spot) if item.kind == kind)
    expected = f"{kind}: {'; '.join(things)}" if things else kind.value
    quote = spot.interval.of(texts.get(spot.article, ""))
    return Finding(kind, "missed", *spot, quote, None, expected, listed)
