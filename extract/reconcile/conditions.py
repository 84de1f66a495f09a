"""What would set a warning off, in its sentence's own words: "if the patrols go on", "unless the levy falls".

Like a stance, it is read off and not written by the model: a passage of the mention, or nothing.
"""

import re

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
#: Where a clause may end: at a comma, but not within "ships, planes and missiles", and at stronger marks.
_ENDS = re.compile(
    r",(?!\s(?!(?:the|we|it|they)\s)[\w’'-]+(?:\s[\w’'-]+){0,2},?\s(?:and|or)\s)(?!\d)|(?<!\b[A-Z])[;:.!?](?=\s|$|[”\"’])|\s[–—-]+\s|[—“”\"]"
    r"|\sthen\s|$"
)
#: Words of a condition at least: "if, as feared, talks fail" goes on to the next mark.
_LEAST = 3
#: Characters of a condition at most.
LONGEST = 240


def condition(sentence: str) -> str | None:
    """The first condition that `sentence` (one line) names, from its conjunction on, in at most `LONGEST` characters;
    None where it names none."""
    for opening in _OPENS.finditer(sentence):
        for end in _ENDS.finditer(sentence, opening.end()):
            told = sentence[opening.start() : end.start()].strip()
            if len(told.split()) >= _LEAST and len(told) <= LONGEST:
                return told[0].lower() + told[1:]
    return None


def says_more(clause: str, than: str | None) -> bool:
    """Whether a clause has a word that a condition (None: there is none) does not have, in any form."""
    return than is None or bool(wording(than).strange(clause))
