"""The header of a GGUF file, read and checked before llama.cpp sees it.

llama.cpp answers much that is wrong with a file by ending the process, or with nothing but "no". What can be told from
the header is told here, in one line. The layout is described in "docs/gguf.md" of ggml's repository; versions 2 and 3,
little-endian. Nothing is believed: every length is held against the file's size before anything is read by it.
"""

import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from extract.errors import DecodeError, ModelCorrupt, ModelNotFound

MAGIC = b"GGUF"
VERSIONS = (2, 3)  # what llama.cpp reads; it counts in little-endian
#: Magic, version, number of tensors, number of entries.
_OPENING = struct.Struct("<4sIQQ")
_STRING, _ARRAY = 8, 9
#: How a value of each numbered type is packed; 7 is bool.
_PACKED = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_DEFAULT_ALIGNMENT = 32
#: The longest text of an entry that is kept; a chat template that is longer is no chat template.
LONGEST_TEXT = 1 << 17
#: Far more than any model has: what is larger is noise, and llama.cpp would make room for it.
_MOST_LAYERS, _MOST_SIZE, _MOST_DIMENSIONS = 4096, 1 << 31, 4
_SHORTEST_TENSOR, _SHORTEST_ENTRY = 24, 13  # bytes that one of them takes in the header


@dataclass(frozen=True, slots=True)
class Array:
    """An entry that is a list: the number of its type (8: texts) and how many values it has. They are not kept."""

    kind: int
    length: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor as the header announces it; `offset` counts from where the weights begin."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int


@dataclass(frozen=True)
class GgufHeader:
    """`entries` are numbers, booleans, texts (cut to `LONGEST_TEXT` + 1 characters) and `Array`s by their key.
    The weights lie in the file from offset `start` on."""

    entries: Mapping[str, Any]
    tensors: tuple[Tensor, ...]
    start: int
    size: int

    def of_model(self, key: str) -> Any:
        """An entry that stands under the architecture's name, such as "llama.block_count"; None where there is none."""
        return self.entries.get(f"{self.entries.get('general.architecture')}.{key}")


def read_header(path: Path) -> GgufHeader:
    """The header of `path`. `ModelNotFound` if the file cannot be read, `ModelCorrupt` if it is no whole GGUF file."""
    with opened(path) as file:
        return _Reader(path, file).header()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file at `path` to read bytes from. `ModelNotFound` when it cannot be opened, or reading it fails."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise ModelNotFound(f"cannot read the model {path}: {error.strerror}") from error


def read_opening(path: Path, file: BinaryIO) -> tuple[int, int]:
    """How many tensors and entries a file announces; `ModelCorrupt` unless it begins as a GGUF of a known version."""
    data = file.read(_OPENING.size)
    if data[:4] != MAGIC:
        raise ModelCorrupt(f"{path} is no GGUF file: give one in GGUF format, or a name from 'extract models list'")
    if len(data) < _OPENING.size:
        raise ModelCorrupt(f"{path} is truncated: it ends within the GGUF header; fetch it again")
    _, version, tensors, entries = _OPENING.unpack(data)
    if version not in VERSIONS:
        raise ModelCorrupt(f"{path} is a GGUF file of version {version}, not 2 or 3: convert it")
    return tensors, entries


def check_model(path: Path) -> GgufHeader:
    """The header of a model that can be run, as far as it tells.

    Raises as `read_header` does, and `DecodeError` for a whole GGUF file that is no language model with a vocabulary, a
    chat template and numbers that make sense.
    """
    header = read_header(path)
    if fault := _fault(header):
        raise DecodeError(f"{path} cannot be run: {fault}")
    return header


