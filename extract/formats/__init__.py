"""Articles that are no plain text files: web pages, PDF, Word, e-mails, JSON, and archives of these.

`Reader` reads them in a process of its own, under limits; `read` is what that process does, for tests and fuzzers.
Adding a format: a file with a function `read(data, name)`, and its suffixes in `extract/formats/suffixes.py`.
"""

from extract.formats.confined import Reader
from extract.formats.documents import LARGEST, Document, Part, PlainText, Unread, Unreadable
from extract.formats.kept import is_kept_text, read_kept, texts_folder
from extract.formats.suffixes import SUFFIXES, UNKNOWN, libraries, split_member
from extract.formats.suffixes import read_any as read

__all__ = [
    "LARGEST",
    "SUFFIXES",
    "UNKNOWN",
    "Document",
    "Part",
    "PlainText",
    "Reader",
    "Unread",
    "Unreadable",
    "is_kept_text",
    "libraries",
    "read",
    "read_kept",
    "split_member",
    "texts_folder",
]
