"""From what a command raises to one line on stderr and an exit code."""

import contextlib
import os
import sys
import traceback
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from extract.errors import ExtractError, OutputError

INTERRUPTED = 130  # 128 + SIGINT, as shells expect
READER_GONE = 141  # 128 + SIGPIPE

_VERBOSE = "extract.verbose"


class Commands(TyperGroup):
    """The commands, with everything that they raise turned into an exit code."""

    def invoke(self, ctx: Any) -> None:
        try:
            super().invoke(ctx)
            _flush()
        except ExtractError as error:
            _end(str(error), error.exit_code)
        except KeyboardInterrupt as interrupt:
            _end(f"interrupted: {interrupt}" if str(interrupt) else "interrupted", INTERRUPTED)
        except BrokenPipeError:
            _drop_output()
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


def _be_verbose(ctx: typer.Context, wanted: bool) -> bool:
    ctx.meta[_VERBOSE] = wanted
    return wanted


#: The type of the option -v, which every command has: a bug is then shown with its traceback.
Verbose = Annotated[
    bool,
    typer.Option(
        "-v", "--verbose", callback=_be_verbose, show_default=False, help="Say more; show where a bug struck."
    ),
]


def _end(message: str, code: int) -> NoReturn:
    from extract.terminal import printable

    _say(f"extract: {printable(message)}\n")
    raise typer.Exit(code)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def _flush() -> None:
    """What is still in the buffer fails here, where it can be told, and not when Python ends."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        raise OutputError(f"cannot write to standard output: {error.strerror}") from None


def _drop_output() -> None:
    """Let Python's last flush of stdout go nowhere, instead of failing once more."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