class _Reader:
    """Reads from left to right; whatever would go beyond the end of the file is an error."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path, self._file, self._at = path, file, 0
        self._size = os.fstat(file.fileno()).st_size

    def header(self) -> GgufHeader:
        tensors, entries = read_opening(self._path, self._file)
        self._at = _OPENING.size
        if tensors * _SHORTEST_TENSOR + entries * _SHORTEST_ENTRY > self._size:
            raise self._damaged(f"it announces {tensors:,} tensors and {entries:,} entries")
        found = dict(self._entry() for _ in range(entries))
        told = tuple(self._tensor() for _ in range(tensors))
        alignment = found.get("general.alignment", _DEFAULT_ALIGNMENT)
        if not isinstance(alignment, int) or alignment <= 0 or alignment & (alignment - 1):
            raise self._damaged(f"its weights are aligned to {alignment} bytes")
        start = self._at + -self._at % alignment
        self._check_places(told, start, alignment)
        return GgufHeader(found, told, start, self._size)

    def _entry(self) -> tuple[str, Any]:
        key, kind = self._text(1 << 16), self._number("<I")
        if kind == _STRING:
            return key, self._text(LONGEST_TEXT + 1)
        if kind != _ARRAY:
            return key, self._number(self._packing(kind))
        kind, length = self._number("<I"), self._number("<Q")
        if kind == _STRING:
            if length * 8 > self._size - self._at:
                raise self._cut()
            for _ in range(length):
                self._skip(self._number("<Q"))
        else:
            self._skip(length * struct.calcsize(self._packing(kind)))
        return key, Array(kind, length)

    def _tensor(self) -> Tensor:
        name, dimensions = self._text(1 << 16), self._number("<I")
        if dimensions > _MOST_DIMENSIONS:
            raise self._damaged(f"the tensor {name!r} has {dimensions:,} dimensions")
        shape = tuple(self._number("<Q") for _ in range(dimensions))
        return Tensor(name, shape, self._number("<I"), self._number("<Q"))

    def _check_places(self, tensors: tuple[Tensor, ...], start: int, alignment: int) -> None:
        for tensor in tensors:
            if tensor.offset % alignment:
                raise self._damaged(f"the tensor {tensor.name!r} lies between two places")
            if start + tensor.offset >= self._size:
                raise ModelCorrupt(
                    f"{self._path} is truncated: it ends at {self._size:,} bytes, and the tensor {tensor.name!r} "
                    f"begins at {start + tensor.offset:,}; fetch it again"
                )
        if len({tensor.name for tensor in tensors}) < len(tensors):
            raise self._damaged("two of its tensors have one name")

    def _packing(self, kind: int) -> str:
        if kind not in _PACKED:
            raise self._damaged(f"it has an entry of the unknown type {kind}")
        return _PACKED[kind]

    def _number(self, packing: str) -> Any:
        (value,) = struct.unpack(packing, self._take(struct.calcsize(packing)))
        return value

    def _text(self, longest: int) -> str:
        length = self._number("<Q")
        self._check_room(length)
        kept = self._take(min(length, longest))
        self._skip(length - len(kept))
        return kept.decode("utf-8", "replace")

    def _take(self, size: int) -> bytes:
        self._check_room(size)
        data = self._file.read(size)
        if len(data) < size:  # it shrank meanwhile
            raise self._cut()
        self._at += size
        return data

    def _skip(self, size: int) -> None:
        self._check_room(size)
        self._file.seek(size, os.SEEK_CUR)
        self._at += size

    def _check_room(self, size: int) -> None:
        if size > self._size - self._at:
            raise self._cut()

    def _cut(self) -> ModelCorrupt:
        return ModelCorrupt(f"{self._path} is truncated or damaged: it ends within the GGUF header; fetch it again")

    def _damaged(self, why: str) -> ModelCorrupt:
        return ModelCorrupt(f"{self._path} is damaged: {why}; fetch it again")


def _fault(header: GgufHeader) -> str | None:
    """Why a model of this header cannot be run; None where the header does not say."""
    entries = header.entries
    kind = entries.get("general.type", "model")
    if kind != "model":
        return f"it is no model but a GGUF file of type {kind!r}: give the model that it belongs to"
    if isinstance(pieces := entries.get("split.count"), int) and pieces > 1:
        return f"it is one of {pieces} pieces: join them with llama.cpp's 'llama-gguf-split --merge'"
    if not isinstance(entries.get("general.architecture"), str):
        return "it does not name its architecture: convert it anew"
    if not header.tensors:
        return "it has no weights, only a header: take the whole model"
    return _vocabulary_fault(entries) or _shape_fault(header)


def _vocabulary_fault(entries: Mapping[str, Any]) -> str | None:
    tokens, kinds = (entries.get(f"tokenizer.ggml.{name}") for name in ("tokens", "token_type"))
    if entries.get("tokenizer.ggml.model") in (None, "none", "no_vocab"):
        return "it has no tokenizer: take a language model"
    if not isinstance(tokens, Array) or tokens.kind != _STRING or not tokens.length:
        return "it has no vocabulary: take a language model"
    if isinstance(kinds, Array) and kinds.length != tokens.length:
        return f"its vocabulary of {tokens.length:,} tokens has {kinds.length:,} types: convert it anew"
    template = entries.get("tokenizer.chat_template")
    if not isinstance(template, str) or not template.strip():
        return "it has no chat template: take an instruct model"
    if len(template) > LONGEST_TEXT:
        return f"its chat template is longer than {LONGEST_TEXT:,} characters: take another model"
    return None


def _shape_fault(header: GgufHeader) -> str | None:
    """Numbers of the architecture that no model has. Lists, as some have for their layers, are llama.cpp's business."""
    limits = {
        "block_count": _MOST_LAYERS,
        "embedding_length": _MOST_SIZE,
        "context_length": _MOST_SIZE,
        "attention.head_count": _MOST_SIZE,
    }
    for key, most in limits.items():
        value = header.of_model(key)
        if isinstance(value, int | float) and not 0 < value <= most:
            return f"its {key} is {value:,}: it is damaged, or was converted wrongly"
    epsilon = header.of_model("attention.layer_norm_rms_epsilon")
    if isinstance(epsilon, float) and not 0 <= epsilon < 1:
        return f"its layer_norm_rms_epsilon is {epsilon}: it is damaged, or was converted wrongly"
    return None
