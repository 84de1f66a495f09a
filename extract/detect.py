"""Which sentences bear an agreement, a demand, a warning or a dispute, and how likely that is.

Fitted heads decide where the model has some for the prompt at hand; otherwise the label's log-probability against
"none" does, with a default threshold. Debris and speaker labels are not asked about.
"""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from extract.articles import Article, Role
from extract.decoding.base import Decoder, Prompt, Tick, no_tick
from extract.errors import ExtractError
from extract.heads import Probe, read_probe
from extract.prompts import PromptFile, load_prompt
from extract.resources import resource
from extract.schemas import Kind

#: Characters of a sentence that the model reads; what is longer is cut, and the cut is reported.
LONGEST = 1600
#: The same in bytes of UTF-8: a tokenizer may need one token for each, and a prompt must fit.
_LONGEST_BYTES = 1500
#: Without heads: log p(label) - log p(none) above which a class is taken, in nats. A default, not fitted to a model.
DEFAULT_MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One class of one sentence (by its index in the article) with its calibrated probability."""

    sentence: int
    kind: Kind
    probability: float


@dataclass(frozen=True, slots=True)
class Decision:
    """`taken` when the class is listed; `probability` is calibrated where heads decide."""

    taken: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model made of one sentence: the decision on every class, and natural logarithms for every label.

    Where labels' log-probabilities decide, `log_probs` are these: over "none" and the classes they sum to 1. Where
    heads decide, each class has the logarithm of its own calibrated probability p, as a sentence may bear several, and
    "none" that of the product of (1 - p) over the classes.
    """

    decisions: Mapping[Kind, Decision]
    log_probs: Mapping[str, float]
    #: Log-odds that the sentence is about politics or diplomacy; None where no head says so.
    politics: float | None = None


@dataclass(frozen=True, slots=True)
class Detected:
    """What was found in one article. Nothing is, where it is `off_topic`: more likely about anything but politics."""

    candidates: tuple[Candidate, ...]
    off_topic: bool = False


@dataclass(frozen=True)
class Detector:
    """Decides with `probe` where there is one, else by log-probabilities."""

    prompt: PromptFile
    probe: Probe | None

    @property
    def decider(self) -> str:
        if self.probe is None:
            return "label log-probabilities (no fitted heads for this model and prompt; run 'extract calibrate')"
        return f"fitted heads {self.probe.sha256[:16]}"

    def labels(self, texts: Sequence[str], decoder: Decoder, tick: Tick = no_tick) -> list[Mapping[Kind, Decision]]:
        """For each sentence the decision on every class, in order."""
        return [reading.decisions for reading in self.read(texts, decoder, tick)]

    def read(self, texts: Sequence[str], decoder: Decoder, tick: Tick = no_tick) -> list[Reading]:
        """For each sentence the decisions with what they rest on, in order."""
        prompts = [self.ask(text) for text in texts]
        if self.probe is None:
            answers = decoder.choose(prompts, self.prompt.labels)
            tick(len(answers))
            return [Reading(_by_margin(answer), answer) for answer in answers]
        return [_by_heads(answer, self.probe) for answer in decoder.probe(prompts, self.probe, tick)]

    def ask(self, text: str) -> Prompt:
        """What the model reads for one sentence."""
        return self.prompt.ask(sentence=plain(text))


def plain(text: str) -> str:
    """A sentence on one line, cut to what the model reads."""
    line = _one_line(text)[:LONGEST]
    return line.encode("utf-8", "replace")[:_LONGEST_BYTES].decode("utf-8", "ignore")


def is_cut(text: str) -> bool:
    """Whether the model reads only the beginning of this sentence."""
    return len(plain(text)) < len(_one_line(text))


def has_words(text: str) -> bool:
    """Whether there is enough in a sentence to ask the model about: three letters."""
    return sum(map(str.isalpha, text)) > 2


def _one_line(text: str) -> str:
    return " ".join(text.split())


def find_detector(model_sha256: str) -> Detector:
    """The detector for a model: with its heads if `models/heads/` has a file for its hash and the prompt's."""
    prompt = load_prompt("detect")
    return Detector(prompt, find_probe(model_sha256, prompt.sha256))


def find_probe(model_sha256: str, prompt_sha256: str) -> Probe | None:
    """Heads fitted for exactly this model and prompt: the user's own first, then those that come with the package."""
    from extract.models import models_dir

    folders = [models_dir() / "heads"]
    with suppress(ExtractError):
        folders.append(resource("models/heads"))
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            probe = read_probe(path)
            if (probe.model_sha256, probe.prompt_sha256) == (model_sha256, prompt_sha256):
                return probe
    return None


def detect(
    article: Article, detector: Detector, decoder: Decoder, kinds: Sequence[Kind], tick: Tick = no_tick
) -> Detected:
    """Candidates of one article in the order of its sentences, then of the classes."""
    asked = asked_about(article)
    texts = [article.sentences[index].interval.of(article.text) for index in asked]
    readings = detector.read(texts, decoder, tick)
    if is_off_topic(readings):
        return Detected((), off_topic=True)
    return Detected(
        tuple(
            Candidate(index, kind, reading.decisions[kind].probability)
            for index, reading in zip(asked, readings, strict=True)
            for kind in kinds
            if reading.decisions[kind].taken
        )
    )


def is_off_topic(readings: Sequence[Reading]) -> bool:
    """Whether the sentences of an article, taken together, are more likely not about politics than they are.

    Of a single sentence that can often not be told ("They agreed to talk again."); the mean of an article's log-odds
    told all 48 reports of other matters in our own sentences from those of politics when they were held out.
    """
    odds = [reading.politics for reading in readings if reading.politics is not None]
    return bool(odds) and math.fsum(odds) <= 0


def asked_about(article: Article) -> list[int]:
    """The sentences that the model is asked about: neither debris nor speaker labels, and with a letter in them."""
    return [
        index
        for index, sentence in enumerate(article.sentences)
        if sentence.role not in (Role.DEBRIS, Role.SPEAKER) and has_words(sentence.interval.of(article.text))
    ]


def _by_heads(values: Mapping[str, float], probe: Probe) -> Reading:
    gate = probe.gate
    open_ = gate is None or values[gate.label] > gate.threshold
    politics = gate.calibration.probability(values[gate.label]) if gate else 1.0
    probable = {head.label: politics * head.calibration.probability(values[head.label]) for head in probe.classes}
    decisions = {
        Kind(head.label): Decision(open_ and values[head.label] > head.threshold, round(probable[head.label], 4))
        for head in probe.classes
    }
    none = math.fsum(math.log1p(-each) for each in probable.values())
    log_probs = {"none": none, **{label: math.log(each) for label, each in probable.items()}}
    return Reading(decisions, log_probs, values[gate.label] if gate else None)


def _by_margin(log_probs: Mapping[str, float]) -> dict[Kind, Decision]:
    best = max(log_probs, key=lambda label: (log_probs[label], label))
    return {
        kind: Decision(
            kind.value == best and log_probs[kind.value] - log_probs["none"] > DEFAULT_MARGIN,
            round(float(np.exp(log_probs[kind.value])), 4),
        )
        for kind in Kind
    }
