"""A difference as Markdown, for the comment of a pull request. Articles' text is data: none of it becomes markup."""

import re
from collections.abc import Iterator, Sequence

from extract.golden.checking import Outcome
from extract.golden.differences import BriefingDiff, Evidence, FieldChange, ItemChange
from extract.golden.rendering.phrases import ARROW, names, remark, score_row, summary, told, values, verdict
from extract.terminal import printable

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
#: Characters that mean something to a reader of Markdown or HTML in spite of a backslash.
_ENTITIES = {"&": "&amp;", "<": "&lt;", "@": "&#64;"}


def plain(text: str) -> str:
    """The text on one line, with everything in it that could be markup, a link or a call of a person made harmless."""
    line = "".join(_ENTITIES.get(character, character) for character in printable(text))
    # A colon that makes a bare address, "https://…", is what turns it into a link.
    return _MARKUP.sub(r"\\\1", line).replace("://", "&#58;//")


def outcomes_markdown(outcomes: Sequence[Outcome]) -> str:
    """One heading a case; a case in which nothing differs is one line."""
    parts = []
    for outcome in outcomes:
        parts.append(f"### {'✅' if outcome.passed else '❌'} {plain(verdict(outcome))}\n")
        if outcome.diff and not outcome.diff.same:
            parts.append(_body(outcome.diff))
        if outcome.bytes_differ and outcome.diff and not outcome.diff.failing:
            lines = "\n".join(f"    {printable(line)}" for line in outcome.bytes_differ.split("\n"))
            parts.append(f"The bytes differ all the same:\n\n{lines}\n")
    return "\n".join(parts)


def diff_markdown(diff: BriefingDiff) -> str:
    """The differences of two briefings, with a line that sums them up."""
    return f"**{plain(summary(diff))}**\n\n{_body(diff)}"


def _body(diff: BriefingDiff) -> str:
    return "".join(f"{line}\n" for line in _lines(diff))


def _lines(diff: BriefingDiff) -> Iterator[str]:
    kind = None
    for item in diff.items:
        if item.kind is not kind:
            kind = item.kind
            yield from (f"#### {kind.value.capitalize()}s", "")
        yield from _item(item)
        yield ""
    shape = [("Fields of the JSON", diff.shape)] if diff.shape else []
    for title, fields in [*((section.name.capitalize(), section.fields) for section in diff.sections), *shape]:
        yield from (f"#### {title}", "", *(f"- {_field(change)}" for change in fields), "")
    if diff.scores:
        yield from ("#### Scores against the gold", "", "| | before | after | |", "| --- | ---: | ---: | ---: |")
        for score in diff.scores:
            yield f"| {score.name} | {' | '.join(score_row(score))} |"
        yield ""


def _item(item: ItemChange) -> Iterator[str]:
    first, *rest = told(item)
    passes = " *(tolerated)*" if item.passes else ""
    yield f"- **{item.change}**{passes} {_code(names(item))} {plain(first)}"
    yield from (f"  - {plain(line)}" for line in rest)
    yield from (f"  - {_field(change)}" for change in item.fields)
    if item.kept and item.change != "lost":
        yield f"  - on {_quote(item.kept)}"
    yield from (f"  - ➖ {_quote(each)}" for each in item.lost)
    yield from (f"  - ➕ {_quote(each)}" for each in item.gained)


def _code(text: str) -> str:
    return f"`{printable(text).replace('`', chr(39))}`"


def _field(change: FieldChange) -> str:
    before, after = (plain(each) for each in values(change))
    note = remark(change)
    return f"{plain(change.name)}: {before} {ARROW} {after}" + (f" *({plain(note)})*" if note else "")


def _quote(evidence: Evidence) -> str:
    return f"{plain(evidence.article)} \\[{evidence.start}:{evidence.end}\\]: “{plain(evidence.quote)}”"
