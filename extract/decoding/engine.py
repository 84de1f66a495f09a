"""llama.cpp through its C interface: a model, a context with many sequences, and what a step of it gives back.

The high-level `Llama` class reads one sequence at a time; what makes this tool fast is that many short prompts share
one prefix and are read in one batch. Nothing here knows of prompts, schemas or labels. Facts that the code relies on:
with a unified cache a copy of a sequence costs nothing; the scheduler's
evaluation callback sees each layer's output ("l_out-N") and may end a step early, so that a probe on an inner layer
does not pay for the layers above it.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp as lib
import numpy as np
from numpy.typing import NDArray

from extract.errors import DecodeError

Floats = NDArray[np.float32]

#: Most tokens read in one step. Packing is cut at this size, so it is part of what makes a run repeatable.
STEP_TOKENS = 512
MAX_SEQUENCES = 64
#: Most tokens that one call may hand over: room for a prompt that is longer than a step.
BATCH_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Item:
    """One token to read: where it stands, in which sequence, and whether its logits are wanted."""

    token: int
    position: int
    sequence: int
    wanted: bool = False


def _ggml() -> ctypes.CDLL:
    """ggml's own functions, for looking at a tensor inside the callback."""
    folder = Path(lib.__file__).parent / "lib"
    names = sorted(path for path in folder.iterdir() if path.name.startswith(("libggml-base.", "ggml-base.")))
    if not names:
        raise DecodeError(f"llama.cpp's libggml-base is not in {folder}: reinstall llama-cpp-python")
    ggml = ctypes.CDLL(str(names[0]))
    ggml.ggml_get_name.restype, ggml.ggml_get_name.argtypes = ctypes.c_char_p, [ctypes.c_void_p]
    ggml.ggml_nbytes.restype, ggml.ggml_nbytes.argtypes = ctypes.c_size_t, [ctypes.c_void_p]
    ggml.ggml_backend_tensor_get.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t]
    return ggml


