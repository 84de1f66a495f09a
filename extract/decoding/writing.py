"""Records written side by side: each follows its own grammar, and all of them take each step together.

What the grammar forces is read as a block in the next step, and so is what a clause probably copies from its prompt
(`drafting`), and the parties that a judge picks one of (`judging`). What several prompts begin with behind one prefix
is read once.
"""

from collections import deque
from collections.abc import Mapping, Sequence

from extract.decoding.base import Tick
from extract.decoding.drafting import share
from extract.decoding.engine import MAX_SEQUENCES, STEP_TOKENS, Engine, Item
from extract.decoding.judging import Judge, Trial
from extract.decoding.prefixes import HELD, Prefix, in_common
from extract.decoding.slots import Slot

#: Records written at the same time: two cores gain up to about here. Results depend on it, so it is no setting.
SLOTS = 24
#: The first of the sequences that hold what prompts behind one prefix begin with, and the first of the judge's.
_COMMON = HELD + SLOTS
_JUDGED = _COMMON + HELD
#: Tokens that prompts must have in common for it to pay to read them in a step of their own.
SHARED = 12
#: Records that do not fit a step and are passed over for smaller ones behind them, at most.
AHEAD = 12
#: Tokens of the context that records on their way take up at most.
ROOM = 4608
#: Tokens that an answer is expected to take, when it is decided whether one more record fits the context.
EXPECTED = 64


def write_records(engine: Engine, slots: Sequence[Slot], tick: Tick, judge: Judge | None = None) -> int:
    """Fill all `slots`, each behind its prefix, their parties decided by `judge` if there is one; how many tokens were
    written.

    A finished record makes room for the next one; one that failed before it began stays as it is. Prompts are read
    whole, as many a step as fit. Where answers grow beyond what the context holds, the record that was begun last
    begins anew later.
    """
    taken = sum(prefix.length for prefix in {slot.prefix for slot in slots})
    common = _read_common(engine, slots)
    try:
        # As much again as one step may read is left for trying alternatives out.
        room = min(ROOM, engine.context_tokens - STEP_TOKENS - taken) - sum(common.values())
        return _Writing(engine, slots, judge, room).run(tick)
    finally:
        for sequence in common:
            engine.drop(sequence)


def _read_common(engine: Engine, slots: Sequence[Slot]) -> dict[int, int]:
    """For each prefix read what the prompts of its slots begin with, if that is much: their prefix from now on. The
    sequences that hold it, and how many tokens were read into each."""
    groups: dict[Prefix, list[Slot]] = {}
    for slot in slots:
        if not slot.done:
            groups.setdefault(slot.prefix, []).append(slot)
    read: dict[int, int] = {}
    items: list[Item] = []
    for prefix, group in groups.items():
        if (same := _in_common([slot.prompt for slot in group])) < SHARED:
            continue
        sequence = _COMMON + len(read)
        engine.fork(sequence, prefix.sequence)
        shared = group[0].prompt[:same]
        items += [Item(token, prefix.length + index, sequence) for index, token in enumerate(shared)]
        read[sequence] = same
        for slot in group:
            slot.prefix, slot.shared = Prefix(sequence, prefix.length + same), same
    for start in range(0, len(items), STEP_TOKENS):
        engine.step(items[start : start + STEP_TOKENS])
    return read


def _in_common(prompts: Sequence[list[int]]) -> int:
    """How many tokens several prompts begin with; at least one of each is left, as its logits are wanted."""
    if len(prompts) < 2:
        return 0
    # In order, the first and the last of them differ earliest.
    return min([in_common(min(prompts), max(prompts)), *(len(prompt) - 1 for prompt in prompts)])


