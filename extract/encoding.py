"""From the bytes of a text file to its text: UTF-8 first, then what a byte order mark or the bytes themselves say.

Nothing is repaired and nothing replaced: a file that holds two encodings, or half a character, has no text that every
reader would agree on, and an offset into a repaired one would point into something that stands on no disk.
"""

import re
from contextlib import suppress

__all__ = ["NotText", "decoded", "half_of_a_pair"]

_SAMPLE = 200_000  # bytes that are enough to guess an encoding by
_MOST_CONTROLS = 0.02  # of all characters; text has next to none
_MARKED = (
    # The longer mark first: the one of UTF-16 stands at its beginning.
    ((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"), "utf-32"),
    ((b"\xff\xfe", b"\xfe\xff"), "utf-16"),
)
# Of every second byte, in UTF-16 whose letters are mostly Latin; and of the bytes between.
_FEWEST_NULS, _STRAY_NULS = 0.4, 0.02
# Quotation marks, dashes, an ellipsis in UTF-8: next to impossible in any older encoding of readable text.
_PUNCTUATION = re.compile(rb"\xe2\x80[\x90-\xa6]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_BYTES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


class NotText(Exception):
    """Says in a few words why bytes are no text."""


def decoded(data: bytes) -> str:
    """The text of a file, with "\\n" for each line end; a byte order mark of UTF-8 stays. Raises NotText."""
    text = _decode(data)
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1b")
    if "\x00" in text or controls > _MOST_CONTROLS * len(text):
        raise NotText("not text (binary: it holds control characters)")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def half_of_a_pair(text: str) -> int | None:
    """The offset of the first surrogate, which is half a character and can be written to no file; None without one."""
    match = _SURROGATE.search(text)
    return match.start() if match else None


def _decode(data: bytes) -> str:
    for marks, encoding in _MARKED:
        if data.startswith(marks):
            return _decode_as(data, encoding)
    if b"\x00" in data:
        return _decode_unmarked(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if obstacle := _damage(data, error):
            raise NotText(obstacle) from error
        return _decode_as(data, _guess_encoding(data))


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(f"not valid {encoding.upper()} from byte {error.start} on") from error


def _decode_unmarked(data: bytes) -> str:
    """UTF-16 that lacks its byte order mark, known by where its NUL bytes stand; with any others it is no text."""
    sample = data[:_SAMPLE]
    half = max(len(sample) // 2, 1)
    high, low = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    with suppress(UnicodeDecodeError):
        if low > _FEWEST_NULS and high < _STRAY_NULS:
            return data.decode("utf-16-le")
        if high > _FEWEST_NULS and low < _STRAY_NULS:
            return data.decode("utf-16-be")
    raise NotText("not text (binary: it holds NUL bytes)")


def _damage(data: bytes, error: UnicodeDecodeError) -> str | None:
    """Why bytes that are not valid UTF-8 are damaged UTF-8 rather than text in an older encoding."""
    if _SURROGATE_BYTES.match(data, error.start):
        return f"not valid UTF-8: half of a surrogate pair at byte {error.start}: save it as UTF-8 again"
    text = data.decode("utf-8", "surrogateescape")
    strange = len(_SURROGATE.findall(text))
    good = len(text) - len(text.encode("ascii", "ignore")) - strange
    # In older encodings pairs of bytes look like UTF-8 by chance, at most half as often as others do not.
    if good >= strange or _PUNCTUATION.search(data):
        return f"UTF-8 but for byte {error.start}: mixed encodings, or a damaged file: save it as UTF-8"
    return None


def _guess_encoding(data: bytes) -> str:
    # Slow to import, and most files are UTF-8.
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:_SAMPLE]).best()
    if guess is None:
        raise NotText("not UTF-8 or any encoding we know")
    return guess.encoding
