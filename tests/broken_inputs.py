"""Files and folders that something is wrong with: how each is made, and the line that it costs."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

GOOD = """Chile and Norway agree to talk about herring

The Chilean foreign minister, Rosa Almeyda, met Norway’s prime minister, Ada Holm, in Oslo on 3 May 2031.

The two countries agreed to count the herring of the southern banks together.

“We urged Norway to recall its trawlers from the southern banks,” Almeyda said.
"""
OTHER = GOOD.replace("Oslo", "Bergen").replace("herring", "mackerel")
FRENCH = (
    "Le ministre des affaires étrangères a déclaré que les deux pays se sont accordés sur un plan pour la pêche dans"
    " les eaux du sud. Il a demandé à la Norvège de retirer ses navires avant la fin de l'année. Les négociations"
    " doivent reprendre au printemps, selon un porte-parole du gouvernement, qui a refusé de donner plus de détails.\n"
)
CHINESE = "外交部长表示，两国已经同意就渔业问题继续会谈。" * 10


@dataclass(frozen=True)
class Broken:
    """`make` puts something into a folder; it costs the lines `skipped`, by path, and nothing else."""

    make: Callable[[Path], object]
    skipped: dict[str, str]


def _file(data: bytes, reason: str, name: str = "x.txt") -> Broken:
    return Broken(lambda folder: (folder / name).write_bytes(data), {name: reason})


def _link_loop(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "x.txt").symlink_to(folder / "x.txt")


def _many_ways(folder: Path) -> None:
    """Folders linked so that each is reached in twice as many ways as the one before."""
    for number in range(26):
        (folder / f"s{number:02}").mkdir()
    for number in range(25):
        for link in "ab":
            (folder / f"s{number:02}" / link).symlink_to(folder / f"s{number + 1:02}")


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "x.txt")


def _device(folder: Path) -> None:
    (folder / "x.txt").symlink_to("/dev/zero")


def _gone(folder: Path) -> None:
    (folder / "x.txt").symlink_to(folder / "nothing")


def _large(folder: Path) -> None:
    (folder / "x.txt").write_bytes(b"word " * 10_000_000)


_NUL = "not text (binary: it holds NUL bytes)"
_MIXED = "UTF-8 but for byte {}: mixed encodings, or a damaged file: save it as UTF-8"
_HALF = "not valid UTF-8: half of a surrogate pair at byte {}: save it as UTF-8 again"
_UTF16 = "not valid UTF-16 from byte {} on"
_LENGTH = len(GOOD.encode())

#: By what a person would call it.
BROKEN: dict[str, Broken] = {
    "an empty file": _file(b"", "empty file"),
    "nothing but blanks": _file(b" \n\t\xe2\x80\x8b\n", "empty: nothing but blanks in it"),
    "nothing but a byte order mark": _file(b"\xef\xbb\xbf", "empty: nothing but blanks in it"),
    "a picture": _file(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 9, _NUL),
    "a program": Broken(lambda folder: shutil.copy("/bin/sh", folder / "x.txt"), {"x.txt": _NUL}),
    "control characters": _file(bytes(range(1, 32)) * 99, "not text (binary: it holds control characters)"),
    "one NUL byte": _file(GOOD.encode() + b"\x00", _NUL),
    "UTF-16 with half a character": _file(GOOD.encode("utf-16") + b"a", _UTF16.format(2 * len(GOOD) + 2)),
    "UTF-16 with half a pair": _file(
        (GOOD + "\ud800 x").encode("utf-16", "surrogatepass"), _UTF16.format(2 * len(GOOD) + 2)
    ),
    "UTF-8 and Windows-1252": _file(
        GOOD.encode() + GOOD.encode("cp1252"), _MIXED.format(_LENGTH + GOOD.encode("cp1252").index(b"\x92"))
    ),
    "UTF-8 cut off in a character": _file(GOOD.encode() + b"\xc3", _MIXED.format(_LENGTH)),
    "half a pair in UTF-8": _file(GOOD.encode() + b"\xed\xa0\x80 x.", _HALF.format(_LENGTH)),
    "pairs in UTF-8": _file(b"Smile: \xed\xa0\xbd\xed\xb8\x80.", _HALF.format(7)),
    "50 MB in one line": Broken(_large, {"x.txt": "too large (50.0 MB, more than 20 MB)"}),
    "a link that leads nowhere": Broken(_gone, {"x.txt": "cannot be read (No such file or directory)"}),
    "links in a circle": Broken(
        _link_loop,
        {
            "sub/up": "a link that leads back to a folder above it",
            "x.txt": "cannot be read (Too many levels of symbolic links)",
        },
    ),
    "links that multiply": Broken(
        _many_ways,
        {
            f"s{number:02}/{link}": f"a link to a folder that is read as s{number + 1:02}"
            for number in range(25)
            for link in "ab"
        },
    ),
    "a named pipe": Broken(_fifo, {"x.txt": "not a regular file (a pipe, socket or device)"}),
    "a device without end": Broken(_device, {"x.txt": "not a regular file (a pipe, socket or device)"}),
    "French": _file(FRENCH.encode(), "not in English but, it seems, in French: --language any reads it anyway"),
    "Chinese in an old encoding": _file(
        CHINESE.encode("gb18030"), "not in English but, it seems, in Chinese: --language any reads it anyway"
    ),
    "an odd name": _file(b"", "empty file", "x\n\x1b[31mred\x1b]0;title\x07\u202e.txt"),
}
