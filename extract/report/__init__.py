"""A briefing as a page to look at, and as Markdown to send: both show each line with the sentences that it rests on.

    from extract.report import html_report, markdown_report, read_sources

The texts of the articles are not part of a briefing. `read_sources` finds them again and takes a file only if it is,
byte for byte, the one that was read; whatever cannot be found is shown by its quotes, and the report says so.
"""

from extract.report.html import html_report
from extract.report.markdown import markdown_report
from extract.report.sources import Source, read_sources, sources_of

__all__ = ["Source", "html_report", "markdown_report", "read_sources", "sources_of"]
