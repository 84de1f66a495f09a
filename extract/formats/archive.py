"""ZIP archives: each member is read as if it lay in the folder. Nothing is unpacked to disk, so no path in an archive
can lead anywhere; how much is unpacked to memory is bounded whatever the archive says of itself."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from extract.formats.documents import LARGEST, LARGEST_MEMBER, MOST_MEMBERS, Part, PlainText, Unread, Unreadable
from extract.formats.suffixes import SUFFIXES, TEXT_SUFFIXES, UNKNOWN, read_any, renamed

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def read(data: bytes, name: str) -> list[Part]:
    """The members, in the order of their names. Raises Unreadable if the archive cannot be opened or is empty."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise Unreadable(f"broken, or no ZIP archive ({error})") from error
    with package:
        members = [member for member in package.infolist() if not member.is_dir() and not _is_hidden(member.filename)]
        if len(members) > MOST_MEMBERS:
            raise Unreadable(f"an archive of more than {MOST_MEMBERS:,} files: unpack it")
        if members and all(member.flag_bits & 1 for member in members):
            raise Unreadable("encrypted: unpack it with its password")
        return list(_parts(package, sorted(members, key=lambda member: member.filename)))


def _parts(package: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[Part]:
    left, before = LARGEST, None
    for number, member in enumerate(members):
        path = f"/{member.filename}"
        if left <= 0:
            rest = len(members) - number
            yield Unread("", f"unpacks to more than {LARGEST // 1_000_000} MB: {rest:,} of its files were not read")
            return
        try:
            if member.filename == before:
                raise Unreadable("stands in the archive twice: the first one was read")
            before = member.filename
            _check(member)
            data = _unpacked(package, member, min(left, LARGEST_MEMBER))
            left -= len(data)
            if PurePosixPath(member.filename).suffix.lower() in TEXT_SUFFIXES:
                yield PlainText(path, data)
            else:
                yield from (renamed(part, path) for part in read_any(data, member.filename))
        except Unreadable as why:
            # What was unpacked in vain counts all the same.
            left -= min(member.file_size, LARGEST_MEMBER)
            yield Unread(path, str(why))


def _check(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in path.parts[0]:
        raise Unreadable("its path leads out of the archive")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Unreadable("a link in an archive")
    if path.suffix.lower() == ".zip":
        raise Unreadable("an archive in an archive: unpack it")
    if path.suffix.lower() not in TEXT_SUFFIXES + SUFFIXES:
        raise Unreadable(UNKNOWN)
    if path.stem.lower() == "readme":
        raise Unreadable("a README, not an article")
    if member.flag_bits & 1:
        raise Unreadable("encrypted: unpack it with its password")


def _unpacked(package: zipfile.ZipFile, member: zipfile.ZipInfo, largest: int) -> bytes:
    """The member's bytes. No more than `largest` are ever held, whatever size it claims."""
    try:
        with package.open(member) as file:
            data = file.read(largest + 1)
    except _BROKEN as error:
        raise Unreadable(f"broken in the archive ({error})") from error
    if len(data) > largest:
        raise Unreadable(f"unpacks to more than {largest / 1e6:.0f} MB")
    return data


def _is_hidden(name: str) -> bool:
    """As in a folder: ".git/…"; and what macOS adds to every archive."""
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in PurePosixPath(name).parts)
