"""The parts of a briefing that hold no items: the event, its articles, the consensus, disagreements, what was skipped,
and where it all came from."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from extract.briefing import Briefing, Disagreement, Manifest, Point, Quote, SkippedPart
from extract.golden.cases import Tolerances
from extract.golden.differences import FieldChange, Section
from extract.golden.fields import exact, many_parties, present, wording
from extract.golden.matching import same_place, spot
from extract.spots import Spot

_SHORT = 40  # characters of a hash, or of a setting, that are enough to tell two apart


def sections(before: Briefing, after: Briefing, allowed: Tolerances) -> tuple[Section, ...]:
    """All but those in which nothing differs."""
    found = (
        Section("event", tuple(_event(before, after))),
        Section("articles", tuple(_articles(before, after))),
        Section("consensus", tuple(_consensus(before, after, allowed))),
        Section("disagreements", tuple(_disagreements(before, after, allowed))),
        Section("skipped", tuple(_skipped(before, after))),
        Section("origin", tuple(_origin(before.manifest, after.manifest))),
    )
    return tuple(section for section in found if section.fields)


def _event(before: Briefing, after: Briefing) -> list[FieldChange]:
    old, new = before.event, after.event
    return present(
        (
            exact("title", old.title, new.title),
            exact("date", old.date, new.date),
            many_parties("parties", old.parties, new.parties),
        )
    )


def _articles(before: Briefing, after: Briefing) -> Iterator[FieldChange]:
    """Another text is another input: nothing passes but a count that follows from how sentences are cut."""
    olds = {each.path: each for each in before.articles}
    news = {each.path: each for each in after.articles}
    was, now = ({each.id: each.path for each in side.articles} for side in (before, after))
    for path in sorted({*olds, *news}):
        old, new = olds.get(path), news.get(path)
        if old is None or new is None:
            yield FieldChange(path, "read" if old else None, "read" if new else None, passes=False)
            continue
        for name in type(old).model_fields:
            if name not in ("id", "path"):
                mine, its = getattr(old, name), getattr(new, name)
                if name == "copy_of":
                    mine, its = was.get(mine), now.get(its)
                yield from present([exact(f"{path}, {name}", mine, its, passes=name == "sentences")])


def _consensus(before: Briefing, after: Briefing, allowed: Tolerances) -> Iterator[FieldChange]:
    old, new = before.consensus, after.consensus
    yield from present([exact("basis", old.basis, new.basis), exact("title", old.title, new.title)])
    if {old.basis, new.basis} == {"derived"}:
        # Its words are those of an agreement, and pass as those do.
        for point in old.points[len(new.points) :]:
            yield FieldChange(f"point {point.number}", point.text, None, passes=False)
        for point in new.points[len(old.points) :]:
            yield FieldChange(f"point {point.number}", None, point.text, passes=False)
        for mine, its in zip(old.points, new.points, strict=False):
            yield from present([wording(f"point {mine.number}", mine.text, its.text, allowed.wording)])
        return
    yield from _points(old.points, new.points)
    if [point.text for point in old.points] == [point.text for point in new.points]:
        was, now = ({each.id: each.path for each in side.articles} for side in (before, after))
        for mine, its in zip(old.points, new.points, strict=True):
            for name, quotes, others in (
                ("evidence of", mine.mentions, its.mentions),
                ("elsewhere, ", mine.also_printed, its.also_printed),
            ):
                yield from present([exact(f"{name} point {mine.number}", _quoted(quotes, was), _quoted(others, now))])
            # Which agreements lie in a point, and who reports them, follows from the agreements.
            told, tells = (", ".join(ids[a] for a in p.reported_by) for p, ids in ((mine, was), (its, now)))
            yield from present([exact(f"point {mine.number} reported by", told, tells, passes=True)])


def _points(olds: tuple[Point, ...], news: tuple[Point, ...]) -> Iterator[FieldChange]:
    """Points that went, came or changed places; a list as printed has no harmless rewording."""
    before, after = ([" ".join(point.text.split()) for point in points] for points in (olds, news))
    for action, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if action == "equal":
            continue
        for index in range(max(end - start, new_end - new_start)):
            old = olds[start + index] if start + index < end else None
            new = news[new_start + index] if new_start + index < new_end else None
            alone = (old and not new and before[start + index] in after) or (
                new and not old and after[new_start + index] in before
            )
            note = "it stands at another place" if alone else ""
            number = old.number if old else new.number if new else 0
            texts = (old.text if old else None, new.text if new else None)
            yield FieldChange(f"point {number}", *texts, passes=False, note=note)
    if before == after and [point.number for point in olds] != [point.number for point in news]:
        yield FieldChange("numbers", _numbers(olds), _numbers(news), passes=False)


def _disagreements(before: Briefing, after: Briefing, allowed: Tolerances) -> Iterator[FieldChange]:
    was, now = ({each.id: each.path for each in side.articles} for side in (before, after))
    free = list(after.disagreements)
    for old in before.disagreements:
        mine = [spot(claim, was) for claim in old.claims]
        partner = next((new for new in free if _share_place(mine, [spot(claim, now) for claim in new.claims])), None)
        if partner is None:
            yield FieldChange(old.about, _claims(old, was), None, passes=False)
            continue
        free.remove(partner)
        yield from present([wording("about", old.about, partner.about, allowed.wording)])
        yield from present([exact(old.about, _claims(old, was), _claims(partner, now))])
        for name in ("kind", "verdict"):
            yield from present([exact(f"{old.about}, {name}", getattr(old, name), getattr(partner, name))])
    for new in free:
        yield FieldChange(new.about, None, _claims(new, now), passes=False)


def _skipped(before: Briefing, after: Briefing) -> Iterator[FieldChange]:
    """Files must be skipped alike; a mention that is skipped is missed where its item is compared."""
    olds, news = (_by_place(side.skipped) for side in (before, after))
    for place in sorted({*olds, *news}):
        whole_file = "[" not in place
        yield from present([exact(place, olds.get(place), news.get(place), passes=not whole_file)])


def _origin(before: Manifest, after: Manifest) -> Iterator[FieldChange]:
    """What made the briefings; no difference in itself, but often the reason of one."""
    yield from present(
        [
            exact("extract", before.extract, after.extract, passes=True),
            exact("model", _model(before), _model(after), passes=True),
            exact("decider", before.decider, after.decider, passes=True),
        ]
    )
    for name, old, new in (
        ("prompt", before.prompts, after.prompts),
        ("setting", before.settings, after.settings),
        ("version of", before.versions, after.versions),
    ):
        for key in sorted({*old, *new}):
            then, now = (None if each is None else str(each)[:_SHORT] for each in (old.get(key), new.get(key)))
            if old.get(key) != new.get(key):
                yield FieldChange(f"{name} {key}", then, now, passes=True)


def _share_place(mine: list[Spot], its: list[Spot]) -> bool:
    return any(same_place(a, b) for a in mine for b in its)


def _claims(disagreement: Disagreement, paths: Mapping[str, str]) -> str:
    return "; ".join(sorted(f"{paths[claim.article]}: {claim.value}" for claim in disagreement.claims))


def _quoted(quotes: Iterable[Quote], paths: Mapping[str, str]) -> str:
    return "; ".join(_place(quote, paths) for quote in quotes)


def _place(quote: Quote, paths: Mapping[str, str]) -> str:
    return f"{paths[quote.article]} [{quote.char_interval.start}:{quote.char_interval.end}] {quote.quote}"


def _by_place(parts: Iterable[SkippedPart]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for part in parts:
        interval = part.char_interval
        where = f"{part.path} [{interval.start}:{interval.end}]" if interval else part.path
        found.setdefault(where, []).append(part.reason)
    return {where: "; ".join(reasons) for where, reasons in found.items()}


def _model(manifest: Manifest) -> str:
    return f"{manifest.model.name} ({manifest.model.sha256[:12]})"


def _numbers(points: tuple[Point, ...]) -> str:
    return ", ".join(str(point.number) for point in points)
