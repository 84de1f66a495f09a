"""What `extract bench` measures: tokens by step, the floor under them, and runs in a process of their own."""

import json
import os
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from extract import bench
from extract.apart import apart
from extract.articles import load_articles
from extract.bench import Raw, Timed, figures, take, timed_run
from extract.config import Settings
from extract.decoding.base import Usage
from extract.decoding.rates import Rates, measure_rates
from extract.decoding.writing import SLOTS
from extract.detect import asked_about
from extract.errors import DecodeError, UsageError
from extract.pipeline import run_folder
from extract.steps import STEPS, Cost, Progress
from tests.cli_runs import run
from tests.scripted import ScriptedDecoder
from tests.test_pipeline import write
from tests.toy_engine import ToyEngine

RAW = Raw({"one text": 80.0, "sentences": 100.0}, {"1 at a time": 20.0, "8 at a time": 25.0}, load_s=1.0)


class Counting(ScriptedDecoder):
    """Reads half of the layers for all that it reads."""

    @property
    def usage(self) -> Usage:
        return Usage(read=100 * len(self.asked), written=10 * len(self.asked), passes=50.0 * len(self.asked))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "articles")


@pytest.fixture
def timed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Timed:
    monkeypatch.setattr(bench, "model_bytes", lambda settings: 98_000_000)
    return timed_run(load_articles(folder), Settings(), lambda settings: Counting())


def test_tokens_are_counted_step_by_step_and_add_up(timed: Timed, folder: Path) -> None:
    decoder = Counting()
    run_folder(folder, Settings(), decoder=decoder)
    names = [prompt.name for prompt in decoder.asked]
    # Nothing is asked twice in a run.
    unique = {step: len({prompt.key() for prompt in decoder.asked if prompt.name == step}) for step in set(names)}
    for step in ("cast", "detect", "fill"):
        assert timed.costs[step].read == 100 * unique.get(step, 0)
        assert timed.costs[step].written == 10 * unique.get(step, 0)
    assert (timed.costs["reconcile"].read, timed.costs["reconcile"].written) == (0, 0)
    assert timed.cost.read == 100 * sum(unique.values())
    assert tuple(timed.costs) == STEPS
    assert timed.costs["detect"].read > 0


def test_the_time_of_a_run_is_all_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "model_bytes", lambda settings: 1)

    def slow(settings: Settings) -> ScriptedDecoder:
        time.sleep(0.05)
        return ScriptedDecoder()

    timed = timed_run(load_articles(folder), Settings(), slow, began=time.monotonic() - 3)
    assert timed.startup_s == pytest.approx(3, abs=0.5)
    assert 0.05 <= timed.load_s < 1
    steps = sum(cost.seconds for cost in timed.costs.values())
    assert timed.wall_s >= timed.startup_s + timed.load_s + steps
    assert timed.peak_rss_mb > 10


def test_the_floor_is_the_tokens_at_the_best_raw_rates() -> None:
    assert RAW.floor(Cost(read=1000, written=50)) == pytest.approx(1000 / 100 + 50 / 25)
    # A token that half of the layers read is half a token.
    assert RAW.floor(Cost(read=1000, written=50, passes=500)) == pytest.approx(500 / 100 + 50 / 25)
    assert RAW.floor(Cost()) == 0


def test_of_two_measurements_the_faster_shape_counts() -> None:
    other = Raw({"one text": 90.0, "sentences": 95.0}, {"1 at a time": 19.0, "8 at a time": 26.0}, load_s=2.0)
    best = RAW.best(other)
    assert best == other.best(RAW)
    assert (best.read, best.written, best.load_s) == (100.0, 26.0, 1.0)


def test_the_figures_are_json_with_the_names_that_were_promised(timed: Timed) -> None:
    told = json.loads(json.dumps(figures(RAW, [timed], Settings(threads=3))))
    assert {"wall_s", "floor_s", "ratio", "peak_rss_mb", "load_s", "startup_s", "steps", "rates"} <= set(told)
    assert told["threads"] == 3
    assert told["floor_s"] == pytest.approx(sum(step["floor_s"] for step in told["steps"].values()), abs=0.05)
    assert told["ratio"] == pytest.approx(timed.wall_s / RAW.floor(timed.cost), abs=0.01)
    assert told["steps"]["detect"]["read"] == timed.costs["detect"].read
    curve = figures(RAW, [timed, timed], Settings())["curve"]
    assert [entry["articles"] for entry in curve] == [3, 3]


def test_a_run_that_asked_nothing_has_no_ratio(timed: Timed) -> None:
    idle = Timed(1, 1, 1.0, 0.1, 0.1, 50.0, "toy", 1.0, dict.fromkeys(STEPS, Cost()))
    assert figures(RAW, [idle], Settings())["ratio"] is None


