"""What llama.cpp's scheduler shows of a step while it works: the outputs of inner layers ("l_out-N").

Its evaluation callback is asked before each tensor whether it wants to see it, and may end the step behind one, so that
a probe on an inner layer does not pay for the layers above it.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import llama_cpp as lib
import numpy as np

from extract.errors import DecodeError
from extract.heads import Floats


class LayerTap:
    """Keeps the outputs of the layers that are watched; `callback` is llama.cpp's."""

    def __init__(self) -> None:
        self._ggml = _ggml()
        self._layers: frozenset[int] = frozenset()
        self._ends_there = False
        self._captured: dict[int, list[Floats]] = {}
        self.callback = lib.ggml_backend_sched_eval_callback(self._see)

    @property
    def end(self) -> int | None:
        """The layer behind which the step ends; None where all layers are worked out."""
        return max(self._layers) if self._layers and self._ends_there else None

    @contextmanager
    def watching(self, layers: frozenset[int], *, ends_there: bool) -> Iterator[None]:
        """See `layers` in the steps inside, which end behind the highest of them if `ends_there`."""
        self._layers, self._ends_there, self._captured = layers, ends_there, {layer: [] for layer in layers}
        try:
            yield
        finally:
            self._layers = frozenset()

    def outputs(self, width: int) -> dict[int, Floats]:
        """What was seen: for each layer rows of `width` numbers, one an item. `DecodeError` where nothing was."""
        if not all(self._captured.values()):
            raise DecodeError("llama.cpp does not show this model's layers: it cannot be run with fitted heads")
        return {layer: np.concatenate(seen).reshape(-1, width) for layer, seen in self._captured.items()}

    def _see(self, tensor: int, ask: bool, _: object) -> bool:
        """Asked before each tensor whether we want to see it; False after one ends the step there."""
        if not self._layers:
            return not ask
        name = self._ggml.ggml_get_name(tensor)
        if not name.startswith(b"l_out-") or int(name[6:]) not in self._layers:
            return not ask
        if ask:
            return True
        size = self._ggml.ggml_nbytes(tensor)
        values = np.empty(size // 4, dtype=np.float32)
        self._ggml.ggml_backend_tensor_get(tensor, values.ctypes.data, 0, size)
        layer = int(name[6:])
        self._captured[layer].append(values)
        return layer != self.end


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
