"""The structure layer as DuckDB expressions, one column at a time.

Two expressions per column, over its raw cell; what is cheaper and finds suspect cells is in `suspects.py`:

    verdict   exact, the id of the rule that the cell violates or null: runs on suspect rows only
    typed     the value that the other layers see; null where the cell does not parse or is outside its range (shorter
              for columns without a suspect cell, as it takes long to bind)

Constants are compared one by one (`x = 'a' or x = 'b'`), never with IN: DuckDB turns an IN of five or more constants
into a join, and after a join the rows of a table made from `read_csv` are no longer in the file's order.
"""

from __future__ import annotations

import re

from compute_trends.catalog.schema import FORMULA_MARKS, LIST_DELIMITER, Column
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.reading.limits import ITEM_LIMIT, NAME_LIMIT_CHARACTER, TEXT_LIMIT_CHARACTER

TEXT_TYPES = frozenset({"string", "list"})
_BOOLEANS = {"true": ("true", "True", "TRUE", "1"), "false": ("false", "False", "FALSE", "0")}
_INTEGERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
#: A number as people write it; DuckDB has the same regular expressions here as Python.
NUMBER = r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*"
_INTEGER = r"\s*[+-]?[0-9]+\s*"
#: A whole number as R writes it (1e+05): digits that a double holds, so that what is not whole can be told.
_INTEGER_WITH_EXPONENT = r"\s*[+-]?([0-9]{1,15}|[0-9]{1,4}\.[0-9]{1,11})[eE][+-]?[0-9]{1,3}\s*"
# The next ones are read by DuckDB, Python and Polars alike: ranges of characters, no names of their kinds.
#: What a formula has beside its mark: a lone `-` stands for what is not known.
_LETTER_OR_DIGIT = "[0-9A-Za-z\u00c0-\u1fff\u2c00-\U0010ffff]"
FORMULA = f"(?s)^[{re.escape(''.join(FORMULA_MARKS))}].*{_LETTER_OR_DIGIT}"
#: A cell whose formula failed, in the words of the programs (also translated ones), or too narrow for its number.
SPREADSHEET_ERROR = "^ *#(?:[A-Z\u00c0-\u00de\u0400-\u042f0-9/._]+[!?]|N/?A|N/?D|NV|GETTING_DATA|#+) *$"
#: A list as Python, numpy, R, JSON or Postgres write it: brackets, a call, or quotes around it.
WRITTEN_LIST = r"""(?s)^\s*(?:\[.*\]|\{.*\}|\(\s*['"].*\)|[a-z_][A-Za-z0-9_.]*\(\s*[\[({'"].*\)|".*"|'.*')\s*$"""
#: White space, of which DuckDB's `\s` and `\S` know that of ASCII only.
SPACES = r"\s\x0b\x1c-\x1f\x{85}\p{Z}"
BAD_WITHIN = (";;", "; ", " ;")
_BAD_EDGES = (" ", LIST_DELIMITER)
_DATE = r"(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}"  # there is no year 0


def most_characters(column: Column) -> int:
    """Characters that a text of the column may have, or a list of it in all."""
    return NAME_LIMIT_CHARACTER if column.is_name else TEXT_LIMIT_CHARACTER


