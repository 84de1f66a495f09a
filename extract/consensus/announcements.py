"""What a heading or a sentence says of the list that follows it, and what a point of a list says about who agreed.

By wording alone, in English. Where a list begins and ends is the business of `extract.consensus.enumerations`.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from extract.consensus.marks import CARDINALS

# What is counted is agreed upon, whoever counts it …
_AGREED_NOUNS = set(
    "consensus consensuses agreement agreements understanding understandings accord accords commitment"
    " commitments outcome outcomes deal pact protocol memorandum treaty truce communique communiqué"
    " deliverables common joint shared agreed".split()
)
# … or anybody's …
_OPEN_NOUNS = set(
    "point points plan measure measures area areas step steps principle principles item items result results"
    " roadmap framework action actions decision decisions pledge pledges promise promises field fields"
    " provision provisions statement declaration document package programme agenda".split()
)
# … or one side's …
_ONE_SIDED_NOUNS = set(
    "demand demands condition conditions request requests ultimatum proposal proposals suggestion suggestions"
    " grievance grievances complaint complaints accusation accusations concern concerns warning warnings"
    " requirement requirements objection objections argument arguments challenge challenges expectation"
    " expectations position positions initiative wishlist priorities obstacle obstacles difference differences"
    " disagreement disagreements dispute disputes".split()
)
# … or the newsroom's.
_NEWSROOM_NOUNS = set(
    "thing things fact facts way ways reason reasons question questions takeaway takeaways lesson lessons"
    " charts".split()
)
_NOUNS = _AGREED_NOUNS | _OPEN_NOUNS | _ONE_SIDED_NOUNS | _NEWSROOM_NOUNS
# Between a number and its noun stand adjectives only ("three concrete measures").
_NO_ADJECTIVES = set(
    "and or to in on at by for from with the a an is are was were will would have has had did do made struck"
    " hit said say days weeks months years hours minutes day week month year hour minute times sides parties"
    " countries governments nations leaders ministers presidents men women people percent per january february"
    " march april may june july august september october november december".split()
)
_ADJECTIVES_IN_ED = {"detailed", "limited", "united", "related", "unspecified"}


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


_NUMBER = re.compile(
    rf"(?<![\w.,-])(?:{'|'.join(sorted(CARDINALS, key=len, reverse=True))}|\d{{1,2}})(?![\w.,%])", re.IGNORECASE
)
_CARDINAL_VALUES = {word: value for value, word in enumerate(CARDINALS, start=1)}
_NEXT_WORD = re.compile(r"[\s\-‐‑–]+([^\W\d_][\w’']*)")
_AGREED = _words(
    r"agreed|agree (?:on|to)|settled on|signed off on|adopted|endorsed|concluded the following",
    r"common ground|in agreement|jointly|joint (?:statement|declaration|communiqu[eé]|announcement|document)",
    r"reached (?:an? |the following )?(?:\w+ )?(?:agreements?|understandings?|accord|consensus|deal)",
)
_AGREED_ON = re.compile(r"\bagreed (?:on|to|upon)\b.{0,20}$", re.IGNORECASE)
_HEADS_LIST = re.compile(
    r"\W*(?:what (?:\w+ ){0,4}agreed(?: on| upon)?|(?:points|areas|list) of (?:agreement|consensus|understanding)"
    r"|(?:the |key |main )*(?:outcomes?|consensus|agreements|understandings|commitments)"
    r"(?: reached)?(?: (?:of|at|in) the (?:talks|meeting|summit|visit))?)\W*",
    re.IGNORECASE,
)
_AGREED_ALL = re.compile(r".{0,60}\bagreed\b", re.IGNORECASE)
_NOT_AGREED = _words(
    r"disagree\w*|no (?:agreement|consensus|deal|accord|common ground)|if .{0,40}\bagree",
    r"(?:hop|urg|want|ask|expect|press|call|invit|propos|encourag)(?:e?d|e?s|e|ing)? .{0,60}\b(?:agree|reach|settle)",
    r"(?:could|might|may|would|should|can) (?:\w+ )?(?:agree|reach|settle)",
    r"(?:fail(?:ed|s)?|refus(?:ed|es)|unable|yet|hop(?:ed?|es|ing)|tr(?:y|ied|ies|ying)) to (?:agree|reach|settle)",
    r"(?:not|never|without|cannot|nor|neither side|no one|nobody) (?:\w+ ){0,2}(?:agree\w*|reach\w*)",
    r"\w+n[’']t (?:\w+ )?(?:agree\w*|reach\w*)",
)
_TALKED = _words(r"discuss\w*|rais(?:ed|es)|debated?|address(?:ed|es)?|touched (?:up)?on|covered|talked|spoke")
_DISPUTED = _words(r"contention|sticking|friction|disput\w+|unresolved|disagree\w*|differences?|differ")
_SUMMARY = _words(
    r"(?:key|main) (?:points?|takeaways?|facts|developments)|takeaways?|what (?:we|you|to)\b.{0,9}\bknow",
    r"things to know|at a glance|in (?:brief|short)|highlights|summary|quick read|bottom line|why it matters|recap",
    r"timeline|chronology|history|latest|read (?:more|next|also)|related|see also|most read|trending|recommended",
    r"more (?:from|on|like)|top stories",
)
_WANTED = _words("|".join(sorted(_ONE_SIDED_NOUNS)), r"wants?|wanted|urg(?:ed|es)|insist(?:ed|s)|seeks|red lines")
_PRESENTED = _words(
    r"propos(?:ed|es)|puts? forward|present(?:ed|s)|unveil(?:ed|s)|outlin(?:ed|es)|laid out|sets? out|list(?:ed|s)",
    r"made|raised|call(?:ed|s) for|offer(?:ed|s)|tabled|floated|suggest(?:ed|s)|demand(?:ed|s)",
    r"stress(?:ed|es)|put (?:it )?to",
)
_YIELDED = _words(
    r"(?:talks|meetings?|summit|visit|negotiations|dialogue|conference|round)\b.{0,60}\b(?:produced|yielded|brought"
    r"|led to|(?:ended|concluded|closed) (?:with|in)|resulted in)"
)
_ITS_OWN = re.compile(r"(?:\b(?:its|his|her|my|our)|\b[A-Z][\w.]*[’'](?:s|(?=\s)))\s+(?:[\w-]+\s+){0,2}$")

_SIDES = (
    r"(?:sides|parties|countries|governments|nations|leaders|heads of (?:state|government)|presidents|delegations"
    r"|(?:prime |foreign |defen[cs]e |trade )?ministers|states|capitals|powers|teams|negotiators|neighbou?rs|militaries"
    r"|armies)"
)
_NAME = r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}"
_JOINT = re.compile(
    rf"\b(?i:(?:both|the (?:two|three|four|five|six|seven)|all|these two|our two) (?:\w+ )?{_SIDES}"
    r"|the (?:sides|parties|signatories)|agreed (?:to|on|that)|each other|one another|jointly"
    r"|(?:we|they|it was|was|were|have|has) (?:\w+ )?agreed"
    r"|(?:neither|each) (?:side|party|country|government) (?:will|shall|is to|undertakes)"
    r"|both (?:will|agreed|shall|undertake|pledged?|welcomed?|support|reaffirm\w*))\b"
    rf"|\b{_NAME}(?:, {_NAME}){{0,3}},? and (?:the )?{_NAME} (?:(?:have |had |also |further )?agree|will|shall|are to"
    r"|commit|pledge|undertake|affirm|reaffirm|confirm|decide|announce|welcome)"
)
_DOCUMENT = re.compile(
    r"[\W_]*(?:(?i:(?:full |official )?text of )(?:[\w.’'–-]+ ){0,4}?|(?:[A-Z][\w.’'–-]* ){0,4}?)"
    r"(?P<title>(?:J(?i:oint)|(?<=\bof )joint|(?<=[a-z] )joint) (?:(?i:press|media|leaders[’']?) )?"
    r"(?i:statement|declaration|communiqu[eé]|announcement)|A(?i:greed minutes)|M(?i:emorandum of understanding))\b"
)
_SENTENCE_END = re.compile(r"(?:[a-z]{2}\.|[?!])$")  # and not "Washington, D.C."
_REACH = 200  # characters around a number that say whose points it counts
_OPENING = 90  # characters within which a joint statement says whose it is
_DATED = re.compile(
    r"(?:1[89]|20)\d\d\b|[A-Z]\w{2,8}\.? \d{1,2}\b|\d{1,2}(?:st|nd|rd|th)? [A-Z]\w{2,8}\b|\d{1,2}[:.]\d\d\b"
)
_OUGHT = _words(r"should|must|ought|needs? to|has to|have to")
COLONS = (":", "：")
_FOLLOWS = _words(r"the following|as follows|namely")
_BINDS = _words(r"agree[ds]?|will|shall")
_STATES = _words(
    r"announced?|affirm(?:ed)?|reaffirm(?:ed)?|commit(?:ted)?|pledged?|decided?|welcomed?|maintain(?:ed)?",
    r"support(?:ed)?|confirm(?:ed)?|undert(?:ake|ook)|are to",
)


class Standing(IntEnum):
    """What an announcement makes of its list, from the least to the most."""

    REFUSED = 0  # one side's demands, a summary, what the parties do not agree on
    SILENT = 1
    NAMED = 2  # speaks of an agreement, and does not say that it is this list
    COUNTED = 3  # "five points": counts the points, and does not say whose they are
    AGREED = 4


@dataclass(frozen=True, slots=True)
class Announcement:
    """`number` points are announced; `phrase` is how ("four-point consensus"), verbatim, None without a number."""

    standing: Standing
    number: int | None = None
    phrase: str | None = None


def read_announcement(saying: str) -> Announcement:
    """What one heading or one sentence announces."""
    if _NOT_AGREED.search(saying):
        return Announcement(Standing.REFUSED)
    if counts := _counts(saying):
        # A newsroom's count outweighs what it counts ("five things about the four-point deal").
        return counts[-1] if counts[-1].number is None else max(counts, key=lambda each: each.standing)
    if _AGREED.search(saying) or _HEADS_LIST.fullmatch(saying):
        return Announcement(Standing.AGREED)
    words = re.findall(r"\w+", saying.lower())
    names_agreement = not _AGREED_NOUNS.isdisjoint(words)
    if _SUMMARY.search(saying) and not names_agreement:
        return Announcement(Standing.REFUSED)
    if _DISPUTED.search(saying) or _WANTED.search(saying) or (_PRESENTED.search(saying) and not is_joint(saying)):
        return Announcement(Standing.REFUSED)
    return Announcement(Standing.NAMED if names_agreement else Standing.SILENT)


def joint_document(line: str) -> str | None:
    """What a line that is the title of a text which parties gave out together calls it ("JOINT DECLARATION"), or None.
    What such a text numbers, they agreed on."""
    title = None if _SENTENCE_END.search(line) else _DOCUMENT.match(line)
    return title and title["title"]


def is_joint(point: str) -> bool:
    """Whether a point is put as the word of two or more parties, and not as what they ought to do or once did."""
    return _JOINT.search(point[:_OPENING]) is not None and not is_asked(point) and not _DATED.match(point)


def binds_parties(point: str) -> bool:
    """Whether a joint point says what was agreed, will be done or is stated, and does not just remark on both sides."""
    return is_joint(point) and (_BINDS.search(point) or _STATES.search(point)) is not None


def is_asked(point: str) -> bool:
    """Whether a point says what someone ought to do, and not what was agreed or will be done."""
    ought, binds = _OUGHT.search(point), _BINDS.search(point)
    return ought is not None and (binds is None or ought.start() < binds.start())


def is_question(point: str) -> bool:
    return point.rstrip("\"'”’»").endswith(("?", "？"))


def leads_in(saying: str) -> bool:
    """Whether what is announced must stand right below."""
    return saying.endswith(COLONS) or _FOLLOWS.search(saying) is not None


def _counts(saying: str) -> list[Announcement]:
    """What is counted in a saying and may be the points of a list. A newsroom's count comes last and has no number."""
    found: list[Announcement] = []
    for number in _NUMBER.finditer(saying):
        value = int(number[0]) if number[0].isdigit() else _CARDINAL_VALUES.get(number[0].lower(), 0)
        nouns, end = _nouns_behind(saying, number.end())
        if not 2 <= value <= len(CARDINALS) or not nouns:
            continue
        standing = _standing(saying, number.start(), end, nouns)
        if standing is Standing.REFUSED and nouns & _NEWSROOM_NOUNS:
            return [*found, Announcement(standing)]
        found.append(Announcement(standing, value, " ".join(saying[number.start() : end].split())))
    return found


