"""Cells of tables that people and other programs write: what parts them, stands for no value, and shows long ones."""

from __future__ import annotations

#: What parts the cells of a line, and what it is called.
DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "vertical bars"}

#: Words that programs write for what is missing, and who writes them.
MISSING_WORDS = {
    "NA": "R",
    "<NA>": "pandas",
    "nan": "numpy",
    "NaN": "pandas",
    "NaT": "pandas",
    "None": "Python",
    "NULL": "a database",
    "null": "a database",
    "\\N": "a database",
}


def clipped(text: str, width: int) -> str:
    """A text in so many characters at most."""
    return text if len(text) <= width else f"{text[: width - 1]}\u2026"
