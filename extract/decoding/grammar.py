"""A record's schema as a grammar that is followed while decoding.

The JSON text of a flat record is mostly fixed: keys, punctuation, and for a party one of a few names. `Writer` walks
a schema field by field and says at each point what may come next: a *block* that is forced (no token need be
written), a *choice* between literals, or *free text* up to the closing quote. Sources: the JSON Schema that Pydantic
makes of the record; JSON strings after RFC 8259, section 7, without escapes (a quote inside a clause is written as a
single or curly one).
"""

import json
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
    """One of these literals must come next; each ends with its closing quote, so none is a prefix of another."""

    literals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FreeText:
    """At least one and at most `max_length` characters without control characters, up to a closing quote; where
    `words` is given, of these words only."""

    max_length: int
    words: Wording | None = None


Part = Block | Choice | FreeText

DEFAULT_MAX_LENGTH = 240


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
        parts += _field_parts(f"{schema.__name__}.{name}", field, key, words)
    if not parts:
        raise DecodeError(f"no grammar for {schema.__name__}: it has no fields")
    return (*parts, Block("}"))


def _field_parts(name: str, field: dict[str, Any], key: str, words: Wording | None) -> list[Part]:
    if "const" in field:
        return [Block(key + json.dumps(field["const"], ensure_ascii=False))]
    if "enum" in field:
        literals = tuple(json.dumps(value, ensure_ascii=False)[1:] for value in field["enum"])
        return [Block(f'{key}"{literals[0]}')] if len(literals) == 1 else [Block(key + '"'), Choice(literals)]
    if field.get("type") == "string":
        return [Block(key + '"'), FreeText(field.get("maxLength", DEFAULT_MAX_LENGTH), words), Block('"')]
    variants = field.get("anyOf", [])
    texts = [variant for variant in variants if variant.get("type") == "string"]
    if len(variants) == 2 and len(texts) == 1 and {"type": "null"} in variants:
        text = FreeText(texts[0].get("maxLength", DEFAULT_MAX_LENGTH), words)
        return [Block(key), Choice(("null", '"')), text, Block('"')]
    raise DecodeError(f"no grammar for {name}: only strings, literals and null can be decoded")


class Writer:
    """One record on its way: `expects` says what may come next, `take` accepts it.

    `text` is what stands so far, always a prefix of some valid record.
    """

    def __init__(self, schema: type[Record]) -> None:
        self._parts = list(parts_of(schema))
        self._index = 0
        self._free = ""
        self.text = ""

    @property
    def done(self) -> bool:
        return self._index >= len(self._parts)

    @property
    def expects(self) -> Part:
        return self._parts[self._index]

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
        if not isinstance(self.expects, Choice) or literal not in self.expects.literals:
            raise DecodeError(f"the grammar does not allow {literal!r} here")
        self.text += literal
        self._index += 3 if literal == "null" else 1

    def allowed(self, piece: str) -> str | None:
        """What of `piece` may be taken as free text here: all of it, what stands before its closing quote, or None.

        None also where the string would stay empty or grow too long: then only the closing quote is left.
        """
        part = self.expects
        assert isinstance(part, FreeText)
        head, quote, _ = piece.partition('"')
        if "\\" in head or any(ord(character) < 0x20 or character == "\x7f" for character in head):
            return None
        text = self._free + head
        if len(text) > part.max_length or (quote and not text.strip()):
            return None
        if part.words is not None and not part.words.allows(text + (" " if quote else "")):
            return None
        return head if head or quote else None

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

    def close(self) -> None:
        """End the free text at hand; what follows (the closing quote) is forced."""
        self._free = ""
        self._index += 1
