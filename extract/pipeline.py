"""The steps in order: a folder of articles in, one validated briefing out.

Articles are worked through one by one, and nothing of one article's work depends on which others are in the folder,
but for the names and parties (`cast`) that are read from all of them first.
"""

import importlib.metadata
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from extract.articles import Article, ArticleFolder, Role, load_articles
from extract.briefing import (
    ArticleEntry,
    Briefing,
    Interval,
    Item,
    Manifest,
    ModelEntry,
    SkippedPart,
    ungrounded,
)
from extract.cluster import Weights, weigh
from extract.config import Settings, physical_cores
from extract.consensus import Stated, find_consensus
from extract.decoding.base import Decoder, Failure
from extract.detect import Detector, detect, find_detector, find_probe, is_cut
from extract.errors import BriefingError
from extract.fill import Filled, fill
from extract.merge import Found, describe_event, link_consensus, merge
from extract.parties import Cast, find_cast
from extract.prompts import load_prompt
from extract.schemas import Kind
from extract.spans import CharInterval
from extract.speakers import speakers

__all__ = ["Progress", "Run", "Watch", "build_briefing", "open_decoder", "run_folder"]


DEFAULTS = Settings()
#: The prompts of a run, in the order in which their shared messages are read.
PROMPTS = ("cast", "detect", "fill")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` units of a step (cast, detect, fill, reconcile), in one article or in all."""

    step: str
    article: str | None
    done: int
    total: int


Watch = Callable[[Progress], None]


@dataclass(frozen=True)
class Run:
    """A briefing, and what it cost: nothing of that stands in the briefing itself."""

    briefing: Briefing
    articles: ArticleFolder
    seconds: float
    read_tokens: int
    written_tokens: int


def open_decoder(settings: Settings) -> Decoder:
    """The model of `settings` in this process. Raises `ModelNotFound`, `ModelCorrupt`, `DecodeError`."""
    from extract.models import check_gguf, default_model, file_sha256, known_models, model_path

    name = settings.model or default_model().name
    path = model_path(name)
    check_gguf(path)
    from extract.decoding.llama import LlamaDecoder

    return LlamaDecoder(
        path,
        name=name if name in known_models() else path.name,
        sha256=file_sha256(path),
        threads=settings.threads or physical_cores(),
        gpu_layers=0 if settings.gpu == "off" else -1,
        shared=[load_prompt(name).shared for name in PROMPTS],
        verbose=settings.verbose,
    )


def build_briefing(
    folder: Path | ArticleFolder, settings: Settings = DEFAULTS, *, decoder: Decoder | None = None
) -> Briefing:
    """The briefing of a folder of articles, without printing anything.

    Raises `ArticlesError` when nothing in the folder can be read, and what `open_decoder` raises.
    """
    return run_folder(folder, settings, decoder=decoder).briefing


def run_folder(
    folder: Path | ArticleFolder,
    settings: Settings = DEFAULTS,
    *,
    decoder: Decoder | None = None,
    watch: Watch | None = None,
) -> Run:
    """Like `build_briefing`, with what it cost; `watch` is called as the work goes on."""
    start = time.monotonic()
    loaded = folder if isinstance(folder, ArticleFolder) else load_articles(Path(folder))
    decoder = decoder or open_decoder(settings)
    before = decoder.usage
    briefing = _Work(loaded, settings, decoder, watch or (lambda _: None)).briefing()
    return Run(
        briefing=briefing,
        articles=loaded,
        seconds=time.monotonic() - start,
        read_tokens=decoder.usage.read - before.read,
        written_tokens=decoder.usage.written - before.written,
    )


class _Work:
    """One run over one folder."""

    def __init__(self, loaded: ArticleFolder, settings: Settings, decoder: Decoder, watch: Watch) -> None:
        self.loaded, self.settings, self.decoder, self.watch = loaded, settings, decoder, watch
        self.detector: Detector = find_detector(decoder.model_sha256)
        self.judge = find_probe(decoder.model_sha256, load_prompt("fill").sha256)
        self.skipped = [SkippedPart(path=each.path, reason=each.reason) for each in loaded.skipped]

    def briefing(self) -> Briefing:
        articles = self.loaded.articles
        self.watch(Progress("cast", None, 0, 1))
        cast = find_cast(articles, self.decoder)
        found: list[Found] = []
        for article in articles:
            found += self._found(article, cast)
        self.watch(Progress("reconcile", None, 0, 1))
        weights = _weights(articles, cast)
        items = merge(found, weights, cast, self.settings.merge_similarity)
        stated = find_consensus(articles)
        try:
            briefing = self._assembled(articles, cast, items, stated)
        except ValidationError as error:
            raise BriefingError(f"the briefing does not keep its contract, please report this: {error}") from error
        if lines := ungrounded(briefing, articles):
            raise BriefingError(f"the briefing is not grounded, please report this: {lines[0]}")
        self.watch(Progress("reconcile", None, 1, 1))
        return briefing

    def _found(self, article: Article, cast: Cast) -> list[Found]:
        """The validated mentions of one article; what fails is kept in `skipped` with its reason."""
        tick = _Ticker(self.watch, "detect", article, len(article.sentences))
        candidates = detect(article, self.detector, self.decoder, self.settings.classes, tick)
        tick = _Ticker(self.watch, "fill", article, len(candidates))
        filled = fill(article, candidates, speakers(article, cast), cast, self.decoder, self.judge, tick)
        for sentence in article.sentences:
            if sentence.role is not Role.DEBRIS and is_cut(sentence.interval.of(article.text)):
                self._skip(article, sentence.interval, "longer than what the model reads at once: its end was not read")
        return [found for each in filled if (found := self._as_found(article, each)) is not None]

    def _as_found(self, article: Article, filled: Filled) -> Found | None:
        interval = article.sentences[filled.candidate.sentence].interval
        if isinstance(filled.record, Failure):
            reason = f"{filled.candidate.kind.value} without a record: {filled.record.reason}"
            self._skip(article, interval, reason)
            return None
        return Found(
            kind=filled.candidate.kind,
            article=article.id,
            interval=interval,
            quote=interval.of(article.text),
            record=filled.record,
            speaker=filled.speaker,
            probability=filled.candidate.probability,
        )

    def _skip(self, article: Article, interval: CharInterval, reason: str) -> None:
        where = Interval(start=interval.start, end=interval.end)
        self.skipped.append(SkippedPart(path=article.path, reason=reason, char_interval=where))

    def _assembled(
        self, articles: Sequence[Article], cast: Cast, items: dict[Kind, list[Item]], stated: Stated | None
    ) -> Briefing:
        fields = {
            "event": describe_event(articles, cast),
            "articles": tuple(_entry(article) for article in articles),
            "agreements": tuple(items[Kind.AGREEMENT]),
            "demands": tuple(items[Kind.DEMAND]),
            "warnings": tuple(items[Kind.WARNING]),
            "disputes": tuple(items[Kind.DISPUTE]),
            "consensus": link_consensus(stated, items, articles),
            "skipped": tuple(self.skipped),
            "manifest": self._manifest(),
        }
        return Briefing.model_validate(fields)

    def _manifest(self) -> Manifest:
        prompts = {name: load_prompt(name).sha256 for name in PROMPTS}
        return Manifest(
            extract=_version("extract-briefing"),
            model=ModelEntry(name=self.decoder.model_name, sha256=self.decoder.model_sha256),
            prompts=prompts,
            settings=self.settings.for_manifest(),
            decider=f"{self.detector.decider}; {self._party_decider()}",
            versions={"llama-cpp-python": _version("llama-cpp-python")},
        )

    def _party_decider(self) -> str:
        return f"parties by fitted heads {self.judge.sha256[:16]}" if self.judge else "parties by the likeliest name"


def _version(package: str) -> str:
    """The installed version; a checkout that is run without being installed has none, and that must cost no run."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


class _Ticker:
    """Turns a decoder's ticks into progress of one step in one article."""

    def __init__(self, watch: Watch, step: str, article: Article, total: int) -> None:
        self._watch, self._step, self._article, self._total = watch, step, article, total
        self._done = 0
        self(0)

    def __call__(self, ready: int) -> None:
        self._done += ready
        self._watch(Progress(self._step, self._article.path, self._done, self._total))


def _weights(articles: Sequence[Article], cast: Cast) -> Weights:
    sentences = [
        sentence.interval.of(article.text)
        for article in articles
        for sentence in article.sentences
        if sentence.role is not Role.DEBRIS
    ]
    return weigh(sentences, cast.words_of_the_sides())


def _entry(article: Article) -> ArticleEntry:
    return ArticleEntry(
        id=article.id,
        path=article.path,
        sha256=article.sha256,
        title=article.title,
        outlet=article.outlet,
        date=article.date,
        language=article.language,
        characters=len(article.text),
        sentences=len(article.sentences),
    )