class _Writing:
    """The records of one call: those that wait, those that are being written, and the sequences that are free."""

    def __init__(self, engine: Engine, slots: Sequence[Slot], judge: Judge | None, room: int) -> None:
        self._engine, self._judge, self._room = engine, judge, room
        self._number = {id(slot): index for index, slot in enumerate(slots)}
        self._waiting = deque(slot for slot in slots if not slot.done)
        self._active: dict[int, Slot] = {}
        self._free = list(range(HELD + SLOTS - 1, HELD - 1, -1))
        self._written = 0

    def run(self, tick: Tick) -> int:
        while self._waiting or self._active:
            if forced := self._begin():
                tick(forced)
            if not self._active:
                break
            self._make_room()
            ends, decided = self._step()
            for sequence, end in ends.items():
                self._advance(sequence, end)
            for sequence, literal in decided.items():
                self._active[sequence].take_read(self._engine, literal)
            for sequence in [sequence for sequence, slot in self._active.items() if slot.done]:
                self._end(sequence)
                tick(1)
        return self._written

    def _begin(self) -> int:
        """Begin the records that fit the next step and, with their answers, the context, in order; how many are done
        with that, as all of them is forced."""
        done = 0
        passed = deque[Slot]()
        while self._waiting and self._free and len(passed) < AHEAD:
            slot = self._waiting.popleft()
            slot.start(self._engine)
            if slot.done:
                done += 1
            elif self._fits(slot):
                sequence = self._free.pop()
                self._engine.fork(sequence, slot.prefix.sequence)
                self._active[sequence] = slot
            else:
                passed.append(slot)
        self._waiting.extendleft(reversed(passed))
        return done

    def _fits(self, slot: Slot) -> bool:
        active = self._active.values()
        now = sum(map(self._load, active)) + self._load(slot)
        later = sum(max(other.size, len(other.prompt) + EXPECTED) for other in active) + len(slot.prompt) + EXPECTED
        return not active or (now <= STEP_TOKENS and later <= self._room)

    def _load(self, slot: Slot) -> int:
        """Tokens that a slot has for the next step."""
        return len(slot.pending) + sum(map(len, self._options(slot).values()))

    def _options(self, slot: Slot) -> dict[str, list[int]]:
        """What the judge has to choose from once what a slot has pending is read: never more than can be tried."""
        options = slot.party_options(self._engine) if self._judge else {}
        return options if len(options) <= MAX_SEQUENCES - _JUDGED else {}

    def _make_room(self) -> None:
        while len(self._active) > 1 and sum(slot.size for slot in self._active.values()) > self._room:
            slot = self._end(next(reversed(self._active)))
            slot.restart()
            self._waiting.appendleft(slot)

    def _end(self, sequence: int) -> Slot:
        self._engine.drop(sequence)
        self._free.append(sequence)
        self._free.sort(reverse=True)
        return self._active.pop(sequence)

    def _step(self) -> tuple[dict[int, int], dict[int, str]]:
        """Read what every slot has pending, and behind it what it guesses, or what the judge has to choose from; where
        in the batch each one's last token stands that was pending, or what the judge decided of it."""
        load = sum(map(self._load, self._active.values()))
        most = share(load, sum(slot.writing for slot in self._active.values()), STEP_TOKENS)
        items: list[Item] = []
        ends: dict[int, int] = {}
        trials: dict[int, Trial] = {}
        free = list(range(_JUDGED, MAX_SEQUENCES))
        for sequence, slot in self._active.items():
            options = self._options(slot)
            slot.guess(most)
            # Where no sequences are left to try them in, they are tried in the next step.
            tried = {literal: free.pop(0) for literal in options} if len(options) <= len(free) else {}
            for each in tried.values():
                self._engine.fork(each, sequence)
            items += slot.items(sequence, wanted=not options, also=tuple(tried.values()))
            if not options:
                ends[sequence] = len(items) - 1 - len(slot.draft)
            elif tried:
                number = self._number[id(slot)]
                trials[sequence] = Trial(number, slot.field, slot.position, len(items), tried, options)
                items += trials[sequence].items()
        return ends, self._read(items, trials)

    def _read(self, items: Sequence[Item], trials: Mapping[int, Trial]) -> dict[int, str]:
        """Read a step; what the judge decided of each of the `trials` in it. A record goes on where that was tried."""
        if self._judge is None or not trials:
            self._engine.step(items)
            return {}
        rows = self._engine.layer_outputs(items, frozenset(block.layer for block in self._judge.blocks), whole=True)
        decided: dict[int, str] = {}
        for sequence, trial in trials.items():
            decided[sequence] = trial.decided(self._judge, rows)
            self._engine.fork(sequence, trial.sequences[decided[sequence]])
            for tried in trial.sequences.values():
                self._engine.drop(tried)
        return decided

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
            self._engine.drop(sequence, slot.position)
