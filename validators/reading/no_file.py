"""What is said of an argument that names no file, by what it looks like."""

from __future__ import annotations

import re

from compute_trends.catalog.texts.cells import clipped

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_RECORDS = re.compile(r"\s*[\[{]\s*[\[{\"']|[^\n]*\n|[^\n]*\r")
_SHOWN = 100


def no_such_file(argument: str) -> str:
    """The message for a name of no file: addresses and records are not names."""
    name = clipped(argument, _SHOWN)
    if _ADDRESS.match(argument):
        return f"no such file: {name}; addresses are not fetched, download what is there and name that file"
    if _RECORDS.match(argument):
        return f"no such file: {name}; pipe records themselves to `-`, or give them to Python as a list of mappings"
    return f"no such file: {name}"
