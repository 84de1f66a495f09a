"""The steps in order: a folder of articles in, one validated briefing out.

Articles are worked through one by one, and nothing of one article's work depends on which others are in the folder,
but for the names and parties (`cast`) that are read from all of them first.
"""

import importlib.metadata
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from extract import formats
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
from extract.config import Settings
from extract.consensus import Stated, find_consensus, link_consensus
from extract.decoding.base import Decoder, Failure
from extract.detect import Detector, detect, find_detector, find_probe, is_cut
from extract.disagreements import find_disagreements
from extract.errors import BriefingError
from extract.fill import Filled, fill
from extract.opening import PROMPTS, open_decoder, open_stored
from extract.parties import Cast, find_cast
from extract.prompts import load_prompt
from extract.reconcile import (
    Decisions,
    Found,
    Reprints,
    describe_event,
    find_reprints,
    merge,
    read_decisions,
    review_path,
)
from extract.schemas import Kind
from extract.spans import CharInterval
from extract.speakers import speakers
from extract.steps import Cost, Meter, Progress, Ticker, Watch

__all__ = ["PROMPTS", "Progress", "Run", "Watch", "build_briefing", "open_decoder", "open_stored", "run_folder"]


DEFAULTS = Settings()
#: Why nothing is listed from an article that was read.
OFF_TOPIC = "it does not read as news of politics or diplomacy: nothing was listed from it"


@dataclass(frozen=True)
class Run:
    """A briefing, and what it cost, in all and by step: nothing of that stands in the briefing itself."""

    briefing: Briefing
    articles: ArticleFolder
    seconds: float
    read_tokens: int
    written_tokens: int
    costs: Mapping[str, Cost] = field(default_factory=dict)


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
    decisions: Decisions | None = None,
) -> Run:
    """Like `build_briefing`, with what it cost; `watch` is called as the work goes on.

    `decisions` are what people decided about merges; of a path they are read from the file beside it, if there is one.
    """
    start = time.monotonic()
    loaded = folder if isinstance(folder, ArticleFolder) else load_articles(Path(folder), language=settings.language)
    if decisions is None:
        decisions = Decisions() if isinstance(folder, ArticleFolder) else read_decisions(review_path(Path(folder)))
    with ExitStack() as stack:
        decoder = decoder or stack.enter_context(closing(open_stored(settings)))
        work = _Work(loaded, settings, decoder, watch or (lambda _: None), decisions)
        briefing = work.briefing()
    cost = sum(work.meter.costs.values(), Cost())
    return Run(
        briefing=briefing,
        articles=loaded,
        seconds=time.monotonic() - start,
        read_tokens=cost.read,
        written_tokens=cost.written,
        costs=work.meter.costs,
    )


class _Work:
    """One run over one folder."""

    def __init__(
        self, loaded: ArticleFolder, settings: Settings, decoder: Decoder, watch: Watch, decisions: Decisions
    ) -> None:
        self.loaded, self.settings, self.decoder, self.watch = loaded, settings, decoder, watch
        self.decisions = decisions
        self.meter = Meter(decoder)
        self.detector: Detector = find_detector(decoder.model_sha256)
        self.judge = find_probe(decoder.model_sha256, load_prompt("fill").sha256)
        self.skipped = [SkippedPart(path=each.path, reason=each.reason) for each in loaded.skipped]

    def briefing(self) -> Briefing:
        articles = self.loaded.articles
        self.watch(Progress("cast", None, 0, 1))
        with self.meter.step("cast"):
            cast = find_cast(articles, self.decoder)
        found: list[Found] = []
        for article in articles:
            found += [each for each in self._found(article, cast) if not self._rejected(article, each)]
        self.watch(Progress("reconcile", None, 0, 1))
        with self.meter.step("reconcile"):
            briefing = self._reconciled(articles, cast, found)
        self.watch(Progress("reconcile", None, 1, 1))
        return briefing

    def _reconciled(self, articles: tuple[Article, ...], cast: Cast, found: Sequence[Found]) -> Briefing:
        reprints = find_reprints(articles)
        items = merge(found, cast, self.settings.merge_similarity, articles, reprints, self.decisions)
        stated = find_consensus(articles)
        self._tell_set_aside(articles, stated)
        try:
            briefing = self._assembled(articles, cast, items, stated, reprints)
        except ValidationError as error:
            raise BriefingError(f"the briefing does not keep its contract, please report this: {error}") from error
        if lines := ungrounded(briefing, articles):
            raise BriefingError(f"the briefing is not grounded, please report this: {lines[0]}")
        return briefing

    def _tell_set_aside(self, articles: Sequence[Article], stated: Stated | None) -> None:
        by_id = {article.id: article for article in articles}
        for each in stated.aside if stated else ():
            points, lead = len(each.points), by_id[stated.lead.article].path if stated else ""
            reason = f"another list of {points} points that is given for the consensus: the one in {lead} leads"
            self._skip(by_id[each.article], each.reach, reason)

    def _found(self, article: Article, cast: Cast) -> list[Found]:
        """The validated mentions of one article; what fails is kept in `skipped` with its reason."""
        cast = cast.within(article.id)
        with self.meter.step("detect"):
            tick = Ticker(self.watch, "detect", article, len(article.sentences), self.decoder)
            detected = detect(article, self.detector, self.decoder, self.settings.classes, tick)
        if detected.off_topic:
            self.skipped.append(SkippedPart(path=article.path, reason=OFF_TOPIC))
        candidates = detected.candidates
        with self.meter.step("fill"):
            tick = Ticker(self.watch, "fill", article, len(candidates), self.decoder)
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

    def _rejected(self, article: Article, found: Found) -> bool:
        if rejected := self.decisions.rejects(found):
            self._skip(article, found.interval, f"{found.kind.value} that a person judged wrong")
        return rejected

    def _skip(self, article: Article, interval: CharInterval, reason: str) -> None:
        where = Interval(start=interval.start, end=interval.end)
        self.skipped.append(SkippedPart(path=article.path, reason=reason, char_interval=where))

    def _assembled(
        self,
        articles: Sequence[Article],
        cast: Cast,
        items: dict[Kind, list[Item]],
        stated: Stated | None,
        reprints: Reprints,
    ) -> Briefing:
        fields = {
            "event": describe_event(articles, cast),
            "articles": tuple(_entry(article, reprints) for article in articles),
            "agreements": tuple(items[Kind.AGREEMENT]),
            "demands": tuple(items[Kind.DEMAND]),
            "warnings": tuple(items[Kind.WARNING]),
            "disputes": tuple(items[Kind.DISPUTE]),
            "consensus": link_consensus(stated, items, articles),
            "disagreements": find_disagreements(articles, items),
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
            settings=self.settings.for_manifest() | self.decisions.for_manifest(),
            decider=f"{self.detector.decider}; {self._party_decider()}",
            versions={name: _version(name) for name in ("llama-cpp-python", *self._readers())},
        )

    def _readers(self) -> tuple[str, ...]:
        """The packages that decided what the text of an article is; none for plain text files."""
        return formats.libraries() if any(article.text_sha256 for article in self.loaded.articles) else ()

    def _party_decider(self) -> str:
        return f"parties by fitted heads {self.judge.sha256[:16]}" if self.judge else "parties by the likeliest name"


def _version(package: str) -> str:
    """The installed version; a checkout that is run without being installed has none, and that must cost no run."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _entry(article: Article, reprints: Reprints) -> ArticleEntry:
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
        copy_of=reprints.copy_of.get(article.id),
        text_sha256=article.text_sha256,
    )
