"""Characters that would do something instead of being seen, made visible.

Text of articles is data. Escaping keeps a browser from running it; this keeps it from turning the reading direction,
from hiding letters in the text and from breaking a page's layout.
"""

import re

__all__ = ["one_line", "visible"]

#: Controls but tab and line feed; marks, embeddings, overrides and isolates of the bidirectional algorithm; the tag
#: characters, which spell words that nobody sees; halves of surrogate pairs and what is no character at all.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
#: More accents than any script puts on one letter: what climbs over the lines around it.
_PILE = re.compile("([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
                   "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")  # fmt: skip
_BLANKS = re.compile(r"\s+")


def visible(text: str) -> str:
    """The text with a stand-in such as ⟨U+202E⟩ for each character that is not for the eye. Line ends become "\\n"."""
    text = _UNSEEN.sub(_stand_in, _LINE_ENDS.sub("\n", text))
    return _PILE.sub(lambda match: match[1] + "⟨…⟩", text)


def one_line(text: str) -> str:
    """The same on one line."""
    return _BLANKS.sub(" ", visible(text)).strip()


def _stand_in(match: re.Match[str]) -> str:
    return f"⟨U+{ord(match.group()):04X}⟩"
