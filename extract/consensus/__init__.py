"""The consensus that articles state as a list of points, found whole and in order, whatever form it is printed in.

From the bottom up: `marks` (what numbers a point), `blocks` (an article as paragraphs with their marks),
`announcements` (what the words above a list say of it), `enumerations` (what has the structure of a list), `stated`
(which of these states a consensus), `printings` (which article's printing leads).
"""

from extract.consensus.printings import Stated, find_consensus
from extract.consensus.stated import StatedList, StatedPoint, find_stated_lists

__all__ = ["Stated", "StatedList", "StatedPoint", "find_consensus", "find_stated_lists"]
