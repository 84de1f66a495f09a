"""Prompt files: what a step says to the model, as versioned data with a hash.

A file holds a system message, a turn's template and worked examples. It may have variants: the text of one stands for
`$variant` in the system message, and only the examples that name it are shown. `$name` in the template is replaced in
one pass, so that article text is never read as a template; a variable that is missing is an error, never an empty
string.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Template
from typing import Any

from extract.decoding.base import Message, Prompt
from extract.errors import PromptError
from extract.resources import resource

#: The variant of a file that has none.
ONLY = ""


@dataclass(frozen=True, slots=True)
class PromptFile:
    """One step's prompt. `sha256` is that of the file's bytes: it keys heads, recordings and the manifest. `shared` are
    the messages that all prompts of a variant begin with, by its name."""

    name: str
    version: str
    sha256: str
    shared: Mapping[str, tuple[Message, ...]]
    template: str
    labels: tuple[str, ...]

    def ask(self, variant: str = ONLY, /, **variables: str) -> Prompt:
        """The prompt for one turn. `PromptError` when the template wants a variable that is not given."""
        turn = Message("user", _filled(self.name, self.template, variables))
        return Prompt(self.shared[variant], (turn,), self.name)


def _filled(name: str, template: str, variables: Mapping[str, str]) -> str:
    lines = [Template(line) for line in template.split("\n") if line.strip()]
    try:
        # A line of which every variable is empty is dropped with its label, so that what is not known costs no token.
        told = [line.substitute(variables) for line in lines if _has_content(line, variables)]
    except (KeyError, ValueError) as error:
        raise PromptError(f"prompts/{name}.toml: the template's variable {error} is not given") from None
    return "\n".join(told)


def _has_content(line: Template, variables: Mapping[str, str]) -> bool:
    wanted = line.get_identifiers()
    return not wanted or any(variables.get(each, "missing").strip() for each in wanted)


@lru_cache(maxsize=8)
def load_prompt(name: str) -> PromptFile:
    """Read `prompts/NAME.toml`. `PromptError` says what is wrong with it."""
    path = resource(f"prompts/{name}.toml")
    data = path.read_bytes()
    try:
        fields = tomllib.loads(data.decode("utf-8"))
        variants = dict(fields.get("variants", {ONLY: ""}))
        if strange := {example.get("variant", ONLY) for example in fields["examples"]} - set(variants):
            raise KeyError(f"variant {min(strange)!r}")
        return PromptFile(
            name=name,
            version=str(fields["version"]),
            sha256=hashlib.sha256(data).hexdigest(),
            shared={variant: _shared(name, fields, variant, text) for variant, text in variants.items()},
            template=fields["turn"],
            labels=tuple(fields.get("labels", ())),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise PromptError(f"prompts/{name}.toml is not a prompt file: {type(error).__name__}: {error}") from None


def _shared(name: str, fields: Mapping[str, Any], variant: str, text: str) -> tuple[Message, ...]:
    system = fields["system"].strip()
    shared = [Message("system", Template(system).substitute(variant=text) if variant else system)]
    for example in fields["examples"]:
        if example.get("variant", ONLY) == variant:
            shared.append(Message("user", _filled(name, fields["turn"], example)))
            shared.append(Message("assistant", example["answer"]))
    return tuple(shared)
