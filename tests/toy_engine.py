"""An engine without a model, for tests of decoding: a toy vocabulary, and logits that follow a script.

It keeps what every sequence has read and checks what llama.cpp would: that a sequence is read without a gap, from its
next position on, and that the context holds it all.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import numpy as np

from extract.decoding.engine import MAX_SEQUENCES, Engine, Item
from extract.heads import Floats

#: Control tokens have no bytes of their own.
CONTROLS = ("<|im_start|>", "<|im_end|>")
#: Besides every single byte. Some run past a closing quote, as real vocabularies have them.
PIECES = ('"', '", "', '"}', '."', 'd"', " the", " ferry", "ferry", " crews", " Norland", " home", "null")

#: What a sequence would write next, from what it has read: tokens by falling likelihood; the rest follow in any order.
Script = Callable[[bytes], Sequence[bytes]]


class ToyEngine:
    def __init__(
        self, script: Script, *, pieces: Sequence[str] = PIECES, template: str | None = None, context_tokens: int = 8192
    ) -> None:
        self._script, self._template = script, template
        self._vocabulary = [b"" for _ in CONTROLS] + [bytes([byte]) for byte in range(256)]
        self._vocabulary += [piece.encode() for piece in pieces if len(piece.encode()) > 1]
        self._by_length = sorted(range(len(CONTROLS), len(self._vocabulary)), key=lambda t: -len(self._vocabulary[t]))
        self.context_tokens = context_tokens
        self.vocabulary_size = len(self._vocabulary)
        self.read_tokens = 0
        self.sequences: dict[int, list[int]] = {0: []}
        self.steps: list[int] = []
        self.dropped: list[bytes] = []
        self._ends: list[bytes] = []

    bos, eos = CONTROLS

    def extend(self, pieces: Sequence[bytes]) -> None:
        """More tokens, which may be no whole characters."""
        self._vocabulary += pieces
        self.vocabulary_size = len(self._vocabulary)

    def metadata(self, key: str) -> str | None:
        return self._template if key == "tokenizer.chat_template" else None

    def tokenize(self, text: str, *, control: bool) -> list[int]:
        tokens: list[int] = []
        data = text.encode()
        while data:
            special = [c for c in CONTROLS if control and data.startswith(c.encode())]
            if special:
                tokens.append(CONTROLS.index(special[0]))
                data = data[len(special[0]) :]
                continue
            token = next(token for token in self._by_length if data.startswith(self._vocabulary[token]))
            tokens.append(token)
            data = data[len(self._vocabulary[token]) :]
        return tokens

    def piece(self, token: int) -> bytes:
        return self._vocabulary[token]

    def text(self, tokens: Sequence[int]) -> bytes:
        return b"".join(map(self.piece, tokens))

    def clear(self) -> None:
        self.sequences = {}

    def fork(self, sequence: int, source: int) -> None:
        self.sequences[sequence] = list(self.sequences[source])

    def drop(self, sequence: int, start: int = -1) -> None:
        if start >= 0:
            del self.sequences[sequence][start:]
            return
        self.dropped.append(self.text(self.sequences.pop(sequence, [])))

    def state(self, sequence: int) -> bytes:
        return b"".join(token.to_bytes(2, "big") for token in self.sequences[sequence])

    def restore(self, sequence: int, state: bytes) -> bool:
        self.sequences[sequence] = [int.from_bytes(state[i : i + 2], "big") for i in range(0, len(state), 2)]
        return True

    def step(self, items: Sequence[Item]) -> None:
        self.steps.append(len(items))
        self.read_tokens += len(items)
        self._ends = []
        for item in items:
            for sequence in (item.sequence, *item.also):
                read = self.sequences.setdefault(sequence, [])
                assert item.position == len(read), "a sequence is read without a gap"
                assert sequence < MAX_SEQUENCES
                assert read == self.sequences[item.sequence][: len(read)], "what shares a token has the same before it"
                read.append(item.token)
            self._ends.append(self.text(self.sequences[item.sequence]))
        shared = min((len(read) for read in self.sequences.values()), default=0) if len(self.sequences) > 1 else 0
        held = sum(len(read) - shared for read in self.sequences.values()) + shared
        assert held <= self.context_tokens, "the context is full"

    def layer_outputs(self, items: Sequence[Item], layers: frozenset[int], *, whole: bool = False) -> dict[int, Floats]:
        """One number an item: how many bytes its sequence has read."""
        assert whole
        self.step(items)
        return {layer: np.array([[len(read)] for read in self._ends], dtype=np.float32) for layer in layers}

    def logits(self, index: int) -> Floats:
        values = np.linspace(-10, -20, self.vocabulary_size, dtype=np.float32)
        for rank, piece in enumerate(self._script(self._ends[index])):
            values[self._vocabulary.index(piece)] = 100 - rank
        return values

    @property
    def engine(self) -> Engine:
        """This engine for code that wants one of llama.cpp's."""
        return cast(Engine, self)


def writes(answers: Mapping[str, str], *, first: Sequence[bytes] = (), pieces: Sequence[str] = PIECES) -> Script:
    """A script that writes, after a prompt that is a key of `answers`, its text, in the longest tokens that fit.

    `first` are tokens that it would always rather write. Where the text so far is not the answer's, it wants to end.
    """
    whole = sorted((piece.encode() for piece in pieces), key=len, reverse=True)

    def script(read: bytes) -> Sequence[bytes]:
        for prompt, answer in answers.items():
            _, found, done = read.rpartition(prompt.encode())
            if found:
                rest = answer.encode().removeprefix(done) if answer.encode().startswith(done) else b'"'
                fitting = [piece for piece in whole if rest.startswith(piece)]
                return [*first, *fitting, rest[:1]] if rest else [*first]
        return [*first, b'"']

    return script
