"""The outcome of a check: true totals, and the findings, read as they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from compute_trends.catalog.doors.frames import Library, as_library, check_library
from compute_trends.catalog.errors import FindingsError
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.plans import told
from compute_trends.validators.reports.finding import FINDING_KEYS, Finding
from compute_trends.validators.rule import Severity
from compute_trends.validators.structure.messages import violation

if TYPE_CHECKING:
    import duckdb

    from compute_trends.validators.reading.raw_table import RawTable

_BATCH = 10_000
SHOWN = 20  # findings in a notebook
_ORDER = "file, row nulls first, rowid"


@dataclass
class CheckedFile:
    """One file of a check; `raw` is None where it could not be read."""

    label: str
    dataset: str | None = None
    raw: RawTable | None = None
    rows: int = 0


class More(NamedTuple):
    """Further findings of a rule in a file."""

    file: str
    findings: int
    place: str  # what `first` and `last` count: "line" or "row"
    first: int | None
    last: int | None


@dataclass(repr=False)
class Report:
    """What a check found.

    Attributes:
        files: the files checked, in order.
        records: how many records they hold together.
        errors: findings of severity error, waived ones left out.
        warnings: findings of severity warning, waived ones left out.
        waived: findings that a waiver covers.
        notes: what to tell beside the findings (which dataset was taken, waivers that have expired).
    """

    files: list[CheckedFile]
    connection: duckdb.DuckDBPyConnection = field(repr=False)
    records: int = 0
    errors: int = 0
    warnings: int = 0
    waived: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Number of findings, waived ones left out."""
        return self.errors + self.warnings

    @property
    def summary(self) -> dict[str, int]:
        """Totals as JSON shows them."""
        return {
            "files": len(self.files),
            "records": self.records,
            "errors": self.errors,
            "warnings": self.warnings,
        }

    @property
    def findings(self) -> list[Finding]:
        """Every finding, in the order of files and rows."""
        return list(self)

    def to_frame(self, as_: Library = "pyarrow") -> Any:
        """A row per finding, with the keys that JSON shows: all of them, texts; `line` is a number.

        Args:
            as_: "pyarrow", "pandas", "polars" or "duckdb".

        Raises:
            UnknownNameError: no such library.
            MissingExtraError: it is not installed.
        """
        import pyarrow as pa

        check_library(as_)
        kinds = [(key, pa.int64() if key == "line" else pa.string()) for key in FINDING_KEYS]
        table = pa.Table.from_pylist([finding.as_dict() for finding in self], schema=pa.schema(kinds))
        return as_library(table, as_, "to_frame")

    def raise_for_errors(self) -> None:
        """Do nothing, unless there are errors.

        Raises:
            FindingsError: there are; its message is `str(report)`, its `report` the report.
        """
        if self.fails():
            raise FindingsError(str(self), self)

    def __str__(self) -> str:
        """The text that `compute-trends check` prints."""
        from compute_trends.validators.reports.write import write_report

        stream = StringIO()
        write_report(self, "text", stream)
        return stream.getvalue().rstrip("\n")

    def __repr__(self) -> str:
        from compute_trends.validators.reports.wording import totals

        return f"<{totals(self)}>"

    def _repr_html_(self) -> str:
        return in_notebook(repr(self), self.first(SHOWN), self.notes, self.total)

    def __iter__(self) -> Iterator[Finding]:
        return self.first(0)

    def counts(self) -> list[tuple[int, int]]:
        """True numbers of errors and warnings, waived ones left out, of each of `files`."""
        found = [[0, 0] for _ in self.files]
        grouped = "select file, rule, count(*) from findings where not waived group by all"
        for file, rule, number in self.connection.cursor().execute(grouped).fetchall():
            found[file][told(rule).severity != "error"] += number
        return [(errors, warnings) for errors, warnings in found]

    def recount(self) -> None:
        """Bring the totals up to date after findings were waived."""
        before, counts = self.total, self.counts()
        self.errors = sum(errors for errors, _ in counts)
        self.warnings = sum(warnings for _, warnings in counts)
        self.waived += before - self.total

    def fails(self, at: Severity = "error") -> bool:
        """Whether there is a finding of severity `at` or above."""
        return self.errors > 0 or (at == "warning" and self.warnings > 0)

    def more_than(self, number: int) -> dict[str, list[More]]:
        """Where the findings are that come after the first `number` of their rule, by rule and file."""
        rows = self.connection.execute(
            f"""
            select rule, file, count(*), min(row), max(row)
            from (select rule, file, row, row_number() over (partition by rule order by {_ORDER}) as place
                  from (select rowid, * from findings) where not waived)
            where place > {number} group by all order by rule, file"""
        ).fetchall()
        found: dict[str, list[More]] = {}
        for rule, file, findings, first, last in rows:
            checked = self.files[file]
            lines = checked.raw.locate(sorted({first, last})) if checked.raw and first is not None else {}
            place = checked.raw.place if checked.raw else "line"
            found.setdefault(rule, []).append(More(checked.label, findings, place, lines.get(first), lines.get(last)))
        return found

    def first(self, limit: int, per_rule: int = 0) -> Iterator[Finding]:
        """The first `limit` findings (0: all), in the order of files and rows.

        Args:
            limit: how many at most.
            per_rule: how many of one rule at most (0: all).
        """
        from compute_trends.validators.engine.memory import within_memory

        cursor = self.connection.cursor()
        statement = (
            'select file, row, line, record, "column", rule, value, message, evidence, fix, other_file, other_row '
            "from (select rowid, * from findings) where not waived"
            + (f" qualify row_number() over (partition by rule order by {_ORDER}) <= {per_rule}" if per_rule else "")
            + f" order by {_ORDER}"
            + (f" limit {limit}" if limit else "")
        )
        with within_memory(self.connection):
            cursor.execute(statement)
            while rows := cursor.fetchmany(_BATCH):
                yield from self._materialised(rows)

    def _materialised(self, rows: list[tuple[Any, ...]]) -> Iterator[Finding]:
        wanted: dict[int, set[int]] = {}
        for file, row, *_, other_file, other_row in rows:
            if row is not None:
                wanted.setdefault(file, set()).add(row)
            if other_row is not None:
                wanted.setdefault(other_file, set()).add(other_row)
        lines: dict[int, dict[int, int]] = {}
        for file, numbers in wanted.items():
            raw = self.files[file].raw
            lines[file] = raw.locate(sorted(numbers)) if raw else {}
        for row in rows:
            yield self._finding(row, lines)

    def _finding(self, row: tuple[Any, ...], lines: dict[int, dict[int, int]]) -> Finding:
        file, number, line, record, column, rule_id, value, message, evidence, fix, other_file, other_row = row
        rule, checked = told(rule_id), self.files[file]
        place = checked.raw.place if checked.raw else "line"
        begins = lines[file].get(number) if number is not None else None
        if line is None:
            line = begins
            if checked.raw and column is not None:
                line = checked.raw.cell_lines.get((number, column), line)
        if message is None and checked.dataset and rule.layer == "structure":
            message = violation_text(checked.dataset, rule_id, column, value)
        if other_row is not None:
            other = self.files[other_file]
            other_place = other.raw.place if other.raw else "line"
            evidence = f"first on {other_place} {lines[other_file].get(other_row)} of {other.label}"
        return Finding(
            rule=rule_id,
            severity=rule.severity,
            layer=rule.layer,
            file=checked.label,
            line=line,
            record=record,
            column=column,
            value=value,
            message=message or rule.title,
            fix=fix or rule.fix,
            evidence=evidence,
            place=place,
            record_line=begins,
        )


def in_notebook(title: str, first: Iterable[Finding], notes: Sequence[str], total: int) -> str:
    """A report as a notebook shows it: a table in HTML.

    Args:
        title: what its `repr` says.
        first: the findings to show.
        notes: what is told beside them.
        total: how many there are.
    """
    from compute_trends.catalog.texts import html
    from compute_trends.validators.reports.wording import brief

    heads = ("record", "column", "value", "rule", "what is wrong", "what to do")
    found = list(map(brief, first))
    rows = (
        [item.record or "", item.column or "", item.value or "", f"{item.severity} {item.rule}", item.message, item.fix]
        for item in found
    )
    return html.table(title[1:-1], heads if found else (), rows, notes, total - len(found))


@lru_cache(10_000)
def violation_text(dataset: str, rule: str, column: str, value: str | None) -> str:
    """What a finding of the structure layer says of a cell."""
    # The same mistake tends to be made in every row, and finding the nearest allowed value takes time.
    return violation(load_schema(dataset), rule, column, value)
