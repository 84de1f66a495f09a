"""The words that all renderings share: what an item says in one line, and what a check comes to."""

from extract.briefing import Demand, Dispute, Item, Warning
from extract.golden.checking import Outcome
from extract.golden.differences import BriefingDiff, FieldChange, ItemChange, ScoreChange
from extract.golden.matching import clause

_NOBODY = "unnamed"
ARROW = "→"


def said(item: Item) -> str:
    """ "leave the island (Freedonia → Sylvania)"."""
    match item:
        case Demand():
            between = f"{item.by or _NOBODY} {ARROW} {item.of or _NOBODY}"
        case Warning():
            between = f"{item.by or _NOBODY} {ARROW} {item.to or _NOBODY}"
            if item.condition:
                between += f"; condition: {item.condition}"
        case _:
            between = ", ".join(getattr(item, "parties", ()))
    stances = [f"{each.party}: {each.stance}" for each in item.positions] if isinstance(item, Dispute) else []
    return f"{clause(item)} ({'; '.join([between, *stances])})"


def names(change: ItemChange) -> str:
    """ "demand-1", "demand-1 → demand-2", "demand-1 → demand-1 + demand-4"."""
    sides = [" + ".join(item.id for item in side) for side in (change.before, change.after) if side]
    return sides[0] if len(set(sides)) == 1 else f" {ARROW} ".join(sides)


def told(item: ItemChange) -> list[str]:
    """What the items of a change say: those before, and those after where they are others."""
    first = item.before or item.after
    lines = [said(each) for each in first]
    if item.change in ("split", "merged"):
        side = item.after if item.change == "split" else item.before
        lines = [f"{each.id}: {said(each)}" for each in side]
    return lines


def values(change: FieldChange) -> tuple[str, str]:
    """Before and after, with a word for none."""
    return tuple("none" if each is None else each for each in (change.before, change.after))  # type: ignore[return-value]


def remark(change: FieldChange) -> str:
    """What is added to a field in brackets: whether a live check tolerates it, and why, or why not."""
    return "; ".join(part for part in ("tolerated" if change.passes else "", change.note) if part)


def verdict(outcome: Outcome) -> str:
    """One line: which case, which check, and how it went."""
    start = f"{outcome.case.name}: {outcome.check}"
    if outcome.problem and outcome.diff is None:
        return f"{start} failed: {outcome.problem}"
    if outcome.diff is None:
        return f"{start} failed"
    if outcome.passed:
        return f"{start} passed ({summary(outcome.diff)})"
    reason = f"{outcome.problem}; " if outcome.problem else ""
    return f"{start} failed: {reason}{summary(outcome.diff)}"


def summary(diff: BriefingDiff) -> str:
    """ "1 lost, 2 changed, 30 items as before"."""
    counts = [(len(diff.of(change)), change) for change in ("lost", "added", "changed", "split", "merged", "moved")]
    parts = [f"{count} {change}" for count, change in counts if count]
    parts += [f"{section.name} differs" for section in diff.sections if section.name != "origin"]
    if diff.shape:
        parts.append("fields of the JSON differ")
    parts.append(f"{diff.unchanged} item{'' if diff.unchanged == 1 else 's'} as before")
    return ", ".join(parts)


def score_row(score: ScoreChange) -> tuple[str, str, str]:
    """Before, after and the difference; whole numbers are counts."""
    if isinstance(score.before, int) and isinstance(score.after, int):
        return str(score.before), str(score.after), f"{score.after - score.before:+d}" if score.moved else ""
    moved = f"{score.after - score.before:+.3f}" if score.moved else ""
    return f"{score.before:.3f}", f"{score.after:.3f}", moved
