"""A function's work in a process of its own: with its own memory, which is gone afterwards, and its own start-up."""

import contextlib
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Literal, TypeVar

from extract.errors import DecodeError, ExtractError

T = TypeVar("T")

#: What a process has to say: something on its way, its result, or why there is none.
_Message = tuple[Literal["told", "done", "failed"], Any]


def apart(function: Callable[..., T], *arguments: Any, told: Callable[[Any], None] = lambda _: None) -> T:
    """`function(*arguments, tell)` in a new process; what it passes to `tell` arrives at `told`.

    The function must be one of a module's own; what goes in, comes out or is told must be possible to pickle. Raises
    what it raises of ours, and `DecodeError` when the process is killed.
    """
    context = multiprocessing.get_context("spawn")  # not a copy of this one, whose memory would count
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sending, function, arguments), daemon=True)
    process.start()
    sending.close()
    try:
        while True:
            kind, value = receiving.recv()
            if kind == "done":
                result: T = value
                return result
            if kind == "failed":
                raise value
            told(value)
    except EOFError:
        process.join()
        raise DecodeError(
            f"a measurement ended without a result (status {process.exitcode}): is there enough memory?"
        ) from None
    finally:
        receiving.close()
        process.terminate()
        process.join()


def _work(sending: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    def tell(value: Any) -> None:
        sending.send(("told", value))

    message: _Message
    # Whoever interrupts this process interrupts the one that waits for it, too, and that one says so.
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        try:
            message = ("done", function(*arguments, tell))
        except ExtractError as error:
            message = ("failed", error)
        except Exception as bug:  # noqa: BLE001 - raised again where it can be shown
            message = ("failed", RuntimeError(f"{type(bug).__name__}: {bug}"))
        sending.send(message)
