"""Progress of a download on stderr: a moving bar in a terminal, elsewhere a plain line for each tenth."""

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from extract.cli.output import tell

if TYPE_CHECKING:
    from rich.console import Console


@contextlib.contextmanager
def fetching(console: "Console", name: str) -> Iterator[Callable[[int, int], None]]:
    """A progress function for `extract.pull.pull`: it is called with the bytes held and the bytes of the whole."""
    if console.is_terminal:
        with _bar(console, name) as report:
            yield report
    else:
        yield _lines(name)


@contextlib.contextmanager
def _bar(console: "Console", name: str) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = [
        TextColumn("{task.description}", markup=False),
        BarColumn(20),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda held, total: bar.update(task, completed=held, total=total)


def _lines(name: str) -> Callable[[int, int], None]:
    """Nothing is said of a file that was there before."""
    told = -1

    def report(held: int, total: int) -> None:
        nonlocal told
        tenth = 10 * held // max(total, 1)
        if tenth > told and not (told < 0 and held == total):
            told = tenth
            tell(f"{name}: {held / 1e6:,.0f} of {total / 1e6:,.0f} MB")

    return report
