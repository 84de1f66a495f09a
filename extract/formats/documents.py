"""What a reader hands back: documents with their text, members that are plain text, and what could not be read."""

import hashlib
from dataclasses import dataclass

from extract.formats.tidy import one_line

#: What the rest of a folder's reading may be asked to hold at once.
LARGEST = 100_000_000  # bytes of a file, and of all that an archive unpacks to
LARGEST_MEMBER = 20_000_000  # bytes of one member; characters of one text
MOST_MEMBERS = 10_000
_LONGEST_REASON = 200  # characters


class Unreadable(Exception):
    """The reader's own error: why a file, or a member of it, gives no text; one line for `skipped`."""

    def __init__(self, reason: str) -> None:
        # Parsers put what they did not like into their messages, sometimes all of it.
        line = one_line(reason) or "cannot be read"
        super().__init__(line if len(line) <= _LONGEST_REASON else line[:_LONGEST_REASON] + "…")


@dataclass(frozen=True, slots=True)
class Document:
    """One document's text and what its format says about it.

    `member` is what follows the file's own path in the article's: "" for the file itself, "/inner.html" in an archive
    or an e-mail, "#3" for the third line or record. `sha256` is of the bytes of the file or member, `date` ISO
    yyyy-mm-dd. `made` is the day on which the file was made: the article's own only if nothing else dates it.
    """

    member: str
    text: str
    sha256: str
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    made: str | None = None


@dataclass(frozen=True, slots=True)
class PlainText:
    """A member that is a text file, undecoded: it is read as if it lay in the folder itself."""

    member: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Unread:
    """A member that was not read, and why; the others are unharmed."""

    member: str
    reason: str


Part = Document | PlainText | Unread


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