class Engine:
    """A GGUF model in memory with one context. Not thread-safe; `close` frees it.

    Raises `DecodeError` when llama.cpp cannot load the file or make a context of `context_tokens` tokens.
    """

    def __init__(
        self, path: Path, *, context_tokens: int, threads: int, gpu_layers: int = 0, verbose: bool = False
    ) -> None:
        lib.llama_log_set(_LOUD if verbose else _QUIET, ctypes.c_void_p(0))
        lib.llama_backend_init()
        parameters = lib.llama_model_default_params()
        parameters.n_gpu_layers = gpu_layers
        # Repacked weights read more slowly than tinyBLAS does here, double the memory, and llama.cpp's AMX
        # path crashes where the kernel refuses tiles.
        parameters.use_extra_bufts = False
        self._model = lib.llama_model_load_from_file(str(path).encode(), parameters)
        if not self._model:
            raise DecodeError(f"llama.cpp cannot load {path}: is it a whole GGUF file of a known architecture?")
        self._vocabulary = lib.llama_model_get_vocab(self._model)
        self._context = self._make_context(context_tokens, threads)
        self._memory = lib.llama_get_memory(self._context)
        self._batch = lib.llama_batch_init(BATCH_TOKENS, 0, 1)
        self.context_tokens = context_tokens
        self.width = lib.llama_model_n_embd(self._model)
        self.layers = lib.llama_model_n_layer(self._model)
        self.vocabulary_size = lib.llama_vocab_n_tokens(self._vocabulary)
        self.read_tokens = 0
        #: The same, each counted by the share of the layers that it went through.
        self.passes = 0.0
        self._pieces: dict[int, bytes] = {}

    def _make_context(self, context_tokens: int, threads: int) -> Any:
        self._ggml = _ggml()
        self._wanted_layers: frozenset[int] = frozenset()
        self._captured: dict[int, list[Floats]] = {}
        self._callback = lib.ggml_backend_sched_eval_callback(self._see)
        parameters = lib.llama_context_default_params()
        parameters.n_ctx, parameters.n_batch, parameters.n_ubatch = context_tokens, BATCH_TOKENS, STEP_TOKENS
        parameters.n_seq_max, parameters.kv_unified = MAX_SEQUENCES, True
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.flash_attn_type = 1
        parameters.pooling_type = 0
        parameters.cb_eval = self._callback
        context = lib.llama_init_from_model(self._model, parameters)
        if not context:
            raise DecodeError(f"no memory for a context of {context_tokens} tokens: close other programs and try again")
        return context

    def close(self) -> None:
        if self._context:
            lib.llama_batch_free(self._batch)
            lib.llama_free(self._context)
            lib.llama_model_free(self._model)
            self._context = self._model = None

    # --- text and tokens ---

    def tokenize(self, text: str, *, control: bool) -> list[int]:
        """Tokens of `text`; with `control` off, "<|im_end|>" and its like are plain characters."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        tokens = (lib.llama_token * room)()
        count = lib.llama_tokenize(self._vocabulary, data, len(data), tokens, room, False, control)
        if count < 0:
            raise DecodeError(f"llama.cpp could not tokenize a text of {len(data)} bytes")
        return list(tokens[:count])

    def piece(self, token: int) -> bytes:
        """The bytes of one token; empty for control tokens."""
        if token not in self._pieces:
            room = ctypes.create_string_buffer(256)
            count = lib.llama_token_to_piece(self._vocabulary, token, room, 256, 0, False)
            self._pieces[token] = room.raw[: max(count, 0)]
        return self._pieces[token]

    def control_text(self, token: int) -> str:
        """The text of a control token, such as the end of a sequence; empty when there is none."""
        if token < 0:
            return ""
        room = ctypes.create_string_buffer(256)
        count = lib.llama_token_to_piece(self._vocabulary, token, room, 256, 0, True)
        return room.raw[: max(count, 0)].decode("utf-8", "replace")

    @property
    def bos(self) -> str:
        return self.control_text(lib.llama_vocab_bos(self._vocabulary))

    @property
    def eos(self) -> str:
        return self.control_text(lib.llama_vocab_eos(self._vocabulary))

    def metadata(self, key: str) -> str | None:
        """A string of the GGUF header, such as "tokenizer.chat_template"."""
        room = ctypes.create_string_buffer(1 << 17)
        count = lib.llama_model_meta_val_str(self._model, key.encode(), room, len(room))
        return None if count < 0 else room.value.decode("utf-8", "replace")

    # --- sequences and steps ---

    def clear(self) -> None:
        lib.llama_memory_clear(self._memory, True)

    def fork(self, sequence: int, source: int) -> None:
        """Start `sequence` from all that `source` holds."""
        self.drop(sequence)
        lib.llama_memory_seq_cp(self._memory, source, sequence, -1, -1)

    def drop(self, sequence: int, start: int = -1) -> None:
        """Forget `sequence` from position `start` on (all of it by default)."""
        lib.llama_memory_seq_rm(self._memory, sequence, start, -1)

    def step(self, items: Sequence[Item]) -> None:
        """Read `items` (at most `BATCH_TOKENS`) in one call."""
        if len(items) > BATCH_TOKENS:  # llama.cpp's arrays are C arrays: nothing else would stop us
            raise DecodeError(f"a batch of {len(items)} tokens is too large: at most {BATCH_TOKENS} are read at once")
        batch = self._batch
        batch.n_tokens = len(items)
        for index, item in enumerate(items):
            batch.token[index], batch.pos[index] = item.token, item.position
            batch.n_seq_id[index], batch.seq_id[index][0] = 1, item.sequence
            batch.logits[index] = item.wanted
        status = lib.llama_decode(self._context, batch)
        if status:
            why = {1: "the context is full", 2: "it was interrupted"}.get(status, f"status {status}")
            raise DecodeError(f"llama.cpp could not read a batch of {len(items)} tokens: {why}")
        self.read_tokens += len(items)
        self.passes += len(items) * ((max(self._wanted_layers) + 1) / self.layers if self._wanted_layers else 1)

    def logits(self, index: int) -> Floats:
        """Logits after the item at `index` of the last step, one a token of the vocabulary; valid until the next."""
        pointer = lib.llama_get_logits_ith(self._context, index)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,))

    def layer_outputs(self, items: Sequence[Item], layers: frozenset[int]) -> dict[int, Floats]:
        """Read `items` as far as the highest of `layers`; for each layer its output, one row an item.

        The cache of the layers above is not written: drop the sequences afterwards.
        """
        self._wanted_layers, self._captured = layers, {layer: [] for layer in layers}
        try:
            self.step(items)
        finally:
            self._wanted_layers = frozenset()
        return {layer: np.concatenate(rows) for layer, rows in self._captured.items()}

    def _see(self, tensor: int, ask: bool, _: object) -> bool:
        """llama.cpp asks before each tensor whether we want to see it; False after one ends the step there."""
        if not self._wanted_layers:
            return not ask
        name = self._ggml.ggml_get_name(tensor)
        if not name.startswith(b"l_out-") or int(name[6:]) not in self._wanted_layers:
            return not ask
        if ask:
            return True
        size = self._ggml.ggml_nbytes(tensor)
        rows = np.empty(size // 4, dtype=np.float32)
        self._ggml.ggml_backend_tensor_get(tensor, rows.ctypes.data, 0, size)
        layer = int(name[6:])
        self._captured[layer].append(rows.reshape(-1, self.width))
        return layer != max(self._wanted_layers)


def _drop_log(level: int, text: bytes, _: object) -> None:
    """llama.cpp's own chatter is not for users."""


def _print_log(level: int, text: bytes, _: object) -> None:
    import sys

    sys.stderr.write(text.decode("utf-8", "replace"))


# llama.cpp keeps one of these for the whole process, longer than any engine lives.
_QUIET, _LOUD = lib.llama_log_callback(_drop_log), lib.llama_log_callback(_print_log)
