"""What a heading or a sentence says of the list that follows it, and what a point of a list says about who agreed.

By wording alone, in English. Structure (where a list begins and ends) is the business of `extract.enumerations`.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from extract.list_marks import CARDINALS

_NUMBER = re.compile(rf"(?<![\w.,-])(?:{'|'.join(sorted(CARDINALS, key=len, reverse=True))}|\d{{1,2}})(?![\w.,%])", re.I)
_WORD = re.compile(r"[\s\-‐‑–]+([^\W\d_][\w’']*)")
_AGREED_NOUNS = set(
    "consensus consensuses agreement agreements understanding understandings accord accords commitment commitments"
    " outcome outcomes deal pact communique communiqué deliverables".split()
)
_OPEN_NOUNS = set(
    "point points plan measure measures area areas step steps principle principles item items result results roadmap"
    " framework action actions decision decisions pledge pledges promise promises field fields provision provisions".split()
)
_COMMON = {"common", "joint", "shared", "agreed"}  # what is counted belongs to all
# Whoever counts these speaks for one side, or for the newsroom.
_OTHER_NOUNS = set(
    "demand demands condition conditions request requests ultimatum proposal proposals suggestion suggestions grievance"
    " grievances complaint complaints accusation accusations concern concerns warning warnings reason reasons question"
    " questions takeaway takeaways lesson lessons requirement requirements objection objections argument arguments"
    " challenge challenges thing things fact facts way ways expectation expectations position positions initiative"
    " wishlist priorities obstacle obstacles difference differences disagreement disagreements dispute disputes".split()
)
_SUMMARY = re.compile(
    r"\b(?:(?:key|main) (?:points?|takeaways?|facts|developments)|takeaways?|what (?:we|you|to)\b.{0,9}\bknow|things to know"
    r"|at a glance|in (?:brief|short)|highlights|summary|quick read|bottom line|why it matters|recap|timeline|latest"
    r"|read (?:more|next|also)|related|see also|most read|trending|recommended|more (?:from|on|like)|top stories)\b",
    re.I,
)
_DISPUTED = re.compile(r"\b(?:contention|sticking|friction|disput\w+|unresolved|disagree\w*|differences?|differ)\b", re.I)
_OUGHT = re.compile(r"\b(?:should|must|ought|needs? to|has to|have to)\b", re.I)
_OTHER = re.compile(rf"\b(?:{'|'.join(sorted(_OTHER_NOUNS))}|wants?|wanted|urg(?:ed|es)|insist(?:ed|s)|seeks)\b|red lines", re.I)
_PROPOSED = re.compile(
    r"\b(?:propos(?:ed|es)|puts? forward|present(?:ed|s)|unveil(?:ed|s)|outlin(?:ed|es)|laid out|sets? out|list(?:ed|s)|made"
    r"|raised|call(?:ed|s) for|offer(?:ed|s)|tabled|floated|suggest(?:ed|s)|demand(?:ed|s)|stress(?:ed|es)|put (?:it )?to)\b",
    re.I,
)
_OWN = re.compile(r"(?:\b(?:its|his|her|my|our)|\b[A-Z][\w.]*[’'](?:s|(?=\s)))\s+(?:[\w-]+\s+){0,2}$")
_AGREED = re.compile(
    r"\b(?:agreed|agree on|agree to|have agreed|settled on|signed off on|reached (?:an? |the following )?(?:\w+ )?"
    r"(?:agreements?|understandings?|accord|consensus|deal)|adopted|endorsed|concluded the following|common ground"
    r"|in agreement|jointly|joint (?:statement|declaration|communiqu[eé]|announcement|document))\b",
    re.I,
)
_YIELDED = re.compile(
    r"\b(?:talks|meetings?|summit|visit|negotiations|dialogue|conference|round)\b.{0,60}\b(?:produced|yielded|brought|led to"
    r"|(?:ended|concluded|closed) (?:with|in)|resulted in)\b",
    re.I,
)
_NOT_AGREED = re.compile(
    r"\b(?:disagree\w*|(?:fail(?:ed|s)?|refus(?:ed|es)|unable|yet|hop(?:ed?|es|ing)|tr(?:y|ied|ies|ying)) to (?:agree|reach|settle)"
    r"|(?:not|never|without|cannot|nor|neither side|no one|nobody) (?:\w+ ){0,2}(?:agree\w*|reach\w*)|n[’']t (?:\w+ )?(?:agree\w*|reach\w*)"
    r"|no (?:agreement|consensus|deal|accord|common ground)|if .{0,40}\bagree)\b",
    re.I,
)
_SIDES = (
    r"(?:sides|parties|countries|governments|nations|leaders|heads of (?:state|government)|presidents|prime ministers"
    r"|(?:foreign |defen[cs]e |trade )?ministers|delegations|capitals|states|powers|teams|negotiators|neighbou?rs|militaries|armies)"
)
_NAME = r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}"
_JOINT = re.compile(
    rf"\b(?i:(?:both|the (?:two|three|four|five|six|seven)|all|these two|our two) (?:\w+ )?{_SIDES}|the (?:sides|parties|signatories)"
    r"|(?:we|they|it was|was|were|have|has) (?:\w+ )?agreed|agreed (?:to|on|that)|each other|one another|jointly"
    r"|both (?:will|agreed|shall|undertake|pledged?|welcomed?|support|reaffirm\w*))\b"
    rf"|\b{_NAME}(?:, {_NAME}){{0,3}},? and (?:the )?{_NAME}"
    r" (?:(?:have |had |also |further )?agree|will|shall|are to|commit|pledge|undertake|affirm|reaffirm|confirm|decide|announce|welcome)"
)
_BINDS = re.compile(r"\b(?:agree[ds]?|will|shall)\b", re.I)
_STATES = re.compile(
    r"\b(?:announced?|affirm(?:ed)?|reaffirm(?:ed)?|commit(?:ted)?|pledged?|decided?|welcomed?|maintain(?:ed)?|support(?:ed)?"
    r"|confirm(?:ed)?|undert(?:ake|ook)|are to|(?:have|are) )\b",
    re.I,
)
_OPENING = 90  # characters within which a joint statement names who makes it


class Standing(IntEnum):
    """What an announcement makes of its list, from the least to the most."""

    REFUSED = 0  # one side's demands, a summary, what the parties do not agree on
    SILENT = 1
    COUNTED = 2  # "five points": counts the points, and does not say whose they are
    AGREED = 3


@dataclass(frozen=True, slots=True)
class Announcement:
    """`number` points are announced; `phrase` is how ("four-point consensus"), verbatim, None without a number."""

    standing: Standing
    number: int | None = None
    phrase: str | None = None


def read_announcement(saying: str) -> Announcement:
    """What one heading or one sentence announces."""
    counted = _counted(saying)
    if _NOT_AGREED.search(saying):
        return Announcement(Standing.REFUSED)
    if counted is not None:
        return counted
    if _AGREED.search(saying):
        return Announcement(Standing.AGREED)
    words = set(re.findall(r"\w+", saying.lower()))
    if _SUMMARY.search(saying) and words.isdisjoint(_AGREED_NOUNS):
        return Announcement(Standing.REFUSED)
    if _DISPUTED.search(saying) or _OTHER.search(saying) or (_PROPOSED.search(saying) and not is_joint(saying)):
        return Announcement(Standing.REFUSED)
    return Announcement(Standing.SILENT if words.isdisjoint(_AGREED_NOUNS) else Standing.AGREED)


def is_joint(point: str) -> bool:
    """Whether a point is put as the word of two or more parties, and not as what they ought to do."""
    return _JOINT.search(point[:_OPENING]) is not None and not is_asked(point)


def binds_parties(point: str) -> bool:
    """Whether a point is a joint statement of what was agreed, is to be done or is stated, and not a remark on both sides."""
    return is_joint(point) and (_BINDS.search(point) or _STATES.search(point)) is not None


def is_asked(point: str) -> bool:
    """Whether a point says what someone ought to do, and not what was agreed or will be done."""
    ought, binds = _OUGHT.search(point), _BINDS.search(point)
    return ought is not None and (binds is None or ought.start() < binds.start())


def _counted(saying: str) -> Announcement | None:
    """The best of the counts in a saying; None where nothing is counted that can be a list of points."""
    found: list[Announcement] = []
    for number in _NUMBER.finditer(saying):
        value = int(number[0]) if number[0].isdigit() else CARDINALS.index(number[0].lower()) + 1
        nouns = _nouns(saying, number.end())
        if not 2 <= value <= len(CARDINALS) or not nouns:
            continue
        end = max(end for _, end in nouns)
        phrase = " ".join(saying[number.start() : end].split())
        found.append(Announcement(_standing(saying, number.start(), [noun for noun, _ in nouns], saying[end:]), value, phrase))
    return max(found, key=lambda each: each.standing, default=None)


def _nouns(saying: str, at: int) -> list[tuple[str, int]]:
    """The nouns that the number at `at` counts, each with its end: "points" and "consensus" in "points of consensus"."""
    found: list[tuple[str, int]] = []
    for _ in range(6):
        word = _WORD.match(saying, at)
        if not word:
            break
        low, at = word[1].lower(), word.end()
        if low in _AGREED_NOUNS | _OPEN_NOUNS | _OTHER_NOUNS | _COMMON:
            found.append((low, at))
        elif (found and low != "of") or low in _BREAKS or (low.endswith("ed") and low not in _ADJECTIVES):
            break
    return found


# Between a number and what it counts stand adjectives only ("three concrete joint measures").
_BREAKS = set(
    "and or to in on at by for from with the a an is are was were will would have has had did do made reached signed struck hit"
    " said say days weeks months years hours minutes day week month year hour minute times sides parties countries governments"
    " nations leaders ministers presidents men women people percent per january february march april may june july august september"
    " october november december".split()
)
_ADJECTIVES = set("detailed limited broad-based unspecified united related".split())


def _standing(saying: str, start: int, nouns: list[str], behind: str) -> Standing:
    before = saying[:start]
    agreed = _AGREED.search(before) is not None or "agreed" in behind[:60].lower()
    if not _OTHER_NOUNS.isdisjoint(nouns) and _COMMON.isdisjoint(nouns):
        return Standing.AGREED if re.search(r"\bagreed (?:on|to|upon)\b.{0,20}$", before, re.I) else Standing.REFUSED
    if not (_AGREED_NOUNS | _COMMON).isdisjoint(nouns) or agreed or _is_theirs(before):
        return Standing.AGREED
    if _OWN.search(before) or _PROPOSED.search(saying) or _DISPUTED.search(saying) or _SUMMARY.search(saying):
        return Standing.REFUSED
    return Standing.COUNTED


def _is_theirs(before: str) -> bool:
    """Whether two sides or a meeting, and not one side, present what is counted."""
    subject, verb = _JOINT.search(before), _PROPOSED.search(before)
    joint = subject is not None and (verb is None or subject.start() < verb.start())
    return joint or _YIELDED.search(before) is not None
