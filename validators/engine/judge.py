"""How a table is judged: the steps of a check, from its rows to its findings.

Every door goes through `judge`: the command line and Python with files and frames, pandera with the frame that it
validates, a cluster's worker with a part of a table. What parts of a table may be judged apart follows from what the
rules declare of their reach (`reach.py`). A worker keeps one `Bench` for all of its parts: the shipped tables stay open
on it.

    bench = Bench(as_of=day)
    for part in parts:
        report = judge(part, "milestone_systems", rules, bench=bench)
        yield report.to_frame()
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.accounted import believe_accounts, drop_unknown
from compute_trends.validators.engine.asking import RuleCrashedError
from compute_trends.validators.engine.bench import FEW_ROWS, Bench
from compute_trends.validators.engine.consequences import drop_consequences
from compute_trends.validators.engine.databases import drop_relations
from compute_trends.validators.engine.findings_table import (
    add_problems,
    add_too_many,
    count_findings,
    forget_file,
    forget_judgements,
    judged_records,
    keep_rules,
    name_records,
)
from compute_trends.validators.engine.memory import within_memory
from compute_trends.validators.engine.plans import plans_for
from compute_trends.validators.engine.run_rules import run_rules
from compute_trends.validators.engine.submission import Held, create_submission, find_held_ids
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
    open_source,
)
from compute_trends.validators.reading.unreadable import problem_of
from compute_trends.validators.registry import structure_rules
from compute_trends.validators.reports.report import CheckedFile, Report
from compute_trends.validators.reports.wording import revision
from compute_trends.validators.structure.rules import ALWAYS
from compute_trends.validators.structure.scan import (
    Scanned,
    find_repeated_ids,
    refuse_submissions,
    scan,
    table_problems,
)
from compute_trends.validators.waivers import Waiver, shipped_waivers

if TYPE_CHECKING:
    import duckdb

#: Records that are looked for in files of shipped waivers before these are read as YAML, at most.
_FEW_RECORDS = 100
Opener = Callable[["duckdb.DuckDBPyConnection"], Reader]


def judge(
    table: Any,
    dataset: str | None,
    rules: Iterable[str],
    *,
    waivers: Sequence[Waiver] = (),
    accounted: Mapping[str, int] | None = None,
    bench: Bench | None = None,
    holds_ours: bool = False,
) -> Report:
    """Judge a table by rules.

    Args:
        table: files, as `find_sources` gives them, or a table in memory: a pandas or polars frame, an Arrow table, a
            DuckDB relation or a list of mappings.
        dataset: what the records are meant for; None to find it from the columns.
        rules: ids; those that say why a file cannot be judged as a whole are always among them.
        waivers: findings that were accepted, beside those that the package ships.
        accounted: records by source that an import brought in; by default as a checkout says of its records.csv.
        bench: where to judge. A report reads its findings from there, until the next table is judged on it.
        holds_ours: whether the table is part of one that holds upstream records that we ship, in other parts perhaps.

    Raises:
        UsageError: the columns fit several datasets.
        UnknownNameError: there is no such dataset.
        RuleCrashedError: a rule failed.
        MemoryLimitError: the memory or the temporary folder is too small.
    """
    if dataset is not None:
        load_schema(dataset)
    bench = bench or Bench()
    bench.clear()
    with within_memory(bench.connection):
        judging = _Judging(dataset, frozenset(rules) | ALWAYS, waivers, accounted, bench, holds_ours)
        return judging.run(_inputs(table))


def _inputs(table: Any) -> list[tuple[str, Opener]]:
    """What is to be read: its name in findings, and what opens it."""
    if isinstance(table, list) and table and all(isinstance(item, Source) for item in table):
        return [(source.label, partial(open_source, source)) for source in table]
    from compute_trends.validators.reading.frames import LABEL, open_table

    return [(LABEL, partial(open_table, table))]


class _Judging:
    """One table or set of files on a bench, and the steps that fill its findings."""

    def __init__(
        self,
        dataset: str | None,
        rules: frozenset[str],
        waivers: Sequence[Waiver],
        accounted: Mapping[str, int] | None,
        bench: Bench,
        holds_ours: bool,
    ) -> None:
        self._holds_ours = holds_ours
        self._dataset, self._rules, self._waivers, self._accounted = dataset, rules, waivers, accounted
        self._bench, self._connection, self._shipped = bench, bench.connection, bench.shipped
        self._report = Report(files=[], connection=self._connection)
        self._scanned: dict[str, list[Scanned]] = {}
        self._expected_rows = 0

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
            self._bench.expect_rows(self._expected_rows + getattr(reader, "row_count", 0))
            raw = reader.load(self._connection, f"raw_{index}", load_schema(dataset))
            scanned = self._scan(raw, dataset, index)
        except Exception as error:
            if (problem := problem_of(error)) is None:
                raise
            forget_file(self._connection, index)  # what was found before it could not be read any further
            add_problems(self._connection, index, [*problems, problem])
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
        self._expected_rows += FEW_ROWS + 1 if raw.rows is None else raw.rows
        self._bench.expect_rows(self._expected_rows)
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
            except duckdb.OutOfMemoryException:
                raise
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
                    if (problem := problem_of(error)) is None:
                        raise
                    files.remove(file)
                    checked = self._report.files[file.index]
                    checked.raw, checked.rows = None, 0
                    forget_file(self._connection, file.index)
                    add_problems(self._connection, file.index, [problem])
                    dropped = True
        self._scanned = {dataset: files for dataset, files in self._scanned.items() if files}
        return dropped

    def _forget_judgements(self) -> None:
        """Undo what `_judge` did so far, so that only the files stay, as they were scanned."""
        forget_judgements(self._connection)

        def is_of_a_file(schema: str, name: str) -> bool:
            return name.startswith(("raw_", "scan_")) or name == "findings" or self._shipped.holds(schema, name)

        drop_relations(self._connection, is_of_a_file)

    def _run_rules(self) -> None:
        if self._rules <= set(structure_rules()):
            return
        per_dataset = {
            dataset: [plan for plan in plans_for(dataset) if plan.id in self._rules] for dataset in self._scanned
        }
        if not any(per_dataset.values()):
            return
        listed, held = dict[int, list[str]](), dict[str, list[Held]]()
        self._bench.expect_to_store(sum(file.rows for files in self._scanned.values() for file in files))
        for dataset, files in self._scanned.items():
            schema = load_schema(dataset)
            held[dataset] = create_submission(self._connection, schema, files, self._shipped, self._holds_ours)
            listed |= believe_accounts(self._connection, dataset, self._report.files, self._accounted)
        for dataset, plans in per_dataset.items():
            raws = [file.raw for file in self._scanned[dataset]]
            given = {name for raw in raws for name in raw.names if not raw.is_empty(name)}
            parts = self._bench.slices(dataset, self._scanned[dataset])
            unasked = run_rules(self._connection, dataset, plans, self._shipped, self._bench.day, given, parts)
            add_too_many(self._connection, unasked)
            self._note_held(dataset, held[dataset])
        drop_consequences(self._connection, [plan for plans in per_dataset.values() for plan in plans])
        drop_unknown(self._connection, listed)

    def _note_held(self, dataset: str, held: Sequence[Held]) -> None:
        """Tell of record_ids that the dataset holds: to check such a record is right, to submit it is not."""
        for index, first, count in find_held_ids(self._connection, dataset, held):
            self._report.notes.append(revision(self._report.files[index].label, first, count))

    def _waive(self) -> None:
        submitted = [file.ids for files in self._scanned.values() for file in files]
        refuse_unknown_records(self._connection, self._waivers, submitted, self._shipped)
        # Shipped records have no errors of structure, so that no shipped waiver is about them.
        records = judged_records(self._connection, _FEW_RECORDS + 1)
        named = [str(record) for record in records] if len(records) <= _FEW_RECORDS else None
        shipped = [
            (waiver, [file.index for file in files])
            for dataset, files in (self._scanned.items() if records else ())
            for waiver in shipped_waivers([dataset], named)
        ]
        given = [(waiver, None) for waiver in self._waivers]
        self._report.notes += apply_waivers(self._connection, [*shipped, *given], self._bench.day)
