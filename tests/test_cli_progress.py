"""What is seen while a briefing is made, and how long the rest will take."""

import re
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from extract.articles import load_articles
from extract.cli.progress import Pace, _clock, _rate, watching
from extract.pipeline import Progress
from tests.cli_runs import write_articles


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


def test_the_time_left_comes_from_the_pace_of_both_steps_and_the_items_found_so_far() -> None:
    pace = Pace(sentences=30)
    assert pace.seconds_left() is None
    pace.note(Progress("cast", None, 0, 1), now=0)
    pace.note(Progress("detect", "a", 0, 10), now=100)
    pace.note(Progress("detect", "a", 10, 10), now=105)  # half a second a sentence
    assert pace.rate("detect") == 2
    assert pace.seconds_left() is None
    pace.note(Progress("fill", "a", 0, 4), now=105)
    pace.note(Progress("fill", "a", 2, 4), now=111)  # three seconds an item, four items in ten sentences
    assert pace.seconds_left() == pytest.approx(20 * 0.5 + (8 + 2) * 3)
    assert pace.share() == pytest.approx(11 / (11 + 40))
    pace.note(Progress("fill", "a", 4, 4), now=117)
    pace.note(Progress("detect", "b", 0, 20), now=117)
    assert pace.seconds_left() == pytest.approx(20 * 0.5 + 8 * 3)
    pace.note(Progress("fill", "b", 0, 0), now=127)
    assert pace.seconds_left() == 0
    assert pace.share() == 1


def test_the_time_left_is_known_even_if_no_item_is_ever_found() -> None:
    pace = Pace(sentences=10)
    pace.note(Progress("detect", "a", 0, 5), now=0)
    pace.note(Progress("detect", "a", 5, 5), now=5)
    pace.note(Progress("fill", "a", 0, 0), now=5)
    assert pace.seconds_left() == pytest.approx(5)


def test_in_a_terminal_a_bar_shows_article_step_rate_and_time_left(
    articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "c[red].txt").write_text("One more article of two sentences. Here is the other one.")
    clock = count()
    monkeypatch.setattr("extract.cli.progress.time", SimpleNamespace(monotonic=lambda: next(clock)))
    console = Console(force_terminal=True, width=120, color_system=None, record=True, _environ={})
    with watching(console, load_articles(articles)) as watch:
        for progress in (
            *(Progress("detect", "a_wire.txt", done, 6) for done in (0, 3, 6)),
            *(Progress("fill", "a_wire.txt", done, 3) for done in (0, 3)),
            *(Progress("detect", "c[red].txt", done, 2) for done in (0, 2)),
        ):
            watch(progress)
    # Of eight sentences in three seconds six are left, and three items in a second for six and two sentences.
    assert re.search(r"3/3 finding items   c\[red\]\.txt 2/2  2\.7/s .* 0:04 left", console.export_text())


def test_slow_steps_are_told_in_seconds_each() -> None:
    assert (_rate(None), _rate(2.5), _rate(0.4)) == ("", "2.5/s", "2.5 s each")
    assert (_clock(59.7), _clock(61), _clock(3661)) == ("1:00", "1:01", "1:01:01")


def test_with_v_no_bar_is_in_the_way_of_the_model_s_messages(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    console = Console(force_terminal=True, width=100)
    with watching(console, load_articles(articles), plain=True) as watch:
        watch(Progress("detect", "a_wire.txt", 0, 6))
    assert capsys.readouterr() == ("", "    0 s  finding items   a_wire.txt\n")
