"""The files of a folder and of its sub-folders: found, named, put in order. What cannot be read leaves an obstacle.

Every folder is read once, however many links lead to it, and under the name that is no link if it has one: links that
lead around in circles, or to each other, cost nothing.
"""

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Entry", "located", "obstacle_of", "printable_name", "read_bytes", "walk"]

_FOLDER = "a folder: name the files in it"

_ESCAPED = re.compile(r"\\udc([89a-f][0-9a-f])")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, or a folder that cannot be read. `name` is relative to the top, with "/" between its parts, as the file
    system gives it (`os.fsdecode`); `obstacle` says what bars its reading."""

    path: Path
    name: str
    obstacle: str | None = None


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    prefix: str
    parents: frozenset[tuple[int, int]]  # (device, inode) of the folders above


@dataclass(slots=True)
class _Walk:
    """`read` names each folder by (device, inode); `links` to folders wait until all others are read."""

    ignores: Callable[[Path], bool]
    read: dict[tuple[int, int], str] = field(default_factory=dict)
    links: list[_Folder] = field(default_factory=list)

    def entries(self, top: _Folder) -> Iterator[Entry]:
        waiting = [top]
        # No recursion: folders may be nested more deeply than Python's calls.
        while waiting or self.links:
            if not waiting:
                waiting, self.links = sorted(self.links, key=lambda link: link.prefix, reverse=True), []
            folder = waiting.pop()
            yield from self._entries_of(folder, waiting)

    def _entries_of(self, folder: _Folder, waiting: list[_Folder]) -> Iterator[Entry]:
        name = folder.prefix.rstrip("/")
        try:
            status = os.stat(folder.path)  # noqa: PTH116  (as text: a Path of a hundred thousand files takes its time)
            key = (status.st_dev, status.st_ino)
            if obstacle := self._read_before(folder, key):
                yield Entry(Path(folder.path), name, obstacle)
                return
            with os.scandir(folder.path) as found:
                entries = [entry for entry in found if not entry.name.startswith(".")]
        except OSError as error:
            yield Entry(Path(folder.path), name, f"folder cannot be read ({error.strerror})")
            return
        self.read[key] = name
        parents = folder.parents | {key}
        for entry in sorted(entries, key=lambda each: each.name, reverse=True):
            yield from self._entry(entry, folder.prefix + entry.name, parents, waiting)

    def _entry(
        self, entry: "os.DirEntry[str]", name: str, parents: frozenset[tuple[int, int]], waiting: list[_Folder]
    ) -> Iterator[Entry]:
        path = Path(entry.path)
        if self.ignores(path):
            return
        obstacle = obstacle_of(entry)
        if obstacle == _FOLDER:
            is_link = entry.is_symlink()
            (self.links if is_link else waiting).append(_Folder(entry.path, f"{name}/", parents))
        else:
            yield Entry(path, name, obstacle)

    def _read_before(self, folder: _Folder, key: tuple[int, int]) -> str | None:
        if key in folder.parents:
            return "a link that leads back to a folder above it"
        if key in self.read:
            return f"a link to a folder that is read as {printable_name(self.read[key])}"
        return None


def walk(folder: Path, ignores: Callable[[Path], bool]) -> list[Entry]:
    """Each entry of `folder` and of its sub-folders, sorted by name, but for those that are hidden and those that
    `ignores` names."""
    top = _Folder(str(folder), "", frozenset())
    return sorted(_Walk(ignores).entries(top), key=lambda entry: entry.name)


def obstacle_of(path: "Path | os.DirEntry[str]") -> str | None:
    """What bars the reading of a file, as far as can be seen from outside."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if stat.S_ISDIR(mode):
        return _FOLDER
    # Opening a pipe would wait for a writer, perhaps for ever.
    return None if stat.S_ISREG(mode) else "not a regular file (a pipe, socket or device)"


def read_bytes(path: Path, most: int) -> tuple[bytes, int]:
    """The first `most` bytes of a regular file, and its size. Raises OSError, also where it is no such file any more.

    Never waits: not for a writer of a pipe that took the file's place since it was listed, nor for a log of the
    kernel's to go on.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file any more")
        data = file.read(most)
        if data is None:
            raise OSError(0, "nothing to read for now")
        return data, status.st_size


def printable_name(name: str) -> str:
    """A name without what JSON cannot hold: bytes that are no UTF-8 are written as "\\udce9" and so on."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def located(folder: Path, name: str) -> Path:
    """The path of the file that `printable_name` names so."""
    path = folder / name
    if "\\udc" in name and not os.path.lexists(path):
        return folder / _ESCAPED.sub(lambda match: chr(0xDC00 + int(match[1], 16)), name)
    return path


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
