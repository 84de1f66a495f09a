"""A GGUF model in this process: prompts that share a prefix are read together, records are written side by side.

How prompts are packed depends only on the prompts of one call, in their order: numbers move a little with the shape
of a batch, and a run must give the same bytes twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from extract.decoding.base import Failure, Message, Prompt, Tick, Usage, no_tick
from extract.decoding.chat import ChatTemplate
from extract.decoding.engine import MAX_SEQUENCES, STEP_TOKENS, Engine, Item
from extract.decoding.judging import HeadsJudge, Judge
from extract.decoding.prefix_files import PrefixFiles
from extract.decoding.prefixes import HELD, Prefix, Prefixes
from extract.decoding.reask import validated
from extract.decoding.slots import Slot
from extract.decoding.writing import write_records
from extract.errors import DecodeError
from extract.heads import Block, Floats, Probe, pooled
from extract.schemas import Record

#: Tokens of a prompt, behind what it shares with others, that are read at most.
LONGEST = 1536
#: Tokens that an ordinary sentence with its record takes behind the shared ones: the model must have seen such lengths.
LEAST_ROOM = 512


def _too_long(tokens: int) -> str:
    return f"a prompt of {tokens} tokens is too long: at most {LONGEST} are read at once"


@dataclass(frozen=True, slots=True)
class _Turn:
    """A prompt in tokens: its shared prefix, what follows it, and where its own first message's text stands in that."""

    prefix: Prefix
    tokens: list[int]
    text: slice


