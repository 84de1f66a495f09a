"""What a side of a dispute says, in the sentence's own words: the sentence without who says it, and to whom.

No model writes here, so nothing can come in from another sentence: a stance is one passage of its mention.
"""

import re
from collections.abc import Sequence

from extract.cues import disputing
from extract.parties import Reference

#: Characters of a stance at most.
LONGEST = 240
#: Words that must be left for the rest to say anything.
_LEAST = 3
#: What only joins a sentence to the one before it, and what opens it before its subject: "In public, ".
_JOINING = re.compile(
    r"(?:(?:and|but|so|yet|however|meanwhile|moreover|notably|indeed|in turn|in response|in essence|at the same time|"
    r"on the other hand)\b,?\s)+",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[^,“”\"]{1,40},\s")
_PRONOUN = re.compile(r"(?:[Hh]e|[Ss]he|It|They)\b")
_TITLE = re.compile(r"(?:The\s)?(?:[A-Z][\w’.-]*\s){0,3}")
_SAYS = (
    "said|says|added|adds|stressed|stresses|noted|notes|claimed|claims|argued|argues|insisted|insists|declared|stated|"
    "pointed out|points out|counter(?:s|ed)?"
)
_WHEN = r"(?:\s\w+day)?(?:\s(?:in|on|at|to|during|after)\s[^,;:“”\"]{1,40}?)?"
#: "The envoy said on Monday that", "told his hosts that": a subject that ends here has nothing but spoken.
_SAID = re.compile(
    rf"(?:[’']s)?(?:\s[\w’-]+){{0,3}}?\s(?:(?:{_SAYS})(?:{_WHEN}\sthat|(?:\s\w+day)?:?)|told\s[^,;:“”]{{1,40}}?\sthat)\s"
)
#: "…,” said the envoy, Hale", ", according to the ministry", ", he told reporters on Monday": up to the end.
_TOLD_BY = re.compile(
    rf"(?P<mark>,|[,.?!]?[”\"])\s(?:(?:(?:{_SAYS})\s|according to\s)[^“”\"]*"
    rf"|(?!as\b|although\b|which\b)(?:[^\s,;:“”\"]+\s){{1,5}}(?:{_SAYS}|told\s[^,;:“”\"]{{1,40}}?){_WHEN}"
    r"(?:, according to\s[^“”\"]*)?)\.?\s*$"
)
_EDGES = " ,;:–—-"
_OPENS, _CLOSES = '“"', '”"'


def stance(sentence: str, references: Sequence[Reference] = (), party: str | None = None) -> str:
    """The passage of `sentence` (one line) that tells what `party` holds, of at most `LONGEST` characters; all of it
    where nothing can be left out. `references` are the names in it."""
    told = without_teller(sentence[_behind_subject(sentence, references, party) :])
    return tidied(_shortened(told)) or _shortened(sentence)


def without_teller(told: str) -> str:
    """A passage without who says it at its end: "…,” said the envoy, Hale"."""
    by = _TOLD_BY.search(told)
    return told[: by.end("mark")] if by and len(told[: by.start()].split()) >= _LEAST else told


def _behind_subject(sentence: str, references: Sequence[Reference], party: str | None) -> int:
    """Where the verb stands whose subject is the `party` or a pronoun, or what stands behind it where it only says that
    something was said; else where the sentence itself begins."""
    start = joining.end() if (joining := _JOINING.match(sentence)) else 0
    opening = _OPENING.match(sentence, start)
    for begin in (start, opening.end() if opening else start):
        pronoun = _PRONOUN.match(sentence, begin)
        named = [each for each in references if each.party == party]
        ends = [each.end for each in named if _TITLE.fullmatch(sentence, begin, each.start)]
        for end in [pronoun.end()] if pronoun else ends:
            said = _SAID.match(sentence, end)
            verb = said.end() if said else disputing(sentence, end)
            if verb is not None and len(sentence[verb:].split()) >= _LEAST:
                return verb
    return start


def _shortened(text: str) -> str:
    """At most `LONGEST` characters, up to the end of a part of the sentence if one ends in time, else of a word."""
    if len(text) <= LONGEST:
        return text
    head = text[: LONGEST + 1]
    end = max(head.rfind(mark) for mark in (", ", "; ", " – ", " — "))
    return head[: end if end >= LONGEST // 2 else max(head.rfind(" "), LONGEST // 2)]


def tidied(text: str) -> str:
    """Without a full stop, and without quotation marks at the ends that have no partner or enclose all of it."""
    text = re.sub(r"(?<![A-Z])\.$", "", text.strip(_EDGES)).strip(_EDGES)
    opens, closes = text[:1] in _OPENS, text[-1:] in _CLOSES
    if len(text) > 1 and opens and closes and not re.search('[“”"]', text[1:-1]):
        return tidied(text[1:-1])
    if text.count("“") != text.count("”") or text.count('"') % 2:
        if opens:
            return tidied(text[1:])
        if closes:
            return tidied(text[:-1])
    return text
