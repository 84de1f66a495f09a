"""An evaluation as a person reads it: the scores in aligned lines, what was wrong, what was missed, and the notes."""

from collections.abc import Iterator

from rich.text import Text

from extract.scores import Counts, Evaluation, Finding, Verdict
from extract.terminal import Line, printable

_VERDICTS: tuple[Verdict, ...] = ("wrong", "missed")
_WIDTH = 10  # cells of a score's name


def scoresheet(evaluation: Evaluation) -> Iterator[Line]:
    """The lines that show `evaluation`. Each fault has two: its place and what was expected, then the sentence."""
    for name, score in _scores(evaluation):
        yield Line(Text(score), Text(f"{name:{_WIDTH}} "))
    for verdict in _VERDICTS:
        findings = [finding for finding in evaluation.findings if finding.verdict == verdict]
        yield Line()
        yield Line(Text(f"{verdict.capitalize()}: {len(findings)}", "bold"))
        for finding in findings:
            yield from _fault(finding)
    if evaluation.notes:
        yield Line()
    for note in evaluation.notes:
        yield Line(Text(printable(note)), Text("note: "))


def _scores(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    rows = [(kind.value, counts) for kind, counts in evaluation.classes.items()]
    for name, counts in [*rows, ("all", evaluation.micro)]:
        yield name, f"{_rates(counts)}   (found {counts.found}, wrong {counts.wrong}, missed {counts.missed})"
    yield "macro F1", f"{evaluation.macro_f1:.3f}"
    quotes = f"{evaluation.verbatim} of {evaluation.mentions} quotes stand at their place"
    yield "grounded", f"{evaluation.grounded:.3f}   ({quotes})"
    yield "merging", f"{_rates(evaluation.merging)}   (pairs of mentions from two articles)"
    parties = evaluation.parties
    yield "parties", f"{parties.right} of {parties.total} mentions of demands and warnings name both rightly"
    if points := evaluation.consensus:
        yield "consensus", f"{points.complete} of {points.total} points complete, {points.listed} listed"


def _rates(counts: Counts) -> str:
    return f"P {counts.precision:.2f}  R {counts.recall:.2f}  F1 {counts.f1:.2f}"


def _fault(finding: Finding) -> Iterator[Line]:
    interval = finding.char_interval
    place = f"  {printable(finding.article)} [{interval.start}:{interval.end}]  "
    name = f" ({finding.item})" if finding.item else ""
    listed = f", listed as {', '.join(finding.listed)}" if finding.verdict == "missed" and finding.listed else ""
    judgement = f"{finding.kind}{name}; expected: {finding.expected}{listed}"
    yield Line(Text(printable(judgement)), Text(place, "cyan"))
    yield Line(Text(printable(finding.quote).strip() or "(the article is not at hand)"), Text("      "))
