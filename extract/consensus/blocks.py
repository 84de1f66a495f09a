"""An article as blocks (paragraphs, lines, list items) with the marks in them: what lists are looked for in."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from extract.articles import Article, Role, Sentence
from extract.consensus.marks import BULLET, Marker, chains, markers_in

_LONGEST_HEAD = 10  # words of a numbered heading, its number among them
_FINAL = re.compile(r"[.!?…][\"'”’»)\]*_]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, line or list item with the sentences in it, its mark among them. `role` is DEBRIS if all are."""

    sentences: tuple[Sentence, ...]
    role: Role

    @property
    def start(self) -> int:
        return self.sentences[0].interval.start

    @property
    def end(self) -> int:
        return self.sentences[-1].interval.end


@dataclass(frozen=True, slots=True)
class Page:
    """An article as blocks, with the marks in them. `signed` are the blocks that open with a bullet or a number;
    `sections` those of them that only head some points of a list that counts on below the next ("II. Trade")."""

    text: str
    blocks: tuple[Block, ...]
    markers: tuple[Marker, ...]
    signed: frozenset[int]
    sections: frozenset[int] = frozenset()

    def words(self, block: int) -> str:
        return self.text[self.blocks[block].start : self.blocks[block].end]

    def is_finished(self, end: int) -> bool:
        """Whether what ends at offset `end` has come to a full stop."""
        return _FINAL.search(self.text, max(0, end - 6), end) is not None

    def is_next_line(self, end: int, block: int) -> bool:
        """Whether the block starts on the line below offset `end`, with no blank line between."""
        return self.text.count("\n", end, self.blocks[block].start) == 1


def read_page(article: Article) -> Page:
    """The blocks of an article, in order, and their marks."""
    blocks: list[Block] = []
    told: set[str] = set()
    for _, group in groupby(article.sentences, key=lambda sentence: sentence.paragraph):
        sentences = tuple(group)
        if len(sentences) > 1:
            # A point that repeats what was quoted further up counts as a copy there, but the list needs it.
            sentences = tuple(
                replace(each, role=Role.BULLET) if each.role is Role.DEBRIS and _key(article, each) in told else each
                for each in sentences
            )
        told.update(_key(article, each) for each in sentences if each.role is not Role.DEBRIS)
        roles = [each.role for each in sentences if each.role is not Role.DEBRIS]
        spoken = [role for role in roles if role is not Role.SPEAKER]
        blocks.append(Block(sentences, (spoken or roles or [Role.DEBRIS])[0]))
    markers = tuple(
        marker
        for index, block in enumerate(blocks)
        for marker in markers_in(article.text, index, [each.interval for each in block.sentences])
    )
    page = Page(article.text, tuple(blocks), markers, frozenset(each.block for each in markers if each.is_sign))
    return replace(page, sections=frozenset(_sections(page)))


def _sections(page: Page) -> Iterator[int]:
    """The numbered headings between which the points of one list are numbered on."""
    signs = [each for each in page.markers if each.is_sign and each.number != BULLET]
    counting = [[each.block for each in chain] for chain in chains(signs) if len(chain) > 1]
    beginning: dict[int, list[list[int]]] = {}
    for chain in counting:
        beginning.setdefault(chain[0], []).append(chain)
    for heads in counting:
        # Points restart below each head where they are its own: then the heads are the list.
        runs_on = any(
            len(points) > len(heads) and len({bisect_right(heads, block) for block in points}) > 1
            for points in beginning.get(heads[0] + 1, ())
        )
        if runs_on and all(_is_short_line(page, block) for block in heads):
            yield from heads


def _is_short_line(page: Page, block: int) -> bool:
    return len(page.words(block).split()) <= _LONGEST_HEAD and not page.is_finished(page.blocks[block].end)


def _key(article: Article, sentence: Sentence) -> str:
    return " ".join(sentence.interval.of(article.text).casefold().split())
