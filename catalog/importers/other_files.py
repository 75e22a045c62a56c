"""What is said of a file that is not the CSV of an upstream table, by what it is instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from compute_trends.catalog.texts import cells
from compute_trends.catalog.texts.cells import DELIMITERS

#: First bytes of files, what these are, and what gives the table.
_BEGINNINGS = (
    (b"\x1f\x8b", "the file is compressed (gzip); unpack it first"),
    (b"\x28\xb5\x2f\xfd", "the file is compressed (zstd); unpack it first"),
    (b"\xfd7zXZ", "the file is compressed (xz); unpack it first"),
    (b"BZh", "the file is compressed (bzip2); unpack it first"),
    (b"7z\xbc\xaf", "the file is compressed (7z); unpack it first"),
    (
        b"PAR1",
        "the file is Parquet; write the table as CSV, with the names of columns as published",
    ),
    (b"\xd0\xcf\x11\xe0", "the file is a document of an Office program; save the table as CSV (UTF-8)"),
    (b"PK\x03\x04", "the file is a workbook or an archive, perhaps a damaged one; give the table as CSV"),
    (b"SQLite format", "the file is a database; write the table as CSV"),
    (b"\xff\xfe", "the file is UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "the file is UTF-16; save it as UTF-8"),
)
_CUT_OFF = "the file may be cut off"

#: Words that programs write for what is missing.
MISSING_WORDS = frozenset({"N/A", *cells.MISSING_WORDS})


def no_text(content: bytes, error: UnicodeDecodeError) -> str:
    """What is said of bytes that are not UTF-8."""
    what = next((said for begins, said in _BEGINNINGS if content.startswith(begins)), None)
    if what is None:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"save the file with the encoding UTF-8; line {line:,} is the first that is not"
    return f"not UTF-8 text (byte {error.start}); {what}"


def no_rows_of_cells(text: str) -> str | None:
    """What is said of text that is not CSV; None of what may be."""
    bare = text.lstrip()
    if bare[:1] == "<":
        return "this is a web page or XML, not CSV; download the file itself"
    if bare[:1] in ("[", "{") and bare[1:].lstrip()[:1] in ('"', "{", "["):
        return "this is JSON, not CSV; write the table as CSV, with the names of columns that it was published with"
    first = text.partition("\n")[0]
    if bare and not first.strip():
        return "line 1 is empty; the first line has to name the columns"
    if bare.startswith("sep="):
        return "line 1 is an instruction for a spreadsheet program; remove it, the first line has to name the columns"
    parts = Counter({mark: first.count(mark) for mark in DELIMITERS if mark != ","})
    mark, often = parts.most_common(1)[0]
    if often > max(1, first.count(",")):
        return f"cells are separated by {DELIMITERS[mark]}, not by commas; write the table as CSV with commas"
    return None


def other_width(header: Sequence[str], row: Sequence[str], *, is_first: bool) -> str:
    """What is said of a row that has not as many cells as the header."""
    if is_first and len(header) == 1 and len(row) > 1:
        return f"{len(row)} cells below a line of one; the first line has to name the columns, and nothing else"
    return f"{len(row)} cells where the header has {len(header)}; {_CUT_OFF}"


def missing_words(values: Iterable[str]) -> str | None:
    """What is said where most cells that cannot be read hold a word for what is missing."""
    counted = Counter(values)
    found = {word: number for word, number in counted.items() if word.strip() in MISSING_WORDS}
    if not found or 2 * sum(found.values()) < counted.total():
        return None
    words = " or ".join(repr(word) for word in found)
    return (
        f"{sum(found.values()):,} of these cells hold {words}, as programs write what is missing; upstream leaves such "
        'cells empty: write the file with na = "" in R, na_rep="" in pandas'
    )
