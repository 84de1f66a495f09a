"""Calls into C that end soon after Ctrl-C.

Python takes a signal up between two of its own steps, in the main thread. While that thread is inside llama.cpp this
may take minutes, and where C calls back into Python the interrupt is raised in the callback, where ctypes drops it. So
a thread of its own makes the calls, the main thread waits for it in Python, and when something is raised there it
sets a flag that llama.cpp looks at after each of its operations.
"""

import ctypes
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from extract.errors import ComputeError

T = TypeVar("T")

#: Seconds that an interrupted call is waited for. One operation takes well under a tenth of one.
PATIENCE = 0.7
#: Seconds that a call may take. The slowest step of a slow machine takes minutes; what takes longer does not end.
LIMIT = 1800.0
_Told = tuple[Any, BaseException | None]


class Caller:
    """Makes one call at a time. `flag` is C text, empty as long as calls are to go on: its length is what
    llama.cpp's abort callback may return, without a step of Python at each operation."""

    def __init__(self) -> None:
        self.flag = ctypes.create_string_buffer(2)
        #: Whether a call that was interrupted has not come back: what it works on must not be freed.
        self.is_stuck = False
        self._calls: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self._results: SimpleQueue[_Told] = SimpleQueue()
        # A daemon, so that a call that does not come back keeps no process alive.
        threading.Thread(target=_work, args=(self._calls, self._results), name="llama.cpp", daemon=True).start()

    @property
    def is_stopping(self) -> bool:
        return bool(self.flag.value)

    def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """`function(*arguments)`, or what it raises. Whatever is raised here meanwhile stops it and comes out, and so
        does a `ComputeError` when it takes longer than `LIMIT`."""
        self.is_stuck = True
        try:
            self._calls.put(lambda: function(*arguments))
            result, error = self._results.get(timeout=LIMIT)
        except BaseException as raised:
            self.flag.value = b"x"
            try:
                self._results.get(timeout=PATIENCE)
                self.is_stuck = False
            except Empty:
                pass
            if isinstance(raised, Empty):
                raise ComputeError(f"llama.cpp has not come back for {LIMIT:.0f} seconds: try again") from None
            raise
        self.is_stuck = False
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]

    def close(self) -> None:
        self._calls.put(None)


def abort_callback(kind: Any) -> Any:
    """A C function of ctypes type `kind` that takes a `flag` and gives whether calls are to stop: C's own `strlen`, of
    which a bool sees the lowest byte, 0 or 1 here."""
    return ctypes.cast(ctypes.CDLL(None).strlen, kind)


def _work(calls: "SimpleQueue[Callable[[], Any] | None]", results: "SimpleQueue[_Told]") -> None:
    while (call := calls.get()) is not None:
        try:
            results.put((call(), None))
        except BaseException as error:  # noqa: BLE001 - raised again where the call was asked for
            results.put((None, error))
