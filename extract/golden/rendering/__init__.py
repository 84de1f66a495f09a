"""Differences for people and tools: in a terminal, as Markdown for a pull request, as JSON."""
