"""Frozen settings of a run. Everything here is part of the manifest unless it only says where to run."""

import platform
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from extract.errors import UsageError
from extract.schemas import Kind


@dataclass(frozen=True, slots=True)
class Settings:
    """How a folder is read. Raises `UsageError` for values that make no sense.

    `model` is a name of the registry or a path to a GGUF file; `classes` are those that are listed. `threads` and
    `gpu` say where the work is done, and `store` where answers are kept for later runs (a file, False: nowhere, True:
    where `store.store_path` says); they are no part of the result and of the manifest. `language` "any" also reads
    texts that are surely not English.
    """

    model: str | None = None
    classes: tuple[Kind, ...] = tuple(Kind)
    gpu: Literal["auto", "off"] = "auto"
    threads: int | None = None
    merge_similarity: float = 0.38
    verbose: bool = False
    store: Path | bool = True
    language: Literal["en", "any"] = "en"

    def __post_init__(self) -> None:
        if not self.classes:
            raise UsageError("no class is left: name at least one of agreement, demand, warning, dispute")
        if self.threads is not None and self.threads < 1:
            raise UsageError(f"--threads must be at least 1, not {self.threads}")
        if not 0 < self.merge_similarity <= 1:
            raise UsageError(f"merge_similarity lies between 0 and 1, not at {self.merge_similarity}")

    def for_manifest(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "classes": [kind.value for kind in self.classes],
            "merge_similarity": self.merge_similarity,
        }
        # Only where it is not as ever: a run over English articles is the same one with and without this setting.
        return told if self.language == "en" else told | {"language": self.language}


def processor() -> str:
    """The kind of processor, as the system names it; arithmetic may differ in the last digits from kind to kind."""
    told: dict[str, str] = {}
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            told.setdefault(name.strip(), value.strip())
    if "model name" in told:
        numbers = "/".join(told[name] for name in ("cpu family", "model") if name in told)
        return f"{platform.machine()} {told['model name']} {numbers}".strip()
    return f"{platform.machine()} {platform.processor()}".strip()
