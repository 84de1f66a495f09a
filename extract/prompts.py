"""Prompt files: what a step says to the model, as versioned data with a hash.

A file holds a system message, a turn's template and worked examples. `$name` in the template is replaced in one pass,
so that article text is never read as a template; a variable that is missing is an error, never an empty string.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from string import Template

from extract.decoding.base import Message, Prompt
from extract.errors import PromptError
from extract.resources import resource


@dataclass(frozen=True, slots=True)
class PromptFile:
    """One step's prompt. `sha256` is that of the file's bytes: it keys heads, recordings and the manifest."""

    name: str
    version: str
    sha256: str
    shared: tuple[Message, ...]
    template: str
    labels: tuple[str, ...]

    def ask(self, **variables: str) -> Prompt:
        """The prompt for one turn. `PromptError` when the template wants a variable that is not given."""
        return Prompt(self.shared, (Message("user", _filled(self.name, self.template, variables)),), self.name)


def _filled(name: str, template: str, variables: dict[str, str]) -> str:
    try:
        text = Template(template).substitute(variables)
    except (KeyError, ValueError) as error:
        raise PromptError(f"prompts/{name}.toml: the template's variable {error} is not given") from None
    # A line whose only content is an empty variable is dropped, so that optional context costs no token.
    return "\n".join(line for line in text.split("\n") if line.strip())


@lru_cache(maxsize=8)
def load_prompt(name: str) -> PromptFile:
    """Read `prompts/NAME.toml`. `PromptError` says what is wrong with it."""
    path = resource(f"prompts/{name}.toml")
    data = path.read_bytes()
    try:
        fields = tomllib.loads(data.decode("utf-8"))
        shared = [Message("system", fields["system"].strip())]
        for example in fields["examples"]:
            answer = example.pop("answer")
            shared += [Message("user", _filled(name, fields["turn"], example)), Message("assistant", answer)]
        return PromptFile(
            name=name,
            version=str(fields["version"]),
            sha256=hashlib.sha256(data).hexdigest(),
            shared=tuple(shared),
            template=fields["turn"],
            labels=tuple(fields.get("labels", ())),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise PromptError(f"prompts/{name}.toml is not a prompt file: {type(error).__name__}: {error}") from None
