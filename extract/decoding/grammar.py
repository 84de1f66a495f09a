"""A record's schema as a grammar that is followed while decoding.

The JSON text of a flat record is mostly fixed: keys, punctuation, and for a party one of a few names. `Writer` walks
a schema field by field and says at each point what may come next: a *block* that is forced (no token need be
written), a *choice* between literals, or *free text* up to the closing quote. Sources: the JSON Schema that Pydantic
makes of the record; JSON strings after RFC 8259, section 7, without escapes (a quote inside a clause is written as a
single or curly one).
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from extract.errors import DecodeError
from extract.schemas import Record
from extract.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Block:
    """Text that must come next."""

    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these literals must come next; each ends with its closing quote, so none is a prefix of another. For a
    party, `field` says which of the record's party fields it is, from 0; what an earlier one took is no longer among
    its literals."""

    literals: tuple[str, ...]
    field: int | None = None


@dataclass(frozen=True, slots=True)
class FreeText:
    """At least one and at most `max_length` characters without control characters, up to a closing quote; where
    `words` is given, of these words only."""

    max_length: int
    words: Wording | None = None


Part = Block | Choice | FreeText

DEFAULT_MAX_LENGTH = 240
_NULL = " null"
#: A clause that had to be cut to fewer characters is no clause.
MIN_CUT = 8
#: What no clause ends with: where a quotation follows in the source, its mark is easily taken for the clause's end.
_UNFINISHED = re.compile(
    r"(?:^|[^\w’'-])(?:the|an?|and|or|but|to|which|whose|than|as|was|were|is|are|ha[sv]e|said|says|its|their|our|your|my)"
    r"[\s,;:—–-]*$",
    re.IGNORECASE,
)


def parts_of(schema: type[Record]) -> tuple[Part, ...]:
    """The grammar of `schema`: parts in the order in which they are written.

    Raises `DecodeError` for a field that no grammar can be made of: nothing is ever decoded unconstrained.
    """
    definition = schema.model_json_schema()
    parts: list[Part] = []
    opening = "{"
    for name, field in definition.get("properties", {}).items():
        key = f"{opening}{json.dumps(name)}: "
        opening = ", "
        words = wording(schema.source) if schema.source is not None and name in schema.clauses else None
        party = schema.parties.index(name) if name in schema.parties else None
        parts += _field_parts(f"{schema.__name__}.{name}", field, key, words, party)
    if not parts:
        raise DecodeError(f"no grammar for {schema.__name__}: it has no fields")
    return (*parts, Block("}"))


def _field_parts(name: str, field: dict[str, Any], key: str, words: Wording | None, party: int | None) -> list[Part]:
    if "const" in field:
        return [Block(key + json.dumps(field["const"], ensure_ascii=False))]
    if "enum" in field:
        literals = tuple(json.dumps(value, ensure_ascii=False)[1:] for value in field["enum"])
        return [Block(f'{key}"{literals[0]}')] if len(literals) == 1 else [Block(key + '"'), Choice(literals, party)]
    if field.get("type") == "string":
        return [Block(key + '"'), FreeText(field.get("maxLength", DEFAULT_MAX_LENGTH), words), Block('"')]
    variants = field.get("anyOf", [])
    texts = [variant for variant in variants if variant.get("type") == "string"]
    if len(variants) == 2 and len(texts) == 1 and {"type": "null"} in variants:
        text = FreeText(texts[0].get("maxLength", DEFAULT_MAX_LENGTH), words)
        # With the blank before it: a model writes both as one token, and hardly ever a quote behind a blank by itself.
        return [Block(key.rstrip()), Choice((_NULL, ' "')), text, Block('"')]
    raise DecodeError(f"no grammar for {name}: only strings, literals and null can be decoded")