@pytest.mark.parametrize("wanted", [1, 2, 3, 7])
def test_a_folder_of_any_number_of_articles_asks_as_much_of_each(wanted: int, folder: Path) -> None:
    loaded = load_articles(folder)
    taken = take(loaded, wanted)
    assert [article.id for article in taken.articles] == [f"{n:03}" for n in range(1, wanted + 1)]
    assert len({article.path for article in taken.articles}) == wanted
    told = [a.sentences[index].interval.of(a.text) for a in taken.articles for index in asked_about(a)]
    assert len(told) == len(set(told))
    for number, article in enumerate(taken.articles):
        source = loaded.articles[number % 3]
        assert [each.role for each in article.sentences] == [each.role for each in source.sentences]
    assert take(loaded, None) == loaded


# --- raw rates ---


def test_raw_rates_are_tokens_by_the_time_of_the_fastest_step() -> None:
    engine, seconds = ToyEngine(lambda read: []), count()
    rates = measure_rates(engine.engine, clock=lambda: float(next(seconds)))
    # The clock goes on by one second with each look at it, so a step takes one.
    assert rates.reading == {"one text": 512.0, "sentences": 512.0}
    assert rates.writing == {number: float(number) for number in (1, 2, 4, 8, 16, SLOTS)}
    assert (rates.read, rates.written) == (512.0, float(SLOTS))
    assert isinstance(rates, Rates)
    assert {512, 256, 1, SLOTS} <= set(engine.steps)


# --- a process of one's own ---


def _answers(value: int, tell: Callable[[Progress], None]) -> tuple[int, int]:
    tell(Progress("detect", None, value, value))
    return value, os.getpid()


def _fails(_: object) -> None:
    raise UsageError("there is no such place: name another")


def _breaks(_: object) -> None:
    raise KeyError("x")


def _dies(_: object) -> None:
    os.kill(os.getpid(), 9)


def test_work_apart_gives_its_result_and_tells_on_its_way() -> None:
    told: list[Progress] = []
    value, process = apart(_answers, 7, told=told.append)
    assert (value, told) == (7, [Progress("detect", None, 7, 7)])
    assert process != os.getpid()


def test_what_goes_wrong_apart_goes_wrong_here() -> None:
    with pytest.raises(UsageError, match="^there is no such place: name another$"):
        apart(_fails)
    with pytest.raises(RuntimeError, match="KeyError"):
        apart(_breaks)
    with pytest.raises(DecodeError, match="status -9.*enough memory"):
        apart(_dies)


# --- the command ---


@pytest.fixture
def stores() -> list[object]:
    """What of earlier runs each run was given to use."""
    return []


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, timed: Timed, stores: list[object]) -> list[int | None]:
    """How many articles each run was asked to read; nothing is measured."""
    counts: list[int | None] = []

    def run_apart(folder: Path, settings: Settings, count: int | None, watch: object) -> Timed:
        stores.append(settings.store)
        counts.append(count)
        return timed

    monkeypatch.setattr(bench, "run_apart", run_apart)
    monkeypatch.setattr("extract.apart.apart", lambda function, *arguments, **_: RAW)
    return counts


def test_the_command_shows_a_table(measured: list[int | None], folder: Path) -> None:
    ended = run("bench", folder)
    assert ended.exit_code == 0, ended.stderr
    for part in ("detect", "reconcile", "wall time", "times the floor", "peak memory", "100.0 tokens a second"):
        assert part in ended.stdout
    assert measured == [None]
    assert ended.stderr.count("measuring what llama.cpp itself reaches") == 2


def test_the_command_gives_json_and_nothing_else_on_stdout(measured: list[int | None], folder: Path) -> None:
    told = json.loads(run("bench", folder, "--json").stdout)
    assert told["articles"] == 3
    assert told["steps"]["fill"]["written"] > 0


def test_prompts_that_were_kept_are_used_only_where_that_is_asked_for(
    measured: list[int | None], stores: list[object], folder: Path
) -> None:
    for options in ([], ["--kept-prompts"], ["--curve"]):
        assert run("bench", folder, *options).exit_code == 0
    assert stores == [False, True, *[False] * 5]
    assert len(measured) == len(stores)


def test_the_curve_runs_over_growing_folders(measured: list[int | None], folder: Path) -> None:
    ended = run("bench", folder, "--curve")
    assert ended.exit_code == 0, ended.stderr
    assert measured == [1, 2, 5, 10, 20]
    assert "sentences" in ended.stdout
    assert len(json.loads(run("bench", folder, "--curve", "--json").stdout)["curve"]) == 5


def test_without_a_folder_the_samples_are_read(measured: list[int | None]) -> None:
    assert run("bench").exit_code == 0


def test_a_folder_that_is_not_there_is_said_before_anything_is_measured(
    measured: list[int | None], tmp_path: Path
) -> None:
    assert run("bench", tmp_path / "none").exit_code == 3
    assert measured == []
