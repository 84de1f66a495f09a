"""What is warned of where a sentence names a condition: the rest of the sentence, without who says it.

Like the condition it is read off: what a small model writes there is the condition again, more often than not.
"""

import re

from extract.reconcile.conditions import find_condition
from extract.reconcile.stances import LONGEST, tidied, without_teller

_SAYS = (
    "said|says|saying|added|adds|adding|stress(?:es|ed)|notes|noted|insists|insisted|repeated|declared|declares|states|"
    "stated|argues|argued|replies|replied|wrote|writes|remarked|hinted|hints|alerted|cautions|cautioned|warns|warned|"
    "warning|vows|vowed|threatened|threatens|explained|announced|made (?:it )?clear|pointed out"
)
_TO = "warns|warned|warning|cautions|cautioned|tells|told|telling|reminds|reminded|informed|assured|alerted"
_WHEN = r"(?:,\s\w+,|\s\w+day|\s(?:on|in|at|to|after|during|before|also|later|again|today)\b[^,;:“”\"]{0,50}?)?"
#: "The envoy warned Lesk on Monday that", "She made clear that", "has threatened to": what follows is warned of.
_TOLD = re.compile(
    rf"^[^“”\"]{{0,160}}?\b(?:(?:{_SAYS}){_WHEN}\sthat|(?:{_TO})\s[^,;:“”\"]{{1,60}}?\sthat|(?:threaten(?:s|ed|ing)?|vow(?:s|ed)?)\sto)"
    rf"\b[\s,]*|^[^“”\",]{{1,80}}?\s(?:said|says|saying|warned|warns)\s(?!that\b|on\b|in\b|at\b|to\b|of\b|against\b|as\b|{_TO})"
)
#: ", the minister added": between the condition and what stands before or behind it.
_TELLER = rf"[^,“”\"]{{1,60}}?\s(?:(?:{_SAYS})(?:\s(?!that\b)[^,“”\"]{{1,40}})?|(?:{_TO})\s[^,“”\"]{{1,40}})"
_TELLER_LAST = re.compile(rf"(?:,(?P<inner>[”\"])|(?P<outer>[”\"]?),)\s{_TELLER}[\s,]*$")
_TELLER_FIRST = re.compile(rf"^{_TELLER}(?:,\s|\.?$)")
#: What a clause ends on where the condition opens the next one, and what the main clause may be joined by.
_OPENS_CLAUSE = re.compile(r"(?:^|\b(?:that|and|but|or|so|because),?|[:;.!?—–]|(?:^|\s)[“\"])\s*$")
_JOINING = re.compile(r"[\s,]*\b(?:that|and|but|or|so|for|only)[\s,]*$")
_JOINED = re.compile(r"^(?:and|but|so|then|that)\b,?\s+(?!not\b)", re.IGNORECASE)
_NO_CLAUSE = re.compile(r"(?:along|as|which|who|including|such|with|by)\b", re.IGNORECASE)
#: "we will.": the verb is that of the condition, "if they do not [close it]".
_MODAL = re.compile(r"\b(?:will|would|shall|can|could|may|might|must)$")
_NOT = re.compile(
    r"^(?:if|should)\s.{1,80}?\b(?:(?:do|does|did|will)\snot|(?:do|does|did)n[’']t|won[’']t|cannot|can[’']t)\s(?P<verb>.+)$",
    re.IGNORECASE,
)
_EDGES = ' ,—–-“"”'
#: Words of it at least.
_LEAST = 2


def threat(sentence: str) -> str | None:
    """The passage of `sentence` (one line) that tells what its condition would bring, of at most `LONGEST` characters;
    None where it names no condition, or nothing else. "If you do not act, we will" is completed: "we will act"."""
    found = find_condition(sentence)
    if found is None:
        return None
    before, behind = sentence[: found.start], sentence[found.end :]
    # "…, and if they stay, we will act": what stands before is another matter.
    rests = [_behind(behind)] if _OPENS_CLAUSE.search(before) else [_before(before), _behind(behind)]
    passages = (_completed(rest, sentence[found.start : found.end]) for rest in rests)
    return next((each for each in passages if len(each.split()) >= _LEAST and len(each) <= LONGEST), None)


def _before(text: str) -> str:
    text = _TELLER_LAST.sub(lambda teller: teller["inner"] or teller["outer"] or "", _TOLD.sub("", text).rstrip(" ,"))
    return tidied(_JOINING.sub("", text))


def _behind(text: str) -> str:
    text = without_teller(text).lstrip(_EDGES)
    text = re.split(r"[”\"]", _TELLER_FIRST.sub("", text).lstrip(_EDGES))[0]
    # "If they go on, but the war does not end, then": all of that would have to happen.
    text = re.split(r",?\sthen\s", text)[-1]
    return "" if _NO_CLAUSE.match(text) else tidied(_JOINED.sub("", text))


def _completed(rest: str, told: str) -> str:
    if not _MODAL.search(rest):
        return rest
    verb = _NOT.match(told)
    return f"{rest} {verb['verb'].strip()}" if verb else ""
