"""One record on its way: the likeliest token that its grammar allows is taken, and what is then forced is queued.

The likeliest token is looked at first and is nearly always allowed; the vocabulary is searched, in order of
likelihood, only when it is not.
"""

import codecs
from collections.abc import Iterator, Sequence

import numpy as np

from extract.decoding.base import Failure
from extract.decoding.drafting import Lookup
from extract.decoding.engine import Engine, Item
from extract.decoding.grammar import Choice, FreeText, Writer
from extract.decoding.prefixes import Prefix
from extract.heads import Floats
from extract.schemas import Record

#: How many tokens are tried, likeliest first, before a clause is given up.
TRIES = 256


class Slot:
    """One record on its way: what is to be read next, and what has been written."""

    def __init__(self, prefix: Prefix, tokens: Sequence[int], schema: type[Record]) -> None:
        #: What is in the cache of what it begins with.
        self.prefix = prefix
        self.prompt, self._schema = list(tokens), schema
        #: Tokens of the prompt that were read with that of others, and stand in the prefix.
        self.shared = 0
        self._lookup: Lookup | None = None
        self._begin()

    def _begin(self) -> None:
        self.failure: Failure | None = None
        self._started = False
        self.pending: list[int] = []
        #: What is guessed to be written after that which is pending.
        self.draft: list[int] = []
        self.read = 0
        self._clause: list[bytes] = []
        self._writer = Writer(self._schema)
        self._options: dict[str, list[int]] = {}
        self._offered: tuple[int, dict[str, list[int]]] | None = None
        self._tail = b""

    @property
    def size(self) -> int:
        """Tokens that it takes up in the context."""
        return self.read + len(self.pending) + len(self.draft)

    @property
    def position(self) -> int:
        """Where the next token stands that is read of it."""
        return self.prefix.length + self.read

    @property
    def text(self) -> str:
        return self._writer.text

    @property
    def done(self) -> bool:
        return self._writer.done or self.failure is not None

    def start(self, engine: Engine) -> None:
        """Queue the prompt with what the grammar forces first; nothing where that is done."""
        if self._started:
            return
        self._started = True
        self.pending = self.prompt[self.shared :]
        if self._lookup is None:
            self._lookup = Lookup(self.prompt, [engine.piece(token) for token in self.prompt])
        self.pending += engine.tokenize(self._writer.forced(), control=False)

    def restart(self) -> None:
        """Forget what was written, to be started anew."""
        self._begin()

    @property
    def writing(self) -> bool:
        """Whether it is in the midst of a clause."""
        return bool(self._clause) and not self.done

    def guess(self, most: int) -> None:
        """Queue up to `most` tokens that probably follow, to be read along."""
        self.draft = self._lookup.guess(self._clause, most) if self._lookup and self.writing else []

    def items(self, sequence: int, *, wanted: bool, also: tuple[int, ...]) -> list[Item]:
        """What is queued, for the step that reads it: `also` in other sequences, and with the logits behind it `wanted`
        or not."""
        last, start = len(self.pending) - 1, self.position
        self.read += len(self.pending)
        queued, self.pending = [*self.pending, *self.draft], []
        return [
            Item(token, start + index, sequence, wanted=wanted and index >= last, also=also)
            for index, token in enumerate(queued)
        ]

    def advance(self, engine: Engine, logits: Floats) -> None:
        """Take the likeliest token that the grammar allows, and queue it with what is then forced."""
        if isinstance(part := self._writer.expects, Choice):
            self._choose(engine, logits, part)
        elif not any(self._take(engine, token) for token in _likeliest(logits)) and not self._recover(engine, logits):
            self.failure = Failure(f"the answer found no end within its grammar: {self.text[-80:]!r}")

    def _recover(self, engine: Engine, logits: Floats) -> bool:
        """Nothing likely is allowed: end the clause if it can end here, else finish the word that it has begun, else
        begin a word of the source; of several the likeliest."""
        if not self._tail and self._writer.cut():
            self._clause = []
            self.pending = engine.tokenize(self._writer.forced(), control=False)
            return True
        part = self._writer.expects
        if not isinstance(part, FreeText) or part.words is None:
            return False
        texts = part.words.endings(self._writer.free)
        texts += [form for word in part.words.words for form in (word, f" {word}")]
        tokens = sorted({engine.tokenize(text, control=False)[0] for text in texts})
        return any(self._take(engine, token) for token in sorted(tokens, key=lambda each: -float(logits[each])))

    def party_options(self, engine: Engine) -> dict[str, list[int]]:
        """The literals of a party field that comes next, with their tokens; empty when none does."""
        if self.done or not isinstance(part := self._writer.expects, Choice) or part.field is None:
            return {}
        if self._offered is None or self._offered[0] != part.field:
            options = {literal: engine.tokenize(literal, control=False) for literal in part.literals}
            self._offered = part.field, options
        return self._offered[1]

    @property
    def field(self) -> int:
        """Which of the record's party fields comes next."""
        part = self._writer.expects
        return part.field if isinstance(part, Choice) and part.field is not None else 0

    def take_read(self, engine: Engine, literal: str) -> None:
        """Take `literal` of the choice that comes next, which has been read already, and queue what is then forced."""
        self.read += len(self.party_options(engine)[literal])
        self._writer.choose(literal)
        self.pending = engine.tokenize(self._writer.forced(), control=False)

    def _choose(self, engine: Engine, logits: Floats, part: Choice) -> None:
        options = self._options or {literal: engine.tokenize(literal, control=False) for literal in part.literals}
        token = max((tokens[0] for tokens in options.values()), key=lambda first: float(logits[first]))
        left = {literal: tokens for literal, tokens in options.items() if tokens[0] == token}
        if len(left) > 1:
            self.pending, self._options = [token], {literal: tokens[1:] for literal, tokens in left.items()}
            return
        self._options = {}
        (literal, rest), *_ = left.items()
        self._writer.choose(literal)
        self.pending = rest + engine.tokenize(self._writer.forced(), control=False)

    def _take(self, engine: Engine, token: int) -> bool:
        """Take `token` as free text if the grammar allows it; a character may come in several tokens."""
        try:
            piece, used = codecs.utf_8_decode(self._tail + engine.piece(token), "strict", False)
        except UnicodeDecodeError:
            return False
        tail = (self._tail + engine.piece(token))[used:]
        if (tail == self._tail and not piece) or ('"' in piece and (tail or self._tail)):
            return False
        if tail and not self._writer.may_begin(piece, tail):
            return False
        if piece and self._writer.allowed(piece) is None:
            return False
        self._tail = tail
        if piece and self._writer.take(piece):
            # A token may run past the closing quote: its head is read anew, together with what is forced next.
            head = piece.partition('"')[0]
            self._clause = []
            self.pending = engine.tokenize(head + self._writer.forced(), control=False)
        else:
            self._clause.append(engine.piece(token))
            self.pending = [token]
        return True


def _likeliest(logits: Floats) -> Iterator[int]:
    """Token ids by falling logit; all but the first are looked for only when they are asked for."""
    first = int(logits.argmax())
    yield first
    top = np.argpartition(logits, -TRIES)[-TRIES:] if len(logits) > TRIES else np.arange(len(logits))
    for token in top[np.lexsort((top, -logits[top]))]:
        if token != first:
            yield int(token)