class LlamaDecoder:
    """`Decoder` over one GGUF file. Raises `DecodeError` when the file cannot be run or has no chat template.

    `shared` are the first messages of a run's prompts, read before its first call, so that no answer depends on what
    was asked before. `prefix_files` keep what was made of them for the next run.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        sha256: str,
        threads: int,
        gpu_layers: int = 0,
        context_tokens: int = 8192,
        shared: Sequence[Sequence[Message]] = (),
        prefix_files: PrefixFiles | None = None,
        verbose: bool = False,
    ) -> None:
        self.model_name, self.model_sha256 = name, sha256
        self._engine = Engine(
            path, context_tokens=context_tokens, threads=threads, gpu_layers=gpu_layers, verbose=verbose
        )
        self._chat = ChatTemplate(self._engine)
        self._prefixes = Prefixes(self._engine, prefix_files)
        self._shared = tuple(shared)
        self._written = 0

    @property
    def usage(self) -> Usage:
        read, passes = self._engine.read_tokens - self._written, self._engine.passes - self._written
        return Usage(read=read, written=self._written, passes=passes)

    @property
    def layers(self) -> int:
        return int(self._engine.layers)

    @property
    def engine(self) -> Engine:
        """What runs the model: for measuring it alone."""
        return self._engine

    def close(self) -> None:
        self._engine.close()

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        tokens = [self._first_token(label) for label in labels]
        if len(set(tokens)) < len(tokens):
            raise DecodeError(f"this model's vocabulary does not tell {', '.join(labels)} apart by their first token")
        answers: list[Mapping[str, float]] = []
        for pack in _packs(self._turns(prompts)):
            items, ends = self._items(pack, logits=True)
            self._engine.step(items)
            for end in ends:
                chosen = self._engine.logits(end)[tokens].astype(np.float64)
                chosen -= np.logaddexp.reduce(chosen)
                answers.append({label: float(value) for label, value in zip(labels, chosen, strict=True)})
            self._drop(len(pack))
        return answers

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        return [probe.decide(each) for each in self.features(prompts, probe.blocks, tick)]

    def features(self, prompts: Sequence[Prompt], blocks: Sequence[Block], tick: Tick = no_tick) -> list[Floats]:
        """The vectors that a probe over `blocks` decides on, one a prompt: what heads are fitted on."""
        if any(not 0 <= block.layer < self.layers - 1 for block in blocks):
            # Of its last layer llama.cpp works out no more rows than logits are wanted of.
            raise DecodeError(f"heads can read layers 0 to {self.layers - 2} here: run 'extract calibrate' again")
        vectors: list[Floats] = []
        for pack in _packs(self._turns(prompts)):
            vectors += self._hidden(pack, blocks)
            self._drop(len(pack))
            tick(len(pack))
        return vectors

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        judging = HeadsJudge(judge) if judge else None
        texts = self.write(prompts, schemas, judging, tick)

        def ask(prompt: Prompt, schema: type[Record]) -> str | Failure:
            return self.write([prompt], [schema], judging)[0]

        return [
            text if isinstance(text, Failure) else validated(text, prompt, schema, ask)
            for prompt, schema, text in zip(prompts, schemas, texts, strict=True)
        ]

    def write(
        self, prompts: Sequence[Prompt], schemas: Sequence[type[Record]], judge: Judge | None, tick: Tick = no_tick
    ) -> list[str | Failure]:
        """The JSON text of one record a prompt, under its schema's grammar, not validated yet."""
        turns = self._turns(prompts)
        slots = [Slot(turn.prefix, turn.tokens, schema) for turn, schema in zip(turns, schemas, strict=True)]
        for slot in slots:
            if len(slot.prompt) > LONGEST:
                slot.failure = Failure(_too_long(len(slot.prompt)))
                tick(1)
        self._written += write_records(self._engine, slots, tick, judge)
        return [slot.failure or slot.text for slot in slots]

    # --- prompts to tokens ---

    def _turns(self, prompts: Sequence[Prompt]) -> list[_Turn]:
        """Each prompt's own tokens, and its shared prefix, held in the cache."""
        if not prompts:
            return []
        if self._shared:
            self._prefixes.read([self._prefix_of(messages) for messages in self._shared])
            self._shared = ()
        distinct = list(dict.fromkeys(prompt.shared for prompt in prompts))
        held = self._prefixes.hold([self._prefix_of(shared) for shared in distinct])
        prefixes = dict(zip(distinct, held, strict=True))
        turns: list[_Turn] = []
        for prompt in prompts:
            tokens, shared = self._chat.tokens((*prompt.shared, *prompt.turns), len(prompt.shared))
            text = len(self._engine.tokenize(prompt.turns[0].text, control=False))
            turns.append(_Turn(prefixes[prompt.shared], tokens[shared:], slice(0, max(text, 1))))
        return turns

    def _prefix_of(self, shared: Sequence[Message]) -> list[int]:
        # Any text may follow: what stands before it is what the prompts have in common.
        tokens, length = self._chat.tokens((*shared, Message("user", "")), len(shared))
        if length + LEAST_ROOM > (trained := self._engine.trained_tokens):
            raise DecodeError(
                f"this model was trained on texts of {trained:,} tokens, and a prompt of ours takes "
                f"{length + LEAST_ROOM:,}: take a model with a longer context"
            )
        return tokens[:length]

    def _first_token(self, label: str) -> int:
        return self._engine.tokenize(label, control=False)[0]

    # --- reading ---

    def _items(self, turns: Sequence[_Turn], *, logits: bool) -> tuple[list[Item], list[int]]:
        """The tokens of `turns`, each in a sequence of its own behind its prefix, and where each turn ends."""
        if (longest := max(len(turn.tokens) for turn in turns)) > LONGEST:
            raise DecodeError(_too_long(longest))
        items: list[Item] = []
        ends: list[int] = []
        for sequence, turn in enumerate(turns, start=HELD):
            self._engine.fork(sequence, turn.prefix.sequence)
            last = len(turn.tokens) - 1
            items += [
                Item(token, turn.prefix.length + index, sequence, wanted=logits and index == last)
                for index, token in enumerate(turn.tokens)
            ]
            ends.append(len(items) - 1)
        return items, ends

    def _hidden(self, turns: Sequence[_Turn], blocks: Sequence[Block]) -> list[Floats]:
        items, ends = self._items(turns, logits=False)
        layers = frozenset(block.layer for block in blocks)
        rows = self._engine.layer_outputs(items, layers)
        vectors: list[Floats] = []
        for turn, end in zip(turns, ends, strict=True):
            first = end - len(turn.tokens) + 1
            text = slice(first + turn.text.start, first + turn.text.stop)
            vectors.append(pooled(blocks, {layer: (rows[layer][end], rows[layer][text]) for layer in layers}))
        return vectors

    def _drop(self, count: int) -> None:
        for sequence in range(HELD, HELD + count):
            self._engine.drop(sequence)


def _packs(turns: Sequence[_Turn]) -> Iterator[list[_Turn]]:
    """Turns in order, as many at a time as fill one step."""
    pack: list[_Turn] = []
    size = 0
    for turn in turns:
        if pack and (size + len(turn.tokens) > STEP_TOKENS or len(pack) == MAX_SEQUENCES - HELD):
            yield pack
            pack, size = [], 0
        pack.append(turn)
        size += len(turn.tokens)
    if pack:
        yield pack
