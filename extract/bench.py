"""How near a run comes to what the machine can do.

The floor of a run is the time that its tokens would take at the rates which llama.cpp itself reaches on the machine,
measured right before and after the run. A token that is read only through the lower layers of the model, as heads need
it, counts as that part of a token. Each run and each measurement has a process of its own, so that one's memory is not
counted as another's.
"""

import os
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from extract.apart import apart
from extract.articles import Article, ArticleFolder, Role, article_from_text, load_articles
from extract.config import Settings
from extract.cores import physical_cores
from extract.decoding.base import Decoder
from extract.decoding.stored import StoredDecoder
from extract.errors import DecodeError
from extract.pipeline import open_decoder, run_folder
from extract.steps import STEPS, Cost, Watch
from extract.store import Store

#: Articles in the folders of a curve.
CURVE = (1, 2, 5, 10, 20)

Opener = Callable[[Settings], Decoder]


@dataclass(frozen=True, slots=True)
class Raw:
    """Rates in tokens a second by shape of batch, without anything of ours; loading in seconds."""

    reading: Mapping[str, float]
    writing: Mapping[str, float]
    load_s: float

    @property
    def read(self) -> float:
        return max(self.reading.values())

    @property
    def written(self) -> float:
        return max(self.writing.values())

    def best(self, other: "Raw") -> "Raw":
        """Of two measurements the better one, shape by shape: other work on the machine only slows things down."""
        reading = {shape: max(rate, other.reading[shape]) for shape, rate in self.reading.items()}
        writing = {shape: max(rate, other.writing[shape]) for shape, rate in self.writing.items()}
        return Raw(reading, writing, min(self.load_s, other.load_s))

    def floor(self, cost: Cost) -> float:
        """Seconds that the model's work in `cost` takes at the least."""
        return (cost.passes or cost.read) / self.read + cost.written / self.written


@dataclass(frozen=True, slots=True)
class Timed:
    """One run over a folder in a process of its own. `wall_s` is all of it: `startup_s` until the code is there,
    `load_s` for the model, and the work; memory in megabytes of a million bytes."""

    articles: int
    sentences: int
    wall_s: float
    startup_s: float
    load_s: float
    peak_rss_mb: float
    model: str
    model_mb: float
    costs: Mapping[str, Cost]

    @property
    def cost(self) -> Cost:
        return sum(self.costs.values(), Cost())


def measure_raw(settings: Settings, _: object = None) -> Raw:
    """Load the model and time raw steps of it. Raises what `open_decoder` does."""
    from extract.decoding.llama import LlamaDecoder
    from extract.decoding.rates import measure_rates

    began = time.monotonic()
    decoder = open_decoder(settings)
    load = time.monotonic() - began
    if not isinstance(decoder, LlamaDecoder):
        raise DecodeError("only a model that runs in this process can be measured")
    rates = measure_rates(decoder.engine)
    decoder.close()
    return Raw(dict(rates.reading), {f"{count} at a time": rate for count, rate in rates.writing.items()}, load)


def timed_run(
    folder: ArticleFolder,
    settings: Settings,
    open_model: Opener = open_decoder,
    *,
    began: float | None = None,
    watch: Watch | None = None,
) -> Timed:
    """Brief a folder without answers of earlier runs; `began` is when (`time.monotonic`) the process was started."""
    ready = time.monotonic()
    began = ready if began is None else began
    model = open_model(settings)
    loaded = time.monotonic()
    decoder = StoredDecoder(Store(None), lambda: model, model_name=model.model_name, model_sha256=model.model_sha256)
    run = run_folder(folder, settings, decoder=decoder, watch=watch)
    return Timed(
        articles=len(folder.articles),
        sentences=sum(len(article.sentences) for article in folder.articles),
        wall_s=time.monotonic() - began,
        startup_s=ready - began,
        load_s=loaded - ready,
        peak_rss_mb=peak_rss() / 1e6,
        model=model.model_name,
        model_mb=model_bytes(settings) / 1e6,
        costs=run.costs,
    )


def run_apart(folder: Path, settings: Settings, count: int | None, watch: Watch) -> Timed:
    """`timed_run` in a new process over `count` articles of a folder (see `take`), or over all."""
    return apart(_run, folder, settings, count, time.monotonic(), told=watch)


def _run(folder: Path, settings: Settings, count: int | None, began: float, watch: Watch) -> Timed:
    return timed_run(take(load_articles(folder), count), settings, began=began, watch=watch)


def take(folder: ArticleFolder, count: int | None) -> ArticleFolder:
    """A folder of the first `count` articles. Where there are fewer they come again, their sentences marked with a
    number, so that no answer is known already."""
    articles: list[Article] = []
    while len(articles) < (count or len(folder.articles)):
        turn, index = divmod(len(articles), len(folder.articles))
        article = folder.articles[index]
        if turn:
            article = article_from_text(_marked(article, turn + 1), path=f"{turn + 1}/{article.path}")
        articles.append(replace(article, id=f"{len(articles) + 1:03}"))
    return ArticleFolder(tuple(articles), folder.skipped)


def _marked(article: Article, number: int) -> str:
    """The article with ` (number)` behind the last word of each sentence that the model is asked about."""
    text = article.text
    for sentence in reversed(article.sentences):
        if sentence.role not in (Role.DEBRIS, Role.SPEAKER):
            said = sentence.interval.of(text)
            at = sentence.interval.start + max((i for i, each in enumerate(said, start=1) if each.isalnum()), default=0)
            text = f"{text[:at]} ({number}){text[at:]}"
    return text


def peak_rss() -> int:
    """The most memory that this process has had, in bytes; what it has mapped of the model's file counts."""
    try:
        # Not `ru_maxrss`: a new process takes over its parent's.
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError, ValueError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if os.uname().sysname == "Darwin" else peak * 1024


def model_bytes(settings: Settings) -> int:
    """The size of the model's file."""
    from extract.models import default_model, model_path

    return model_path(settings.model or default_model().name).stat().st_size


def figures(raw: Raw, runs: Sequence[Timed], settings: Settings) -> dict[str, Any]:
    """The figures of a run, or of all of a curve, as JSON has them; rounded to two digits."""
    shared = {
        "model": runs[0].model,
        "model_mb": runs[0].model_mb,
        "cores": physical_cores(),
        "threads": settings.threads or physical_cores(),
        "rates": {"reading": dict(raw.reading), "writing": dict(raw.writing), "read": raw.read, "written": raw.written},
    }
    each = [_figures(raw, run) for run in runs]
    told: dict[str, Any] = _rounded(shared | (each[0] if len(each) == 1 else {"curve": each}))
    return told


def _figures(raw: Raw, run: Timed) -> dict[str, Any]:
    floor = raw.floor(run.cost)
    return {
        "articles": run.articles,
        "sentences": run.sentences,
        "wall_s": run.wall_s,
        "floor_s": floor,
        "ratio": run.wall_s / floor if floor else None,
        "startup_s": run.startup_s,
        "load_s": run.load_s,
        "peak_rss_mb": run.peak_rss_mb,
        "steps": {step: asdict(run.costs[step]) | {"floor_s": raw.floor(run.costs[step])} for step in STEPS},
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return round(value, 2) if isinstance(value, float) else value
