"""What the rules say of the records that we ship: which a rule judges, on which it fires, and what is waived.

Every rule is asked of every record, also the rules about evidence that bind submitted records only: on an upstream
record such a rule says which evidence is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compute_trends.catalog.doors.find import unknown_record
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.texts.sql_text import file_literal, text_literal
from compute_trends.catalog.versions import Version, all_versions, find_version, newest_release
from compute_trends.validators.engine.databases import Opened
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rule import Rule
from compute_trends.validators.waivers import Waiver, shipped_waivers

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Violation:
    """A rule's finding on a shipped record, and the waiver that covers it, if any."""

    record: str
    column: str | None
    value: str | None
    message: str
    evidence: str | None = None
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Judgement:
    """A rule on the records of one version of a dataset."""

    rule: Rule
    dataset: str
    version: str
    applicable: int  # records that the rule can judge
    violations: tuple[Violation, ...]  # by record

    @property
    def firing(self) -> tuple[str, ...]:
        """Records with a finding, waived ones included."""
        return tuple(dict.fromkeys(item.record for item in self.violations))

    @property
    def waived(self) -> tuple[str, ...]:
        """Records of which every finding is waived."""
        open_ones = {item.record for item in self.violations if item.waiver is None}
        return tuple(record for record in self.firing if record not in open_ones)


def judge(
    dataset: str, rules: Iterable[Rule] | None = None, record: str | None = None, version: str | None = None
) -> list[Judgement]:
    """What rules say of the shipped records of a dataset.

    Args:
        dataset: its name.
        rules: those asked; all that apply to the dataset by default.
        record: the record_id of the only record to judge.
        version: the newest released one by default.

    Raises:
        UnknownNameError: no such dataset or version.
        RuleCrashedError: a rule failed.
    """
    schema, item = load_schema(dataset), find_version(dataset, version)
    asked = list(rules_for(dataset) if rules is None else rules)
    found = _of_all(item, asked) if record is None else _found(item, asked, record)
    waivers: dict[str, list[Waiver]] = {}
    for waiver in shipped_waivers([dataset]):
        waivers.setdefault(waiver.rule, []).append(waiver)
    return [
        Judgement(
            rule,
            schema.name,
            item.version,
            found[rule.id][0],
            tuple(_waived(violation, waivers.get(rule.id, ())) for violation in found[rule.id][1]),
        )
        for rule in asked
    ]


@dataclass
class _Kept:
    """What rules say of all records of a version on a day: a rule's page and explanation, and a dataset's standing ask.

    Attributes:
        shipped: the files of all datasets that it was said of: rules read other datasets too.
        found: (records judged, violations) by version, day and rule_id, and the rule.
    """

    shipped: Opened = field(default_factory=Opened)
    found: dict[tuple[Version, dt.date, str], tuple[Rule, tuple[int, list[Violation]]]] = field(default_factory=dict)

    def of_files_as_they_are(self) -> dict[tuple[Version, dt.date, str], tuple[Rule, tuple[int, list[Violation]]]]:
        """`found`, of which nothing is left where the files of any dataset are others."""
        if self.shipped.states.keys() != all_versions().keys() or not self.shipped.is_current():
            self.shipped, self.found = Opened(), {}
            for dataset in all_versions():
                self.shipped.note(dataset)
        return self.found


_kept = _Kept()


def _of_all(item: Version, rules: Sequence[Rule]) -> dict[str, tuple[int, list[Violation]]]:
    """(records judged, violations) of each rule on all records of a version; rules are asked once in a process."""
    day, held = newest_release(), _kept.of_files_as_they_are()
    kept = {rule.id: held.get((item, day, rule.id)) for rule in rules}
    unasked = [rule for rule in rules if (known := kept[rule.id]) is None or known[0] is not rule]
    if unasked:
        found = _found(item, unasked, None)
        held.update({(item, day, rule.id): (rule, found[rule.id]) for rule in unasked})
    return {rule.id: held[item, day, rule.id][1] for rule in rules}


def _found(item: Version, rules: Sequence[Rule], record: str | None) -> dict[str, tuple[int, list[Violation]]]:
    """(records judged, violations) of each rule, on all records of a version or on one."""
    written = [rule for rule in rules if rule.sql is not None]
    found = {rule.id: pair for rule, pair in zip(written, _ask(item, written, record), strict=True)}
    if len(found) < len(rules):
        found |= _structure(item, [rule for rule in rules if rule.sql is None], record)
    return found


def _waived(violation: Violation, waivers: Iterable[Waiver]) -> Violation:
    for waiver in waivers:
        if waiver.record == violation.record and waiver.column in (None, violation.column):
            return Violation(
                violation.record, violation.column, violation.value, violation.message, violation.evidence, waiver
            )
    return violation