class Writer:
    """One record on its way: `expects` says what may come next, `take` accepts it.

    `text` is what stands so far, always a prefix of some valid record.
    """

    def __init__(self, schema: type[Record]) -> None:
        self._parts = list(parts_of(schema))
        self._index = 0
        self._free = ""
        self._taken: set[str] = set()
        self.text = ""

    @property
    def done(self) -> bool:
        return self._index >= len(self._parts)

    @property
    def free(self) -> str:
        """The free text at hand, as far as it stands."""
        return self._free

    @property
    def expects(self) -> Part:
        part = self._parts[self._index]
        if isinstance(part, Choice) and part.field is not None and self._taken:
            return Choice(tuple(literal for literal in part.literals if literal not in self._taken), part.field)
        return part

    def forced(self) -> str:
        """All text that must come next, taken; empty when the model has a say."""
        taken = ""
        while not self.done and isinstance(part := self.expects, Block):
            taken += part.text
            self._index += 1
        self.text += taken
        return taken

    def choose(self, literal: str) -> None:
        """Take one literal of the choice at hand; null skips the string that could have followed."""
        part = self.expects
        if not isinstance(part, Choice) or literal not in part.literals:
            raise DecodeError(f"the grammar does not allow {literal!r} here")
        if part.field is not None:
            self._taken.add(literal)
        self.text += literal
        self._index += 3 if literal == _NULL else 1

    def allowed(self, piece: str) -> str | None:
        """What of `piece` may be taken as free text here: all of it, what stands before its closing quote, or None.

        None also where the string would stay empty or grow too long: then only the closing quote is left.
        """
        part = self.expects
        if not isinstance(part, FreeText):
            raise DecodeError(f"the grammar has no free text here, after {self.text[-40:]!r}")
        head, quote, _ = piece.partition('"')
        if "\\" in head or any(ord(character) < 0x20 or character == "\x7f" for character in head):
            return None
        text = self._free + head
        if len(text) > part.max_length or (quote and not text.strip()):
            return None
        if quote and part.words is not None and _UNFINISHED.search(text):
            return None
        # What looks like a blank, or turns the writing round, is no word: the words' own check would not see it.
        if part.words is not None and not part.words.characters.issuperset(c for c in head if not c.isascii()):
            return None
        # A word that is begun must fit: else the clause could neither go on nor end.
        room = part.max_length - len(text)
        if part.words is not None and not part.words.allows(text + (" " if quote else ""), room):
            return None
        return head if head or quote else None

    def may_begin(self, piece: str, start: bytes) -> bool:
        """Whether `piece` may be taken with a character behind it whose UTF-8 begins with the bytes `start`."""
        part = self.expects
        if not isinstance(part, FreeText) or part.words is None:
            return self.allowed(piece + "\ufffd") is not None
        fitting = (c for c in part.words.characters if c.encode("utf-8", "replace").startswith(start))
        return any(self.allowed(piece + character) is not None for character in fitting)

    def take(self, piece: str) -> bool:
        """Take free text (`allowed` says how much of it); True when the string ended."""
        head = self.allowed(piece)
        if head is None:
            raise DecodeError(f"the grammar does not allow {piece!r} here")
        self._free += head
        self.text += head
        if '"' in piece:
            self.close()
            return True
        return False

    def cut(self) -> bool:
        """Drop an unfinished last word and end the free text; False when too little would be left."""
        kept = self._free.rstrip()
        while kept and (kept[-1].isalnum() or kept[-1] in "’'-"):
            kept = kept[:-1]
        kept = _finished(kept.rstrip(" ,;:—–-"))
        if len(kept) < MIN_CUT:
            return False
        self.text = self.text[: len(self.text) - len(self._free)] + kept
        self.close()
        return True

    def close(self) -> None:
        """End the free text at hand; what follows (the closing quote) is forced."""
        self._free = ""
        self._index += 1


def _finished(clause: str) -> str:
    """A clause without the last words that nothing ends with; as it is where too little would be left."""
    kept = clause
    while unfinished := _UNFINISHED.search(kept):
        kept = kept[: unfinished.start()].rstrip(" ,;:—–-")
    return kept if len(kept) >= MIN_CUT else clause
