"""A GGUF model in this process: prompts that share a prefix are read together, records are written side by side.

How prompts are packed depends only on the prompts of one call, in their order: numbers move a little with the shape
of a batch, and a run must give the same bytes twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from extract.decoding.base import Failure, Prompt, Tick, Usage, no_tick
from extract.decoding.chat import ChatTemplate
from extract.decoding.engine import MAX_SEQUENCES, STEP_TOKENS, Engine, Floats, Item
from extract.decoding.reask import validated
from extract.decoding.writing import Slot, write_records
from extract.errors import DecodeError
from extract.heads import Probe
from extract.schemas import Record


@dataclass(frozen=True, slots=True)
class _Turn:
    """A prompt in tokens: what follows the shared prefix, and where its last message's text stands in it."""

    tokens: list[int]
    text: slice


class LlamaDecoder:
    """`Decoder` over one GGUF file. Raises `DecodeError` when the file cannot be run or has no chat template."""

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        sha256: str,
        threads: int,
        gpu_layers: int = 0,
        context_tokens: int = 8192,
        verbose: bool = False,
    ) -> None:
        self.model_name, self.model_sha256 = name, sha256
        self._engine = Engine(
            path, context_tokens=context_tokens, threads=threads, gpu_layers=gpu_layers, verbose=verbose
        )
        self._chat = ChatTemplate(self._engine)
        self._prefix: list[int] | None = None
        self._written = 0

    @property
    def usage(self) -> Usage:
        return Usage(read=self._engine.read_tokens - self._written, written=self._written)

    def close(self) -> None:
        self._engine.close()

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        tokens = [self._first_token(label) for label in labels]
        if len(set(tokens)) < len(tokens):
            raise DecodeError(f"this model's vocabulary does not tell {', '.join(labels)} apart by their first token")
        answers: list[Mapping[str, float]] = []
        for turns in self._packs(self._turns(prompts)):
            ends = self._read(turns, logits=True)
            for end in ends:
                chosen = self._engine.logits(end)[tokens].astype(np.float64)
                chosen -= np.logaddexp.reduce(chosen)
                answers.append({label: float(value) for label, value in zip(labels, chosen, strict=True)})
            self._drop(len(turns))
        return answers

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        answers: list[Mapping[str, float]] = []
        for turns in self._packs(self._turns(prompts)):
            answers += [probe.decide(vector) for vector in self._hidden(turns, probe)]
            self._drop(len(turns))
            tick(len(turns))
        return answers

    def features(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> Floats:
        """The vectors that `probe` would decide on, one row a prompt: what heads are fitted on."""
        rows: list[Floats] = []
        for turns in self._packs(self._turns(prompts)):
            rows += self._hidden(turns, probe)
            self._drop(len(turns))
            tick(len(turns))
        return np.stack(rows) if rows else np.zeros((0, 0), dtype=np.float32)

    def fill(
        self, prompts: Sequence[Prompt], schemas: Sequence[type[Record]], tick: Tick = no_tick
    ) -> list[Record | Failure]:
        slots = [
            Slot(turn.tokens, schema) for turn, schema in zip(self._turns(prompts), schemas, strict=True)
        ]
        self._written += write_records(self._engine, len(self._prefix or ()), slots, tick)
        answers: list[Record | Failure] = []
        for prompt, schema, slot in zip(prompts, schemas, slots, strict=True):
            answers.append(slot.failure or validated(slot.text, prompt, schema, self._answer_again))
        return answers

    def _answer_again(self, prompt: Prompt, schema: type[Record]) -> str | Failure:
        """The text of one more answer, for a conversation that now holds the error."""
        slot = Slot(self._turns([prompt])[0].tokens, schema)
        self._written += write_records(self._engine, len(self._prefix or ()), [slot], no_tick)
        return slot.failure or slot.text

    # --- prompts to tokens ---

    def _turns(self, prompts: Sequence[Prompt]) -> list[_Turn]:
        """The prompts' own tokens; their shared prefix (all of a call share one) is read if it isn't held already."""
        turns: list[_Turn] = []
        for prompt in prompts:
            if prompt.shared != prompts[0].shared:
                raise DecodeError("prompts of one call must share their first messages")
            tokens, prefix = self._chat.tokens((*prompt.shared, *prompt.turns), len(prompt.shared))
            self._hold(tokens[:prefix])
            own = tokens[prefix:]
            text = len(self._engine.tokenize(prompt.turns[-1].text, control=False)) if len(prompt.turns) == 1 else 0
            turns.append(_Turn(own, slice(0, max(text, 1))))
            if len(own) > self._room():
                raise DecodeError(f"a prompt of {len(own)} tokens does not fit the context of this model")
        return turns

    def _room(self) -> int:
        return min(2048, self._engine.context_tokens - len(self._prefix or ()) - 512)

    def _hold(self, prefix: list[int]) -> None:
        if prefix == self._prefix:
            return
        if len(prefix) > self._engine.context_tokens - 1024:
            raise DecodeError(f"a shared prompt of {len(prefix)} tokens does not fit the context of this model")
        self._engine.clear()
        for start in range(0, len(prefix), STEP_TOKENS):
            piece = prefix[start : start + STEP_TOKENS]
            self._engine.step([Item(token, start + index, 0) for index, token in enumerate(piece)])
        self._prefix = prefix

    def _first_token(self, label: str) -> int:
        return self._engine.tokenize(label, control=False)[0]

    # --- reading ---

    def _packs(self, turns: Sequence[_Turn]) -> Iterator[list[_Turn]]:
        """Turns in order, as many at a time as fill one step."""
        pack: list[_Turn] = []
        size = 0
        for turn in turns:
            if pack and (size + len(turn.tokens) > STEP_TOKENS or len(pack) == MAX_SEQUENCES - 1):
                yield pack
                pack, size = [], 0
            pack.append(turn)
            size += len(turn.tokens)
        if pack:
            yield pack

    def _items(self, turns: Sequence[_Turn], *, logits: bool) -> tuple[list[Item], list[int]]:
        items: list[Item] = []
        ends: list[int] = []
        start = len(self._prefix or ())
        for sequence, turn in enumerate(turns, start=1):
            self._engine.fork(sequence)
            items += [Item(token, start + index, sequence) for index, token in enumerate(turn.tokens)]
            if logits:
                last = items[-1]
                items[-1] = Item(last.token, last.position, sequence, wanted=True)
            ends.append(len(items) - 1)
        return items, ends

    def _read(self, turns: Sequence[_Turn], *, logits: bool) -> list[int]:
        items, ends = self._items(turns, logits=logits)
        self._engine.step(items)
        return ends

    def _hidden(self, turns: Sequence[_Turn], probe: Probe) -> list[Floats]:
        items, ends = self._items(turns, logits=False)
        rows = self._engine.layer_outputs(items, probe.layers)
        vectors: list[Floats] = []
        for turn, end in zip(turns, ends, strict=True):
            first = end - len(turn.tokens) + 1
            text = slice(first + turn.text.start, first + turn.text.stop)
            vectors.append(probe.vector({layer: (rows[layer][end], rows[layer][text]) for layer in probe.layers}))
        return vectors

    def _drop(self, count: int) -> None:
        for sequence in range(1, count + 1):
            self._engine.drop(sequence)
