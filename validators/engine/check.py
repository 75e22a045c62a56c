"""Checks submissions: reads them, runs the layers of rules over them, applies waivers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import current_day
from compute_trends.validators.engine.accounted import believe_accounts, drop_unknown
from compute_trends.validators.engine.connection import connect, expect_many_rows
from compute_trends.validators.engine.findings_table import (
    add_problems,
    count_findings,
    forget_file,
    forget_judgements,
    has_judgements,
    keep_rules,
    name_records,
)
from compute_trends.validators.engine.run_rules import RuleCrashedError, drop_consequences, run_rules
from compute_trends.validators.engine.selection import selected_rules
from compute_trends.validators.engine.submission import Shipped, create_submission, find_held_ids
from compute_trends.validators.engine.waiving import apply_waivers, refuse_unknown_records
from compute_trends.validators.reading.lengths import check_lengths
from compute_trends.validators.reading.raw_table import (
    MiscountError,
    Problem,
    RawTable,
    Reader,
    UnreadableError,
    is_of_the_tool,
)
from compute_trends.validators.reading.sources import (
    AmbiguousError,
    Source,
    find_dataset,
    find_sources,
    open_source,
)
from compute_trends.validators.reading.unreadable import unreadable
from compute_trends.validators.registry import rules_for, structure_rules
from compute_trends.validators.reports.report import CheckedFile, Report
from compute_trends.validators.structure.scan import (
    Scanned,
    find_repeated_ids,
    refuse_submissions,
    scan,
    table_problems,
)
from compute_trends.validators.waivers import read_waivers, shipped_waivers

if TYPE_CHECKING:
    import duckdb

#: Rows of all files up to which one core is faster: all rules take 0.69 s for 1,000 milestone systems, 0.73 s on two.
_FEW_ROWS = 2000

Opener = Callable[["duckdb.DuckDBPyConnection"], Reader]


def check_files(
    paths: Iterable[str | Path],
    dataset: str | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    waivers: Sequence[Path] = (),
    as_of: dt.date | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
    accounted: Mapping[str, int] | None = None,
) -> Report:
    """Check files, folders, globs and `-` (standard input).

    Args:
        paths: what to check.
        dataset: the dataset that the records are meant for; found from the columns where it is left out.
        select: rule ids or layers to which the check is confined; whether a file can be read is always checked.
        ignore: rule ids or layers to leave out.
        waivers: files of waivers, beside the shipped ones.
        as_of: the day of the check, for rules about dates and waivers that expire; by default today, or the newest
            release where the clock is behind it.
        connection: one that `connect` made, for a caller who may have to interrupt it.
        accounted: records by source that an import brought in; by default as a checkout says of its records.csv.

    Raises:
        UsageError: there is nothing to check, or the columns of the only file fit several datasets.
        UnknownNameError: `dataset`, `select`, `ignore` or a waiver name what does not exist.
        RuleCrashedError: a rule failed.
    """
    inputs = [(source.label, _opener(source)) for source in find_sources(paths)]
    return _Check(dataset, selected_rules(select, ignore), waivers, as_of, connection, accounted).run(inputs)


def check_table(
    table: Any,
    dataset: str | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    waivers: Sequence[Path] = (),
    as_of: dt.date | None = None,
) -> Report:
    """Check a pandas or polars frame, an Arrow table, a DuckDB relation or a list of mappings.

    Arguments and errors are those of `check_files`.
    """
    from compute_trends.validators.reading.frames import LABEL, open_table

    inputs: list[tuple[str, Opener]] = [(LABEL, lambda connection: open_table(table, connection))]
    return _Check(dataset, selected_rules(select, ignore), waivers, as_of).run(inputs)


def _opener(source: Source) -> Opener:
    return lambda connection: open_source(source, connection)


def _problem(error: UnreadableError) -> Problem:
    return Problem(error.rule, str(error), line=error.line, fix=error.fix)


class _Check:
    """One run: a connection, the findings on it, and the steps that fill them."""

    def __init__(
        self,
        dataset: str | None,
        rules: frozenset[str],
        waivers: Sequence[Path],
        as_of: dt.date | None,
        connection: duckdb.DuckDBPyConnection | None = None,
        accounted: Mapping[str, int] | None = None,
    ) -> None:
        if dataset is not None:
            load_schema(dataset)
        self._dataset, self._rules, self._accounted = dataset, rules, accounted
        self._waivers = [waiver for path in waivers for waiver in read_waivers(path)]
        self._as_of, self._connection = as_of, connection or connect()
        self._shipped = Shipped(self._connection)
        self._report = Report(files=[], connection=self._connection)
        self._scanned: dict[str, list[Scanned]] = {}
        self._expected_rows, self._expects_many = 0, False

    @cached_property
    def _day(self) -> dt.date:
        return self._as_of or current_day()

    def run(self, inputs: list[tuple[str, Opener]]) -> Report:
        for label, opener in inputs:
            self._read(label, opener, is_alone=len(inputs) == 1)
        self._judge()
        self._report.records = sum(file.rows for files in self._scanned.values() for file in files)
        keep_rules(self._connection, self._rules)
        self._waive()
        count_findings(self._connection, self._report)
        return self._report

    def _read(self, label: str, opener: Opener, *, is_alone: bool) -> None:
        checked = CheckedFile(label)
        index = len(self._report.files)
        self._report.files.append(checked)
        problems: list[Problem] = []
        try:
            reader = opener(self._connection)
            problems = getattr(reader, "problems", problems)  # of reading so far
            dataset = self._dataset or self._found_dataset(reader, is_alone=is_alone)
            checked.dataset = dataset
            if self._dataset is None:
                self._report.notes.append(f"{label}: taken for {dataset}, by its columns")
            raw = reader.load(self._connection, f"raw_{index}", load_schema(dataset))
            scanned = self._scan(raw, dataset, index)
        except Exception as error:
            refused = unreadable(error)
            if refused is None:
                raise
            add_problems(self._connection, index, [*problems, _problem(refused)])
            return
        checked.raw, checked.rows = scanned.raw, scanned.rows
        self._report.notes += scanned.raw.notes
        self._scanned.setdefault(dataset, []).append(scanned)
        problems = scanned.raw.problems + table_problems(scanned.raw, load_schema(dataset))
        add_problems(self._connection, index, problems)

    def _found_dataset(self, reader: Reader, *, is_alone: bool) -> str:
        try:
            return find_dataset(reader)
        except AmbiguousError as error:
            # The arguments are at fault where nothing else is wrong; other files are to be checked nevertheless.
            if is_alone and not getattr(reader, "problems", None):
                raise
            raise UnreadableError(error.reason, "structure-dataset") from error

    def _scan(self, raw: RawTable, dataset: str, index: int) -> Scanned:
        import duckdb

        schema = load_schema(dataset)
        self._expected_rows += _FEW_ROWS + 1 if raw.rows is None else raw.rows
        if self._expected_rows > _FEW_ROWS and not self._expects_many:
            expect_many_rows(self._connection)
            self._expects_many = True
        try:
            refuse_submissions(self._connection, raw, schema)
            return scan(self._connection, raw, schema, index)
        except (duckdb.Error, MiscountError) as error:
            if is_of_the_tool(error):
                raise
            if raw.fallback is None:
                raise
            return scan(self._connection, raw.fallback(), schema, index)

    def _judge(self) -> None:
        """Run what looks at the files together; one that cannot be read any more is dropped, and the others go on."""
        import duckdb

        while True:
            try:
                if "structure-unique" in self._rules:
                    for files in self._scanned.values():
                        find_repeated_ids(self._connection, files)
                self._run_rules()
                name_records(self._connection, {f.index: f.ids for files in self._scanned.values() for f in files})
                return
            except (duckdb.Error, RuleCrashedError):
                if not self._drop_unreadable():
                    raise
                self._forget_judgements()

    def _drop_unreadable(self) -> bool:
        """Drop the files that were whole when they were scanned and cannot be read now; whether there are any."""
        dropped = False
        for files in self._scanned.values():
            for file in list(files):
                try:
                    check_lengths(self._connection, file.raw.relation, file.raw.names, file.raw.types)
                except Exception as error:
                    refused = unreadable(error)
                    if refused is None:
                        raise
                    files.remove(file)
                    checked = self._report.files[file.index]
                    checked.raw, checked.rows = None, 0
                    forget_file(self._connection, file.index)
                    add_problems(self._connection, file.index, [_problem(refused)])
                    dropped = True
        self._scanned = {dataset: files for dataset, files in self._scanned.items() if files}
        return dropped

    def _forget_judgements(self) -> None:
        """Undo what `_judge` did so far."""
        forget_judgements(self._connection)
        kinds = {"BASE TABLE": "table", "LOCAL TEMPORARY": "table", "VIEW": "view"}
        for name, kind in self._connection.execute(
            "select table_name, table_type from information_schema.tables "
            "where table_name = 'submission' or starts_with(table_name, 'submitted_')"
        ).fetchall():
            self._connection.execute(f"drop {kinds[kind]} {name}")

    def _run_rules(self) -> None:
        if self._rules <= set(structure_rules()):
            return
        per_dataset = {
            dataset: [rule for rule in rules_for(dataset) if rule.sql is not None and rule.id in self._rules]
            for dataset in self._scanned
        }
        if not any(per_dataset.values()):
            return
        listed: dict[int, list[str]] = {}
        for dataset, files in self._scanned.items():
            create_submission(self._connection, load_schema(dataset), files, self._shipped)
            listed |= believe_accounts(self._connection, dataset, self._report.files, self._accounted)
        for dataset, rules in per_dataset.items():
            run_rules(self._connection, dataset, rules, self._shipped, self._day)
            self._note_held(dataset)
        drop_consequences(self._connection)
        drop_unknown(self._connection, listed)

    def _note_held(self, dataset: str) -> None:
        """Tell of record_ids that the dataset holds: to check such a record is right, to submit it is not."""
        for index, first, count in find_held_ids(self._connection, dataset, self._scanned[dataset], self._shipped):
            of = first if count == 1 else f"{first} and {count - 1} more"
            self._report.notes.append(
                f"{self._report.files[index].label}: a revision of {of}, held already; accept shows what it changes"
            )

    def _waive(self) -> None:
        submitted = [file.ids for files in self._scanned.values() for file in files]
        refuse_unknown_records(self._connection, self._waivers, submitted, self._shipped)
        # Shipped records have no errors of structure, so that no shipped waiver is about them.
        judged = self._scanned if has_judgements(self._connection) else {}
        shipped = [
            (waiver, [file.index for file in files])
            for dataset, files in judged.items()
            for waiver in shipped_waivers([dataset])
        ]
        given = [(waiver, None) for waiver in self._waivers]
        self._report.notes += apply_waivers(self._connection, [*shipped, *given], self._day)
