"""What the rules say of the records that we ship: which a rule judges, on which it fires, and what is waived.

Every rule is asked of every record, also the rules about evidence that bind submitted records only: on an upstream
record such a rule says which evidence is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import Version, find_version
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
    waivers: dict[str, list[Waiver]] = {}
    for waiver in shipped_waivers([dataset]):
        waivers.setdefault(waiver.rule, []).append(waiver)
    written = [rule for rule in asked if rule.sql is not None]
    found = {rule.id: pair for rule, pair in zip(written, _ask(item, written, record), strict=True)}
    if len(found) < len(asked):
        found |= _structure(item, [rule for rule in asked if rule.sql is None], record)
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


def _waived(violation: Violation, waivers: Iterable[Waiver]) -> Violation:
    for waiver in waivers:
        if waiver.record == violation.record and waiver.column in (None, violation.column):
            return Violation(
                violation.record, violation.column, violation.value, violation.message, violation.evidence, waiver
            )
    return violation


def _ask(item: Version, rules: list[Rule], record: str | None) -> Iterable[tuple[int, list[Violation]]]:
    """(records judged, violations) of each rule that has SQL."""
    import duckdb

    from compute_trends.catalog.connect import select_statement
    from compute_trends.validators.engine import connect
    from compute_trends.validators.submission import RuleCrashedError, Shipped, create_absent

    if not rules:
        return
    schema, connection = load_schema(item.dataset), connect()
    statements = [(rule, rule.applicable(schema), rule.statement(schema)) for rule in rules]
    texts = [text for _, *both in statements for text in both]
    Shipped(connection).open_for(*texts)
    only = "" if record is None else " where record_id = '" + record.replace("'", "''") + "'"
    table = f"submitted_{item.dataset}"
    connection.execute(
        f"create temp table {table} as select row_number() over () as _row, *, true as _upstream "
        f"from ({select_statement(item)}){only}"
    )
    create_absent(connection, *texts)
    connection.execute(f"create temp view submission as from {table}")
    prepared = set()
    for rule, applicable, failing in statements:
        try:
            if rule.prepare and rule.prepare not in prepared:
                prepared.add(rule.prepare)
                rule.prepare(connection)
            yield _answer(connection, table, applicable, failing.strip().rstrip(";"))
        except duckdb.Error as error:
            raise RuleCrashedError(f"the rule {rule.id} failed: {' '.join(str(error).split())[:500]}") from error


def _answer(
    connection: duckdb.DuckDBPyConnection, table: str, applicable: str, failing: str
) -> tuple[int, list[Violation]]:
    judged = connection.execute(f"select count(distinct _row) from ({applicable})").fetchone()
    assert judged is not None
    rows = connection.execute(
        'select record_id, f."column"::varchar, f.value::varchar, f.message::varchar, f.evidence::varchar '
        f"from ({failing}) f join {table} using (_row) order by all"
    ).fetchall()
    return judged[0], [Violation(*row) for row in rows]


def _structure(item: Version, rules: list[Rule], record: str | None) -> Mapping[str, tuple[int, list[Violation]]]:
    """The same for rules that follow from the Table Schema, on the version's file."""
    from compute_trends.validators.engine import check_files

    found: dict[str, tuple[int, list[Violation]]] = {}
    report = check_files([item.path], item.dataset, select=["structure"])
    count = 1 if record is not None else report.records
    for rule in rules:
        found[rule.id] = count, []
    for finding in report:
        wanted = record is None or finding.record == record
        if wanted and finding.rule in found and finding.record is not None:
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
    from compute_trends.validators.tables import file_literal

    if dataset is not None:
        find_version(dataset)
    connection, ids, found = duckdb.connect(), set[str](), dict[str, list[Version]]()
    for name, versions in all_versions().items():
        for item in versions[::-1]:
            if dataset not in (None, name) or item.version == UNRELEASED:
                continue
            rows = connection.execute(f"select record_id from read_parquet({file_literal(str(item.path))})").fetchall()
            ids |= {row[0] for row in rows}
            if (record,) in rows:
                found.setdefault(name, []).append(item)
    if not found:
        raise UnknownNameError("record" if dataset is None else f"record of {dataset}", record, ids)
    if len(found) > 1:
        raise UsageError(f"{' and '.join(found)} hold a record {record!r}; choose with --dataset")
    return next(iter(found.values()))
