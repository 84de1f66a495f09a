"""llama.cpp through its C interface: a model, a context with many sequences, and what a step of it gives back.

The high-level `Llama` class reads one sequence at a time; what makes this tool fast is that many short prompts share
one prefix and are read in one batch. Nothing here knows of prompts, schemas or labels. A fact that the code relies on:
with a unified cache a copy of a sequence costs nothing.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp as lib
import numpy as np

from extract.decoding.interruptible import Caller, abort_callback
from extract.decoding.layers import LayerTap
from extract.decoding.log import complaint, listen
from extract.decoding.markers import Markers
from extract.errors import ComputeError, DecodeError, OutOfMemory
from extract.gguf_header import LONGEST_TEXT, check_model
from extract.heads import Floats

#: Most tokens read in one step. Packing is cut at this size, so it is part of what makes a run repeatable.
STEP_TOKENS = 512
MAX_SEQUENCES = 64
#: Most tokens that one call may hand over: room for a prompt that is longer than a step.
BATCH_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Item:
    """One token to read: where it stands, in which sequence and which others `also`, and whether its logits are wanted.

    Sequences that share a token must hold the same before it.
    """

    token: int
    position: int
    sequence: int
    wanted: bool = False
    also: tuple[int, ...] = ()


def finds_gpu() -> bool:
    """Whether llama.cpp is built for a GPU, and finds one."""
    return bool(lib.llama_supports_gpu_offload())


class Engine:
    """A GGUF model in memory with one context. Not thread-safe; `close` frees it.

    Raises `ModelCorrupt` for a file that is damaged, and `DecodeError` for one that is no model to talk to, or when
    llama.cpp cannot load it or make a context of `context_tokens` tokens.
    """

    def __init__(
        self, path: Path, *, context_tokens: int, threads: int, gpu_layers: int = 0, verbose: bool = False
    ) -> None:
        check_model(path)
        listen(verbose=verbose)
        lib.llama_backend_init()
        parameters = lib.llama_model_default_params()
        parameters.n_gpu_layers = gpu_layers
        # Repacked weights read more slowly than tinyBLAS does here, double the memory, and llama.cpp's AMX
        # path crashes where the kernel refuses tiles.
        parameters.use_extra_bufts = False
        self._caller = Caller()
        self._loading = lib.llama_progress_callback(lambda *_: not self._caller.is_stopping)
        parameters.progress_callback = self._loading
        self._model = self._caller.call(lib.llama_model_load_from_file, str(path).encode(), parameters)
        if not self._model:
            raise ComputeError(f"llama.cpp cannot load {path}: {complaint()}")
        self._vocabulary = lib.llama_model_get_vocab(self._model)
        self._context = self._make_context(context_tokens, threads)
        self._memory = lib.llama_get_memory(self._context)
        self._batch = lib.llama_batch_init(BATCH_TOKENS, 0, MAX_SEQUENCES)
        self.context_tokens = context_tokens
        self.width = lib.llama_model_n_embd(self._model)
        self.layers = lib.llama_model_n_layer(self._model)
        #: The longest text that it was trained on; what stands farther back in a longer one is read badly.
        self.trained_tokens = lib.llama_model_n_ctx_train(self._model)
        self.vocabulary_size = lib.llama_vocab_n_tokens(self._vocabulary)
        self.read_tokens = 0
        #: The same, each counted by the share of the layers that it went through.
        self.passes = 0.0
        self._pieces: dict[int, bytes] = {}
        self._markers = Markers(self._vocabulary, self.control_text)

    def _make_context(self, context_tokens: int, threads: int) -> Any:
        self._tap = LayerTap()
        parameters = lib.llama_context_default_params()
        parameters.n_ctx, parameters.n_batch, parameters.n_ubatch = context_tokens, BATCH_TOKENS, STEP_TOKENS
        parameters.n_seq_max, parameters.kv_unified = MAX_SEQUENCES, True
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.flash_attn_type = 1
        parameters.pooling_type = 0
        parameters.cb_eval = self._tap.callback
        parameters.abort_callback = abort_callback(lib.ggml_abort_callback)
        parameters.abort_callback_data = ctypes.cast(self._caller.flag, ctypes.c_void_p)
        context = self._caller.call(lib.llama_init_from_model, self._model, parameters)
        if not context:
            raise OutOfMemory(f"no memory for a context of {context_tokens} tokens: close other programs and try again")
        return context

    def close(self) -> None:
        if self._context and not self._caller.is_stuck:
            lib.llama_batch_free(self._batch)
            lib.llama_free(self._context)
            lib.llama_model_free(self._model)
            self._context = self._model = None
        self._caller.close()

    # --- text and tokens ---

    def tokenize(self, text: str, *, control: bool) -> list[int]:
        """Tokens of `text`; with `control` off, "<|im_end|>" and its like are plain characters."""
        tokens = self._tokenize(text, control=True) if control else self._markers.plain(text, self._tokenize)
        if not tokens and text.strip():
            raise DecodeError(f"this model's vocabulary has no tokens for {text[:40]!r}: take another model")
        return tokens

    def _tokenize(self, text: str, control: bool = False) -> list[int]:
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
        """A string of the GGUF header, such as "tokenizer.chat_template"; at most `LONGEST_TEXT` characters of it."""
        room = ctypes.create_string_buffer(4 * LONGEST_TEXT + 1)
        count = lib.llama_model_meta_val_str(self._model, key.encode(), room, len(room))
        return None if count < 0 else room.value.decode("utf-8", "replace")

    # --- sequences and steps ---

    def clear(self) -> None:
        lib.llama_memory_clear(self._memory, False)  # what no sequence has is never seen: no need to wipe it

    def fork(self, sequence: int, source: int) -> None:
        """Start `sequence` from all that `source` holds."""
        self.drop(sequence)
        lib.llama_memory_seq_cp(self._memory, source, sequence, -1, -1)

    def drop(self, sequence: int, start: int = -1) -> None:
        """Forget `sequence` from position `start` on (all of it by default)."""
        lib.llama_memory_seq_rm(self._memory, sequence, start, -1)

    def state(self, sequence: int) -> bytes:
        """What the cache holds of `sequence`, to be restored in an engine of the same model and build."""
        room = np.empty(lib.llama_state_seq_get_size(self._context, sequence), dtype=np.uint8)
        pointer = room.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
        written = lib.llama_state_seq_get_data(self._context, pointer, len(room), sequence)
        return room[:written].tobytes()

    def restore(self, sequence: int, state: bytes) -> bool:
        """Put `state` into the empty `sequence`; False where llama.cpp does not take it."""
        data = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if lib.llama_state_seq_set_data(self._context, data, len(state), sequence) == len(state):
            return True
        self.drop(sequence)
        return False

    def step(self, items: Sequence[Item]) -> None:
        """Read `items` (at most `BATCH_TOKENS`) in one call."""
        if len(items) > BATCH_TOKENS:  # llama.cpp's arrays are C arrays: nothing else would stop us
            raise DecodeError(f"a batch of {len(items)} tokens is too large: at most {BATCH_TOKENS} are read at once")
        batch = self._batch
        batch.n_tokens = len(items)
        for index, item in enumerate(items):
            batch.token[index], batch.pos[index] = item.token, item.position
            batch.n_seq_id[index] = 1 + len(item.also)
            for place, sequence in enumerate((item.sequence, *item.also)):
                batch.seq_id[index][place] = sequence
            batch.logits[index] = item.wanted
        status = self._caller.call(lib.llama_decode, self._context, batch)
        if status:
            why = {1: "the context is full", 2: "it was interrupted"}.get(status, f"status {status}")
            raise ComputeError(f"llama.cpp could not read a batch of {len(items)} tokens: {why}")
        self.read_tokens += len(items)
        self.passes += len(items) * (1 if self._tap.end is None else (self._tap.end + 1) / self.layers)

    def logits(self, index: int) -> Floats:
        """Logits after the item at `index` of the last step, one a token of the vocabulary; valid until the next.

        Raises `DecodeError` where they are no numbers: whatever was decided on them would mean nothing.
        """
        pointer = lib.llama_get_logits_ith(self._context, index)
        if not pointer:
            raise ComputeError("llama.cpp gives no logits for this model: take one that writes text")
        row: Floats = np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,))
        # The largest of several is no number as soon as one of them is none.
        _check_numbers(row.max())
        return row

    def layer_outputs(self, items: Sequence[Item], layers: frozenset[int], *, whole: bool = False) -> dict[int, Floats]:
        """Read `items` as far as the highest of `layers`; for each layer its output, one row an item.

        The cache of the layers above is not written: drop the sequences afterwards. Unless the step is read as a
        `whole`: then it is one like any other.
        """
        with self._tap.watching(layers, ends_there=not whole):
            self.step(items)
        seen = self._tap.outputs(self.width)
        for rows in seen.values():
            _check_numbers(rows)
        return seen


def _check_numbers(values: Floats | np.float32) -> None:
    if not np.isfinite(values).all():
        raise DecodeError("this model computes no numbers (NaN or infinite): its file is damaged, fetch it again")
