"""All disagreements of a folder, as the briefing lists them."""

from collections.abc import Iterable, Mapping, Sequence

from extract.articles import Article
from extract.briefing import Claim, Disagreement, Interval, Item
from extract.disagreements.clauses import Contrast, Kind, Variant
from extract.disagreements.figures import Difference, Figure, find_differences
from extract.disagreements.statements import Statement, statements_of
from extract.disagreements.wordings import find_contrasts
from extract.schemas import Kind as ItemKind
from extract.spans import CharInterval
from extract.terms import rarity

_GAP = "…"


def find_disagreements(
    articles: Sequence[Article], items: Mapping[ItemKind, Sequence[Item]]
) -> tuple[Disagreement, ...]:
    """Where articles differ about the same thing: contradictory claims first, then in the order of the articles.

    `items` of a disagreement are those with evidence in a sentence that a claim quotes. Sentences that are copies of
    one another count once, and nothing depends on the order of `articles`.
    """
    statements = statements_of(articles)
    # A sentence that is printed twice is no commoner for it.
    rare = rarity(list({each.key: each.text for each in statements}.values()))
    found = [_of_figures(each) for each in find_differences(statements, rare)]
    found += [_of_contrast(each) for each in find_contrasts(statements)]
    linked = [each.model_copy(update={"items": _items_at(each.claims, items)}) for each in found]
    return tuple(sorted(linked, key=_order))


def _order(disagreement: Disagreement) -> tuple[object, ...]:
    first = disagreement.claims[0]
    return disagreement.verdict != "contradictory", first.article, first.char_interval.start, disagreement.about


def _of_figures(difference: Difference) -> Disagreement:
    claims = [
        _claim(figure.statement, CharInterval(figure.quantity.start, figure.quantity.end))
        for figure in difference.figures
    ]
    shortest = min(
        difference.figures, key=lambda figure: (figure.near.end - figure.near.start, figure.statement.article)
    )
    return Disagreement(
        about=_with_gap(shortest),
        claims=tuple(claims),
        kind="duration" if shortest.quantity.dimension == "time" else "number",
        verdict="compatible" if difference.is_compatible else "contradictory",
    )


def _of_contrast(contrast: Contrast) -> Disagreement:
    variants = sorted(
        (contrast.one, contrast.other),
        key=lambda each: (each.clause.statement.article, each.clause.statement.interval.start),
    )
    return Disagreement(
        about=_about(contrast.kind, variants[0]),
        claims=tuple(_claim(each.clause.statement, each.slot) for each in variants),
        kind=contrast.kind.value,
        verdict="contradictory",
    )


def _claim(statement: Statement, value: CharInterval) -> Claim:
    where = Interval(start=statement.interval.start, end=statement.interval.end)
    told = " ".join(value.of(statement.text).split())
    return Claim(article=statement.article, char_interval=where, quote=statement.text, value=told)


def _with_gap(figure: Figure) -> str:
    """The words around a number, a gap in its place."""
    text, near, quantity = figure.statement.text, figure.near, figure.quantity
    return _plain(f"{text[near.start : quantity.start]} {_GAP} {text[quantity.end : near.end]}")


def _about(kind: Kind, variant: Variant) -> str:
    text, clause = variant.clause.statement.text, variant.clause.interval
    if kind is Kind.DENIAL:
        return _plain(clause.of(text))
    return _plain(f"{text[clause.start : variant.slot.start]} {_GAP} {text[variant.slot.end : clause.end]}")


def _plain(words: str) -> str:
    return " ".join(words.split()).strip(" ,;:")


def _items_at(claims: Iterable[Claim], items: Mapping[ItemKind, Sequence[Item]]) -> tuple[str, ...]:
    """The items with a mention in one of the sentences, in the order in which the briefing lists them."""
    places = [(claim.article, CharInterval(claim.char_interval.start, claim.char_interval.end)) for claim in claims]
    return tuple(item.id for kind in ItemKind for item in items.get(kind, ()) if _is_at(item, places))


def _is_at(item: Item, places: Sequence[tuple[str, CharInterval]]) -> bool:
    return any(
        mention.article == article and CharInterval(mention.place.start, mention.place.end).overlaps(place)
        for mention in item.mentions
        for article, place in places
    )
