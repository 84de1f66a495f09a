"""Which versions of the briefing's contract this program reads.

Semantic versioning: within a major version fields are only added, and what is added may be missing, so a briefing of
any minor version is read as one of the current (an unknown field of a newer one is passed over). A new major version
brings a function here that makes of an older document what it would be today.
"""

__all__ = ["read_as"]


def read_as(version: object, current: str) -> object:
    """What a document of `version` counts as: `current` where the major version is the same.

    Raises ValueError where it is another; what is no version at all is given back for the contract to refuse.
    """
    if not isinstance(version, str):
        return version
    major, dot, minor = version.partition(".")
    if not (dot and major.isdecimal() and minor.isdecimal()):
        return version
    known, _, _ = current.partition(".")
    if int(major) != int(known):
        cure = "update extract" if int(major) > int(known) else "make the briefing anew"
        raise ValueError(f"this extract reads versions {known}.x, not {version}: {cure}")
    return current
