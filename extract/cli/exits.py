"""From what a command raises to one line on stderr and an exit code."""

import contextlib
import sys
import traceback
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from extract.cli.signals import Stop, tidy_ends
from extract.errors import ExtractError, OutOfMemory

READER_GONE = 141  # 128 + SIGPIPE

_VERBOSE = "extract.verbose"


class Commands(TyperGroup):
    """The commands, with everything that they raise turned into an exit code."""

    def invoke(self, ctx: Any) -> None:
        with tidy_ends() as stop:
            self._invoke(ctx, stop)

    def _invoke(self, ctx: Any, stop: Stop) -> None:
        try:
            super().invoke(ctx)
        except ExtractError as error:
            _end(str(error), error.exit_code)
        except KeyboardInterrupt as interrupt:
            _end(f"{stop.word}: {interrupt}" if str(interrupt) else stop.word, stop.code)
        except MemoryError:
            _end("no memory is left: close other programs and run the same again", OutOfMemory.exit_code)
        except BrokenPipeError:
            raise typer.Exit(READER_GONE) from None
        except Exception as bug:
            # Typer's own exceptions (an exit, a usage error) share no base class, but they know how to show themselves.
            if isinstance(bug, typer.Exit | typer.Abort) or hasattr(bug, "format_message"):
                raise
            hint = "-v shows where"
            if ctx.meta.get(_VERBOSE):
                _say(traceback.format_exc())
                hint = "see above"
            _end(f"this is a bug ({hint}): {type(bug).__name__}: {bug}", ExtractError.exit_code)


def be_verbose(ctx: typer.Context, wanted: bool) -> bool:
    """Callback of the option -v: a bug is shown with its traceback."""
    ctx.meta[_VERBOSE] = wanted
    return wanted


def _end(message: str, code: int) -> NoReturn:
    from extract.terminal import printable

    _say(f"extract: {printable(message)}\n")
    raise typer.Exit(code)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()
