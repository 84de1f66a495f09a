"""The model of a run: found, and loaded by itself or behind the store."""

from pathlib import Path

from extract.config import Settings, physical_cores
from extract.decoding.base import Decoder
from extract.decoding.stored import StoredDecoder
from extract.prompts import load_prompt
from extract.store import Store, limit_bytes, store_path

#: The prompts of a run, in the order in which their shared messages are read.
PROMPTS = ("cast", "detect", "fill")


def open_decoder(settings: Settings) -> Decoder:
    """The model of `settings` in this process. Raises `ModelNotFound`, `ModelCorrupt`, `DecodeError`."""
    path, name, sha256 = _find_model(settings)
    from extract.decoding.llama import LlamaDecoder

    return LlamaDecoder(
        path,
        name=name,
        sha256=sha256,
        threads=settings.threads or physical_cores(),
        gpu_layers=0 if settings.gpu == "off" else -1,
        shared=[load_prompt(name).shared for name in PROMPTS],
        verbose=settings.verbose,
    )


def open_stored(settings: Settings) -> StoredDecoder:
    """The same behind the store: the model is loaded when something is asked that is not on record.

    `close` closes the store. Raises `ModelNotFound`, `ModelCorrupt`; a `DecodeError` comes when the model is needed.
    """
    _, name, sha256 = _find_model(settings)
    path = None if settings.store is False else store_path() if settings.store is True else settings.store
    return StoredDecoder(
        Store(path, limit_bytes()),
        lambda: open_decoder(settings),
        model_name=name,
        model_sha256=sha256,
        # What answers depend on. The number of threads is not: it changes no bit of them.
        settings={"gpu": settings.gpu},
    )


def _find_model(settings: Settings) -> tuple[Path, str, str]:
    """The model's file, looked at but not loaded, the name that it goes by, and its sha256."""
    from extract.models import check_gguf, default_model, file_sha256, known_models, model_path

    name = settings.model or default_model().name
    path = model_path(name)
    check_gguf(path)
    return path, name if name in known_models() else path.name, file_sha256(path)
