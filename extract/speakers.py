"""Who says each sentence: speaker labels of interviews, attributions ("Hale said"), and pronouns that carry on.

A quotation that goes on over several sentences keeps its speaker; "he said" is the person who spoke or acted last.
Nothing is guessed beyond that: without a sign the speaker is None.
"""

import re
from collections.abc import Sequence

from extract.articles import Article, Role, Sentence
from extract.parties import Cast, Reference

_VERBS = (
    "said|says|told|tells|added|adds|warned|warns|urged|urges|stressed|stresses|noted|notes|asked|asks|called|calls|"
    "claimed|claims|argued|argues|insisted|insists|replied|responded|wrote|accused|accuses|complained|criticised|"
    "criticized|rejected|denied|demanded|declared|announced|stated|reiterated|repeated|cautioned|described|vowed|"
    "pledged|acknowledged|conceded|admitted|explained|expressed|emphasised|emphasized|underscored|underlined|pressed|"
    "remarked|observed|suggested|pointed|raised|hailed|praised|thanked|dismissed|condemned|denounced|threatened|"
    "concluded|continued|recalled|confirmed|hinted|quipped|lamented|protested|objected"
)
_SAYS_AFTER = re.compile(
    rf"^(?:[’']s)?(?:,[^,“”\"]{{0,80}},)?\s(?:(?:also|then|later|had|has|again|repeatedly)\s)?(?:{_VERBS})\b"
)
# "“…,” said the envoy, [Hale]": the verb before the speaker. After "told" or "thanked" the hearer would stand there.
_INVERTED = (
    "said|says|added|adds|noted|notes|stressed|claimed|argued|argues|insisted|insists|replied|responded|wrote|declared|"
    "announced|stated|reiterated|repeated|acknowledged|conceded|admitted|explained|remarked|observed|concluded|"
    "continued|recalled|confirmed|quipped|lamented"
)
_NOT_BETWEEN = (
    "as|that|after|before|when|while|during|if|because|he|she|it|they|we|to|with|at|in|on|and|but|by|was|is|had|has"
)
_SAYS_BEFORE = re.compile(
    rf"(?:[,”\"’]\s(?:{_INVERTED})|\b[Aa]ccording to)[\s,]+(?:(?!(?:{_NOT_BETWEEN})\b)[\w’.\-]+,?\s){{0,5}}$"
)
_PRONOUN = re.compile(rf"\b(?:[Hh]e|[Ss]he)\s(?:(?:also|then|later|had|has|again)\s)?(?:{_VERBS})\b")
_OPENING, _CLOSING = "“«„", "”»"
#: How many sentences back "he said" may look for its person.
REACH = 4


def speakers(article: Article, cast: Cast) -> list[str | None]:
    """The speaker of each of the article's sentences, by full name."""
    found: list[str | None] = []
    turn: str | None = None
    in_turns = any(sentence.role is Role.SPEAKER for sentence in article.sentences)
    quoting: str | None = None
    quoted: tuple[int, str] | None = None  # who was quoted in the sentence before, and in which paragraph
    persons: list[tuple[int, str]] = []
    for index, sentence in enumerate(article.sentences):
        text = sentence.interval.of(article.text)
        if sentence.role is Role.SPEAKER:
            turn = _labelled(text, cast)
            found.append(None)
            continue
        if sentence.role is Role.DEBRIS:
            found.append(None)
            continue
        references = cast.references(text)
        recent = persons[-1][1] if persons and index - persons[-1][0] <= REACH else None
        speaker = _attributed(text, references, recent)
        if speaker is None and (quoting or _is_quotation(text)):
            before = quoted[1] if quoted and quoted[0] == sentence.paragraph else None
            speaker = quoting or before or _next_attribution(article.sentences, index, article.text, cast, recent)
        quoted = (sentence.paragraph, speaker) if speaker and _quotes(text) else None
        quoting = speaker if _stays_open(text, quoting is not None) else None
        # Two capitalised words may also be a place ("Middle East"); who acts for a party or has spoken is no place.
        persons += [(index, reference.name) for reference in references if reference.person and reference.party]
        if speaker:
            persons.append((index, speaker))
        found.append(speaker or (turn if in_turns else None))
    return found


def _labelled(label: str, cast: Cast) -> str | None:
    """The person whom a speaker label names: "PRESIDENT XI:" is Xi Jinping; "Q:" is nobody."""
    words = [word.strip(":.,").title() for word in label.split()]
    for size in (3, 2, 1):
        name = " ".join(words[-size:])
        if len(words) >= size and name in cast.full_name:
            return cast.full_name[name]
    name = " ".join(word for word in words if word)
    return name if len(words) >= 2 and name.replace(" ", "").isalpha() else None


def _attributed(text: str, references: Sequence[Reference], recent: str | None) -> str | None:
    """The person whom the sentence itself names as speaking."""
    for reference in references:
        if not reference.person:
            continue
        # "Norland must choose: Hale", as headlines quote.
        if text[: reference.start].endswith(": ") and not text[reference.end :].strip(" ."):
            return reference.name
        if _SAYS_AFTER.match(text[reference.end :]) or _SAYS_BEFORE.search(text[: reference.start][-60:]):
            return reference.name
    return recent if _PRONOUN.search(text) else None


def _is_quotation(text: str) -> bool:
    return text[:1] in _OPENING + '"'


def _quotes(text: str) -> bool:
    """True when some of `text` stands between quotation marks."""
    return any(mark in text for mark in _OPENING + '"')


def _stays_open(text: str, was_open: bool) -> bool:
    """True when a quotation is still open at the end of `text`."""
    last_open = max((text.rfind(mark) for mark in _OPENING), default=-1)
    last_close = max((text.rfind(mark) for mark in _CLOSING), default=-1)
    if last_open == last_close == -1:
        return was_open and text.count('"') % 2 == 0
    return last_open > last_close


def _next_attribution(
    sentences: Sequence[Sentence], index: int, text: str, cast: Cast, recent: str | None
) -> str | None:
    """The speaker named one sentence later in the same paragraph: “…” he added."""
    if index + 1 < len(sentences) and sentences[index + 1].paragraph == sentences[index].paragraph:
        following = sentences[index + 1].interval.of(text)
        return _attributed(following, cast.references(following), recent)
    return None
