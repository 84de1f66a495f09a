"""The examples of a guide: its fenced blocks, each with the output that stands below it."""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_TITLE = re.compile(r"^#+ (.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Example:
    """`prints` is None for a block that shows no output."""

    section: str
    language: str
    code: str
    prints: str | None


def examples(guide: Path) -> list[Example]:
    """The runnable blocks of a guide (sh, python, ts) in their order."""
    text = guide.read_text(encoding="utf-8")
    blocks = list(_BLOCK.finditer(text))
    found = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block[1] in ("sh", "python", "ts"):
            titles = _TITLE.findall(_BLOCK.sub("", text[: block.start()]))
            prints = after[2] if after and after[1] == "text" else None
            found.append(Example(titles[-1], block[1], block[2], prints))
    return found
