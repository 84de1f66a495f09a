"""Progress of reading many sentences on stderr: a moving bar in a terminal, elsewhere a plain line for each tenth."""

import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from extract.cli.output import tell

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Task


@contextlib.contextmanager
def counting(console: "Console", what: str, total: int, *, plain: bool = False) -> Iterator[Callable[[int], None]]:
    """A `Tick` for `total` units of `what`, shown with their rate and the time left; `plain` keeps the bar away."""
    if console.is_terminal and not plain:
        with _bar(console, what, total) as tick:
            yield tick
    else:
        yield _lines(what, total)


@contextlib.contextmanager
def _bar(console: "Console", what: str, total: int) -> Iterator[Callable[[int], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: "Task") -> Text:
            return Text(_rate(task.speed or 0))

    columns = [
        TextColumn("{task.description}", markup=False),
        MofNCompleteColumn(),
        Rate(),
        BarColumn(20),
        TimeRemainingColumn(),
        TextColumn("left"),
    ]
    # Results go to stdout meanwhile, and must not pass through the bar.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, speed_estimate_period=60) as bar:
        task = bar.add_task(what, total=total)
        yield lambda ready: bar.advance(task, ready)


def _lines(what: str, total: int) -> Callable[[int], None]:
    began = time.monotonic()
    done = told = 0

    def tick(ready: int) -> None:
        nonlocal done, told
        done += ready
        tenth = 10 * done // max(total, 1)
        if tenth > told:
            told = tenth
            seconds = max(time.monotonic() - began, 1e-3)
            left = timedelta(seconds=round(seconds * (total - done) / done))
            pace = f"{_rate(done / seconds)}, {left} left"
            tell(f"{seconds:5.0f} s  {what}: {done:,} of {total:,}, {pace}")

    return tick


def _rate(a_second: float) -> str:
    if not a_second:
        return ""
    return f"{a_second:.1f}/s" if a_second >= 1 else f"{1 / a_second:.1f} s each"
