"""The clause that states an item once: the fullest of its mentions' clauses that the others bear out.

Nothing is written here that no mention says: one of the clauses is taken as it stands.
"""

import re
from collections.abc import Mapping, Sequence

from extract.reconcile.likeness import Wording

#: A word counts for a clause if so much of the share of statements that have the commonest word have it; else against.
_BORNE_OUT = 0.4
#: Words that lean on what stands before ("US" is none), and what a clause that ends well does not end on.
_LEANING = re.compile(
    r"\b(?:i|we|(?-i:us|Us)|our|you|your|my|he|she|his|her|it|its|they|them|their|this|that|these|those|there|here)\b",
    re.I,
)
_STRANDED = re.compile(r"\b(?:to|in|on|at|by|for|with|from|will|would|should|is|are|have|had)$", re.I)
_UNFINISHED = re.compile(
    r"(?:[,;:–—-]|\b(?:a|an|the|and|or|but|of|into|between|that|which|whose|because|when|while|than|if|be|been|being|its|"
    r"their|our|including))$",
    re.I,
)
#: Words that a small model may say over and over; a name may well stand twice.
_LOOP = 5
#: Statements from which on a word that only one of them has tells nothing of what they share.
_SEVERAL = 3
_LEANS = 2.0
_BROKEN = 8.0
#: Words that carry meaning without which a clause says nothing.
_LEAST_WORDS = 2


def fullest(clauses: Sequence[str], words: Sequence[Wording], said: Sequence[Mapping[str, float]]) -> int:
    """The index of the clause whose words weigh most where the statements bear them out; of equals the shortest,
    then the first.

    `words` are those of the clauses, `said` those of each statement's whole sentence.
    """
    bearing: dict[str, int] = {}
    for statement in said:
        for word in statement:
            bearing[word] = bearing.get(word, 0) + 1

    needed = _BORNE_OUT * max(bearing.values(), default=0) / len(said)
    alone = 1 / len(said) if len(said) >= _SEVERAL else 0

    def value(index: int) -> tuple[float, int]:
        shares = [(weight, bearing.get(word, 0) / len(said)) for word, weight in words[index].weights.items()]
        borne = sum(weight * min(share - needed, 0 if share <= alone else 1) for weight, share in shares)
        clause = clauses[index].strip()
        plain = _LEANS * len(_LEANING.findall(clause)) + _BROKEN * _faults(clause, len(shares))
        return round(borne - plain, 9), -len(clause)

    return max(range(len(clauses)), key=lambda index: (*value(index), -index))


def _faults(clause: str, words: int) -> int:
    """What makes a clause none: an end that is none, a quotation that is not closed, next to no words."""
    return is_cut_short(clause) + (words < _LEAST_WORDS)


def is_cut_short(clause: str) -> bool:
    """Whether a clause is broken, or ends on a word that mostly wants another: "what both can live with" does not."""
    return is_broken(clause) or bool(_STRANDED.search(clause.strip()))


def is_broken(clause: str) -> bool:
    """Whether a clause ends in the midst of it, leaves a quotation open, or says the same words twice."""
    unclosed = clause.count("“") != clause.count("”") or clause.count("‘") > clause.count("’")
    return unclosed or bool(_UNFINISHED.search(clause.strip())) or _loops(clause.lower().split())


def _loops(words: Sequence[str]) -> bool:
    runs = [tuple(words[start : start + _LOOP]) for start in range(len(words) - _LOOP + 1)]
    return len(set(runs)) < len(runs)