def _ask(item: Version, rules: list[Rule], record: str | None) -> Iterable[tuple[int, list[Violation]]]:
    """(records judged, violations) of each rule that has SQL."""
    from compute_trends.catalog.doors.connect import select_statement
    from compute_trends.validators.engine.asking import crash_of
    from compute_trends.validators.engine.connection import connect, expect_many_rows
    from compute_trends.validators.engine.run_rules import Preparing, open_tables
    from compute_trends.validators.engine.submission import Shipped

    if not rules:
        return
    schema, connection, day = load_schema(item.dataset), connect(), newest_release()
    if record is None:
        expect_many_rows(connection)
    only = "" if record is None else f" where record_id = {text_literal(record)}"
    # A table: a view would be bound column by column in every statement.
    connection.execute(
        f"create temp table submitted_{item.dataset} as select row_number() over () as _row, *, true as _upstream "
        f"from ({select_statement(item, declared=True)}){only}"
    )
    connection.execute(f"create temp table submission as from submitted_{item.dataset}")
    counts = _count(connection, schema, rules, day)
    statements = {
        rule.id: (rule.applicable(schema, day), rule.statement(schema, day))
        for rule in rules
        if counts[rule.id].judged is None or (counts[rule.id].may_fire and counts[rule.id].judged != 0)
    }
    texts = [" ".join((*statements[rule.id], *rule.opened(schema))) for rule in rules if rule.id in statements]
    open_tables(connection, texts, Shipped(connection))
    prepare = Preparing()
    for rule in rules:
        if rule.id not in statements:
            yield counts[rule.id].judged or 0, []
            continue
        with crash_of(rule):
            prepare(rule, connection)
            answer = _answer(connection, rule, counts[rule.id].judged, *statements[rule.id])
        yield answer


@dataclass(frozen=True)
class _Count:
    """How many records a rule can judge (None where it takes a query to tell), and whether one meets its condition."""

    judged: int | None
    may_fire: bool


def _count(
    connection: duckdb.DuckDBPyConnection, schema: TableSchema, rules: list[Rule], day: dt.date
) -> Mapping[str, _Count]:
    from compute_trends.validators.engine.asking import ask_rows

    filters = {rule.id: rule.filter(schema, day) for rule in rules}
    # The rules about evidence are asked of every record here.
    rows = "(select * replace (false as _upstream) from submission)"
    conditions = [f"bool_or({rule.condition(schema, day)})" for rule in rules]
    answers = ask_rows(
        connection, [*conditions, *(f"count(*) filter (where {filters[rule.id] or 'true'})" for rule in rules)], rows
    )
    fires, judged = answers[: len(rules)], answers[len(rules) :]
    return {
        rule.id: _Count(number if filters[rule.id] is not None else None, bool(may_fire))
        for rule, number, may_fire in zip(rules, judged, fires, strict=True)
    }


_RECORDS = "(select _row, record_id from submission)"


def _answer(
    connection: duckdb.DuckDBPyConnection, rule: Rule, judged: int | None, applicable: str, failing: str
) -> tuple[int, list[Violation]]:
    from compute_trends.validators.engine.asking import AS_TEXT, RuleCrashedError
    from compute_trends.validators.engine.plans import is_computed
    from compute_trends.validators.engine.run_rules import readable

    if judged is None:
        (judged,) = connection.execute(f"select count(distinct _row) from ({applicable})").fetchall()[0]
        assert judged is not None
    query = (
        f"select record_id, {AS_TEXT} from ({failing.strip().rstrip(';')}) join {_RECORDS} using (_row) order by all"
    )
    found = connection.execute(query).fetchall()
    if is_computed(rule) and any(word in text for row in found for text in row[4:] if text for word in ("inf", "nan")):
        said = ", ".join(f"{readable(text, 'true')} as {text}" for text in ("message", "evidence"))
        found = connection.execute(f"select * replace ({said}) from ({query})").fetchall()
    if found and rule.applies is not None:
        beside = {row[1] for row in found}.difference(row for (row,) in connection.execute(applicable).fetchall())
        if beside:
            raise RuleCrashedError(f"the rule {rule.id} fires on {len(beside)} records to which it says not to apply")
    return judged, [Violation(record, *texts) for record, _, *texts in found]


def _structure(item: Version, rules: list[Rule], record: str | None) -> Mapping[str, tuple[int, list[Violation]]]:
    """The same for rules that follow from the Table Schema, on the version's file or the one row of it."""
    import pyarrow.compute as pc

    from compute_trends.catalog.files.parquet import read_parquet
    from compute_trends.validators.engine.check import check_files, check_table

    if record is None:
        report = check_files([item.path], item.dataset, select=["structure"])
    else:
        table = read_parquet(item.path)
        row = table.filter(pc.equal(table["record_id"], record))
        report = check_table(row, item.dataset, select=["structure"])
    found: dict[str, tuple[int, list[Violation]]] = {rule.id: (report.records, []) for rule in rules}
    for finding in report:
        if finding.rule in found and finding.record is not None:
            found[finding.rule][1].append(
                Violation(finding.record, finding.column, finding.value, finding.message, finding.evidence)
            )
    return found


def find_record(record: str, dataset: str | None = None) -> list[Version]:
    """The versions that hold a record, newest first, of the one dataset that has it.

    Raises:
        UnknownNameError: no dataset holds the record (nearest ids are offered), or there is no such dataset.
        UsageError: several datasets hold it.
    """
    import duckdb

    from compute_trends.catalog.errors import UsageError
    from compute_trends.catalog.versions import UNRELEASED, all_versions

    if dataset is not None:
        find_version(dataset)
    connection, ids, found = duckdb.connect(), set[str](), dict[str, list[Version]]()
    for name, versions in all_versions().items():
        for item in versions[::-1]:
            if dataset not in (None, name) or item.version == UNRELEASED:
                continue
            rows = connection.execute(f"select record_id from read_parquet({file_literal(item.path)})").fetchall()
            ids |= {row[0] for row in rows}
            if (record,) in rows:
                found.setdefault(name, []).append(item)
    if not found:
        raise unknown_record("record" if dataset is None else f"record of {dataset}", record, ids, dataset)
    if len(found) > 1:
        raise UsageError(f"{' and '.join(found)} hold a record {record!r}; choose with --dataset")
    return next(iter(found.values()))
