"""JSON: one record, a list of them, or one a line. A record is an article if one of its fields holds a text.

The names of fields are those of schema.org (articleBody, headline), JSON Feed (content_html), news interfaces
(publishedAt, source) and corpora (maintext, date_publish).
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from extract.dates import find_date
from extract.formats.documents import MOST_MEMBERS, Document, Part, Unread, Unreadable, digest
from extract.formats.tidy import decoded, one_line

# In this order: the whole before what may be its beginning.
_TEXT = ("text", "articleBody", "article_body", "full_text", "fulltext", "maintext", "main_text", "body",
         "content_text", "content", "content_html")  # fmt: skip
_TITLE = ("title", "headline", "name")
_OUTLET = ("outlet", "publication", "publisher", "site_name", "sitename", "source", "source_name", "provider")
_DATE = ("date", "published", "published_at", "publishedAt", "datePublished", "date_published", "date_publish",
         "publication_date", "publishDate", "pub_date", "pubDate", "dateCreated", "created_at")  # fmt: skip
_LISTS = ("articles", "items", "documents", "docs", "results", "entries", "records", "data", "response", "hits")
_MARKUP = re.compile(r"</?(?:p|div|br|h[1-6]|li|article|span)\b[^>]*>", re.IGNORECASE)
_NONE = "no article in it: JSON without a text in a field such as text, body or content"


def read(data: bytes, name: str) -> list[Part]:
    """The records that hold a text; one that does not, among others that do, is told. Raises Unreadable without any."""
    text = decoded(data)
    if PurePosixPath(name).suffix.lower() == ".json":
        try:
            return _whole(data, json.loads(text))
        except json.JSONDecodeError as error:
            if "\n" not in text.strip() or not error.msg.startswith("Extra data"):
                raise Unreadable(f"broken JSON ({error.msg} in line {error.lineno})") from error
            # One record a line, under the wrong name.
    return _lines(data)


def _whole(data: bytes, value: object) -> list[Part]:
    if isinstance(value, dict) and {"schema_version", "manifest", "consensus"} <= value.keys():
        raise Unreadable("a briefing, not an article")
    if isinstance(value, dict) and (document := _document("", digest(data), value)):
        return [document]
    return _together(
        (f"#{number}", digest(_canonical(record)), record) for number, record in enumerate(_listed(value), 1)
    )


def _lines(data: bytes) -> list[Part]:
    return _together(
        (f"#{number}", digest(line.strip()), _parsed(line))
        for number, line in enumerate(data.split(b"\n"), 1)
        if line.strip()
    )


def _together(records: Iterator[tuple[str, str, object]]) -> list[Part]:
    parts: list[Part] = []
    for member, sha256, record in islice(records, MOST_MEMBERS):
        if isinstance(record, Unreadable):
            parts.append(Unread(member, str(record)))
        else:
            found = _document(member, sha256, record) if isinstance(record, dict) else None
            parts.append(found or Unread(member, _NONE))
    if all(isinstance(part, Unread) for part in parts):
        broken = [part.reason for part in parts if isinstance(part, Unread) and part.reason != _NONE]
        raise Unreadable(broken[0] if broken and len(broken) == len(parts) else _NONE)
    if next(records, None):
        parts.append(Unread("", f"more than {MOST_MEMBERS:,} records: the rest was not read"))
    return parts


def _parsed(line: bytes) -> object:
    try:
        return json.loads(decoded(line))
    except ValueError as error:
        return Unreadable(f"broken JSON ({error})")
    except RecursionError:
        return Unreadable("nested too deeply")


def _listed(value: object, depth: int = 0) -> list[Any]:
    """The first list of records, on top or under one of the usual names."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and depth < 3:
        for key in _LISTS:
            if found := _listed(value.get(key), depth + 1):
                return found
    return []


def _document(member: str, sha256: str, record: Mapping[str, Any]) -> Document | None:
    inner = record.get("_source")
    record = inner if isinstance(inner, dict) else record  # as search engines export
    text = next((value for key in _TEXT if isinstance(value := record.get(key), str) and value.strip()), None)
    if text is None:
        return None
    about = {"title": _first(record, _TITLE), "outlet": _first(record, _OUTLET), "date": _date(record)}
    if len(_MARKUP.findall(text)) > 1:
        text = _without_markup(text)
    if about["title"] and about["title"] not in (line.strip() for line in text.split("\n")[:3]):
        text = f"{about['title']}\n\n{text}"
    return Document(member, text, sha256, **about)


def _first(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = record.get(key)
        value = value.get("name") or value.get("title") if isinstance(value, dict) else value
        if line := one_line(value):
            return line
    return None


def _date(record: Mapping[str, Any]) -> str | None:
    dates = (find_date(value) for key in _DATE if isinstance(value := record.get(key), str))
    return next(filter(None, dates), None)


def _without_markup(text: str) -> str:
    """The text of a field that holds HTML: all of it, as there is no page around it."""
    from lxml import etree
    from lxml.html import fromstring

    try:
        tree = fromstring(f"<div>{text}</div>")
    except (etree.ParserError, ValueError):
        return text
    for dropped in tree.xpath("//script|//style|//template"):
        dropped.drop_tree()
    for block in tree.iter("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "blockquote", "ul", "ol", "br"):
        mark = "- " if block.tag == "li" else ""
        if block.tag == "br":
            block.tail = "\n" + (block.tail or "")
        else:
            block.text = f"\n\n{mark}" + (block.text or "").lstrip()
            block.tail = "\n\n" + (block.tail or "").lstrip()
    return "\n".join(line.strip() for line in str(tree.text_content()).split("\n"))


def _canonical(record: object) -> bytes:
    """A record of a list has no bytes of its own: as compact JSON with sorted keys, in UTF-8."""
    written = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")
