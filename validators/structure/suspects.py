"""What finds the cells that may violate a rule of the structure layer: the whole file is scanned with it, once.

A test is cheap, true on every violation and rarely on another cell; `verdicts.CellSql.verdict` judges those.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from compute_trends.catalog.schema import LIST_DELIMITER
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.reading.raw_table import Range, RawTable
from compute_trends.validators.structure.verdicts import BAD_WITHIN, TEXT_TYPES, CellSql, matches

if TYPE_CHECKING:
    import duckdb

#: How many usual values of a column of text are compared with before a regular expression is tried.
_USUAL_VALUES = 4

_LARGEST = 1.7976931348623157e308

#: What `\S` leaves out of ASCII; other texts are suspect.
_WHITE_SPACE = (9, 10, 12, 13, 32)
#: Sorts after the marks of formulas and before all letters.
_AFTER_MARKS = "A"
_BEGINS_WITH_LETTER = re.compile(r"\^(\[a-z|[a-z/])")
_BEGINNING = re.compile(r"\^((?:[\w:/-]\??)+)\\S\+\$", re.ASCII)
_LETTER = re.compile(r"([\w:/-])(\??)", re.ASCII)


def _has_usual_values(cell: CellSql) -> bool:
    """Whether telling valid cells takes a regular expression or several searches: it pays to know the usual ones."""
    column = cell.column
    return bool(cell.is_text and (column.pattern or column.is_list) and not column.unique)


class Suspect:
    """The test of one column of one file.

    Args:
        cell: the column.
        usual: valid values that are frequent in the file; these are compared with before a regular expression is
            tried, which costs many times as much.
        known: the range of its floats, if it is known.
    """

    def __init__(self, cell: CellSql, usual: tuple[str, ...] = (), known: Range | None = None) -> None:
        self._cell = cell
        self._usual = usual
        self._known = known

    @property
    def sql(self) -> str:
        """True on every cell that violates a rule of its own; cheap, and may be true on others."""
        if self._cell.misplaced:
            return f"{self._cell.cell} is not null" + (" or true" if self._cell.column.required else "")
        parts = getattr(self, f"_suspect_{self._shape}")()
        if parts and self._cell.column.type not in TEXT_TYPES:
            parts = [f"({self._cell.cell} is not null and ({' or '.join(parts)}))"]
        # The tests of texts are null on null cells, which counts as false.
        if self._cell.column.required:
            parts = [self._cell.is_null, *parts]
        return " or ".join(parts) or "false"

    @property
    def _shape(self) -> str:
        kind = self._cell.column.type
        return kind if kind in TEXT_TYPES else f"{kind}_{self._cell.kind}"

    def _suspect_string(self) -> list[str]:
        valid = self._cell.allowed or (
            _matches_cheaply(self._cell.text, self._cell.column.pattern) if self._cell.column.pattern else None
        )
        tests = [self._unless_usual(f"not ({valid})")] if valid else []
        if not self._cell.allowed:
            tests.append(self._cell.may_be_too_long)
        if self._cell.allowed or _BEGINS_WITH_LETTER.match(self._cell.column.pattern or ""):
            return tests
        return [f"{self._cell.text} < '{_AFTER_MARKS}'", *tests]

    def _suspect_list(self) -> list[str]:
        if self._cell.is_list:
            allowed = [f"not ({self._cell.allowed})"] if self._cell.allowed else []
            return [self._cell.may_be_too_long, self._begins_oddly, self._cell.bad_items, *allowed]
        if self._cell.allowed:
            return [self._unless_usual(f"not ({self._cell.allowed})")]
        # Spaces, semicolons and the marks of formulas sort before all letters: one comparison for all of them.
        joined = [f"contains({self._cell.text}, '{part}')" for part in BAD_WITHIN]
        joined.append(f"ends_with({self._cell.text}, '{LIST_DELIMITER}')")
        tests = [
            self._begins_oddly,
            f"ends_with({self._cell.text}, ' ')",
            f"(contains({self._cell.text}, '{LIST_DELIMITER}') and ({' or '.join(joined)}))",
            self._cell.may_be_too_long,
        ]
        return [self._unless_usual(" or ".join(tests))]

    @property
    def _begins_oddly(self) -> str:
        """True on lists that begin with the mark of a formula, a bracket, a quote, or a small letter, as calls do."""
        return f"({self._cell.text} < '{_AFTER_MARKS}' or {self._cell.text} >= '[')"

    def _unless_usual(self, test: str) -> str:
        # Of a filter's comparisons joined by "and" each is made where those before it are true; of `not (a or b)` all
        # are made for every row.
        differs = "".join(f"{self._cell.text} <> {text_literal(value)} and " for value in self._usual)
        return f"({differs}({test}))"

    def _suspect_number_text(self) -> list[str]:
        value = f"try_cast({self._cell.text} as DOUBLE)"
        return [f"not coalesce({self._finite_bounds(value)}, false)", f"contains({self._cell.text}, '_')"]

    def _suspect_number_number(self) -> list[str]:
        if self._known and self._is_within(*self._known):
            return []
        return [f"not ({self._finite_bounds(self._cell.cell)})", *self._beyond_statistics()]

    def _is_within(self, least: float | None, greatest: float | None) -> bool:
        low, high = self._bounds
        return least is None or greatest is None or low <= least <= greatest <= high

    def _beyond_statistics(self) -> list[str]:
        if self._known and (least := self._known[0]) == least:  # there is no NaN
            return []
        # Parquet's statistics leave NaN out, and DuckDB drops what they say is never true: comparisons, even isnan(),
        # and, of a column with one other value, every test that the scan can make alone. So a second column is asked.
        return [f"not isfinite({self._cell.cell})", "_row < 0"] if self._cell.is_float else []

    def _suspect_integer_text(self) -> list[str]:
        # Round trip: DuckDB reads 3.7 as 4 and 1e3 as 1000, which are not whole numbers as anybody writes them.
        # What remains has the bound 0 or 1 where its text has: minus signs sort before digits.
        column = self._cell.column
        is_text_bound = column.minimum in (0, 1) and column.maximum is None and column.exclusive_minimum is None
        bounds = [f"{self._cell.text} < '{column.minimum}'"] if is_text_bound else self._out_of_bounds()
        return [f"try_cast({self._cell.text} as BIGINT)::VARCHAR is distinct from {self._cell.text}", *bounds]

    def _suspect_integer_integer(self) -> list[str]:
        return [f"not {self._cell.parses}", *self._out_of_bounds(), *self._beyond_statistics()]

    _suspect_integer_number = _suspect_integer_integer

    def _out_of_bounds(self) -> list[str]:
        source = self._cell.text if self._cell.is_text else self._cell.cell
        bounds = self._cell.in_bounds(f"try_cast({source} as BIGINT)")
        return [f"not coalesce({bounds}, true)"] if bounds else []

    def _suspect_boolean_text(self) -> list[str]:
        return [f"not {self._cell.parses}"]

    def _suspect_boolean_boolean(self) -> list[str]:
        return []

    def _suspect_date_text(self) -> list[str]:
        # Round trip: DuckDB also reads 2021/2/3, infinity, and dates with a time of day.
        return [
            f"try_cast({self._cell.text} as DATE)::VARCHAR is distinct from {self._cell.text}",
            f"{self._cell.text} < '0001'",
        ]

    def _suspect_date_date(self) -> list[str]:
        return []

    def _suspect_date_timestamp(self) -> list[str]:
        return [f"not {self._cell.parses}"]

    def _finite_bounds(self, value: str) -> str:
        # One comparison, for which `value` is computed once, holds the bounds and keeps NaN (greater than all numbers)
        # and the infinities out.
        low, high = self._bounds
        return f"{value} between {low!r} and {high!r}"

    @property
    def _bounds(self) -> tuple[float, float]:
        """The least and the greatest number that the column takes."""
        column = self._cell.column
        low = column.minimum if column.minimum is not None else -_LARGEST
        if column.exclusive_minimum is not None:
            low = max(low, math.nextafter(column.exclusive_minimum, math.inf))
        return float(low), float(column.maximum if column.maximum is not None else _LARGEST)


def usual_values(connection: duckdb.DuckDBPyConnection, raw: RawTable, cells: list[CellSql]) -> dict[str, list[str]]:
    """Valid values of columns that are frequent in the first rows of the file."""
    queries = []
    for cell in cells if raw.head else ():
        if not _has_usual_values(cell):
            continue
        at = int(cell.cell[1:])
        values = [row[at] for row in raw.head]
        usual = [
            value
            for value, number in Counter(value for value in values if value).most_common(_USUAL_VALUES)
            if number * _USUAL_VALUES * 2 >= len(values)
        ]
        if usual:
            listed = ", ".join(map(text_literal, usual))
            queries.append(
                f"select '{cell.cell}', {cell.cell} from (select unnest([{listed}]) as {cell.cell}) "
                f"where not coalesce({Suspect(cell).sql}, false)"
            )
    found: dict[str, list[str]] = {}
    if queries:
        for name, value in connection.execute(" union all ".join(queries)).fetchall():
            found.setdefault(name, []).append(value)
    return found


def _matches_cheaply(text: str, pattern: str) -> str:
    """True on no text that does not match `pattern`, and false on few others; without a regular expression if it can.

    That is where a literal beginning, some letters of which may be missing, is followed by anything but white space.
    """
    literal = _BEGINNING.fullmatch(pattern)
    if not literal:
        return matches(text, pattern)
    beginnings = [""]
    for letter, is_optional in _LETTER.findall(literal[1]):
        beginnings = [begun + letter for begun in beginnings] + (beginnings if is_optional else [])
    begins = " or ".join(f"starts_with({text}, {text_literal(begun)})" for begun in beginnings)
    longer = f"strlen({text}) > {max(map(len, beginnings))}"
    spaces = " or ".join(f"contains({text}, chr({code}))" for code in _WHITE_SPACE)
    return f"({begins}) and {longer} and length({text}) = strlen({text}) and not ({spaces})"
