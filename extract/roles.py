"""What each sentence of an article is: told, headed, listed, a label of who speaks next, or debris of the page."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from extract.debris import is_debris, is_fragment, opens_link_list
from extract.layout import Kind, Passage, split_passages
from extract.spans import CharInterval, sentences_of

LONGEST_HEADING = 16  # words; a headline above the text may have twice as many
LONGEST_LINK = 4  # words of one entry of a navigation list
_FINAL_MARKS = ".!…;,:。！"
_CLOSING = "\"'”’»)]*_ "


class Role(StrEnum):
    PROSE = "prose"
    HEADING = "heading"  # a title or a section heading
    BULLET = "bullet"  # what a list item says, without its mark
    SPEAKER = "speaker"  # only names who speaks next
    DEBRIS = "debris"  # belongs to the page, or stood in the article before


@dataclass(frozen=True, slots=True)
class Sentence:
    """`paragraph` is the running number, from 0, of the block of text that the sentence stands in."""

    interval: CharInterval
    role: Role
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Block:
    """One paragraph, line or list item, with all that it consists of."""

    line: str  # as one line, without its list mark
    passages: tuple[Passage, ...]
    role: Role

    @property
    def is_label(self) -> bool:
        return all(passage.kind in (Kind.LABEL, Kind.MARK) for passage in self.passages) and self.line != ""


def sentences_with_roles(text: str) -> tuple[Sentence, ...]:
    """The sentences of `split_sentences(text)`, in the same order, each with its role."""
    blocks = _blocks(text)
    for review in (_without_page_lists, _with_headings_checked, _with_labels_checked):
        blocks = review(blocks)
    return _without_copies(text, [sentence for block in blocks for sentence in _sentences(text, block)])


def _blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    has_body = False
    for _, group in groupby(split_passages(text), key=lambda passage: passage.paragraph):
        passages = tuple(group)
        inked = [passage for passage in passages if passage.kind is not Kind.MARK]
        line = " ".join(text[inked[0].start : inked[-1].end].replace("\ufeff", " ").split()) if inked else ""
        role = _role(text, line, passages, has_body=has_body)
        has_body |= role is Role.PROSE and len(line.split()) > LONGEST_HEADING
        blocks.append(_Block(line, passages, role))
    return blocks


def _role(text: str, line: str, passages: Sequence[Passage], *, has_body: bool) -> Role:
    last = passages[-1].kind
    if last is Kind.HEAD:
        return Role.HEADING
    if is_debris(line):
        return Role.DEBRIS
    if last is Kind.LABEL:
        return Role.SPEAKER
    if last is Kind.ITEM:
        return Role.BULLET
    if passages[0].kind is Kind.LABEL or not _looks_like_heading(line, is_first=not has_body):
        return Role.PROSE
    spoken = [interval.of(text) for interval in sentences_of(text, passages[-1])]
    return Role.PROSE if any(sentence.rstrip(_CLOSING).endswith(".") for sentence in spoken[:-1]) else Role.HEADING


def _looks_like_heading(line: str, *, is_first: bool) -> bool:
    words = line.split()
    bare = line.rstrip(_CLOSING)
    if bare.endswith(":") and len(words) <= LONGEST_LINK and all(word[0].isupper() for word in words):
        bare = bare[:-1]  # "Background:"
    if not bare or bare[-1] in _FINAL_MARKS or len(words) > LONGEST_HEADING * (2 if is_first else 1):
        return False
    letters = [character for character in line if character.isalnum()]
    return bool(letters) and not letters[0].islower()


def _without_page_lists(blocks: list[_Block]) -> list[_Block]:
    """Mark navigation lists, and the headlines behind "More like this", as debris."""
    after_links = False
    reviewed: list[_Block] = []
    for block in blocks:
        if opens_link_list(block.line):
            after_links = True
        elif block.role is Role.HEADING and after_links:
            block = replace(block, role=Role.DEBRIS)
        elif block.role is not Role.DEBRIS:
            after_links = False
        reviewed.append(block)
    for is_short, run in _runs(reviewed, _is_list_entry):
        if is_short and run.stop - run.start >= LONGEST_LINK:
            before = reviewed[run.start - 1] if run.start else None
            if before and before.line.endswith(":") and before.role is not Role.DEBRIS:
                continue  # "They discussed:", and then what they discussed
            reviewed[run] = [replace(block, role=Role.DEBRIS) for block in reviewed[run]]
    return reviewed


def _is_list_entry(block: _Block) -> bool:
    return (
        block.role in (Role.HEADING, Role.BULLET)
        and block.passages[-1].kind is not Kind.HEAD
        and len(block.line.split()) <= LONGEST_LINK
        and block.line[-1:] not in _FINAL_MARKS
        and block.line[-1:] != "?"
    )


def _runs(blocks: Sequence[_Block], key: Callable[[_Block], bool]) -> Iterable[tuple[bool, slice]]:
    start = 0
    for value, group in groupby(blocks, key=key):
        stop = start + sum(1 for _ in group)
        yield value, slice(start, stop)
        start = stop


def _with_headings_checked(blocks: list[_Block]) -> list[_Block]:
    """A heading has something below it; a question in a conversation, or the last line of all, heads nothing."""
    told = [index for index, block in enumerate(blocks) if block.role in (Role.PROSE, Role.BULLET)]
    talks = any(block.passages[0].kind is Kind.LABEL for block in blocks)
    reviewed = []
    for index, block in enumerate(blocks):
        if block.role is Role.HEADING and block.passages[-1].kind is not Kind.HEAD:
            if told and index > told[-1]:
                block = replace(block, role=Role.DEBRIS)
            elif talks and block.line.rstrip(_CLOSING).endswith("?"):
                block = replace(block, role=Role.PROSE)
        reviewed.append(block)
    return reviewed


def _with_labels_checked(blocks: list[_Block]) -> list[_Block]:
    """A label alone on its line names a speaker, unless a list hangs from it or it is one word that comes but once."""
    lines = Counter(block.line for block in blocks if block.is_label)
    reviewed = []
    for index, block in enumerate(blocks):
        if block.role is Role.SPEAKER and block.is_label:
            heads_list = index + 1 < len(blocks) and blocks[index + 1].role is Role.BULLET
            once = len(block.line.rstrip(" :").split()) == 1 and lines[block.line] == 1 and len(lines) == 1
            if heads_list or once:
                block = replace(block, role=Role.HEADING)
        reviewed.append(block)
    return reviewed


def _sentences(text: str, block: _Block) -> Iterable[Sentence]:
    for passage in block.passages:
        for interval in sentences_of(text, passage):
            yield Sentence(interval, _sentence_role(text, block, passage, interval), passage.paragraph)


def _sentence_role(text: str, block: _Block, passage: Passage, interval: CharInterval) -> Role:
    if passage.kind is Kind.MARK:
        return Role.DEBRIS
    if passage.kind is Kind.LABEL and block.role is not Role.DEBRIS:
        return Role.SPEAKER if not block.is_label else block.role
    if block.role is not Role.SPEAKER and is_fragment(" ".join(interval.of(text).split())):
        return Role.DEBRIS
    return block.role


def _without_copies(text: str, sentences: list[Sentence]) -> tuple[Sentence, ...]:
    """The second and later copies of a sentence count as debris, also behind a picture credit that was glued to it."""
    seen: set[str] = set()
    reviewed = []
    for sentence in sentences:
        words = sentence.interval.of(text).casefold().split()
        line = " ".join(words)
        if sentence.role not in (Role.DEBRIS, Role.SPEAKER):
            tails = (" ".join(words[skip:]) for skip in range(9) if skip == 0 or len(words) - skip >= 10)
            if len(words) < 1000 and any(tail in seen for tail in tails):
                sentence = replace(sentence, role=Role.DEBRIS)
            seen.add(line)
        reviewed.append(sentence)
    return tuple(reviewed)
