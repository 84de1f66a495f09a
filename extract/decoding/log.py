"""What llama.cpp says while it works: not for users, but what it complains of may tell them why it gave up."""

import ctypes
import sys
from collections import deque

import llama_cpp as lib

_ERROR = 4
#: What it complained of last, line by line.
_complaints: deque[str] = deque(maxlen=8)


def listen(*, verbose: bool) -> None:
    """From now on llama.cpp's messages come here; they are printed to stderr if `verbose`. Old ones are forgotten."""
    _complaints.clear()
    lib.llama_log_set(_LOUD if verbose else _QUIET, ctypes.c_void_p(0))


def complaint() -> str:
    """The first complaint since `listen`, in a few words: it names the cause, and later ones only what failed for it.
    Without a complaint it says so."""
    words = " ".join(_complaints[0].split()) if _complaints else "llama.cpp does not say why"
    # What stands before these words are names of its functions.
    return words.rpartition("error loading model: ")[2][:200]


def _keep(level: int, text: bytes, _: object) -> None:
    if level == _ERROR and text.strip():
        _complaints.append(text.decode("utf-8", "replace"))


def _keep_and_print(level: int, text: bytes, _: object) -> None:
    _keep(level, text, None)
    sys.stderr.write(text.decode("utf-8", "replace"))


# llama.cpp keeps one of these for the whole process, longer than any engine lives.
_QUIET, _LOUD = lib.llama_log_callback(_keep), lib.llama_log_callback(_keep_and_print)
