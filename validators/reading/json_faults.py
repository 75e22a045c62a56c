"""What is said of texts that are not JSON as it has to be, by what people and programs write instead."""

from __future__ import annotations

import json
from typing import IO

from compute_trends.validators.reading.raw_table import Problem, UnreadableError

NO_JSON = "not JSON: "
LINE_FIX = "Write one whole JSON object per line, without line breaks within it and without commas between lines."
_JSON_FIX = "Mend the place named, or write the file anew with a program: one object, or a list of objects."
_SEVERAL = "objects follow one another without a list around them"
_SEVERAL_FIX = (
    "Put brackets around all of them and commas between them, or write each on a line of its own and give the file a "
    "name that ends in .jsonl."
)
_OVER_LINES = "an object goes on over several lines, where each line is to be a whole one"
_OVER_LINES_FIX = "Write each object on a line of its own, as `jq -c .` does, or all as a list in a file of JSON."

#: How much of the next line tells whether an object goes on there.
_PEEKED_BYTE = 1000


def not_json(error: json.JSONDecodeError) -> UnreadableError:
    """What is wrong with a text of JSON."""
    if error.msg == "Extra data" and error.doc.lstrip()[:1] == error.doc[error.pos] == "{":
        return UnreadableError(_SEVERAL, line=error.lineno, fix=_SEVERAL_FIX)
    is_comment = error.doc.startswith(("//", "/*", "#"), error.pos)
    said = "a comment, of which JSON has none" if is_comment else error.msg
    return UnreadableError(f"{NO_JSON}{_with_place(said, error)}", line=error.lineno, fix=_JSON_FIX)


def bad_line(error: json.JSONDecodeError, number: int) -> Problem:
    """What is wrong with a line of JSON Lines."""
    return Problem("structure-row", f"{NO_JSON}{_with_place(error.msg, error)}", line=number, fix=LINE_FIX)


def _with_place(said: str, error: json.JSONDecodeError) -> str:
    return f"{said}{'' if said.endswith(' at') else ','} column {error.colno}"


def over_lines(error: json.JSONDecodeError, number: int, handle: IO[bytes]) -> Problem | None:
    """What is told of the first line of JSON Lines, `handle` below it, where it is but the beginning of an object."""
    if not error.doc.lstrip().startswith("{") or error.pos < len(error.doc.rstrip()):
        return None
    at = handle.tell()
    below = handle.readline(_PEEKED_BYTE)
    handle.seek(at)
    if not below.strip() or below.lstrip().startswith(b"{"):
        return None
    return Problem("structure-file", _OVER_LINES, line=number, fix=_OVER_LINES_FIX)


def tell_once(problems: list[Problem], which: str) -> bool:
    """Put one problem in the place of those of the lines of a file, if all are that the line is no JSON."""
    if not all(problem.message.startswith(NO_JSON) for problem in problems):
        return False
    first = problems[0]
    said = f"none of {which} lines is JSON: {first.message.removeprefix(NO_JSON)}"
    problems[:] = [Problem("structure-file", said, line=first.line, fix=LINE_FIX)]
    return True
