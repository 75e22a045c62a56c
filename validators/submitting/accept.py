"""From a submission to the records of a dataset: checked, appended in one step, or refused as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.changes.diff import Diff, diff_records
from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.catalog.files.atomic import write_text
from compute_trends.catalog.files.change import changing
from compute_trends.catalog.files.contributors import Contribution, checked_name, contributors_path, contributors_text
from compute_trends.catalog.files.origin import read_declared, read_origin, write_origin
from compute_trends.catalog.files.records import Record, read_records, render_csv
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema, load_schema
from compute_trends.catalog.versions import UNRELEASED
from compute_trends.validators.submitting.needs import SUBMISSION_CELLS
from compute_trends.validators.submitting.revise import corrections_text, revise
from compute_trends.validators.submitting.waived import waive_in_checkout

if TYPE_CHECKING:
    import duckdb

    from compute_trends.validators.reports.report import Report

#: What origin.yaml says of submissions, once a dataset has one.
SUBMISSIONS = {
    "title": "Records submitted to this project",
    "producer": "The contributors named in the history of records.csv",
    "licence": "CC-BY-4.0",
}


@dataclass(frozen=True)
class Acceptance:
    """The outcome: what the check found and, where it found no error, what changes.

    Attributes:
        report: the check of the file.
        dataset: the dataset of the records; None where the file could not be read.
        changes: records.csv before and after; None where an error refused the records.
        written: files that changed, relative to the checkout.
    """

    report: Report
    dataset: str | None
    changes: Diff | None = None
    written: tuple[str, ...] = ()


def accept(
    root: Path,
    path: str | Path,
    dataset: str | None = None,
    *,
    dry_run: bool = False,
    connection: duckdb.DuckDBPyConnection | None = None,
    contributors: Sequence[str] = (),
) -> Acceptance:
    """Check the records of a file with all rules and add them to their dataset, or revise those that it holds.

    Errors refuse the file as a whole; warnings do not, nor does what the waivers of the checkout cover. `records.csv`
    is replaced in one step, under the checkout's lock: killed at any moment, it holds all of the new records or none.

    Args:
        root: the checkout.
        path: a file of records.
        dataset: what they are meant for; found from the columns where it is left out.
        dry_run: write nothing.
        connection: one that `engine.connect` made, for a caller who may have to interrupt it.
        contributors: names of those who found the records, to be credited.

    Raises:
        UsageError: there is nothing to check, no dataset has the columns, the dataset takes no submissions, or a
            contributor has no name.
        ComputeTrendsError: a revision links no page that states it, or the dataset knows nothing of a record's source.
    """
    from compute_trends.validators.engine.check import check_files

    names = [checked_name(name) for name in contributors]
    if Path(path).is_dir():
        raise UsageError(f"{path} is a folder; accept takes one file of records")
    report = check_files([path], dataset, connection=connection)
    found = report.files[0].dataset if len(report.files) == 1 else None
    if len(report.files) > 1:
        what = "sheets of records" if Path(path).is_file() else "files"
        raise UsageError(f"{path} has {len(report.files)} {what}; accept takes one at a time")
    if found is not None:
        waive_in_checkout(report, root, found)
    if report.errors or found is None:
        return Acceptance(report, found)
    schema = load_schema(found, root)
    if schema.closed:  # and the records claim to come from its sources: the check left them alone
        raise UsageError(f"{found} takes no submissions: {schema.closed}")
    new = _typed_records(report, schema)
    if dry_run:
        changes, *_ = _merged(root, schema, new)
        return Acceptance(report, found, changes)
    with changing(root):
        # What is held is read under the lock: another command may have written since the check began.
        changes, merged, origin, corrections = _merged(root, schema, new)
        text = render_csv(schema, merged)  # a record that cannot be written must not leave its source behind
        written = []
        if origin is not None and write_origin(root, found, origin):
            written.append(f"datasets/{found}/origin.yaml")
        if corrections is not None and write_text(root / "datasets" / found / "corrections.yaml", corrections):
            written.append(f"datasets/{found}/corrections.yaml")
        deeds = {"added": changes.added, "revised": [*changes.renamed, *changes.revised]}
        credited = [
            Contribution(change.record, name, deed) for deed, some in deeds.items() for change in some for name in names
        ]
        named = contributors_text(found, root, credited)
        if named is not None and write_text(contributors_path(found, root), named):
            written.append(f"datasets/{found}/contributors.yaml")
        if write_text(root / "datasets" / found / "records.csv", text):
            written.append(f"datasets/{found}/records.csv")
    return Acceptance(report, found, changes, tuple(written))


def _typed_records(report: Report, schema: TableSchema) -> list[Record]:
    """The records of the check, as `read_records` would give them."""
    selected = ", ".join(schema.names)
    cursor = report.connection.execute(f"select {selected} from submitted_{schema.name} order by _row")
    return [
        {name: _cell(value) for name, value in zip(schema.names, row, strict=True)} | {"admission": "submitted"}
        for row in cursor.fetchall()
    ]


def _cell(value: Any) -> Any:
    return LIST_DELIMITER.join(value) if isinstance(value, list) else value


def _merged(
    root: Path, schema: TableSchema, new: list[Record]
) -> tuple[Diff, list[Record], dict[str, Any] | None, str | None]:
    """What changes, the records then held, origin.yaml where it lacks the source of submissions, and corrections.yaml
    where upstream records are revised.
    """
    path = root / "datasets" / schema.name / "records.csv"
    held = read_records(path, schema) if path.is_file() else []
    old = {record["record_id"]: record for record in held}
    given = [revise(schema, old[record["record_id"]], record) for record in new if record["record_id"] in old]
    revised = [item for item in given if item is not None]
    new = [record for record in new if record["record_id"] not in old]
    sources = read_declared(root, schema.name)["sources"]
    unknown = sorted({record["source"] for record in new} - sources.keys() - {SUBMISSION_CELLS["source"]})
    if unknown:
        raise ComputeTrendsError(
            f"datasets/{schema.name}/origin.yaml knows no source {unknown[0]!r}, nothing was accepted; write "
            f"source: {SUBMISSION_CELLS['source']}, and the public page in source_url"
        )
    is_known = SUBMISSION_CELLS["source"] in sources
    origin = None
    if not is_known and any(record["source"] == SUBMISSION_CELLS["source"] for record in new):
        origin = read_origin(root, schema.name)
        origin["sources"] |= {SUBMISSION_CELLS["source"]: dict(SUBMISSIONS)}
    after = old | {record["record_id"]: record for record in [*new, *(item.record for item in revised)]}
    corrections = corrections_text(root, schema.name, [entry for item in revised for entry in item.corrections])
    changes = diff_records(schema, old, after, UNRELEASED, "accepted")
    return changes, list(after.values()), origin, corrections
