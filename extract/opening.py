"""The model of a run: found, and loaded by itself or behind the store; without the GPU where that fails."""

import logging
from dataclasses import replace
from pathlib import Path

from extract.config import Settings, processor
from extract.cores import physical_cores
from extract.decoding.base import Decoder
from extract.decoding.stored import Spare, StoredDecoder, context
from extract.decoding.trial import try_model
from extract.errors import ComputeError
from extract.gguf_header import check_model
from extract.memory import check_memory
from extract.prompts import load_prompt
from extract.store import Store, limit_bytes, prefixes_path, store_path

#: The prompts of a run, in the order in which their shared messages are read.
PROMPTS = ("cast", "detect", "fill")

_log = logging.getLogger("extract.opening")
_WITHOUT = "going on without the GPU, as --gpu off does from the start"


def open_decoder(settings: Settings) -> Decoder:
    """The model of `settings` in this process; where it cannot be run with the GPU, without, which is logged.

    Raises `ModelNotFound`, `ModelCorrupt`, `DecodeError` (`OutOfMemory`, say).
    """
    try:
        return _load(settings)
    except ComputeError as fault:
        if not _may_use_gpu(settings):
            raise
        decoder = _load(replace(settings, gpu="off"))
        _log.warning("extract: %s; %s", fault, _WITHOUT)
        return decoder


def _may_use_gpu(settings: Settings) -> bool:
    """Whether some of the model may be on a GPU: llama.cpp is built for one, and there is one."""
    if settings.gpu == "off":
        return False
    from extract.decoding.engine import finds_gpu

    return finds_gpu()


def _load(settings: Settings) -> Decoder:
    path, name, sha256 = _find_model(settings)
    check_memory(path)
    from extract.models import known_models

    if name not in known_models():
        check_model(path)
        try_model(path)
    from extract.decoding.llama import LlamaDecoder
    from extract.decoding.prefix_files import PrefixFiles

    store = _store_path(settings)
    key = context(sha256, {"gpu": settings.gpu, "processor": processor()})
    return LlamaDecoder(
        path,
        name=name,
        sha256=sha256,
        threads=settings.threads or physical_cores(),
        gpu_layers=0 if settings.gpu == "off" else -1,
        shared=[shared for name in PROMPTS for shared in load_prompt(name).shared.values()],
        prefix_files=PrefixFiles(prefixes_path(store), key) if store else None,
        verbose=settings.verbose,
    )


def open_stored(settings: Settings) -> StoredDecoder:
    """The same behind the store: the model is loaded when something is asked that is not on record.

    `close` closes the store. Raises `ModelNotFound`, `ModelCorrupt`; a `DecodeError` comes when the model is needed.
    """
    _, name, sha256 = _find_model(settings)
    return StoredDecoder(
        Store(_store_path(settings), limit_bytes()),
        lambda: _load(settings),
        model_name=name,
        model_sha256=sha256,
        # What answers depend on. The number of threads is not: it changes no bit of them.
        settings={"gpu": settings.gpu},
        spare=_spare(settings),
    )


def _spare(settings: Settings) -> Spare | None:
    """The same model without the GPU; what it answers is kept as what --gpu off answers, which it is."""
    if settings.gpu == "off":
        return None

    def opened() -> Decoder | None:
        return _load(replace(settings, gpu="off")) if _may_use_gpu(settings) else None

    return Spare(opened, {"gpu": "off"}, _WITHOUT)


def _store_path(settings: Settings) -> Path | None:
    return None if settings.store is False else store_path() if settings.store is True else settings.store


def _find_model(settings: Settings) -> tuple[Path, str, str]:
    """The model's file, looked at but not loaded, the name that it goes by, and its sha256."""
    from extract.models import check_sha256, default_model, file_sha256, known_models, model_path

    name = settings.model or default_model().name
    path, sha256 = model_path(name), file_sha256(model_path(name))
    known = known_models().get(name)
    if known is None:
        return path, path.name, sha256
    check_sha256(known, path, sha256)
    return path, name, sha256
