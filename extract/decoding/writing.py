"""Records written side by side: each follows its own grammar, and all of them take each step together.

What the grammar forces is read as a block in the next step, and so is what a clause probably copies from its prompt
(`drafting`). What all prompts of a call begin with is read once.
"""

from collections import deque
from collections.abc import Sequence

from extract.decoding.base import Tick
from extract.decoding.drafting import share
from extract.decoding.engine import STEP_TOKENS, Engine, Item
from extract.decoding.judging import Judge, Question, decide
from extract.decoding.prefixes import HELD, ROOM, Prefix
from extract.decoding.slots import Slot

#: Records written at the same time: two cores gain up to about here. Results depend on it, so it is no setting.
SLOTS = 24
#: The sequence of what all prompts of a call begin with; the judge's are those above it.
_COMMON = HELD + SLOTS
#: Tokens that prompts must have in common for it to pay to read them in a step of their own.
SHARED = 12
#: Tokens that an answer is expected to take, when it is decided whether one more record fits the context.
EXPECTED = 64


def write_records(engine: Engine, prefix: Prefix, slots: Sequence[Slot], tick: Tick, judge: Judge | None = None) -> int:
    """Fill all `slots` behind `prefix`, their parties decided by `judge` if there is one; how many tokens were written.

    A finished record makes room for the next one; one that failed before it began stays as it is. Prompts are read
    whole, as many a step as fit. Where answers grow beyond what the context holds, the record that was begun last
    begins anew later.
    """
    common = _read_common(engine, prefix, slots)
    try:
        return _Writing(engine, common, slots, judge, ROOM - (common.length - prefix.length)).run(tick)
    finally:
        if common is not prefix:
            engine.drop(common.sequence)


def _read_common(engine: Engine, prefix: Prefix, slots: Sequence[Slot]) -> Prefix:
    """Read what the prompts of all slots begin with behind `prefix`, if that is much: the prefix of them all."""
    prompts = [slot.prompt for slot in slots if not slot.done]
    first, last = (min(prompts), max(prompts)) if prompts else ([], [])
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    # At least one token of each is left: its logits are wanted.
    same = min([same, *(len(prompt) - 1 for prompt in prompts)])
    if len(prompts) < 2 or same < SHARED:
        return prefix
    engine.fork(_COMMON, prefix.sequence)
    engine.step([Item(token, prefix.length + index, _COMMON) for index, token in enumerate(first[:same])])
    for slot in slots:
        slot.shared = same
    return Prefix(_COMMON, prefix.length + same)


class _Writing:
    """The records of one call: those that wait, those that are being written, and the sequences that are free."""

    def __init__(self, engine: Engine, prefix: Prefix, slots: Sequence[Slot], judge: Judge | None, room: int) -> None:
        self._engine, self._prefix, self._judge, self._room = engine, prefix, judge, room
        self._number = {id(slot): index for index, slot in enumerate(slots)}
        self._waiting = deque(slot for slot in slots if not slot.done)
        self._active: dict[int, Slot] = {}
        self._free = list(range(HELD + SLOTS - 1, HELD - 1, -1))
        self._written = 0

    def run(self, tick: Tick) -> int:
        while self._waiting or self._active:
            self._begin()
            self._make_room()
            ends = self._step()
            judged = [each for each, slot in self._active.items() if self._judge and slot.party_options(self._engine)]
            for sequence, end in ends.items():
                if sequence not in judged:
                    self._advance(sequence, end)
            if self._judge is not None and judged:
                self._decide(self._judge, judged)
            for sequence in [sequence for sequence, slot in self._active.items() if slot.done]:
                self._end(sequence)
                tick(1)
        return self._written

    def _begin(self) -> None:
        """Begin as many records as fit the next step and, with their answers, the context."""
        while self._waiting and self._free and self._fits(self._waiting[0]):
            sequence, slot = self._free.pop(), self._waiting.popleft()
            self._engine.fork(sequence, self._prefix.sequence)
            slot.start(self._engine)
            self._active[sequence] = slot

    def _fits(self, slot: Slot) -> bool:
        active = self._active.values()
        now = sum(len(other.pending) for other in active) + len(slot.prompt)
        later = sum(max(other.size, len(other.prompt) + EXPECTED) for other in active) + len(slot.prompt) + EXPECTED
        return not active or (now <= STEP_TOKENS and later <= self._room)

    def _make_room(self) -> None:
        while len(self._active) > 1 and sum(slot.size for slot in self._active.values()) > self._room:
            sequence = next(reversed(self._active))
            self._waiting.appendleft(self._end(sequence))

    def _end(self, sequence: int) -> Slot:
        self._engine.drop(sequence)
        self._free.append(sequence)
        self._free.sort(reverse=True)
        return self._active.pop(sequence)

    def _step(self) -> dict[int, int]:
        """Read what every slot has pending, and what it guesses behind it; where in the batch each one's last pending
        token stands."""
        pending = sum(len(slot.pending) for slot in self._active.values())
        most = share(pending, sum(slot.writing for slot in self._active.values()), STEP_TOKENS)
        items: list[Item] = []
        ends: dict[int, int] = {}
        for sequence, slot in self._active.items():
            slot.guess(most)
            last = len(slot.pending) - 1
            position = self._prefix.length + slot.read
            items += [
                Item(token, position + index, sequence, wanted=index >= last)
                for index, token in enumerate([*slot.pending, *slot.draft])
            ]
            ends[sequence] = len(items) - 1 - len(slot.draft)
            slot.read += len(slot.pending)
            slot.pending = []
        self._engine.step(items)
        return ends

    def _advance(self, sequence: int, end: int) -> None:
        """Let a slot take the token that follows the one at `end` of the batch, and those behind it as far as it has
        guessed them."""
        slot = self._active[sequence]
        guessed, slot.draft = slot.draft, []
        taken = 0
        while True:
            slot.advance(self._engine, self._engine.logits(end + taken))
            self._written += 1
            if taken == len(guessed) or slot.done or slot.pending != [guessed[taken]]:
                break
            slot.read += 1
            slot.pending = []
            taken += 1
        if taken < len(guessed):
            self._engine.drop(sequence, self._prefix.length + slot.read)

    def _decide(self, judge: Judge, judged: Sequence[int]) -> None:
        """Let the judge decide the party field that each of the `judged` slots stands before."""
        questions = [
            Question(
                self._number[id(slot)],
                slot.field,
                sequence,
                self._prefix.length + slot.read,
                slot.party_options(self._engine),
            )
            for sequence in judged
            for slot in [self._active[sequence]]
        ]
        for sequence, literal in zip(judged, decide(self._engine, judge, questions, _COMMON + 1), strict=True):
            self._active[sequence].take_literal(self._engine, literal)
