"""Where the articles of a folder differ about the same thing: numbers, durations, dates, places, names, denials.

From the bottom up: `numerals`, `units` and `quantities` (what a sentence counts), `statements` (sentences with their
names), `distinctions` (what sets two sentences apart), `figures` (numbers that differ), `clauses` and `wordings`
(clauses that differ in one name, date or "not"), `find` (the briefing's disagreements). No model takes part: every
rule is of wording alone, in English.
"""

from extract.disagreements.find import find_disagreements

__all__ = ["find_disagreements"]
