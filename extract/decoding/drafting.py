"""Prompt-lookup drafting: what a clause copies from its prompt is guessed, and checked in the step that reads it.

A form of speculative decoding (Leviathan et al. 2023) without a second model: the tokens that follow the last written
words where they stand in the prompt (Saxena 2023, "prompt lookup decoding"). A guess changes no answer: a token
counts only if it is the one that would have been written. It pays where a step is far from full: of a few tokens, most
of what a step costs is reading the weights.
"""

from collections.abc import Sequence

#: Tokens that are guessed for one record: at most, and at least where a step has room for them.
LONGEST_DRAFT, SHORTEST_DRAFT = 12, 3
#: Tokens up to which guesses fill a step.
FILLED = 64
#: Words back that a place in the prompt must share with what was written, at most; the more the better.
_LONGEST_MATCH = 3


class Lookup:
    """Guesses what comes next in a clause about one prompt. `pieces` are the prompt's tokens as bytes."""

    def __init__(self, tokens: Sequence[int], pieces: Sequence[bytes]) -> None:
        self._tokens, self._pieces = tokens, pieces
        # A clause begins without the blank that stands before the same word in the prompt.
        self._keys = [piece.strip().lower() for piece in pieces]

    def guess(self, written: Sequence[bytes], most: int) -> list[int]:
        """Up to `most` tokens that followed the last of the `written` tokens in the prompt: where the longest run of
        them agrees, of several places the last one, as the sentence itself stands at the prompt's end."""
        keys = [piece.strip().lower() for piece in written[-_LONGEST_MATCH:]]
        best, place = 0, 0
        for end in range(len(self._keys), 0, -1):
            if (agreeing := _agreeing(self._keys[:end], keys)) > best:
                best, place = agreeing, end
                if best == len(keys):
                    break
        guess: list[int] = []
        for token, piece in zip(self._tokens[place:], self._pieces[place:], strict=True) if best else ():
            if len(guess) == most or not piece or b"\n" in piece or b'"' in piece:
                break
            guess.append(token)
        return guess


def _agreeing(before: Sequence[bytes], keys: Sequence[bytes]) -> int:
    """How many of the last keys agree, from the end on."""
    count = 0
    while count < min(len(before), len(keys)) and before[-1 - count] == keys[-1 - count] != b"":
        count += 1
    return count


def share(pending: int, writers: int, room: int) -> int:
    """How many tokens may be guessed for each of so many records, in a step that reads `pending` tokens anyway and
    holds `room`."""
    if not writers:
        return 0
    wanted = max((FILLED - pending) // writers, SHORTEST_DRAFT)
    return max(0, min(wanted, LONGEST_DRAFT, (room - pending) // writers))
