"""The structure layer as DuckDB expressions, one column at a time.

Three expressions per column, over its raw cell:

    suspect   cheap, true on every violation and rarely otherwise: the whole file is scanned with it, once
    verdict   exact, the id of the rule that the cell violates or null: runs on suspect rows only
    typed     the value that the other layers see; null where the cell does not parse or is outside its range

Constants are compared one by one (`x = 'a' or x = 'b'`), never with IN: DuckDB turns an IN of five or more constants
into a join, and after a join the rows of a table made from `read_csv` are no longer in the file's order.
"""

from __future__ import annotations

import math
import re

from compute_trends.catalog.schema import FORMULA_MARKS, LIST_DELIMITER, Column
from compute_trends.validators.tables import text_literal

_TEXT_TYPES = frozenset({"string", "list"})
_BOOLEANS = {"true": ("true", "True", "TRUE", "1"), "false": ("false", "False", "FALSE", "0")}
_LARGEST = 1.7976931348623157e308
_INTEGERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
_NUMBER = r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*"
_INTEGER = r"\s*[+-]?[0-9]+\s*"
_BAD_WITHIN = (";;", "; ", " ;")
_BAD_EDGES = (" ", LIST_DELIMITER)
_DATE = r"(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}"  # there is no year 0


class CellSql:
    """The expressions of one column of one file.

    Args:
        column: the declaration.
        cell: the raw cell, a column of the file's relation.
        raw_type: its DuckDB type, VARCHAR in text formats.
        usual: valid values that are frequent in the file; `suspect` compares with them before it tries a regular
            expression, which costs many times as much.
    """

    def __init__(self, column: Column, cell: str, raw_type: str, usual: tuple[str, ...] = ()) -> None:
        self.column = column
        self.cell = cell
        self.usual = usual
        self.kind = _kind(column, raw_type)
        self.is_text = self.kind == "text"
        self.is_float = raw_type in ("DOUBLE", "FLOAT")
        #: Whether the cells are lists, which a column of single values does not take, whatever they hold.
        self.is_misplaced_list = raw_type.endswith("[]") and column.type != "list"
        if self.is_text:
            self.text = f"array_to_string({cell}, '{LIST_DELIMITER}')" if raw_type.endswith("[]") else cell
            if not raw_type.endswith("[]") and raw_type != "VARCHAR":
                self.text = f"{cell}::VARCHAR"
        else:
            self.text = f"{cell}::VARCHAR"

    @property
    def suspect(self) -> str:
        """True on every cell that violates a rule of its own; cheap, and may be true on others."""
        if self.is_misplaced_list:
            return f"{self.cell} is not null" + (" or true" if self.column.required else "")
        parts = getattr(self, f"_suspect_{self._shape}")()
        if parts and self.column.type not in _TEXT_TYPES:
            parts = [f"({self.cell} is not null and ({' or '.join(parts)}))"]
        # The tests of texts are null on null cells, which counts as false.
        if self.column.required:
            parts = [self._is_null, *parts]
        return " or ".join(parts) or "false"

    @property
    def is_matched(self) -> bool:
        """Whether telling valid cells takes a regular expression or several searches: it pays to know `usual` ones."""
        return bool(self.is_text and (self.column.pattern or self.column.is_list) and not self.column.unique)

    @property
    def verdict(self) -> str:
        """The id of the rule that the cell violates, or null."""
        branches = []
        branches.append((self._is_null, "required" if self.column.required else ""))
        if self.is_misplaced_list:
            branches.append(("true", "type"))
        if self.is_text:
            branches.append((self._is_formula, "formula"))
        if self.column.type not in _TEXT_TYPES:
            branches.append((f"not ({self._parses})", "type"))
        bounds = self._in_bounds(self._converted)  # which parses, or the branch before would have been taken
        if bounds:
            branches.append((f"not ({bounds})", "range"))
        if self.column.type == "list":
            branches.append((self._bad_items, "list-item"))
        allowed = self._allowed
        if allowed:
            branches.append((f"not ({allowed})", "enum"))
        if self.column.pattern:
            branches.append((f"not {_matches(self.text, self.column.pattern)}", "pattern"))
        whens = " ".join(
            f"when {test} then " + (text_literal(f"structure-{name}") if name else "null") for test, name in branches
        )
        return f"case {whens} end"

    @property
    def typed(self) -> str:
        """The value in the column's type (lists as VARCHAR[]), null where it does not parse or is outside its range."""
        kind = self.column.type
        if self.is_misplaced_list:
            return {"number": "null::DOUBLE", "integer": "null::BIGINT", "date": "null::DATE"}.get(
                kind, "null::BOOLEAN" if kind == "boolean" else "null::VARCHAR"
            )
        if kind == "string":
            return f"nullif({self.text}, '')"
        if kind == "list":
            items = f"list_transform(string_split({self.text}, '{LIST_DELIMITER}'), lambda item: trim(item))"
            return f"case when not {self._is_null} then list_filter({items}, lambda item: item <> '') end"
        if kind == "boolean" and self.is_text:
            return f"case when {_one_of(self.text, _BOOLEANS['true'])} then true when {self._parses} then false end"
        bounds = self._in_bounds(self._converted)
        valid = f"case when {self._parses} then {bounds} end" if bounds else self._parses
        return f"case when {valid} then {self._converted} end"

    @property
    def _converted(self) -> str:
        """The value in the column's type, of whatever DuckDB can make of the cell."""
        target = {"number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}.get(self.column.type)
        value = f"trim({self.text})" if self.is_text else self.cell
        return f"try_cast({value} as {target})" if target else self.text

    @property
    def _is_null(self) -> str:
        # The empty text is the one missing value of the Table Schemas, in every format.
        return f"({self.cell} is null or {self.text} = '')" if self.is_text else f"{self.cell} is null"

    @property
    def _shape(self) -> str:
        if self.column.type in _TEXT_TYPES:
            return self.column.type
        return f"{self.column.type}_{self.kind}"

    @property
    def _parses(self) -> str:
        """True where the cell, not null, is of the column's type."""
        kind = self.column.type
        if self.is_text:
            if kind == "boolean":
                return _one_of(self.text, (*_BOOLEANS["true"], *_BOOLEANS["false"]))
            pattern = {"number": _NUMBER, "integer": _INTEGER, "date": _DATE}[kind]
            finite = f"{self._converted} is not null"
            if kind == "number":
                finite = f"coalesce(isfinite({self._converted}), false)"
            return f"(regexp_full_match({self.text}, '{pattern}') and {finite})"
        if kind == "number":
            return f"isfinite({self.cell}::DOUBLE)"
        if kind == "integer":
            whole = "" if self.kind == "integer" else f" and {self.cell} = floor({self.cell})"
            return f"(try_cast({self.cell} as BIGINT) is not null{whole})"
        if kind == "date" and self.kind == "timestamp":
            return f"{self.cell} = date_trunc('day', {self.cell})"
        return "true"

    def _in_bounds(self, value: str) -> str | None:
        column = self.column
        tests = []
        if column.exclusive_minimum is not None:
            tests.append(f"{value} > {column.exclusive_minimum!r}")
        if column.minimum is not None:
            tests.append(f"{value} >= {column.minimum!r}")
        if column.maximum is not None:
            tests.append(f"{value} <= {column.maximum!r}")
        return " and ".join(tests) or None

    @property
    def _allowed(self) -> str | None:
        if self.column.item_enum:
            items = "|".join(_escape(item) for item in self.column.item_enum)
            whole = text_literal(f"({items})({LIST_DELIMITER}({items}))*")
            return f"regexp_full_match({self.text}, {whole})"
        return _one_of(self.text, self.column.enum) if self.column.enum else None

    @property
    def _is_formula(self) -> str:
        marks = FORMULA_MARKS if self.column.type in _TEXT_TYPES else FORMULA_MARKS[:1]  # the others are signs there
        return " or ".join(f"starts_with({self.text}, '{mark}')" for mark in marks)

    @property
    def _bad_items(self) -> str:
        # Without regular expressions: DuckDB evaluates these once per value of a column that repeats its values.
        tests = [f"contains({self.text}, '{part}')" for part in _BAD_WITHIN]
        for edge in _BAD_EDGES:
            tests += [f"starts_with({self.text}, '{edge}')", f"ends_with({self.text}, '{edge}')"]
        return " or ".join(tests)

    def _suspect_string(self) -> list[str]:
        valid = self._allowed or (_matches_cheaply(self.text, self.column.pattern) if self.column.pattern else None)
        tests = [f"not ({self._unless_usual(valid)})"] if valid else []
        if self._allowed or _BEGINS_WITH_LETTER.match(self.column.pattern or ""):
            return tests
        return [f"{self.text} < '{_AFTER_MARKS}'", *tests]

    def _suspect_list(self) -> list[str]:
        if self._allowed:
            return [f"not ({self._unless_usual(self._allowed)})"]
        # Spaces, semicolons and the marks of formulas sort before all letters: one comparison for all of them.
        joined = [f"contains({self.text}, '{part}')" for part in _BAD_WITHIN]
        joined.append(f"ends_with({self.text}, '{LIST_DELIMITER}')")
        tests = [
            f"{self.text} < '{_AFTER_MARKS}'",
            f"ends_with({self.text}, ' ')",
            f"(contains({self.text}, '{LIST_DELIMITER}') and ({' or '.join(joined)}))",
        ]
        if not self.usual:
            return tests
        return [f"not {_one_of(self.text, self.usual)} and ({' or '.join(tests)})"]

    def _unless_usual(self, valid: str) -> str:
        return f"{_one_of(self.text, self.usual)} or {valid}" if self.usual and self.is_matched else valid

    def _suspect_number_text(self) -> list[str]:
        value = f"try_cast({self.text} as DOUBLE)"
        return [f"not coalesce({self._finite_bounds(value)}, false)", f"contains({self.text}, '_')"]

    def _suspect_number_number(self) -> list[str]:
        # Parquet's statistics leave NaN out, and DuckDB drops what they say is never true: comparisons, even isnan(),
        # and, of a column with one other value, every test that the scan can make alone. So a second column is asked.
        is_nan = [f"not isfinite({self.cell}) or _row < 0"] if self.is_float else []
        return [f"not ({self._finite_bounds(self.cell)})", *is_nan]

    def _suspect_integer_text(self) -> list[str]:
        # Round trip: DuckDB reads 3.7 as 4 and 1e3 as 1000, which are not whole numbers as anybody writes them.
        # What remains has the bound 0 or 1 where its text has: minus signs sort before digits.
        column = self.column
        is_text_bound = column.minimum in (0, 1) and column.maximum is None and column.exclusive_minimum is None
        bounds = [f"{self.text} < '{column.minimum}'"] if is_text_bound else self._out_of_bounds()
        return [f"try_cast({self.text} as BIGINT)::VARCHAR is distinct from {self.text}", *bounds]

    def _suspect_integer_integer(self) -> list[str]:
        return [f"not {self._parses}", *self._out_of_bounds()]

    _suspect_integer_number = _suspect_integer_integer

    def _out_of_bounds(self) -> list[str]:
        source = self.text if self.is_text else self.cell
        bounds = self._in_bounds(f"try_cast({source} as BIGINT)")
        return [f"not coalesce({bounds}, true)"] if bounds else []

    def _suspect_boolean_text(self) -> list[str]:
        return [f"not {self._parses}"]

    def _suspect_boolean_boolean(self) -> list[str]:
        return []

    def _suspect_date_text(self) -> list[str]:
        # Round trip: DuckDB also reads 2021/2/3, infinity, and dates with a time of day.
        return [f"try_cast({self.text} as DATE)::VARCHAR is distinct from {self.text}", f"{self.text} < '0001'"]

    def _suspect_date_date(self) -> list[str]:
        return []

    def _suspect_date_timestamp(self) -> list[str]:
        return [f"not {self._parses}"]

    def _finite_bounds(self, value: str) -> str:
        # One comparison, for which `value` is computed once, holds the bounds and keeps NaN (greater than all numbers)
        # and the infinities out.
        column = self.column
        low = column.minimum if column.minimum is not None else -_LARGEST
        if column.exclusive_minimum is not None:
            low = max(low, math.nextafter(column.exclusive_minimum, math.inf))
        high = column.maximum if column.maximum is not None else _LARGEST
        return f"{value} between {float(low)!r} and {float(high)!r}"


def _kind(column: Column, raw_type: str) -> str:
    """How the cells are stored: natively as what the column declares, or as text (to which all else is converted)."""
    base = raw_type.split("(")[0]
    is_number = base in _INTEGERS or base in ("DOUBLE", "FLOAT", "DECIMAL")
    if column.type == "number" and is_number:
        return "number"
    if column.type == "integer" and is_number:
        return "integer" if base in _INTEGERS else "number"
    if column.type == "boolean" and base == "BOOLEAN":
        return "boolean"
    if column.type == "date" and base == "DATE":
        return "date"
    if column.type == "date" and base.startswith("TIMESTAMP"):
        return "timestamp"
    return "text"


def is_stored_otherwise(column: Column, raw_type: str) -> bool:
    """Whether a Parquet column of `raw_type` holds something else than what `column` declares."""
    if column.type in _TEXT_TYPES:
        return raw_type not in ("VARCHAR", "VARCHAR[]", "NULL") and not raw_type.startswith("ENUM")
    return _kind(column, raw_type) == "text"


def _one_of(text: str, values: tuple[str, ...]) -> str:
    return "(" + " or ".join(f"{text} = {text_literal(value)}" for value in values) + ")"


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {text_literal(pattern)})"


