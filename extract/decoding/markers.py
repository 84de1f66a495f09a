"""Tokens that stand for something that is no text (the end of a turn, the call of a tool), kept out of people's text.

llama.cpp reads no control token out of plain text, but it does read those that a file only calls the user's own, as
some files do with all of them. Cut behind its first character, such a marker is text like any other.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import llama_cpp as lib

#: Of the tokens that a file may call the user's own "<tool_call>" is a marker; "\n\n" and "the" are text.
_MARKER = re.compile(r"[<\[{].*\w.*[>\]}]", re.DOTALL)

Tokenizer = Callable[[str], list[int]]


class Markers:
    """Which tokens of a vocabulary are markers; `text_of` gives a token's text, whatever it is."""

    def __init__(self, vocabulary: Any, text_of: Callable[[int], str]) -> None:
        self._vocabulary, self._text_of = vocabulary, text_of
        self._known: dict[int, bool] = {}

    def among(self, tokens: Sequence[int]) -> set[str]:
        """The texts of the markers among `tokens`; those of one character cannot be cut and do not count."""
        return {text for token in tokens if self._is_marker(token) and len(text := self._text_of(token)) > 1}

    def plain(self, text: str, tokenize: Tokenizer) -> list[int]:
        """The tokens of `text`, none of them a marker."""
        tokens = tokenize(text)
        while markers := self.among(tokens):
            starts = re.finditer("|".join(map(re.escape, sorted(markers, key=len, reverse=True))), text)
            cuts = sorted({0, *(match.start() + 1 for match in starts), len(text)})
            pieces = [text[start:end] for start, end in pairwise(cuts)]
            if len(pieces) == 1:
                break  # the marker's text stands there in some other spelling
            return [token for piece in pieces for token in self.plain(piece, tokenize)]
        return tokens

    def _is_marker(self, token: int) -> bool:
        if token not in self._known:
            attributes = lib.llama_vocab_get_attr(self._vocabulary, token)
            control = attributes & lib.LLAMA_TOKEN_ATTR_CONTROL or lib.llama_vocab_is_eog(self._vocabulary, token)
            own = attributes & lib.LLAMA_TOKEN_ATTR_USER_DEFINED and _MARKER.fullmatch(self._text_of(token))
            self._known[token] = bool(control or own)
        return self._known[token]