class CellSql:
    """The expressions of one column of one file.

    Args:
        column: the declaration.
        cell: the raw cell, a column of the file's relation.
        raw_type: its DuckDB type, VARCHAR in text formats.
    """

    def __init__(self, column: Column, cell: str, raw_type: str) -> None:
        self.column = column
        self.cell = cell
        self.kind = _kind(column, raw_type)
        self.is_text = self.kind == "text"
        self.is_float = raw_type in ("DOUBLE", "FLOAT")
        self._is_exact = raw_type == column.duckdb_type
        #: What the cells are that the column does not take, whatever they hold; empty where it takes them.
        self.misplaced = _misplaced(column, raw_type)
        self.is_list = raw_type.endswith("[]") and not self.misplaced
        if self.is_text:
            is_flat_list = raw_type.endswith("[]") and not self.misplaced.startswith("a list of")
            self.text = f"array_to_string({cell}, '{LIST_DELIMITER}')" if is_flat_list else f"{cell}::VARCHAR"
            if raw_type == "VARCHAR":
                self.text = cell
        else:
            self.text = f"{cell}::VARCHAR"

    @property
    def verdict(self) -> str:
        """The id of the rule that the cell violates, or null."""
        branches = []
        if self.is_too_long:
            branches.append((self.is_too_long, "type"))
        if self.is_list:
            branches += [(contains(self.text, WRITTEN_LIST), "list-form"), (self.bad_items, "list-item")]
        branches.append((self.is_null, "required" if self.column.required else ""))
        if self.misplaced:
            branches.append(("true", "type"))
        if self.is_text and not self.misplaced:
            branches.append((self._is_formula, "formula"))
        if self.column.type in TEXT_TYPES:
            branches.append((contains(self.text, SPREADSHEET_ERROR), "spreadsheet-error"))
        if self.column.type == "list" and not self.is_list:
            branches.append((contains(self.text, WRITTEN_LIST), "list-form"))
        if self.column.type not in TEXT_TYPES:
            branches.append((f"not ({self.parses})", "type"))
        bounds = self.in_bounds(self._converted)  # which parses, or the branch before would have been taken
        if bounds:
            branches.append((f"not ({bounds})", "range"))
        if self.column.type == "list" and not self.is_list:
            branches.append((self.bad_items, "list-item"))
        allowed = self.allowed
        if allowed:
            branches.append((f"not ({allowed})", "enum"))
        if self.column.pattern:
            branches.append((f"not {matches(self.text, self.column.pattern)}", "pattern"))
        whens = " ".join(
            f"when {test} then " + (text_literal(f"structure-{name}") if name else "null") for test, name in branches
        )
        return f"case {whens} end"

    @property
    def typed(self) -> str:
        """The value in the column's type (lists as VARCHAR[]), null where it does not parse or is outside its range."""
        kind = self.column.type
        if self.misplaced:
            return {"number": "null::DOUBLE", "integer": "null::BIGINT", "date": "null::DATE"}.get(
                kind, "null::BOOLEAN" if kind == "boolean" else "null::VARCHAR"
            )
        if kind == "string":
            return f"case when not ({self.is_too_long}) then nullif({self.text}, '') end"
        if kind == "list":
            items = f"list_transform(string_split({self.text}, '{LIST_DELIMITER}'), lambda item: trim(item, ' '))"
            wrong = f"{self.is_null} or {self.is_too_long}"
            return f"case when not ({wrong}) then list_filter({items}, lambda item: item <> '') end"
        if kind == "boolean" and self.is_text:
            return f"case when {one_of(self.text, _BOOLEANS['true'])} then true when {self.parses} then false end"
        bounds = self.in_bounds(self._converted)
        valid = f"case when {self.parses} then {bounds} end" if bounds else self.parses
        return f"case when {valid} then {self._converted} end"

    @property
    def typed_usual(self) -> str:
        """`typed`, for a column that holds no suspect cell."""
        kind = self.column.type
        if self.misplaced or (kind == "boolean" and self.is_text):
            return self.typed
        if kind == "string":
            return f"nullif({self.text}, '')"
        if kind == "list":
            return f"string_split(nullif({self.text}, ''), '{LIST_DELIMITER}')"
        return self.cell if self._is_exact else self._converted

    @property
    def _converted(self) -> str:
        """The value in the column's type, of whatever DuckDB can make of the cell."""
        target = {"number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}.get(self.column.type)
        value = f"trim({self.text})" if self.is_text else self.cell
        return f"try_cast({value} as {target})" if target else self.text

    @property
    def is_null(self) -> str:
        """True where there is no value."""
        # The empty text is the one missing value of the Table Schemas, in every format.
        return f"({self.cell} is null or {self.text} = '')" if self.is_text else f"{self.cell} is null"

    @property
    def parses(self) -> str:
        """True where the cell, not null, is of the column's type."""
        kind = self.column.type
        if self.is_text:
            if kind == "boolean":
                return one_of(self.text, (*_BOOLEANS["true"], *_BOOLEANS["false"]))
            pattern = {"number": NUMBER, "integer": _INTEGER, "date": _DATE}[kind]
            finite = f"{self._converted} is not null"
            if kind == "number":
                finite = f"coalesce(isfinite({self._converted}), false)"
            if kind == "integer":
                value = f"try_cast(trim({self.text}) as DOUBLE)"
                is_whole = f"{matches(self.text, _INTEGER_WITH_EXPONENT)} and {value} = floor({value})"
                return f"((regexp_full_match({self.text}, '{pattern}') or {is_whole}) and {finite})"
            return f"(regexp_full_match({self.text}, '{pattern}') and {finite})"
        if kind == "number":
            return f"isfinite({self.cell}::DOUBLE)"
        if kind == "integer":
            fits = f"try_cast({self.cell} as BIGINT) is not null"
            if self.kind == "integer":
                return f"({fits})"
            # NaN is asked for first: DuckDB takes what the statistics of Parquet, which leave it out, say of the rest.
            finite = f"isfinite({self.cell}) and " if self.is_float else ""
            return f"({finite}{fits} and {self.cell} = floor({self.cell}))"
        if kind == "date" and self.kind == "timestamp":
            return f"{self.cell} = date_trunc('day', {self.cell})"
        return "true"

    def in_bounds(self, value: str) -> str | None:
        """True where `value` is within the column's bounds; None where it has none."""
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
    def allowed(self) -> str | None:
        """True where the text, or all its items, are among those allowed; None where all are."""
        if self.column.item_enum:
            items = "|".join(_escape(item) for item in self.column.item_enum)
            whole = text_literal(f"({items})({LIST_DELIMITER}({items}))*")
            return f"regexp_full_match({self.text}, {whole})"
        return one_of(self.text, self.column.enum) if self.column.enum else None

    @property
    def _is_formula(self) -> str:
        marks = FORMULA_MARKS if self.column.type in TEXT_TYPES else FORMULA_MARKS[:1]  # the others are signs there
        begins = " or ".join(f"starts_with({self.text}, '{mark}')" for mark in marks)
        return f"({begins}) and {contains(self.text, FORMULA)}"

    @property
    def is_too_long(self) -> str:
        """True on a text or list that is longer than a record's may be, which is not to be taken apart; else empty."""
        if self.misplaced or self.column.type not in TEXT_TYPES:
            return ""
        most = most_characters(self.column)  # counted where there are as many bytes, of which DuckDB knows the number
        tests = [f"(strlen({self.text}) > {most} and length({self.text}) > {most})"]
        if self.is_list:
            tests.insert(0, f"len({self.cell}) > {ITEM_LIMIT}")
        elif self.column.is_list:
            marks = f"strlen({self.text}) - strlen(replace({self.text}, '{LIST_DELIMITER}', ''))"
            tests.append(f"(strlen({self.text}) > {ITEM_LIMIT} and {marks} >= {ITEM_LIMIT})")
        return f"({' or '.join(tests)})"

    @property
    def may_be_too_long(self) -> str:
        """True wherever a text or list is, and cheap."""
        items = f"len({self.cell}) > {ITEM_LIMIT} or " if self.is_list else ""
        return f"{items}strlen({self.text}) > {ITEM_LIMIT if self.column.is_list else most_characters(self.column)}"

    @property
    def bad_items(self) -> str:
        """True where an item of a list is empty, padded or holds the mark between items."""
        if self.is_list:
            item = "item::VARCHAR"
            bad = f"item is null or {item} = '' or trim({item}, ' ') <> {item} or contains({item}, '{LIST_DELIMITER}')"
            return f"len(list_filter({self.cell}, lambda item: {bad})) > 0"
        # Without regular expressions: DuckDB evaluates these once per value of a column that repeats its values.
        tests = [f"contains({self.text}, '{part}')" for part in BAD_WITHIN]
        for edge in _BAD_EDGES:
            tests += [f"starts_with({self.text}, '{edge}')", f"ends_with({self.text}, '{edge}')"]
        return " or ".join(tests)


def _misplaced(column: Column, raw_type: str) -> str:
    if raw_type.endswith("[]"):
        is_nested = raw_type.count("[]") > 1 or raw_type.startswith(("STRUCT", "MAP", "UNION"))
        return "a list of lists or structures" if is_nested else "" if column.type == "list" else "a list"
    return "a structure" if raw_type.startswith(("STRUCT", "MAP", "UNION")) else ""


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
    if raw_type.strip('"') == "NULL":  # nothing is stored
        return False
    if column.type in TEXT_TYPES:
        return raw_type not in ("VARCHAR", "VARCHAR[]") and not raw_type.startswith("ENUM")
    return _kind(column, raw_type) == "text"


def one_of(text: str, values: tuple[str, ...]) -> str:
    """True where `text` is one of `values`."""
    return "(" + " or ".join(f"{text} = {text_literal(value)}" for value in values) + ")"


def matches(text: str, pattern: str) -> str:
    """True where the whole of `text` matches `pattern`, in which `\\S` is no white space of any alphabet."""
    pattern = pattern.replace("\\S", f"[^{SPACES}]")
    return f"regexp_full_match({text}, {text_literal(pattern)})"


def contains(text: str, pattern: str) -> str:
    """True where a part of `text` matches `pattern`."""
    return f"regexp_matches({text}, {text_literal(pattern)})"


def _escape(item: str) -> str:
    return "".join(char if char.isalnum() or char in "_ " else f"\\{char}" for char in item)
