"""Records written side by side: each follows its own grammar, and all of them take each step together.

The likeliest token is looked at first and is nearly always allowed; the vocabulary is searched, in order of
likelihood, only when it is not. What the grammar forces is read as a block in the next step.
"""

import codecs
from collections import deque
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from extract.decoding.base import Failure, Tick
from extract.decoding.engine import STEP_TOKENS, Engine, Floats, Item
from extract.decoding.grammar import Choice, FreeText, Writer
from extract.decoding.judging import Judge, Question, decide
from extract.decoding.prefixes import HELD, ROOM, Prefix
from extract.schemas import Record

#: Records written at the same time: two cores gain up to about here. Results depend on it, so it is no setting.
SLOTS = 24
#: How many tokens are tried, likeliest first, before a clause is given up.
TRIES = 256
#: Tokens that an answer is expected to take, when it is decided whether one more record fits the context.
EXPECTED = 64


class Slot:
    """One record on its way: what is to be read next, and what has been written."""

    def __init__(self, tokens: Sequence[int], schema: type[Record]) -> None:
        self.prompt, self._schema = list(tokens), schema
        self._begin()

    def _begin(self) -> None:
        self.failure: Failure | None = None
        self.pending = list(self.prompt)
        self.read = 0
        self._writer = Writer(self._schema)
        self._options: dict[str, list[int]] = {}
        self._tail = b""

    @property
    def size(self) -> int:
        """Tokens that it takes up in the context."""
        return self.read + len(self.pending)

    @property
    def text(self) -> str:
        return self._writer.text

    @property
    def done(self) -> bool:
        return self._writer.done or self.failure is not None

    def start(self, engine: Engine) -> None:
        """Queue the prompt with what the grammar forces first; what was written before is forgotten."""
        self._begin()
        self.pending += engine.tokenize(self._writer.forced(), control=False)

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
        if self.done or not isinstance(part := self._writer.expects, Choice) or not part.distinct:
            return {}
        return {literal: engine.tokenize(literal, control=False) for literal in part.literals}

    @property
    def field(self) -> int:
        """How many party fields have been decided."""
        return self._writer.decided

    def take_literal(self, engine: Engine, literal: str) -> None:
        """Take `literal` of the choice that comes next, and queue it with what is then forced."""
        self._writer.choose(literal)
        self.pending = engine.tokenize(literal, control=False)
        self.pending += engine.tokenize(self._writer.forced(), control=False)

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
            self.pending = engine.tokenize(head + self._writer.forced(), control=False)
        else:
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


def write_records(engine: Engine, prefix: Prefix, slots: Sequence[Slot], tick: Tick, judge: Judge | None = None) -> int:
    """Fill all `slots` behind `prefix`, their parties decided by `judge` if there is one; how many tokens were written.

    A finished record makes room for the next one; one that failed before it began stays as it is. Prompts are read
    whole, as many a step as fit. Where answers grow beyond what the context holds, the record that was begun last
    begins anew later.
    """
    waiting = deque(slot for slot in slots if not slot.done)
    active: dict[int, Slot] = {}
    free = list(range(HELD + SLOTS - 1, HELD - 1, -1))
    written = 0
    while waiting or active:
        while waiting and free and _fits(waiting[0], active.values()):
            sequence, slot = free.pop(), waiting.popleft()
            engine.fork(sequence, prefix.sequence)
            slot.start(engine)
            active[sequence] = slot
        while len(active) > 1 and sum(slot.size for slot in active.values()) > ROOM:
            sequence, slot = active.popitem()
            engine.drop(sequence)
            free.append(sequence)
            waiting.appendleft(slot)
        free.sort(reverse=True)
        ends = _step(engine, active, prefix.length)
        judged = [sequence for sequence, slot in active.items() if judge and slot.party_options(engine)]
        for sequence, slot in list(active.items()):
            if sequence not in judged:
                slot.advance(engine, engine.logits(ends[sequence]))
                written += 1
        if judge is not None and judged:
            _judge(engine, judge, {sequence: active[sequence] for sequence in judged}, slots, prefix.length)
        for sequence, slot in list(active.items()):
            if slot.done:
                engine.drop(sequence)
                del active[sequence]
                free.append(sequence)
                tick(1)
    return written


def _judge(engine: Engine, judge: Judge, judged: dict[int, Slot], slots: Sequence[Slot], start: int) -> None:
    """Let the judge decide the party field that each of the `judged` slots stands before."""
    number = {id(slot): index for index, slot in enumerate(slots)}
    questions = [
        Question(number[id(slot)], slot.field, sequence, start + slot.read, slot.party_options(engine))
        for sequence, slot in judged.items()
    ]
    for slot, literal in zip(judged.values(), decide(engine, judge, questions, HELD + SLOTS), strict=True):
        slot.take_literal(engine, literal)


def _fits(slot: Slot, active: Collection[Slot]) -> bool:
    """Whether one more record may begin: its prompt must fit this step, and with its answer the context."""
    now = sum(len(other.pending) for other in active) + len(slot.prompt)
    later = sum(max(other.size, len(other.prompt) + EXPECTED) for other in active) + len(slot.prompt) + EXPECTED
    return not active or (now <= STEP_TOKENS and later <= ROOM)


def _step(engine: Engine, active: dict[int, Slot], start: int) -> dict[int, int]:
    """Read what every slot has pending, behind `start` tokens; where in the batch each slot's last token stands."""
    items: list[Item] = []
    ends: dict[int, int] = {}
    for sequence, slot in active.items():
        last = len(slot.pending) - 1
        items += [
            Item(token, start + slot.read + index, sequence, wanted=index == last)
            for index, token in enumerate(slot.pending)
        ]
        ends[sequence] = len(items) - 1
        slot.read += len(slot.pending)
        slot.pending = []
    engine.step(items)
    return ends
