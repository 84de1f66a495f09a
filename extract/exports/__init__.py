"""A briefing as tables and event records, for spreadsheets, data frames, databases and event-data tools.

    from extract.exports import FORMATS, exported

Two tables, one row an item and one row a mention, joined by the item's id; `columns.py` documents them. PLOVER
records are one a mention; `plover.py` says how they are made and where that mapping is weak.
"""

from extract.exports.files import FORMATS, File, exported

__all__ = ["FORMATS", "File", "exported"]
