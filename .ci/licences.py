"""Print docs/licences.md: which packages are installed with this one, and under which licences.

    python .ci/licences.py >docs/licences.md

What is installed comes from .ci/locks, the licences from the packages' own metadata (PEP 639's expression, else the
older field, else the classifiers); a package that is not installed here, as it is for another system, says so.
"""

import re
import sys
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCKS = Path(__file__).parent / "locks"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.*?))? ?\\?$", re.MULTILINE)
_ELSEWHERE = "for other systems only, see the package"
_HEAD = """\
# Licences

What is installed with `extract`, from the packages' own metadata. Written by `make licences`: do not edit. *Needed*
says what for: to `run` it, to `build` llama.cpp's bindings and this package, or for development (`dev`: tests, linters,
exports and fitting). The models' licences stand in `models/registry.toml` (all Apache-2.0).

| package | version | licence | needed |
| --- | --- | --- | --- |
"""


def pinned(lock: str) -> dict[str, str]:
    """Name and version of each package in the lock of that name."""
    return {name: version for name, version, _ in _PINNED.findall((LOCKS / f"{lock}.txt").read_text("utf-8"))}


def licence(name: str) -> str:
    """The licence of an installed package, in a few words."""
    try:
        told: Message = metadata(name)  # type: ignore[assignment]
    except PackageNotFoundError:
        return _ELSEWHERE
    expression = told.get("License-Expression")
    classified = [each.split(" :: ")[-1] for each in told.get_all("Classifier", []) if each.startswith("License ::")]
    # The older field may hold the whole text of a licence.
    field = (told.get("License") or "").strip()
    short = field if field and "\n" not in field and len(field) < 80 else ""
    return expression or short or ", ".join(dict.fromkeys(classified)) or field.split("\n")[0][:80] or "not said"


def main() -> None:
    needed = {name: (version, "dev") for name, version in pinned("dev").items()}
    needed |= {name: (version, "build") for name, version in pinned("build").items()}
    needed |= {name: (version, "run") for name, version in pinned("run").items()}
    sys.stdout.write(_HEAD)
    for name, (version, what) in sorted(needed.items()):
        sys.stdout.write(f"| {name} | {version} | {licence(name).replace('|', '/')} | {what} |\n")


if __name__ == "__main__":
    main()
