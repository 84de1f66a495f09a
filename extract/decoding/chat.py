"""A model's own chat template, rendered so that no text can pass for a control token.

The template comes out of the GGUF file and is rendered, in a process of its own (`decoding.rendering`), with a marker
in place of each message's text. The rendered string is then cut at the markers: what the template wrote is tokenized
with control tokens, what people wrote without. An article may say "<|im_end|>" or "{{ 1 + 1 }}" and mean just that.
"""

from collections.abc import Sequence
from functools import lru_cache

from extract.decoding.base import Message
from extract.decoding.engine import Engine
from extract.decoding.rendering import TemplateFault, rendered
from extract.errors import DecodeError

# Private-use characters: no template writes them, and the texts are never searched for them.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"


class ChatTemplate:
    """Turns conversations into tokens for one engine. Raises `DecodeError` when the model has no chat template, or one
    that cannot be read or does not take a conversation."""

    def __init__(self, engine: Engine) -> None:
        template = engine.metadata("tokenizer.chat_template")
        if not template:
            raise DecodeError("this GGUF file has no chat template: take an instruct model")
        self._engine, self._template = engine, template

    def tokens(self, messages: Sequence[Message], shared: int) -> tuple[list[int], int]:
        """Tokens of the conversation up to the answer position, and how many of them stand before the text of
        message number `shared`: these are the same for all conversations that share the messages before it."""
        roles = tuple(message.role for message in messages)
        pieces = _frame(self._template, self._engine.bos, self._engine.eos, roles)
        tokens: list[int] = []
        prefix = 0
        for index, (piece, message) in enumerate(zip(pieces, messages, strict=False)):
            tokens += self._control(piece)
            if index == shared:
                prefix = len(tokens)
            tokens += self._engine.tokenize(message.text, control=False)
        return tokens + self._control(pieces[-1]), prefix

    @lru_cache(maxsize=4096)  # noqa: B019 - one template lives as long as its engine
    def _control(self, piece: str) -> list[int]:
        return self._engine.tokenize(piece, control=True)


@lru_cache(maxsize=256)
def _frame(template: str, bos: str, eos: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """What the template writes around each message's text: one piece more than there are messages."""
    marked = [(role, f"{_OPEN}{index}{_CLOSE}") for index, role in enumerate(roles)]
    try:
        prompt = rendered(template, bos, eos, marked)
    except TemplateFault as fault:
        raise DecodeError(f"this model's chat template {fault}: take another model") from None
    pieces: list[str] = []
    for index in range(len(roles)):
        piece, found, prompt = prompt.partition(f"{_OPEN}{index}{_CLOSE}")
        if not found:
            raise DecodeError("this model's chat template drops messages: take another model")
        pieces.append(piece)
    pieces.append(prompt)
    if any(_OPEN in piece for piece in pieces):
        raise DecodeError("this model's chat template repeats messages: take another model")
    return tuple(pieces)