def _matches_cheaply(text: str, pattern: str) -> str:
    """True on no text that does not match `pattern`, and false on few others; without a regular expression if it can.

    That is where a literal beginning, some letters of which may be missing, is followed by anything but white space.
    """
    literal = _BEGINNING.fullmatch(pattern)
    if not literal:
        return _matches(text, pattern)
    beginnings = [""]
    for letter, is_optional in _LETTER.findall(literal[1]):
        beginnings = [begun + letter for begun in beginnings] + (beginnings if is_optional else [])
    begins = " or ".join(f"starts_with({text}, {text_literal(begun)})" for begun in beginnings)
    longer = f"strlen({text}) > {max(map(len, beginnings))}"
    spaces = " or ".join(f"contains({text}, chr({code}))" for code in _WHITE_SPACE)
    return f"({begins}) and {longer} and not ({spaces})"


#: What `\S` leaves out in DuckDB's regular expressions.
_WHITE_SPACE = (9, 10, 12, 13, 32)
#: Sorts after the marks of formulas and before all letters.
_AFTER_MARKS = "A"
_BEGINS_WITH_LETTER = re.compile(r"\^(\[a-z|[a-z/])")
_BEGINNING = re.compile(r"\^((?:[\w:/-]\??)+)\\S\+\$", re.ASCII)
_LETTER = re.compile(r"([\w:/-])(\??)", re.ASCII)


def _escape(item: str) -> str:
    return "".join(char if char.isalnum() or char in "_ " else f"\\{char}" for char in item)
