"""How fast llama.cpp itself reads and writes here: the rates that no run can beat.

Only steps of the engine are timed, without prompts, grammars or heads, in several shapes of batch; the fastest step of
each shape counts, as other work on the machine only ever slows one down.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extract.decoding.engine import STEP_TOKENS, Engine, Item
from extract.decoding.writing import SLOTS

#: Tokens of a prompt that stands before everything, and of one sentence behind it.
PREFIX, SENTENCE = 256, 32
#: How many records are written at a time.
WRITERS = tuple(sorted({1, 2, 4, 8, 16, SLOTS}))
#: Each shape is timed for at least so long, and in so many steps.
SECONDS, STEPS = 1.0, 2

_TEXT = "The envoys met on the bridge at noon, and they talked until dawn about the ferry and its crew. "


@dataclass(frozen=True, slots=True)
class Rates:
    """Tokens a second by shape of batch: `reading` one long text or many sentences, `writing` so many records."""

    reading: Mapping[str, float]
    writing: Mapping[int, float]

    @property
    def read(self) -> float:
        """The best that reading reaches, in tokens a second."""
        return max(self.reading.values())

    @property
    def written(self) -> float:
        """The best that writing reaches, in tokens a second, of all records together."""
        return max(self.writing.values())

    def better(self, other: "Rates") -> "Rates":
        """Of two measurements of the same shapes the faster one, shape by shape."""
        reading = {shape: max(rate, other.reading.get(shape, 0)) for shape, rate in self.reading.items()}
        writing = {shape: max(rate, other.writing.get(shape, 0)) for shape, rate in self.writing.items()}
        return Rates(reading, writing)


def measure_rates(engine: Engine, clock: Callable[[], float] = time.perf_counter) -> Rates:
    """Time raw steps of `engine`, which must hold nothing that is still needed: its cache is emptied."""
    tokens = engine.tokenize(_TEXT * STEP_TOKENS, control=False)[: engine.context_tokens]
    timed = _Timed(engine, clock)
    engine.clear()
    reading = {"one text": timed.best(lambda: timed.read([tokens[:STEP_TOKENS]], 0))}
    timed.read([tokens[:PREFIX]], 0)
    sentences = [tokens[:SENTENCE]] * (STEP_TOKENS // SENTENCE)
    reading["sentences"] = timed.best(lambda: timed.read(sentences, PREFIX))
    writing = {}
    for count in WRITERS:
        # Each token stands where the one before it stood: what follows in a record is as fast.
        writing[count] = timed.best(lambda count=count: timed.read([tokens[:1]] * count, PREFIX))  # type: ignore[misc]
    engine.clear()
    return Rates(reading, writing)


class _Timed:
    """Steps of an engine with a prefix in sequence 0, by the clock."""

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self._engine, self._clock = engine, clock

    def best(self, step: Callable[[], tuple[int, float]]) -> float:
        """Tokens a second in the fastest of several steps, each of which says how many tokens and seconds it took."""
        step()  # the first one also makes room in memory
        began, rates = self._clock(), list[float]()
        while len(rates) < STEPS or self._clock() - began < SECONDS:
            tokens, seconds = step()
            rates.append(tokens / max(seconds, 1e-9))
        return max(rates)

    def read(self, texts: Sequence[Sequence[int]], start: int) -> tuple[int, float]:
        """Read texts side by side in one step, from position `start` on; how many tokens, and in how many seconds."""
        engine, items = self._engine, list[Item]()
        for sequence, text in enumerate(texts, start=1 if start else 0):
            if start:
                engine.fork(sequence, 0)
            else:
                engine.drop(sequence)
            last = len(text) - 1
            items += [Item(token, start + index, sequence, index == last) for index, token in enumerate(text)]
        began = self._clock()
        engine.step(items)
        # Only when its results are asked for is a step over, where another processor does the work.
        engine.logits(len(items) - 1)
        seconds = self._clock() - began
        for sequence in range(1, len(texts) + 1):
            engine.drop(sequence)
        return len(items), seconds