def _nouns_behind(saying: str, at: int) -> tuple[set[str], int]:
    """What the number before offset `at` counts ("points", "consensus" in "five points of consensus"), and its end."""
    found: set[str] = set()
    end = at
    for _ in range(6):
        word = _NEXT_WORD.match(saying, at)
        if not word:
            break
        low, at = word[1].lower(), word.end()
        if low in _NOUNS:
            found.add(low)
            end = at
        elif (found and low != "of") or low in _NO_ADJECTIVES or (low.endswith("ed") and low not in _ADJECTIVES_IN_ED):
            break
    return found, end


def _standing(saying: str, start: int, end: int, nouns: set[str]) -> Standing:
    around = saying[max(0, start - _REACH) : end + _REACH]
    before, behind = saying[max(0, start - _REACH) : start], saying[end : end + _REACH]
    if nouns & _NEWSROOM_NOUNS or (nouns & _ONE_SIDED_NOUNS and not nouns & _AGREED_NOUNS):
        return Standing.AGREED if _AGREED_ON.search(before) else Standing.REFUSED
    if nouns & _AGREED_NOUNS or _AGREED.search(before) or _AGREED_ALL.match(behind):
        return Standing.AGREED
    if any(each.search(around) for each in (_TALKED, _DISPUTED, _SUMMARY)):
        return Standing.REFUSED
    if _is_of_both(before):
        return Standing.AGREED
    return Standing.REFUSED if _ITS_OWN.search(before) or _PRESENTED.search(around) else Standing.COUNTED


def _is_of_both(before: str) -> bool:
    """Whether several sides, or a meeting, present what is counted, and not one side."""
    subject, verb = _JOINT.search(before), _PRESENTED.search(before)
    is_joint_subject = subject is not None and (verb is None or subject.start() < verb.start())
    return (is_joint_subject and not _OUGHT.search(before)) or _YIELDED.search(before) is not None
