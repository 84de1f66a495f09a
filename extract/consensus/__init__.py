"""The consensus that articles state as a list of points, found whole and in order, whatever form it is printed in.

From the bottom up: `marks` (what numbers a point), `blocks` (an article as paragraphs with their marks),
`announcements` (what the words above a list say of it), `readings` (an article as
announcements), `enumerations` (what has the structure of a list), `stated`
(which of these states a consensus), `printings` (which article's printing leads), `matching` (which points another
sentence reports), `links` (the consensus of the briefing).
"""

from extract.consensus.links import link_consensus
from extract.consensus.printings import Stated, find_consensus
from extract.consensus.stated import StatedList, StatedPoint, find_stated_lists

__all__ = ["Stated", "StatedList", "StatedPoint", "find_consensus", "find_stated_lists", "link_consensus"]
