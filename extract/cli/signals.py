"""Signals that ask a run to end: each becomes a KeyboardInterrupt, so that Ctrl-C is not the only tidy way out."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

#: What a person, `kill`, and a terminal that goes away send.
_ASKING = ("SIGINT", "SIGTERM", "SIGHUP")
#: Seconds for tidying up. What is not done by then is left: every file is safe from a process that just ends.
PATIENCE = 0.9


class Stop:
    """Which signal has asked for the end, if one has, and what ends the process if nothing else does."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._last = threading.Timer(PATIENCE, self._end)
        self._last.daemon = True

    @property
    def code(self) -> int:
        """What shells expect of a process that a signal has ended."""
        return 128 + (self.number or signal.SIGINT)

    @property
    def word(self) -> str:
        return "interrupted" if self.number in (None, signal.SIGINT) else "told to end"

    def ask(self, number: int, _: FrameType | None) -> None:
        """The signals' handler. The same request again (`timeout`, say, sends it twice) changes nothing."""
        if self.number is None:
            self.number = number
            # An exception may get lost in a callback or a destructor.
            self._last.start()
            raise KeyboardInterrupt

    def over(self) -> None:
        self._last.cancel()

    def _end(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"extract: {self.word}\n")
            sys.stderr.flush()
        os._exit(self.code)


@contextlib.contextmanager
def tidy_ends() -> Iterator[Stop]:
    """In here those signals raise KeyboardInterrupt, and a second after one the process has ended, come what may.

    A signal that this process was told to ignore (`nohup`, a job in the background) stays ignored, and only a main
    thread is told of any.
    """
    stop = Stop()
    before = {}
    if threading.current_thread() is threading.main_thread():
        numbers = [getattr(signal, name) for name in _ASKING if hasattr(signal, name)]
        before = {each: signal.getsignal(each) for each in numbers if signal.getsignal(each) is not signal.SIG_IGN}
    try:
        for number in before:
            signal.signal(number, stop.ask)
        yield stop
    finally:
        stop.over()
        for number, handler in before.items():
            signal.signal(number, handler)
