"""Progress of a briefing on stderr: a moving bar in a terminal, elsewhere a plain line for each step and article."""

import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extract.cli.output import tell

if TYPE_CHECKING:
    from rich.console import Console

    from extract.articles import ArticleFolder
    from extract.config import Settings
    from extract.pipeline import Progress, Run, Watch

#: What a person is told of each step of the pipeline.
_STEPS = {"cast": "who takes part", "detect": "finding items", "fill": "reading items", "reconcile": "merging items"}
_STEP_WIDTH = max(map(len, _STEPS.values()))
_BAR_WIDTH = 16
_BESIDE_ARTICLE = 64  # cells of the moving line that the article's name must leave


def run_watched(folder: Path | Sequence[Path], settings: "Settings", console: "Console") -> "Run":
    """`extract.pipeline.run_folder` with its progress on `console`; raises what that raises.

    Of a list of files there are no decisions of people's: these lie beside a folder.
    """
    from extract.articles import load_articles, load_files

    wanted = settings.language
    loaded = load_articles(folder, language=wanted) if isinstance(folder, Path) else load_files(folder, language=wanted)
    # Only now, as it takes a while: a folder that is not there is said at once.
    from extract.pipeline import run_folder
    from extract.reconcile import Decisions, read_decisions, review_path

    decisions = read_decisions(review_path(folder)) if isinstance(folder, Path) else Decisions()
    # The model's own messages, which -v lets through, would tear a moving bar.
    with watching(console, loaded, plain=settings.verbose) as watch:
        return run_folder(loaded, settings, watch=watch, decisions=decisions)


@contextlib.contextmanager
def watching(console: "Console", loaded: "ArticleFolder", *, plain: bool = False) -> Iterator["Watch"]:
    """A `watch` for a run over `loaded` that shows on `console` what it is told; `plain` keeps the bar away."""
    if console.is_terminal and not plain:
        with _bar(console, loaded) as watch:
            yield watch
    else:
        yield _lines()


class Pace:
    """How fast each step goes, and how long the rest will take.

    Two steps cost time: `detect` a little for each sentence, `fill` much for each item found. How many items the
    articles to come hold is taken from the ones that were read.
    """

    def __init__(self, sentences: int) -> None:
        self._unread = sentences  # in articles not begun
        self._unfilled = sentences  # in articles whose items are not being filled yet
        self._filled = 0  # in the others
        self._items = 0  # found in those
        self._sentences: dict[str | None, int] = {}
        self._units: Counter[str] = Counter()
        self._seconds: dict[str, float] = {}
        self._last: Progress | None = None
        self._at = 0.0

    def note(self, progress: "Progress", now: float) -> None:
        """Take in what the pipeline says at `now`, in seconds of any clock."""
        step, last = progress.step, self._last
        if last and (last.step, last.article) == (step, progress.article):
            worked = progress.done - progress.recalled - (last.done - last.recalled)
            # What was on record says nothing about the time that the rest will take.
            if worked or progress.recalled == last.recalled:
                self._units[step] += worked
                self._seconds[step] = self._seconds.get(step, 0) + now - self._at
        elif step == "detect":
            self._sentences[progress.article] = progress.total
            self._unread -= progress.total
        elif step == "fill":
            sentences = self._sentences.get(progress.article, 0)
            self._unfilled -= sentences
            self._filled += sentences
            self._items += progress.total
        self._last, self._at = progress, now

    def rate(self, step: str) -> float | None:
        """Sentences or items a second; None before there is anything to go by."""
        seconds = self._seconds.get(step, 0)
        return self._units[step] / seconds if seconds and self._units[step] else None

    def seconds_left(self) -> float | None:
        """None before each of the steps that lie ahead has been seen at work."""
        left = 0.0
        for step in ("detect", "fill"):
            if ahead := self._ahead(step):
                rate = self.rate(step)
                if rate is None:
                    return None
                left += ahead / rate
        return left if self._filled else None

    def share(self) -> float | None:
        """How much of the time is over, from 0 to 1; None as long as `seconds_left` is."""
        left, spent = self.seconds_left(), sum(self._seconds.values())
        return None if left is None or not spent else spent / (spent + left)

    def _ahead(self, step: str) -> float:
        """Units of the step that are still to come, as far as one can tell."""
        last = self._last
        now = last.total - last.done if last and last.step == step else 0
        if step == "detect":
            return now + self._unread
        return now + (self._unfilled * self._items / self._filled if self._filled else 0)


def _lines() -> "Watch":
    began = time.monotonic()
    told: set[tuple[str, str | None]] = set()

    def watch(progress: "Progress") -> None:
        if (progress.step, progress.article) in told:
            return
        told.add((progress.step, progress.article))
        tell(f"{time.monotonic() - began:5.0f} s  {_describe(progress)}")

    return watch


@contextlib.contextmanager
def _bar(console: "Console", loaded: "ArticleFolder") -> Iterator["Watch"]:
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    numbers = {article.path: number for number, article in enumerate(loaded.articles, start=1)}
    pace = Pace(sum(len(article.sentences) for article in loaded.articles))
    columns = [
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[pace]}", markup=False),
        BarColumn(_BAR_WIDTH),
        TextColumn("{task.fields[left]}", markup=False),
    ]
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("loading the model", total=None, pace="", left="")

        def watch(progress: "Progress") -> None:
            pace.note(progress, time.monotonic())
            count = f"{numbers[progress.article]}/{len(numbers)} " if progress.article in numbers else ""
            left, share = pace.seconds_left(), pace.share()
            bar.update(
                task,
                description=count + _describe(progress, room=max(console.width - _BESIDE_ARTICLE, 12)),
                completed=share or 0,
                # A bar without a total moves to and fro: nothing can be said yet.
                total=None if share is None else 1,
                pace=f"{progress.done}/{progress.total}  {_rate(pace.rate(progress.step))}" if count else "",
                left="" if left is None else f"{_clock(left)} left",
            )

        yield watch


def _describe(progress: "Progress", room: int | None = None) -> str:
    from extract.terminal import printable

    step = _STEPS.get(progress.step, printable(progress.step))
    article = printable(progress.article or "")
    if room is not None and len(article) > room:
        # The end of a path tells articles apart.
        article = f"…{article[1 - room :]}"
    return f"{step:<{_STEP_WIDTH}}  {article}".rstrip()


def _rate(a_second: float | None) -> str:
    if not a_second:
        return ""
    return f"{a_second:.1f}/s" if a_second >= 1 else f"{1 / a_second:.1f} s each"


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"
