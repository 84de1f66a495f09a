"""GGUF files with one fault each, made from the toy model: what the tool must answer with a named error."""

import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tests.toy_gguf import CONTROLS, LAYERS, WIDTH, Typed, metadata, tensors, vocabulary, write_gguf

_U8, _STRING, _ARRAY, _U64 = 0, 8, 9, 10
_HUGE = 1 << 60


def _with(**changed: Any) -> Callable[[Path], Path]:
    """The toy model with other entries in its header."""
    return lambda path: write_gguf(path, metadata(**changed))


def _weights(**changed: Any) -> Callable[[Path], Path]:
    """The toy model with other weights; None leaves a tensor out."""

    def make(path: Path) -> Path:
        changes = {key.replace("__", "."): value for key, value in changed.items()}
        weights = {**tensors(len(vocabulary())), **changes}
        return write_gguf(path, weights={name: each for name, each in weights.items() if each is not None})

    return make


def _cut(share: float) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        data = write_gguf(path).read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        return path

    return make


def _bytes(data: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


def _patched(at: int, form: str, value: int) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        data = bytearray(write_gguf(path).read_bytes())
        struct.pack_into(form, data, at, value)
        path.write_bytes(data)
        return path

    return make


def _template(source: str) -> Callable[[Path], Path]:
    return _with(tokenizer__chat_template=source)


def _filled(name: str, value: float) -> Callable[[Path], Path]:
    return _weights(**{name: np.full_like(tensors(len(vocabulary()))[name], value)})


#: What is wrong with the file, and how it is made.
FILES: Mapping[str, Callable[[Path], Path]] = {
    "empty": _bytes(b""),
    "text": _bytes(b"this is no model\n" * 40),
    "ends in the header": _cut(0.01),
    "ends in the weights": _cut(0.6),
    "one byte short": lambda path: _bytes(write_gguf(path).read_bytes()[:-1])(path),
    "zeros behind the magic": _bytes(b"GGUF" + b"\x03\x00\x00\x00" + bytes(4096)),
    "noise behind the magic": _bytes(b"GGUF\x03\x00\x00\x00" + np.random.default_rng(1).bytes(4096)),
    "version 1": _patched(4, "<I", 1),
    "big-endian": _patched(4, "<I", 3 << 24),
    "2^60 tensors": _patched(8, "<Q", _HUGE),
    "2^60 entries": _patched(16, "<Q", _HUGE),
    "a key of 2^60 bytes": _patched(24, "<Q", _HUGE),
    "a text of 2^62 bytes": _with(general__name=Typed(_STRING, struct.pack("<Q", 1 << 62))),
    "an array of 2^61 numbers": _with(general__tags=Typed(_ARRAY, struct.pack("<IQ", _U64, 1 << 61))),
    "an array of arrays": _with(general__tags=Typed(_ARRAY, struct.pack("<IQIQ", _ARRAY, 1, _U8, 0))),
    "an entry of unknown type": _with(general__name=Typed(77, b"\x00" * 8)),
    "alignment 0": _with(general__alignment=0),
    "alignment 3": _with(general__alignment=3),
    "a tensor beyond the end": lambda path: write_gguf(path, offsets={"output.weight": 1 << 40}),
    "a tensor between alignments": lambda path: write_gguf(path, offsets={"output.weight": 17}),
    "a tensor of unknown type": lambda path: write_gguf(path, types={"output.weight": 255}),
    "a tensor of a removed type": lambda path: write_gguf(path, types={"output.weight": 4}),
    "a tensor of another type": lambda path: write_gguf(path, types={"blk.1.attn_q.weight": 24}),
    "no tensors": lambda path: write_gguf(path, weights={}),
    "a missing tensor": _weights(**{"blk.1.attn_q.weight": None}),
    "a tensor of another shape": _weights(**{"blk.1.attn_q.weight": np.ones((WIDTH, WIDTH + 8), np.float32)}),
    "no architecture": _with(general__architecture=None),
    "unknown architecture": _with(general__architecture="perceptron"),
    "architecture is a number": _with(general__architecture=7),
    "an adapter": _with(general__type="adapter"),
    "a projector": _with(general__type="mmproj"),
    "one of several pieces": _with(split__count=3, split__no=0),
    "an encoder": _with(general__architecture="bert"),
    "no layers": _with(llama__block_count=0),
    "10^9 layers": _with(llama__block_count=10**9),
    "more layers than tensors": _with(llama__block_count=LAYERS + 1),
    "no width": _with(llama__embedding_length=0),
    "another width": _with(llama__embedding_length=WIDTH * 2),
    "no heads": _with(llama__attention__head_count=0),
    "no key heads": _with(llama__attention__head_count_kv=0),
    "three key heads": _with(llama__attention__head_count_kv=3),
    "more key heads": _with(llama__attention__head_count_kv=2**31),
    "7 heads": _with(llama__attention__head_count=7),
    "a head size of 0": _with(llama__attention__key_length=0, llama__attention__value_length=0),
    "odd rotation": _with(llama__rope__dimension_count=15),
    "no norm epsilon": _with(llama__attention__layer_norm_rms_epsilon=None),
    "negative epsilon": _with(llama__attention__layer_norm_rms_epsilon=-1.0),
    "no context length": _with(llama__context_length=None),
    "a context of 0": _with(llama__context_length=0),
    "a context of 64": _with(llama__context_length=64),
    "no tokenizer": _with(tokenizer__ggml__model=None),
    "no vocabulary": _with(tokenizer__ggml__model="none"),
    "an unknown tokenizer": _with(tokenizer__ggml__model="runes"),
    "an unknown splitter": _with(tokenizer__ggml__pre="runes"),
    "no tokens": _with(tokenizer__ggml__tokens=None, tokenizer__ggml__token_type=None),
    "an empty list of tokens": _with(tokenizer__ggml__tokens=[], tokenizer__ggml__token_type=[]),
    "tokens are numbers": _with(tokenizer__ggml__tokens=list(range(len(vocabulary())))),
    "fewer token types": _with(tokenizer__ggml__token_type=[1, 1]),
    "merges without a space": _with(tokenizer__ggml__merges=["ab", "", "c"]),
    "no merges": _with(tokenizer__ggml__merges=None),
    "an end beyond the vocabulary": _with(tokenizer__ggml__eos_token_id=1 << 30),
    "no chat template": _with(tokenizer__chat_template=None),
    "an empty chat template": _template(""),
    "a template that does not parse": _template("{% for message in messages %}"),
    "a template that raises": _template("{{ raise_exception('roles must alternate') }}"),
    "a template without messages": _template("Hello."),
    "a template that says things twice": _template("{% for m in messages * 2 %}{{ m.content }}{% endfor %}"),
    "a template that loops": _template(
        "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}"
        "{% endfor %}{% endfor %}{% endfor %}"
    ),
    "a template that calls itself": _template("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"),
    "a template that computes": _template("{{ 9 ** (9 ** (9 ** 9)) }}"),
    "a template that fills memory": _template("{{ 'a' * 10**11 }}"),
    "a template that writes for ever": _template(
        "{% for a in range(99999) %}{% for b in range(99999) %}{{ 'a' * 999 }}{% endfor %}{% endfor %}"
    ),
    "a huge template": _template("{# " + "x" * (1 << 20) + " #}" + "{{ messages }}"),
    "a template deep in brackets": _template("{{ " + "(" * 30000 + "1" + ")" * 30000 + " }}"),
    "a template that asks for classes": _template("{{ ''.__class__.__mro__[1].__subclasses__() }}"),
    "a template that formats its way out": _template(
        "{{ '{0.__class__.__init__.__globals__}'.format(raise_exception) }}"
    ),
    "a template that imports": _template("{% import 'os' as os %}{{ os.system('id') }}"),
    "a template that reads a file": _template("{% include '/etc/passwd' %}"),
    "a template that opens its frame": _template(
        "{{ raise_exception.__globals__['__builtins__']['open']('/etc/passwd').read() }}"
    ),
    "labels with one first token": _with(tokenizer__ggml__merges=["n o"]),
    "two tokens of one text": _with(tokenizer__ggml__tokens=["Ġ" if w == "w" else w for w in vocabulary()]),
    "weights that are no numbers": _filled("token_embd.weight", float("nan")),
    "an inner weight that is no number": _filled("blk.1.ffn_down.weight", float("nan")),
    "infinite weights": _filled("output.weight", float("inf")),
    "control tokens that are no such": _with(
        tokenizer__ggml__token_type=[4 if word in CONTROLS else 1 for word in vocabulary()]
    ),
}
