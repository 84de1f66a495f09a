"""What would set a warning off, in its sentence's own words: "if the patrols go on", "unless the levy falls".

Like a stance, it is read off and not written by the model: a passage of the mention, or nothing.
"""

import re

from extract.spans import CharInterval
from extract.wording import wording

#: What a condition begins with. Not "as if", "even if", what is asked or wondered, nor "if need be"; "should" only in
#: the place of "if", before its subject.
_OPENS = re.compile(
    r"(?<!\bas )(?<!\beven )(?<!\bask )(?<!\basked )(?<!\bsee )(?<!\bknow )(?<!\bwondered )\b(?:"
    r"if\s(?!(?:not|so|need|only|any|anything|ever|possible|necessary)\b)|(?:unless|as long as|so long as|in case|"
    r"in the event (?:of|that)|provided that)\s|(?<!\bwhat )(?<!\bhow )(?<!\bwhy )(?<!\bwhen )(?<!\bwhere )(?<!\bwho )"
    r"(?<!\bnor )should\s(?=(?:the|its|their|his|her|our|any|another|one|an?)\s|(?-i:[A-Z])))",
    re.IGNORECASE,
)
_NOUN = r"(?!(?:will|would|shall|can|could|may|might|must|is|are|was|were|has|have|had)\b)[\w’'-]+"
#: Where a clause may end: at a comma, but not within "ships, planes and missiles", and at stronger marks.
_ENDS = re.compile(
    rf",(?!\s(?!(?:the|we|it|they)\s)(?:{_NOUN}\s){{0,2}}{_NOUN},?\s(?:and|or)\s)(?!\d)|(?<!\b[A-Z])[;:.!?](?=\s|$|[”\"’])|\s[–—-]+\s|[—“”\"]"
    r"|\sthen\s|$"
)
#: Words of a condition at least: "if, as feared, talks fail" goes on to the next mark.
_LEAST = 3
#: Characters of a condition at most.
LONGEST = 240


def condition(sentence: str) -> str | None:
    """The first condition that `sentence` (one line) names, from its conjunction on; None where it names none."""
    found = find_condition(sentence)
    return sentence[found.start].lower() + sentence[found.start + 1 : found.end] if found else None


def find_condition(sentence: str) -> CharInterval | None:
    """Where the first condition of `sentence` (one line) stands, of at most `LONGEST` characters."""
    for opening in _OPENS.finditer(sentence):
        # Further on nothing is looked at: a text may be one sentence of a million words.
        reach = opening.start() + LONGEST + 1
        for end in _ENDS.finditer(sentence, opening.end(), reach):
            told = sentence[opening.start() : end.start()].rstrip()
            if end.start() >= reach or len(told) > LONGEST:
                break
            if len(told.split()) >= _LEAST:
                return CharInterval(opening.start(), opening.start() + len(told))
    return None


def says_more(clause: str, than: str | None) -> bool:
    """Whether a clause has a word that a condition (None: there is none) does not have, in any form."""
    return than is None or bool(wording(than).strange(clause))
