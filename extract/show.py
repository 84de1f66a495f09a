"""A briefing as a person reads it: the event, the consensus, the four classes, and on request the evidence."""

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from extract.briefing import Agreement, Briefing, Demand, Dispute, Item, Mention, Quote, Warning
from extract.schemas import Kind
from extract.terminal import Line, printable

_NOBODY = "unnamed"
_GAP = "  "
_DOT = " · "
_BASIS = {
    "stated": "as the articles list it",
    "derived": "no article lists one; these are the best-supported agreements",
    "none": "no article lists one, and the agreements give none",
}


def shown(briefing: Briefing, *, kinds: Sequence[Kind] = (), evidence: bool = False) -> Iterator[Line]:
    """The lines that show `briefing`; with `kinds` those classes alone, with `evidence` each quote and its place."""
    yield from _event(briefing)
    if not kinds:
        yield from _consensus(briefing, evidence)
    for kind in kinds or Kind:
        yield from _class(briefing, kind, evidence)
    if not kinds:
        yield from _disagreements(briefing, evidence)
        yield from _skipped(briefing)
        yield from _origin(briefing)


def _event(briefing: Briefing) -> Iterator[Line]:
    event = briefing.event
    yield Line(_text(event.title or "An event without a title", "bold"))
    facts = [event.date, ", ".join(event.parties), _count(len(briefing.articles), "article")]
    yield Line(_text(_DOT.join(fact for fact in facts if fact)))


def _consensus(briefing: Briefing, evidence: bool) -> Iterator[Line]:
    consensus = briefing.consensus
    yield from _heading(consensus.title or "Consensus", f"({_BASIS[consensus.basis]})")
    width = max((len(str(point.number)) for point in consensus.points), default=0)
    for point in consensus.points:
        margin = Text.assemble(_GAP, (f"{point.number:>{width}}", "cyan"), _GAP)
        yield Line(_text(point.text), margin)
        facts = [", ".join(point.items)]
        if point.reported_by:
            facts.append(f"reported by {', '.join(point.reported_by)}")
        yield from _facts(facts, margin)
        if evidence:
            yield from _evidence(briefing, [*point.mentions, *point.also_printed], margin)


def _class(briefing: Briefing, kind: Kind, evidence: bool) -> Iterator[Line]:
    items = briefing.of_kind(kind)
    asked = briefing.manifest.settings.get("classes")
    left_out = not items and isinstance(asked, list) and kind.value not in asked
    yield from _heading(f"{kind.value.capitalize()}s", "not asked for" if left_out else str(len(items)))
    width = max((len(printable(item.id)) for item in items), default=0)
    for item in items:
        margin = Text.assemble(_GAP, (f"{printable(item.id):<{width}}", "cyan"), _GAP)
        what, parties = _said(item)
        yield Line(_text(what), margin)
        if isinstance(item, Warning) and item.condition:
            yield Line(_text(f"condition: {item.condition}"), _below(margin))
        facts = [parties, _count(item.support, "article"), f"confidence {item.confidence:.2f}"]
        yield from _facts(facts, margin)
        if isinstance(item, Dispute):
            for position in item.positions:
                yield Line(_text(f"{position.party}: {position.stance}"), _below(margin))
        if evidence:
            yield from _evidence(briefing, item.mentions, margin)


def _disagreements(briefing: Briefing, evidence: bool) -> Iterator[Line]:
    if not briefing.disagreements:
        return
    yield from _heading("Where the articles differ", str(len(briefing.disagreements)))
    for disagreement in briefing.disagreements:
        items = f" ({', '.join(disagreement.items)})" if disagreement.items else ""
        items += " (one value fits all)" if disagreement.verdict == "compatible" else ""
        yield Line(_text(disagreement.about + items), Text(_GAP))
        for claim in disagreement.claims:
            margin = Text.assemble(_GAP * 2, (printable(claim.article), "cyan"), _GAP)
            yield Line(_text(claim.value), margin)
            if evidence:
                yield from _evidence(briefing, [claim], margin)


def _skipped(briefing: Briefing) -> Iterator[Line]:
    if not briefing.skipped:
        return
    yield from _heading("Skipped", str(len(briefing.skipped)))
    for part in briefing.skipped:
        place = part.path
        if part.char_interval:
            place += f" [{part.char_interval.start}:{part.char_interval.end}]"
        yield Line(Text.assemble(_text(place, "cyan"), _GAP, _text(part.reason)), Text(_GAP))


def _origin(briefing: Briefing) -> Iterator[Line]:
    made = briefing.manifest
    yield Line()
    yield Line(_text(f"extract {made.extract}, {made.model.name} ({made.model.sha256[:12]}), {made.decider}", "dim"))


def _heading(title: str, note: str) -> Iterator[Line]:
    yield Line()
    yield Line(Text.assemble(_text(title, "bold"), _GAP, _text(note, "dim")))


def _facts(facts: Iterable[str], margin: Text) -> Iterator[Line]:
    if body := _DOT.join(fact for fact in facts if fact):
        yield Line(_text(body, "dim"), _below(margin))


def _evidence(briefing: Briefing, quotes: Iterable[Quote], margin: Text) -> Iterator[Line]:
    articles = {article.id: article for article in briefing.articles}
    for quote in quotes:
        article, interval = articles[quote.article], quote.char_interval
        source = [f"{article.id} {article.path} [{interval.start}:{interval.end}]", article.outlet]
        if isinstance(quote, Mention):
            source.append(quote.speaker)
        yield Line(_text(quote.quote, "italic"), Text.assemble(_below(margin), ("> ", "cyan")))
        if isinstance(quote, Mention) and quote.guest_words:
            yield Line(_text(f"of which: {quote.guest_words}"), Text.assemble(_below(margin), _GAP))
        yield Line(_text(_DOT.join(fact for fact in source if fact), "dim"), Text.assemble(_below(margin), _GAP))


def _said(item: Item) -> tuple[str, str]:
    """What the item says, and between whom."""
    match item:
        case Agreement():
            return item.what, ", ".join(item.parties)
        case Demand():
            return item.what, f"{item.by or _NOBODY} → {item.of or _NOBODY}"
        case Warning():
            return item.what, f"{item.by or _NOBODY} → {item.to or _NOBODY}"
        case Dispute():
            return item.about, ", ".join(item.parties)
    raise TypeError(f"{item.id} is of no known class")


def _below(margin: Text) -> Text:
    return Text(" " * margin.cell_len)


def _text(words: str, style: str = "") -> Text:
    return Text(printable(words), style)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
