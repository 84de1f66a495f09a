"""Word documents: paragraphs, lists and tables in their order, without deletions, comments, macros or pictures."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from extract.formats.documents import LARGEST, Part, Unreadable
from extract.formats.suffixes import one
from extract.formats.tidy import one_line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Properties, deletions (where text was moved from, too), and the second form of a text box. Notes and comments,
#: headers and footers are parts of their own and are not opened.
_LEFT_OUT = frozenset(
    f"{_W}{name}" for name in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "del", "moveFrom")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NO_TITLE = re.compile(r"(?i)microsoft word\b.*|untitled.*|document ?\d*|.*\.(?:docx?|rtf|odt|pdf|indd|pages|txt)")
#: python-docx gives a new file these properties; they say nothing of the document.
_TEMPLATE = ("Word Document", "2013-12-23")


def read(data: bytes, name: str) -> list[Part]:
    """The text of a document. Raises Unreadable if there is none."""
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            # Each part is read whole; no part gives more bytes than it says here.
            if sum(part.file_size for part in package.infolist()) > LARGEST:
                raise Unreadable(f"unpacks to more than {LARGEST // 1_000_000} MB")
    except zipfile.BadZipFile as error:
        raise Unreadable(f"broken, or no .docx file ({error})") from error
    document = docx.Document(io.BytesIO(data))
    blocks = filter(None, _blocks(document.element.body))
    return one(data, "\n\n".join(blocks), **_about(document))


def usable_title(title: object) -> str | None:
    """The title that a file's properties give, unless a program made it up from the file's name."""
    line = one_line(title)
    return None if line is None or _NO_TITLE.fullmatch(line) else line


def _about(document: Any) -> dict[str, str | None]:
    properties = document.core_properties
    title = usable_title(properties.title)
    made = properties.created.date().isoformat() if properties.created else None
    return {"title": None if title in _TEMPLATE else title, "made": None if made in _TEMPLATE else made}


def _blocks(parent: Any) -> Iterator[str]:
    """Paragraphs and rows of tables, also those in content controls."""
    for element in parent:
        if element.tag == f"{_W}p":
            yield _paragraph(element)
        elif element.tag == f"{_W}tr":
            yield _row(element)
        elif element.tag not in _LEFT_OUT:
            yield from _blocks(element)


def _paragraph(paragraph: Any) -> str:
    words = "".join(_words(paragraph)).strip()
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    is_listed = style is not None and style.get(f"{_W}val", "").startswith(("ListBullet", "ListNumber"))
    return f"- {words}" if words and (is_listed or paragraph.find(f"{_W}pPr/{_W}numPr") is not None) else words


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == f"{_W}p":  # of a text box
            yield "\n\n"
            yield from _words(child)
            yield "\n\n"
        elif child.tag not in _LEFT_OUT:
            yield from _words(child)


def _row(row: Any) -> str:
    cells = [[words for words in _blocks(cell) if words] for cell in row if cell.tag not in _LEFT_OUT]
    cells = [cell for cell in cells if cell]
    if all(len(cell) == 1 for cell in cells):
        return " | ".join(cell[0] for cell in cells)
    # A table that only lays the page out.
    return "\n\n".join(words for cell in cells for words in cell)
