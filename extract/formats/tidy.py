"""Bytes to characters as web pages and mails mean them, and text as it is kept."""

import codecs
import contextlib
import re

#: Labels that mean more than they say (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
#: Codecs of Python's in which no page or mail is written: for names, for source code, for smuggling.
_NEVER = frozenset(("idna", "punycode", "undefined", "unicode-escape", "unicode_escape", "raw-unicode-escape", "utf-7"))
_SAMPLE = 200_000  # bytes that are enough to guess an encoding by
# Control characters but tab and line feed, lone surrogates, and what is no character at all. A soft hyphen is none.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u00ad]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


def decoded(data: bytes, declared: str | None = None) -> str:
    """The text of `data`: by its byte order mark, by the encoding that it declares, as UTF-8, or by a guess."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    marked = "utf-8" if data.startswith(codecs.BOM_UTF8) else None
    for encoding in (marked, _known(declared), "utf-8"):
        with contextlib.suppress(UnicodeError):
            if encoding:
                return data.decode(encoding).removeprefix("\ufeff")
    return _guessed(data, _known(declared))


def tidy(text: str) -> str:
    """Text as it is kept: line ends as "\\n", at most one blank line in a row, nothing that UTF-8 could not hold."""
    text = _NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def one_line(words: object) -> str | None:
    """A title or a name on one line; None if there is nothing in it."""
    return " ".join(tidy(words).split())[:500] or None if isinstance(words, str) else None


def _known(encoding: str | None) -> str | None:
    try:
        info = codecs.lookup((encoding or "").strip().strip("\"'"))
        # "hex", "rot13", "zlib" and the like are codecs, too, but not of text.
        is_usable = info._is_text_encoding and info.name not in _NEVER
        return _MEANT.get(info.name, info.name) if is_usable else None
    except (LookupError, ValueError):
        return None


def _guessed(data: bytes, declared: str | None) -> str:
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:_SAMPLE]).best()
    return data.decode(declared or (guess.encoding if guess else "utf-8"), "replace")
