"""The thing itself out of a clause that also says that it was said: "has asked Lesk to open it" → "open it".

Only words at the beginning are dropped; nothing is put in their place.
"""

import re

_DEMAND = re.compile(
    r"^(?:[^,;]{0,60}?\b)?(?:ask|urg|press|call|push|want|demand|tell|told|request|encourag|appeal|implor)\w*\b"
    r"(?!\s+(?:for|in|into)\b)[^,;]{0,60}?\s(?P<to>not to|to)\s(?=[a-z])",
    re.IGNORECASE,
)
_PARTY = r"(?:the\s)?(?-i:[A-Z])[\w.’-]*(?:\s(?-i:[A-Z])[\w.’-]*){0,2}"
_AGREEMENT = re.compile(
    rf"^(?:(?:(?:both|the two|two)\s+(?:sides|countries|governments)|{_PARTY}\sand\s{_PARTY})\s+)?"
    r"(?:have\s+|had\s+|has\s+)?(?:also\s+)?agree(?:d|s)?\s+(?:on\s\w+day\s+)?(?:to|on|that)\s+"
    r"(?:both sides\s+|the two sides\s+)?",
    re.IGNORECASE,
)
#: Words that must be left for the rest to be a clause of its own.
_LEAST = 2


def demanded(clause: str) -> str:
    """What shall be done, without who asks whom for it."""
    match = _DEMAND.match(clause)
    if not match:
        return clause
    rest = clause[match.end() :]
    if len(rest.split()) < _LEAST:
        return clause
    return f"not {rest}" if match["to"].lower() == "not to" else rest


def agreed(clause: str) -> str:
    """What was agreed, without saying that it was."""
    rest = _AGREEMENT.sub("", clause)
    return rest if len(rest.split()) >= _LEAST else clause
