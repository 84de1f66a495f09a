"""Web pages: the main text by trafilatura, without navigation, banners, captions and links to other stories.

trafilatura tells article from page; what it keeps is written out as text here, so that lists keep their marks and
paragraphs their blank lines. Title, outlet and date come from the page's metadata (Open Graph, JSON-LD, meta tags).
"""

import re
from collections.abc import Iterator
from typing import Any

from extract.formats.documents import LARGEST_MEMBER, Part, Unreadable
from extract.formats.suffixes import one
from extract.formats.tidy import decoded, one_line

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page says how it is encoded
_OURS = re.compile(r"""<meta name="generator" content="extract """)
_FINAL = re.compile(r"[.!?…:][\"'”’»)\]]*$")
# Metadata only: nothing is guessed from the running text, where any day may be named. A fixed last day, since "today"
# would make the same page read otherwise tomorrow.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2199-12-31"}


def read(data: bytes, name: str) -> list[Part]:
    """The article of a page. Raises Unreadable if there is none."""
    if len(data) > LARGEST_MEMBER:
        raise Unreadable(f"too large for a web page (more than {LARGEST_MEMBER // 1_000_000} MB)")
    declared = _CHARSET.search(data[:_HEAD])
    page = decoded(data, declared[1].decode("ascii") if declared else None)
    if _OURS.search(page[:_HEAD]):
        raise Unreadable("a report that extract wrote, not an article")
    text, about = article_of(page)
    return one(data, text, **about)


def article_of(page: str) -> tuple[str, dict[str, str | None]]:
    """The main text of a page and its title, outlet and date. Raises Unreadable if there is none."""
    from trafilatura import bare_extraction

    page = page.replace("\x00", "")
    found: Any = bare_extraction(page, include_comments=False, with_metadata=True, date_extraction_params=_DATES)
    blocks = [] if found is None else list(_blocks(found.body))
    if not blocks:
        raise Unreadable("no article in this page")
    title = one_line(found.title)
    if title and found.body.find(".//head[@rend='h1']") is None and title not in blocks[:3]:
        blocks.insert(0, title)
    outlet = one_line(found.sitename)
    about = {"title": title, "outlet": None if outlet and outlet.startswith("@") else outlet, "date": found.date}
    return "\n\n".join(blocks), about


def _blocks(parent: Any) -> Iterator[str]:
    """Paragraphs, headings, whole lists and table rows, in order."""
    if parent.text and parent.text.strip():
        yield from _paragraphs(parent.text)
    for element in parent:
        if element.tag == "list":
            yield "\n".join(_items(element, ""))
        elif element.tag == "row":
            yield from _row(element)
        elif element.tag in ("quote", "table", "div") or any(child.tag in ("p", "list") for child in element):
            yield from _blocks(element)
        else:
            yield from _paragraphs(_inline(element))
        if element.tail and element.tail.strip():
            yield from _paragraphs(element.tail)


def _items(element: Any, indent: str) -> Iterator[str]:
    for number, item in enumerate(element.iterchildren("item"), 1):
        mark = f"{number}." if element.get("rend") == "ol" else "-"
        inner = list(item.iterchildren("list"))
        for each in inner:
            item.remove(each)
        if words := " ".join(_inline(item).split()):
            yield f"{indent}{mark} {words}"
        for each in inner:
            yield from _items(each, indent + "  ")


def _row(element: Any) -> Iterator[str]:
    cells = [list(_blocks(cell)) or list(_paragraphs(_inline(cell))) for cell in element.iterchildren("cell")]
    cells = [cell for cell in cells if cell]
    if all(len(cell) == 1 for cell in cells):
        yield from [" | ".join(cell[0] for cell in cells)] if cells else []
    else:
        for cell in cells:
            yield from cell


def _inline(element: Any) -> str:
    """The words of an element and of all within it; a forced line break is one."""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "lb" else _inline(child), child.tail or ""]
    return "".join(parts)


def _paragraphs(words: str) -> Iterator[str]:
    """Cut at forced line breaks where a sentence has ended: many sites have no other paragraphs."""
    lines = [line for each in words.split("\n") if (line := " ".join(each.split()))]
    start = 0
    for end, line in enumerate(lines, 1):
        if _FINAL.search(line) or end == len(lines):
            yield "\n".join(lines[start:end])
            start = end
