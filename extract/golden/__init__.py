"""Golden files: what a model's reading of a folder was, reviewed by a person, and what has changed since.

A case is a folder (`cases`). A replay answers from its recording and compares bytes; a live check runs a model and
compares by evidence and meaning (`checking`). `comparing` finds the differences of any two briefings, `rendering` shows
them, `recording` makes and accepts golden files, `plugin` lets pytest run cases, `trials` compares models over them.
"""
