"""Long articles and large folders: work that grows with the text and no faster, flat memory, an honest time left."""

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from math import log
from types import FrameType

import pytest

from extract.apart import apart
from extract.articles import ArticleFolder, article_from_text
from extract.bench import peak_rss
from extract.cli.progress import Pace
from extract.decoding.base import Failure, Prompt, Tick, no_tick
from extract.decoding.stored import StoredDecoder
from extract.heads import Probe
from extract.parties import find_cast
from extract.pipeline import Progress, run_folder
from extract.schemas import Record
from extract.speakers import speakers
from extract.store import Store
from tests.scripted import ScriptedDecoder

SUBJECTS = "The minister, Rosa Almeyda,|Almeyda|Ada Holm|Norway|Chile|The two sides|Lars Brekke|Fishermen|“We|Peru"
VERBS = "inspected|measured|spoke of|told reporters about|described|wrote of|visited|kept|counted|photographed"
OBJECTS = "the herring|trawlers in the fjords|the salmon levy|its ports|the cod catch|seals|nets and lines|a ferry"
CUES = ("agreed to count", "urged Norway to recall", "warned that Chile would close", "accused the other side over")


def text(words: int, *, seed: int = 1, bearing: float = 0.02) -> str:
    """An article of about so many words; in a share of its sentences something is agreed, urged, warned or accused."""
    chance = random.Random(seed)
    paragraphs = ["Chile and Norway talk about herring"]
    while words > 0:
        sentences = []
        for _ in range(chance.randint(2, 5)):
            verb = chance.choice(CUES if chance.random() < bearing else VERBS.split("|"))
            subject, thing = chance.choice(SUBJECTS.split("|")), chance.choice(OBJECTS.split("|"))
            sentences.append(f"{subject} {verb} {chance.randint(2, 9999)} of {thing} before the winter came to Oslo.")
        paragraphs.append(" ".join(sentences))
        words -= len(paragraphs[-1].split())
    return "\n\n".join(paragraphs) + "\n"


def folder(*texts: str) -> ArticleFolder:
    articles = (article_from_text(each, id=f"{n:03}", path=f"{n:03}.txt") for n, each in enumerate(texts, start=1))
    return ArticleFolder(tuple(articles), ())


class Quiet(ScriptedDecoder):
    """Takes no sentence for anything: what is left is the work on the text itself."""

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        none = {label: 0.0 if label == "none" else log(1e-9) for label in labels}
        return [none] * len(prompts)


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, Python's and C's: a measure of work that no other load disturbs."""
    count = 0

    def note(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def growth(work: Callable[[str], object]) -> float:
    """How much more work a text is that is eight times as long."""
    work(text(800))  # what is done once
    short, long = text(2_000, seed=2), text(16_000, seed=3)
    return calls(lambda: work(long)) / calls(lambda: work(short)) / (len(long) / len(short))


def as_interview(told: str) -> str:
    lines = enumerate(line for line in told.replace(". ", ".\n").split("\n") if line)
    return "\n".join(("MR. HOLM: " if number % 2 else "QUESTION:\n") + line for number, line in lines)


def as_list(told: str) -> str:
    return "\n".join(f"{n}. {line}" for n, line in enumerate(told.replace(". ", ".\n").split("\n"), start=1) if line)


@pytest.mark.parametrize("shape", [str, as_interview, as_list, str.upper, lambda told: told.replace("\n", " ")])
def test_reading_an_article_grows_with_its_length_and_no_faster(shape: Callable[[str], str]) -> None:
    def read(told: str) -> None:
        article = article_from_text(shape(told))
        speakers(article, find_cast([article], None))

    assert growth(read) < 1.3


def test_a_run_over_an_article_grows_with_its_length_and_no_faster() -> None:
    assert growth(lambda told: run_folder(folder(told), decoder=Quiet())) < 1.3
    assert growth(lambda told: run_folder(folder(told), decoder=ScriptedDecoder())) < 1.6  # pairs of mentions, too


def _peak(words: int, _: object) -> tuple[int, int]:
    loaded = folder(text(words))
    decoder = StoredDecoder(Store(None), ScriptedDecoder, model_name="", model_sha256="")
    return run_folder(loaded, decoder=decoder).costs["detect"].read, peak_rss()


def test_an_article_of_a_hundred_thousand_words_works_in_little_more_memory() -> None:
    few, small = apart(_peak, 1_000)
    many, large = apart(_peak, 100_000)
    assert many > 80 * few
    assert (large - small) / 1e6 < 100


class Clocked(ScriptedDecoder):
    """Takes time by a clock of its own: a third of a second for a sentence, two seconds for a record."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        self.now += 0.35 * len(prompts) + 0.5
        return super().choose(prompts, labels)

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        answers = super().fill(prompts, schemas, no_tick, judge)
        for _ in prompts:
            self.now += 2.2
            tick(1)
        return answers


@pytest.mark.parametrize("known", [0, 35])
def test_the_time_left_is_right_all_the_way_through_a_folder_of_short_articles(known: int) -> None:
    """Also when a run goes on that was interrupted: what is on record says nothing about what is to come."""
    sizes = random.Random(4)
    loaded = folder(*(text(sizes.randint(80, 500), seed=n, bearing=0.1) for n in range(70)))
    store, clock = Store(None), Clocked()

    def decoder() -> StoredDecoder:
        return StoredDecoder(store, lambda: clock, model_name="", model_sha256="")

    if known:
        run_folder(ArticleFolder(loaded.articles[:known], ()), decoder=decoder())
    clock.now = 0.0
    pace, seen = Pace(sum(len(article.sentences) for article in loaded.articles)), list[tuple[float, float]]()

    def watch(progress: Progress) -> None:
        pace.note(progress, clock.now)
        if (left := pace.seconds_left()) is not None:
            seen.append((clock.now, left))

    run_folder(loaded, decoder=decoder(), watch=watch)
    # In the first tenth a few articles stand for all.
    errors = [abs(now + left - clock.now) / clock.now for now, left in seen if now > 0.1 * clock.now]
    assert len(errors) > 100
    assert max(errors) < 0.2
    assert sorted(errors)[len(errors) // 2] < 0.05
