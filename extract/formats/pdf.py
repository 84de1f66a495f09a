"""PDF files: the text by PDFium, page by page, its lines joined into paragraphs again.

A PDF knows letters and places, no paragraphs. What PDFium gives as lines is joined by `extract.formats.lines`.
"""

import re
from typing import Any

from extract.formats.documents import Part, Unreadable
from extract.formats.docx import usable_title
from extract.formats.lines import Line, paragraphs
from extract.formats.suffixes import one

MOST_PAGES = 500
_MOST_UNKNOWN = 0.2  # of the characters; a font without a table of characters gives only those
_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")  # ISO 32000-1, 7.9.4


def read(data: bytes, name: str) -> list[Part]:
    """The text of a PDF. Raises Unreadable if it is encrypted, broken, too long, or only pictures."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("encrypted: it opens with a password only") from error
        raise Unreadable(f"broken, or no PDF ({error})") from error
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(f"{len(document):,} pages long, more than {MOST_PAGES}")
        pages = [_lines(document[number]) for number in range(len(document))]
        title, made = _about(document)
    finally:
        document.close()
    if not any(pages):
        raise Unreadable("no text in it, only pictures: recognise its text (OCR) first")
    text = "\n\n".join(paragraphs(pages))
    unknown = sum(not each.isspace() and (not each.isprintable() or each == "\ufffd") for each in text)
    if unknown > _MOST_UNKNOWN * len(text):
        raise Unreadable("its letters have no meaning but their look: recognise its text (OCR) first")
    return one(data, text, title=title, made=made)


def _about(document: Any) -> tuple[str | None, str | None]:
    about: dict[str, str] = document.get_metadata_dict()
    day = _DAY.match(about.get("CreationDate", ""))
    return usable_title(about.get("Title")), _iso(day) if day else None


def _iso(day: re.Match[str]) -> str | None:
    from datetime import date

    try:
        return date(int(day[1]), int(day[2]), int(day[3])).isoformat()
    except ValueError:
        return None


def _lines(page: Any) -> list[Line]:
    """The lines of a page in the order in which the file has them, each with its place and size in points."""
    from pypdfium2 import raw

    text_page = page.get_textpage()
    try:
        lines: list[Line] = []
        words: list[str] = []
        boxes: list[tuple[float, float, float, float]] = []
        for index in range(text_page.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(text_page, index))
            if letter in "\r\n":
                lines += _line(words, boxes)
                words, boxes = [], []
                continue
            words.append("-" if letter in "\x02\u00ad" else letter)  # PDFium's sign for a hyphen at a line's end
            if not letter.isspace():
                boxes.append(text_page.get_charbox(index, loose=True))
        return [*lines, *_line(words, boxes)]
    finally:
        text_page.close()
        page.close()


def _line(words: list[str], boxes: list[tuple[float, float, float, float]]) -> list[Line]:
    text = " ".join("".join(words).split())
    if not text or not boxes:
        return []
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return [Line(text, left, bottom, right, top)]
