"""A model's own chat template, rendered so that no text can pass for a control token.

The template comes out of the GGUF file and is rendered in llama-cpp-python's sandboxed Jinja with a marker in place of
each message's text. The rendered string is then cut at the markers: what the template wrote is tokenized with control
tokens, what people wrote without. An article may say "<|im_end|>" or "{{ 1 + 1 }}" and mean just that.
"""

from collections.abc import Sequence
from functools import lru_cache

from jinja2 import TemplateError
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from extract.decoding.base import Message
from extract.decoding.engine import Engine
from extract.errors import DecodeError

# Private-use characters: no template writes them, and the texts are never searched for them.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
# A template is code of the model's makers: it may refuse a conversation by a ValueError, or stumble over it anyhow.
_TEMPLATE_FAILS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class ChatTemplate:
    """Turns conversations into tokens for one engine. Raises `DecodeError` when the model has no chat template."""

    def __init__(self, engine: Engine) -> None:
        template = engine.metadata("tokenizer.chat_template")
        if not template:
            raise DecodeError("this GGUF file has no chat template: take an instruct model")
        self._engine = engine
        try:
            self._formatter = Jinja2ChatFormatter(
                template=template, eos_token=engine.eos, bos_token=engine.bos, add_generation_prompt=True
            )
        except TemplateError as error:
            raise DecodeError(f"this model's chat template cannot be read: {error}") from None
        self._frame = lru_cache(maxsize=64)(self._render)

    def tokens(self, messages: Sequence[Message], shared: int) -> tuple[list[int], int]:
        """Tokens of the conversation up to the answer position, and how many of them stand before the text of
        message number `shared`: these are the same for all conversations that share the messages before it."""
        pieces = self._frame(tuple(message.role for message in messages))
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

    def _render(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """What the template writes around each message's text: one piece more than there are messages."""
        marked = [{"role": role, "content": f"{_OPEN}{index}{_CLOSE}"} for index, role in enumerate(roles)]
        try:
            prompt = self._formatter(messages=marked).prompt  # type: ignore[arg-type]
        except _TEMPLATE_FAILS as error:
            raise DecodeError(f"this model's chat template does not take our conversation: {error}") from None
        pieces: list[str] = []
        for index in range(len(roles)):
            piece, found, prompt = prompt.partition(f"{_OPEN}{index}{_CLOSE}")
            if not found:
                raise DecodeError("this model's chat template drops messages: take another model")
            pieces.append(piece)
        return (*pieces, prompt)
