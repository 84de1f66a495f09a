"""What is shown in a terminal: text by others made harmless, and lines that keep their margin when they wrap.

Articles, file names and models' answers are data: none of it may move the cursor, change colours, set a window's
title, turn the reading direction or be taken for Rich's markup.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

_BLANKS = re.compile("[ \t\r\n\x85\u2028\u2029]+")
#: C0 and C1 controls; marks, embeddings, overrides and isolates of the bidirectional algorithm; halves of surrogate
#: pairs; and what nobody sees, by which two names can look like one: letters without width, tags, soft hyphens. The two
#: joiners (U+200C, U+200D) stay, as scripts and faces are written with them.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_WIDEST = 110  # cells; longer rows are hard to read
_NARROWEST = 20  # cells that a body gets, however deep its margin


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output. Where it has to wrap, the rows that follow start below `body`, not below `margin`."""

    body: Text = field(default_factory=Text)
    margin: Text = field(default_factory=Text)


def printable(text: str) -> str:
    """The text on one line, with a visible stand-in for every character that could do something to a terminal."""
    return _HARMFUL.sub(_stand_in, _BLANKS.sub(" ", text))


def laid_out(lines: Iterable[Line], console: Console) -> str:
    """The lines as `console` shows them: coloured and wrapped in a terminal, plain and whole anywhere else."""
    with console.capture() as capture:
        for line in lines:
            for row in _rows(line, console):
                row.rstrip()
                console.print(row, soft_wrap=True, markup=False, highlight=False, emoji=False)
    return capture.get()


def _rows(line: Line, console: Console) -> Iterator[Text]:
    indent = line.margin.cell_len
    bodies = [line.body]
    if console.is_terminal:
        room = max(min(console.width, _WIDEST) - indent, _NARROWEST)
        bodies = list(line.body.wrap(console, room)) or bodies
    for number, body in enumerate(bodies):
        yield Text.assemble(Text(" " * indent) if number else line.margin, body)


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"
