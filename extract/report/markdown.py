"""The briefing as Markdown for a pull request or an e-mail: every line with footnotes that quote its sentences.

Plain CommonMark with footnotes as GitHub, GitLab and Pandoc read them. What others wrote is escaped, so that it is
shown as it stands: it makes no link, no heading, no table, calls nobody (@name) and closes no issue (#12).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from extract.briefing import Agreement, Briefing, Demand, Dispute, Item, Mention, Quote, Warning
from extract.report.evidence import condition_of
from extract.report.visible import one_line
from extract.schemas import Kind

__all__ = ["MOST_QUOTES", "escaped", "markdown_report"]

#: Footnotes of one line: the best quote of each article first, so that a long briefing still fits its message.
MOST_QUOTES = 3

_SPECIAL = re.compile(r"([\\`*_\[\]<&~|$])")
#: What opens a list, a heading, a quotation or a rule where it stands first.
_OPENING = re.compile(r"^(\d+(?=[.)])|(?=[-+#>=]))(.)")
#: Where a site that shows Markdown would call a person, point at an issue, make a link or paint a face: an unseen
#: joiner keeps it from doing so, as escapes are gone by the time that it looks.
_CALL = re.compile(r"(@|#)(?=\w)|(?i:\bwww)(?=\.)|:(?=//|[\w+-]+:)")
_BASIS = {
    "stated": "As the articles print it.",
    "derived": "No article lists points; these are the best-supported agreements.",
    "none": "No article lists one, and the agreements give none.",
}


def escaped(text: str) -> str:
    """Text on one line that any Markdown reader shows as it is, but for word joiners (U+2060), which nobody sees."""
    text = _CALL.sub("\\g<0>\u2060", _SPECIAL.sub(r"\\\1", one_line(text)))
    return _OPENING.sub(r"\1\\\2", text)


def markdown_report(briefing: Briefing, *, most_quotes: int = MOST_QUOTES) -> str:
    """The whole briefing as Markdown, ending with one newline. Each line quotes at most `most_quotes` sentences."""
    notes = _Notes(briefing, most_quotes)
    lines = [
        *_head(briefing),
        *_consensus(briefing, notes),
        *(line for kind in Kind for line in _class(briefing, kind, notes)),
        *_differences(briefing, notes),
        *_end(briefing),
        *notes.lines(),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


class _Notes:
    """Numbers the footnotes as they are called for."""

    def __init__(self, briefing: Briefing, most: int) -> None:
        self._articles = {article.id: article for article in briefing.articles}
        self._most = most
        self._notes: list[str] = []

    def calls(self, quotes: Sequence[Quote]) -> str:
        """Marks of the footnotes for these quotes; where there are more, how many."""
        chosen = _best(quotes, self._most)
        marks = ""
        for quote in chosen:
            self._notes.append(self._note(quote))
            marks += f"[^{len(self._notes)}]"
        more = len(quotes) - len(chosen)
        return f"{marks} *and {more} more*" if more else marks

    def lines(self) -> Iterator[str]:
        yield ""
        for number, note in enumerate(self._notes, 1):
            yield f"[^{number}]: {note}"

    def _note(self, quote: Quote) -> str:
        article, interval = self._articles[quote.article], quote.char_interval
        speaker = quote.speaker if isinstance(quote, Mention) else None
        source = [speaker, article.outlet or article.title, f"{article.path} {interval.start}–{interval.end}"]
        return f"“{escaped(quote.quote)}” — {', '.join(escaped(each) for each in source if each)}"


def _best(quotes: Sequence[Quote], most: int) -> list[Quote]:
    """The likeliest quote of each article, then the others; what is chosen keeps its order."""
    ranked = sorted(range(len(quotes)), key=lambda at: -getattr(quotes[at], "probability", 1.0))
    first: dict[str, int] = {}
    for at in ranked:
        first.setdefault(quotes[at].article, at)
    order = [*first.values(), *(at for at in ranked if at not in first.values())]
    return [quotes[at] for at in sorted(order[:most])]


def _head(briefing: Briefing) -> Iterator[str]:
    event = briefing.event
    yield f"# {escaped(event.title or 'An event without a title')}"
    yield ""
    parties = ", ".join(escaped(party) for party in event.parties)
    facts = [escaped(event.date or ""), parties, _count(len(briefing.articles), "article")]
    yield " · ".join(fact for fact in facts if fact)


def _consensus(briefing: Briefing, notes: _Notes) -> Iterator[str]:
    consensus = briefing.consensus
    yield from ("", f"## {escaped(consensus.title or 'Consensus')}", "", _BASIS[consensus.basis])
    for point in consensus.points:
        told = f" *({_count(len(point.reported_by), 'article')})*" if point.reported_by else ""
        calls = notes.calls((*point.mentions, *point.also_printed))
        yield from ("", f"{point.number}. {escaped(point.text)}{told}{calls}")


def _class(briefing: Briefing, kind: Kind, notes: _Notes) -> Iterator[str]:
    items = briefing.of_kind(kind)
    yield from ("", f"## {kind.value.capitalize()}s ({len(items)})", "")
    for item in items:
        who, what = _said(item)
        told = f"*({_count(item.support, 'article')}, {item.confidence:.2f}{', reworded' if item.reworded else ''})*"
        yield f"- **{escaped(item.id)}** {who}: {what} {told}{notes.calls(item.mentions)}"
        for variant in item.exceptions:
            named = f"{escaped(variant.value)} instead ({escaped(variant.field)})"
            yield f"  - {_count(len(variant.mentions), 'sentence')}: {named}"
        if isinstance(item, Dispute):
            for position in item.positions:
                yield f"  - {escaped(position.party)}: {escaped(position.stance)}"


def _said(item: Item) -> tuple[str, str]:
    match item:
        case Agreement():
            return _names(item.parties), escaped(item.what)
        case Demand():
            return f"{escaped(item.by or 'unnamed')} → {escaped(item.of or 'unnamed')}", escaped(item.what)
        case Warning():
            condition = condition_of(item)
            what = escaped(item.what) + (f", {escaped(condition)}" if condition else "")
            return f"{escaped(item.by or 'unnamed')} → {escaped(item.to or 'unnamed')}", what
        case Dispute():
            return _names(item.parties), escaped(item.about)
    raise TypeError(f"{item.id} is of no known class")


def _differences(briefing: Briefing, notes: _Notes) -> Iterator[str]:
    if not briefing.disagreements:
        return
    outlets = {article.id: article.outlet or article.title or article.path for article in briefing.articles}
    yield from ("", f"## Where the articles differ ({len(briefing.disagreements)})", "")
    for difference in briefing.disagreements:
        yield f"- {escaped(difference.about)} *({difference.kind}, {difference.verdict})*"
        for claim in difference.claims:
            yield f"  - {escaped(outlets[claim.article])}: {escaped(claim.value)}{notes.calls([claim])}"


def _end(briefing: Briefing) -> Iterator[str]:
    if briefing.skipped:
        yield from ("", f"## Skipped ({len(briefing.skipped)})", "")
        for part in briefing.skipped:
            place = f" {part.char_interval.start}–{part.char_interval.end}" if part.char_interval else ""
            yield f"- {escaped(part.path)}{place}: {escaped(part.reason)}"
    made = briefing.manifest
    origin = f"extract {made.extract}, {made.model.name} ({made.model.sha256[:12]})"
    yield from ("", f"*Made by {escaped(origin)}. The quotes are the articles' own words; the lines are a model's.*")


def _names(names: Iterable[str]) -> str:
    return ", ".join(escaped(name) for name in names) or "unnamed"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
