"""A language model of a few hundred kilobytes, made on the spot: what llama.cpp does with broken files is tried on it.

Its weights are drawn by chance, so that its answers mean nothing; its vocabulary has every byte, the labels' words and
two control tokens. Layout after "docs/gguf.md" of ggml's repository, version 3, little-endian.
"""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH, LAYERS, HEADS, HIDDEN = 32, 3, 2, 48
CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
CONTROLS = ("<|im_start|>", "<|im_end|>")
_NORMAL, _CONTROL = 1, 3
_U32, _F32, _BOOL, _STRING, _ARRAY, _I32 = 4, 6, 7, 8, 9, 5
_ALIGNMENT = 32
#: Numbers of ggml's types.
F32 = 0


class Typed:
    """A value with its GGUF type, where a test wants another one than its Python type gives."""

    def __init__(self, kind: int, data: bytes) -> None:
        self.kind, self.data = kind, data


def vocabulary() -> list[str]:
    """Control tokens, every byte in the letters that GPT-2's tokenizer has for it, and the labels' words."""
    return [*CONTROLS, *byte_letters(), *("none agreement demand warning dispute".split())]


def byte_letters() -> list[str]:
    """One printable letter for each byte (OpenAI's GPT-2, "bytes_to_unicode")."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(others)) for byte in range(256)]


def metadata(**changed: Any) -> dict[str, Any]:
    """The header's entries; keys are written with "__" for ".", and one that is given as None is left out."""
    words = vocabulary()
    entries: dict[str, Any] = {
        "general.architecture": "llama",
        "general.name": "toy",
        "llama.context_length": 32768,
        "llama.embedding_length": WIDTH,
        "llama.block_count": LAYERS,
        "llama.feed_forward_length": HIDDEN,
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": HEADS,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH // HEADS,
        "llama.vocab_size": len(words),
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.tokens": words,
        "tokenizer.ggml.token_type": [_CONTROL if word in CONTROLS else _NORMAL for word in words],
        "tokenizer.ggml.merges": _merges("none agreement demand warning dispute".split()),
        "tokenizer.ggml.bos_token_id": 0,
        "tokenizer.ggml.eos_token_id": 1,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": CHATML,
    }
    entries |= {key.replace("__", "."): value for key, value in changed.items()}
    return {key: value for key, value in entries.items() if value is not None}


def tensors(words: int, seed: int = 1) -> dict[str, NDArray[np.float32]]:
    """The weights of a small Llama, by name; shapes as numpy has them (rows first)."""
    draw = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {"token_embd.weight": (words, WIDTH), "output_norm.weight": (WIDTH,)}
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        shapes |= {block + name: (WIDTH,) for name in ("attn_norm.weight", "ffn_norm.weight")}
        shapes |= {block + f"attn_{part}.weight": (WIDTH, WIDTH) for part in ("q", "k", "v", "output")}
        shapes |= {block + f"ffn_{part}.weight": (HIDDEN, WIDTH) for part in ("gate", "up")}
        shapes[block + "ffn_down.weight"] = (WIDTH, HIDDEN)
    shapes["output.weight"] = (words, WIDTH)
    return {name: draw.normal(0, 0.5, shape).astype(np.float32) for name, shape in shapes.items()}


def write_gguf(
    path: Path,
    entries: Mapping[str, Any] | None = None,
    weights: Mapping[str, NDArray[np.float32]] | None = None,
    *,
    offsets: Mapping[str, int] | None = None,
    types: Mapping[str, int] | None = None,
) -> Path:
    """Write the model to `path`; `offsets` and `types` are told of a tensor instead of its own."""
    entries = metadata() if entries is None else entries
    weights = tensors(len(entries.get("tokenizer.ggml.tokens", vocabulary()))) if weights is None else weights
    header = struct.pack("<4sIQQ", b"GGUF", 3, len(weights), len(entries))
    header += b"".join(_string(key) + _value(value) for key, value in entries.items())
    body, at = b"", 0
    for name, array in weights.items():
        told = (offsets or {}).get(name, at)
        header += _string(name) + struct.pack("<I", array.ndim)
        header += b"".join(struct.pack("<Q", size) for size in reversed(array.shape))
        header += struct.pack("<IQ", (types or {}).get(name, F32), told)
        data = array.tobytes()
        body += data + bytes(-len(data) % _ALIGNMENT)
        at = len(body)
    path.write_bytes(header + bytes(-len(header) % _ALIGNMENT) + body)
    return path


def _merges(words: list[str]) -> list[str]:
    """What the tokenizer joins, pair by pair, to make these words of their letters."""
    return [f"{word[:size]} {word[size]}" for word in words for size in range(1, len(word))]


def _string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Any) -> bytes:
    kind, data = _typed(value)
    return struct.pack("<I", kind) + data


def _typed(value: Any) -> tuple[int, bytes]:
    match value:
        case Typed():
            return value.kind, value.data
        case bool():
            return _BOOL, struct.pack("<?", value)
        case int():
            return (_I32 if value < 0 else _U32), struct.pack("<i" if value < 0 else "<I", value)
        case float():
            return _F32, struct.pack("<f", value)
        case str():
            return _STRING, _string(value)
    kinds = [_typed(each) for each in value]
    kind = _I32 if kinds and isinstance(value[0], int) else kinds[0][0] if kinds else _U32
    return _ARRAY, struct.pack("<IQ", kind, len(kinds)) + b"".join(data for _, data in kinds)
