"""Which reader reads which file, by the ending of its name; the readers are imported when they are needed."""

import importlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from extract.formats.documents import LARGEST_MEMBER, Document, Part, Unread, Unreadable, digest
from extract.formats.tidy import one_line, tidy

_READERS = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
    ".json": "records",
    ".jsonl": "records",
    ".ndjson": "records",
    ".zip": "archive",
}
SUFFIXES = tuple(_READERS)
TEXT_SUFFIXES = (".txt", ".md")
#: Of a file with any other ending.
UNKNOWN = "no kind of file that is read (.txt, .md, .html, .pdf, .docx, .eml, .json, .jsonl, .zip)"
#: The packages on which the extracted text depends; a briefing's manifest names their versions.
_LIBRARIES = ("lxml", "pypdfium2", "python-docx", "trafilatura")

#: How files of other kinds begin, and what to call them.
_SIGNATURES = {
    b"%PDF-": ("a PDF", {".pdf"}),
    b"PK\x03\x04": ("a ZIP archive or an Office file", {".zip", ".docx"}),
    b"\xd0\xcf\x11\xe0": ("an encrypted or pre-2007 Office file", set()),
    b"\x1f\x8b": ("a gzip archive", set()),
    b"\x89PNG": ("a picture", set()),
    b"\xff\xd8\xff": ("a picture", set()),
    b"GIF8": ("a picture", set()),
    b"Rar!": ("a RAR archive", set()),
    b"7z\xbc\xaf": ("a 7z archive", set()),
    b"{\\rtf": ("an RTF file", set()),
    b"\x7fELF": ("a program", set()),
    b"MZ\x90": ("a program", set()),
}


def libraries() -> tuple[str, ...]:
    """The packages whose versions decide what text is taken out of a file."""
    return _LIBRARIES


def read_any(data: bytes, name: str) -> Sequence[Part]:
    """What the file `name` with these bytes holds, in its own order: at least one part.

    Of a file that is one document the part's `member` is "". Raises Unreadable, and nothing else, if there is no text
    to be had from it; a member of a container that cannot be read is an `Unread` among the others.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in _READERS:
        raise Unreadable(UNKNOWN)
    if not data:
        raise Unreadable("empty file")
    for signature, (kind, suffixes) in _SIGNATURES.items():
        if data.startswith(signature) and suffix not in suffixes:
            raise Unreadable(f"{kind} by its content, whatever its name says")
    reader = importlib.import_module(f"extract.formats.{_READERS[suffix]}")
    try:
        parts = [_tidied(part) for part in reader.read(data, name)]
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable("needs more memory than a file may take") from None
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except Exception as error:
        # Parsers of other people's files may raise anything.
        raise Unreadable(f"broken, or no {suffix} file ({type(error).__name__}: {error})") from error
    if not parts:
        raise Unreadable("no article in it")
    if len(parts) == 1 and isinstance(parts[0], Unread) and not parts[0].member:
        raise Unreadable(parts[0].reason)
    return parts


def one(data: bytes, text: str, **about: str | None) -> list[Part]:
    """The part of a file that is one document."""
    return [Document("", text, digest(data), **about)]


def renamed(part: Part, member: str) -> Part:
    """The same part as a member of what holds it."""
    return replace(part, member=member + part.member)


def _tidied(part: Part) -> Part:
    """A document as it is kept; or the reason, if nothing is left of it."""
    if not isinstance(part, Document):
        return part
    text = tidy(part.text)
    if not any(map(str.isalnum, text)):
        return Unread(part.member, "no text in it")
    if len(text) > LARGEST_MEMBER:
        return Unread(part.member, f"more than {LARGEST_MEMBER // 1_000_000} million characters of text")
    return replace(part, text=text, title=one_line(part.title), outlet=one_line(part.outlet))


def split_member(path: Path) -> tuple[Path, str | None]:
    """The file that an article's path leads to, and the member of it that is meant; None where the file is there."""
    if path.is_file():
        return path, None
    for file in path.parents:
        if file.is_file():
            return file, str(path)[len(str(file)) :]
    file = path.with_name(path.name.rpartition("#")[0] or path.name)
    return (file, path.name[len(file.name) :]) if file != path and file.is_file() else (path, None)
