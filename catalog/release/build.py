"""`build`: derives everything derivable in a checkout; `release`: freezes what `records.csv` holds as a version.

Both happen whole or not at all. The order of writes makes every moment between a valid state for whoever reads
meanwhile: new files first, then the descriptor that points to them, then files that nothing points to are removed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog import versions as catalog_versions
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.catalog.files.atomic import remove, replacing, write_text
from compute_trends.catalog.files.change import changing
from compute_trends.catalog.files.origin import read_origin, write_origin
from compute_trends.catalog.files.parquet import encode_parquet, read_parquet, write_parquet
from compute_trends.catalog.files.records import add_columns, drop_columns, read_header, read_records, to_arrow
from compute_trends.catalog.files.waivers import announced
from compute_trends.catalog.paths import DESCRIPTOR
from compute_trends.catalog.release.descriptor import (
    check_columns,
    check_hash,
    dataset_names,
    parquet_path,
    released_versions,
    render_descriptor,
    sha256_of,
)
from compute_trends.catalog.release.documents import documents
from compute_trends.catalog.release.problems import Problem
from compute_trends.catalog.release.unapplied import unapplied
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.numbers import count
from compute_trends.catalog.versions import UNRELEASED, current_day, version_key

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class BuildReport:
    """What a build did."""

    written: list[str] = field(default_factory=list)  # paths relative to the checkout
    added: dict[str, list[str]] = field(default_factory=dict)  # by path of a records.csv: columns it got, all empty
    dropped: dict[str, list[str]] = field(default_factory=dict)  # by path of a records.csv: retired columns it lost
    unreleased: list[str] = field(default_factory=list)  # datasets whose records.csv differs from the newest release
    unapplied: list[Problem] = field(default_factory=list)  # corrections that records.csv does not show


def build(root: Path) -> BuildReport:
    """Bring Parquet, descriptor and views up to date with the text that people edit. A released file is never rebuilt.

    A column that was declared since gets its place in `records.csv`, empty in every record; one that was retired
    leaves it.

    Raises:
        UsageError: the columns of a records.csv or of a released file are no longer declared as they were.
        ComputeTrendsError: a record or a released file is not as declared.
    """
    with _rebuilding(root):
        return _build(root)


@contextmanager
def _rebuilding(root: Path) -> Iterator[None]:
    """One change of the checkout, after which nothing is remembered of the descriptor that it replaced or gave up."""
    try:
        with changing(root):
            yield
    finally:
        _forget(root)


def _build(root: Path) -> BuildReport:
    load_schema.cache_clear()
    report = BuildReport()
    hashes: dict[str, str] = {}
    for dataset in dataset_names(root):
        _add_columns(root, dataset, report)
    for dataset in dataset_names(root):
        report.unapplied += unapplied(root, load_schema(dataset, root))
        table = _unreleased_table(root, dataset)
        if table is None:
            continue
        report.unreleased.append(dataset)
        hashes[dataset] = _write_unreleased(root, dataset, table, report)
    if write_text(root / DESCRIPTOR, render_descriptor(root, hashes)):
        report.written.append(DESCRIPTOR)
    _forget(root)
    for name, text in documents(root).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        if write_text(root / name, text):
            report.written.append(name)
    for path in sorted((root / "datasets").glob(f"*/{UNRELEASED}-*.parquet")):
        if hashes.get(path.parent.name, "")[:12] != path.stem.removeprefix(f"{UNRELEASED}-"):
            remove(path)
            report.written.append(str(path.relative_to(root)))
    return report


def release(root: Path, version: str, datasets: list[str] | None = None) -> list[str]:
    """Freeze `records.csv` as `version`, for each dataset that differs from its newest release.

    Args:
        root: the checkout.
        version: year.month.patch, newer than any version of the datasets.
        datasets: only these; all that differ if left out.

    Returns:
        The datasets released.

    Raises:
        UsageError: not a version, or nothing to release.
        UnknownNameError: there is no such dataset.
        ComputeTrendsError: the version exists or is older than the newest one, or a waiver has expired.
    """
    if not catalog_versions.VERSION_PATTERN.fullmatch(version):
        raise UsageError(f"{version!r} is not a version: year.month.patch, as in 2026.8.0")
    known_names = dataset_names(root)
    for dataset in datasets or []:
        if dataset not in known_names:
            raise UnknownNameError("dataset", dataset, known_names)
    with _rebuilding(root):
        load_schema.cache_clear()
        chosen = []
        for dataset in datasets or known_names:
            table = _unreleased_table(root, dataset)
            if table is None:
                continue
            known = released_versions(read_origin(root, dataset))
            if known and version_key(version) <= version_key(known[-1]):
                raise ComputeTrendsError(
                    f"{dataset} {known[-1]} is released; {version} is not newer, and a release never changes"
                )
            chosen.append((dataset, table))
        _refuse_expired(root, [dataset for dataset, _ in chosen])
        if not chosen:
            raise UsageError("nothing to release: every records.csv equals the newest version of its dataset")
        for dataset, table in chosen:
            path = root / parquet_path(dataset, version)
            with replacing(path) as temporary:
                write_parquet(temporary, table, load_schema(dataset, root))
            origin = read_origin(root, dataset)
            origin.setdefault("versions", {})
            entry = origin["versions"].pop(UNRELEASED, {})
            origin["versions"][version] = {
                "sha256": sha256_of(path),
                "rows": table.num_rows,
                "records_sha256": sha256_of(records_path(root, dataset)),
                **entry,
            }
            write_origin(root, dataset, origin)
        _build(root)
        from compute_trends.catalog.release.changelog import render_section, section_path

        for dataset, _ in chosen:  # what a version says of itself never changes
            write_text(root / section_path(dataset, version), render_section(root, dataset, version))
    return [dataset for dataset, _ in chosen]


def unreleased_datasets(root: Path, datasets: Sequence[str] | None = None) -> list[str]:
    """The datasets whose `records.csv` differs from their newest release, of those named or of all."""
    load_schema.cache_clear()
    return [
        name
        for name in dataset_names(root)
        if name in (datasets or [name]) and _unreleased_table(root, name) is not None
    ]


def _refuse_expired(root: Path, datasets: list[str]) -> None:
    # Before the first release there is no descriptor to say how far the clock must be.
    day = current_day(root) if (root / DESCRIPTOR).is_file() else dt.date.today()
    expired = [waiver for waiver in announced(datasets, root, day) if waiver.has_expired(day)]
    if expired:
        more = f", and {count(len(expired) - 1, 'more waiver')} with it" if len(expired) > 1 else ""
        raise ComputeTrendsError(
            f"nothing was released: {expired[0].told(day)} ({expired[0].file}){more}; look at the findings again, and "
            "correct the records or give the waivers a later day"
        )


def working_table(root: Path, dataset: str) -> pa.Table | None:
    """What `records.csv` holds, or None where a dataset has none yet.

    Raises:
        ComputeTrendsError: a cell is not of its column's type, or a record_id is missing or repeated.
    """
    path = records_path(root, dataset)
    if not path.is_file():
        return None
    schema = load_schema(dataset, root)
    records = read_records(path, schema)
    seen = Counter(str(record["record_id"] or "") for record in records)
    if repeated := sorted(key for key, count in seen.items() if count > 1 or not key):
        raise ComputeTrendsError(f"{path}: record_id {repeated[0]!r} stands on {seen[repeated[0]]} rows; it is the key")
    return to_arrow(schema, records)


def records_path(root: Path, dataset: str) -> Path:
    """The `records.csv` of a dataset."""
    return root / "datasets" / dataset / "records.csv"


def _unreleased_table(root: Path, dataset: str) -> pa.Table | None:
    """What `records.csv` holds if that is not what the newest release holds, else None."""
    origin, path = read_origin(root, dataset), records_path(root, dataset)
    known = released_versions(origin)
    if not known or not path.is_file():
        return working_table(root, dataset)
    newest, entry = parquet_path(dataset, known[-1]), origin["versions"][known[-1]]
    check_hash(root, newest, entry["sha256"])
    # The text that was released, under the columns of today, needs no second look at its cells.
    if entry.get("records_sha256") == sha256_of(path) and read_header(path) == load_schema(dataset, root).names:
        return None
    table = working_table(root, dataset)
    return None if table is None or holds_the_same(table, read_parquet(root / newest)) else table


def _add_columns(root: Path, dataset: str, report: BuildReport) -> None:
    """Bring the header of `records.csv` up to date with the schema, where no released file forbids the schema."""
    path, schema = records_path(root, dataset), load_schema(dataset, root)
    if not path.is_file() or read_header(path) == schema.names:
        return
    import pyarrow.parquet as pq

    origin = read_origin(root, dataset)
    for version in released_versions(origin)[::-1]:
        parquet = parquet_path(dataset, version)
        check_hash(root, parquet, origin["versions"][version]["sha256"])
        check_columns(schema, pq.read_schema(root / parquet), parquet, version)
    name = str(path.relative_to(root))
    if dropped := drop_columns(path, schema):
        report.dropped[name] = dropped
    if added := add_columns(path, schema):
        report.added[name] = added
    if dropped or added:
        report.written.append(name)


def holds_the_same(working: pa.Table, released: pa.Table) -> bool:
    """Whether records say what a released table says.

    A column that was declared since and that no record fills yet says nothing that the release does not say.
    """
    blank = [name for name in working.column_names if working[name].null_count == len(working)]
    return bool(released.equals(working.drop_columns([name for name in blank if name not in released.column_names])))


def _write_unreleased(root: Path, dataset: str, table: pa.Table, report: BuildReport) -> str:
    # Another version of pyarrow writes other bytes for the same rows: a file that holds them is kept.
    for path in sorted((root / "datasets" / dataset).glob(f"{UNRELEASED}-*.parquet")):
        sha256 = sha256_of(path)
        if path.stem == f"{UNRELEASED}-{sha256[:12]}" and read_parquet(path).equals(table):
            return sha256
    content = encode_parquet(table, load_schema(dataset, root), smallest=False)
    sha256 = hashlib.sha256(content).hexdigest()
    name = parquet_path(dataset, UNRELEASED, sha256)
    with replacing(root / name) as temporary:
        temporary.write_bytes(content)
    report.written.append(name)
    return sha256


def _forget(root: Path) -> None:
    """Drop what was cached of the old descriptor."""
    catalog_versions.descriptor.cache_clear()
    catalog_versions.all_versions.cache_clear()
