"""`verify`: is what is installed, or checked out, what the descriptor says it is?

Stock readers check types and constraints but not hashes, so this does: files, hashes, row counts, columns and types,
keys, foreign keys, that `records.csv` and `origin.yaml` agree with the Parquet files, and that `croissant.json` and
the places that state the version say what the descriptor says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import DamagedPackageError, UsageError
from compute_trends.catalog.files.leftovers import JOURNAL
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.files.records import render_csv
from compute_trends.catalog.files.waivers import announced
from compute_trends.catalog.paths import PACKAGE_ROOT, is_checkout
from compute_trends.catalog.release.descriptor import sha256_of
from compute_trends.catalog.release.problems import REINSTALL, Problem
from compute_trends.catalog.release.unapplied import unapplied
from compute_trends.catalog.release.verify_derived import derived_problems
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.numbers import count
from compute_trends.catalog.versions import (
    UNRELEASED,
    Version,
    all_versions,
    current_day,
    descriptor,
    find_version,
    version_schema,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Problem", "verify"]


def verify(root: Path = PACKAGE_ROOT, progress: Callable[[str], None] = lambda _: None) -> list[Problem]:
    """Check every file of the package.

    Args:
        root: the package or checkout.
        progress: called with the path of each file before it is checked.

    Returns:
        The problems found, none if all is well.
    """
    descriptor.cache_clear()
    all_versions.cache_clear()
    try:
        known = all_versions(root)
    except (DamagedPackageError, KeyError, TypeError) as error:
        return [Problem("datapackage.json", f"cannot be read ({error})", REINSTALL)]
    problems: list[Problem] = _unfinished(root)
    for dataset, found in known.items():
        try:
            schema = load_schema(dataset, root)
        except (KeyError, ValueError) as error:
            problems.append(Problem(f"schemas/{dataset}.json", f"cannot be read ({error})", REINSTALL))
            continue
        for item in found:
            progress(_relative(item.path, root))
            problems += _file(item, schema, root)
        if not any(problem.file.startswith(f"datasets/{dataset}/") for problem in problems):
            problems += _text_files(dataset, found, schema, root)
    for dataset, found in known.items():
        problems += _without_criterion(dataset, found[-1], root)
        problems += _unapplied(dataset, root)
    serious = [problem for problem in problems if problem.severity == "error"]
    more = [] if serious else [*_foreign_keys(known, root), *derived_problems(known, root)]
    return [*problems, *more, *_waivers(known, root)]


def _without_criterion(dataset: str, newest: Version, root: Path) -> Iterator[Problem]:
    """Records of the newest version that fill none of the columns which say why a record counts."""
    schema = load_schema(dataset, root)
    if not schema.criteria or not newest.path.is_file():
        return
    columns = [name for name in schema.criteria if name not in newest.absent]
    table = read_parquet(newest.path, ["record_id", *columns])
    lacking = [row["record_id"] for row in table.to_pylist() if all(row[name] is None for name in columns)]
    if lacking:
        shown = ", ".join(lacking[:5]) + (f" and {len(lacking) - 5:,} more" if len(lacking) > 5 else "")
        yield Problem(
            _relative(newest.path, root),
            f"{count(len(lacking), 'record')} {agreed(len(lacking), 'state')} no criterion by which "
            f"{'it counts' if len(lacking) == 1 else 'they count'} ({' or '.join(columns)}): {shown}",
            "leave them out of the next release, or state it",
            severity="note",
        )


def _unapplied(dataset: str, root: Path) -> list[Problem]:
    from compute_trends.catalog.errors import ComputeTrendsError

    try:
        return unapplied(root, load_schema(dataset, root))
    except (ComputeTrendsError, OSError) as error:
        path = root / "datasets" / dataset / "corrections.yaml"
        return [Problem(_relative(path, root), str(error).removeprefix(f"{path}: "), "mend the file")]


def _waivers(datasets: Iterable[str], root: Path) -> Iterator[Problem]:
    """Waivers that are to be looked at again; who installed a copy can do nothing about them."""
    if not is_checkout(root):
        return
    day = current_day(root)
    try:
        for waiver in announced(datasets, root, day):
            fix = "look at its finding again: correct the record or give the waiver a later day"
            yield Problem(_relative(Path(waiver.file), root), waiver.told(day), fix, severity="note")
    except UsageError as error:
        yield Problem("datasets", str(error), "mend the file")


def _unfinished(root: Path) -> list[Problem]:
    """Whether a command is changing the checkout, or was stopped while it did."""
    if not (root / JOURNAL).is_dir():
        return []
    told = "a command is changing files here, or was stopped while it did"
    return [Problem(JOURNAL, told, "wait for it, or run any compute-trends command in the checkout")]


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _file(item: Version, schema: TableSchema, root: Path) -> list[Problem]:
    import pyarrow as pa
    import pyarrow.compute as pc

    name = _relative(item.path, root)
    if not item.path.is_file():
        return [Problem(name, f"the file is missing (expected sha256 {item.sha256})", REINSTALL)]
    actual = sha256_of(item.path)
    if actual != item.sha256:
        return [Problem(name, f"sha256 is {actual}, expected {item.sha256}", REINSTALL)]
    try:
        table = read_parquet(item.path)
    except (OSError, pa.ArrowException) as error:
        return [Problem(name, f"cannot be read as Parquet ({error})", REINSTALL)]
    problems = []
    if table.num_rows != item.rows:
        problems.append(Problem(name, f"{table.num_rows} rows, the descriptor says {item.rows}", "run build"))
    declared = {column.name: column.arrow_type for column in version_schema(item, root).columns}
    if table.column_names != list(declared):
        odd = sorted(set(table.column_names) ^ set(declared)) or ["their order"]
        problems.append(Problem(name, f"columns differ from schemas/{schema.name}.json: {', '.join(odd)}", "run build"))
        return problems
    for label, kind in declared.items():
        if table.schema.field(label).type != kind:
            held = table.schema.field(label).type
            problems.append(Problem(name, f"{label} is {held}, declared as {kind}", "mend schema or file"))
    ids = table["record_id"]
    if ids.null_count or pc.count_distinct(ids).as_py() != table.num_rows:
        problems.append(Problem(name, "record_id is not a key: empty or repeated values", REINSTALL))
    for column in schema.columns:
        if column.required and column.name in declared and table[column.name].null_count:
            nulls = table[column.name].null_count
            problems.append(Problem(name, f"{column.name} is required but empty on {nulls} rows", REINSTALL))
    return problems


def _text_files(dataset: str, found: list[Version], schema: TableSchema, root: Path) -> Iterator[Problem]:
    from compute_trends.catalog.errors import ComputeTrendsError
    from compute_trends.catalog.release.build import holds_the_same, records_path, working_table

    folder = f"datasets/{dataset}"
    origin = read_origin(root, dataset)
    listed: dict[str, Any] = origin.get("versions", {})
    for item in found:
        if item.version == UNRELEASED:
            continue
        entry = listed.get(item.version)
        if entry is None:
            yield Problem(f"{folder}/origin.yaml", f"does not list version {item.version}", "restore it")
        elif (entry.get("sha256"), entry.get("rows")) != (item.sha256, item.rows):
            yield Problem(
                f"{folder}/origin.yaml", f"hash or rows of {item.version} differ from the descriptor", "build"
            )
    try:
        table = working_table(root, dataset)
    except ComputeTrendsError as error:
        message = str(error).removeprefix(f"{records_path(root, dataset)}: ")
        yield Problem(f"{folder}/records.csv", message, "mend the file")
        return
    if table is None:
        yield Problem(f"{folder}/records.csv", "the file is missing", REINSTALL)
    elif not any(holds_the_same(table, read_parquet(item.path)) for item in found[-2:]):
        yield Problem(
            f"{folder}/records.csv", "holds changes since the last build", "run compute-trends build", severity="note"
        )
    if table is not None and (path := records_path(root, dataset)).read_bytes() != _canonical(schema, table):
        yield Problem(
            _relative(path, root),
            "is not in the form that import and accept write (rows by record_id, each cell in its shortest form)",
            "write it so, so that changes show as changes",
            severity="note",
        )


def _canonical(schema: TableSchema, table: pa.Table) -> bytes:
    return render_csv(schema, table.to_pylist()).encode()


def _foreign_keys(known: dict[str, list[Version]], root: Path) -> Iterator[Problem]:
    import duckdb

    connection = duckdb.connect()
    for dataset in known:
        item = find_version(dataset, None, root)
        for key in load_schema(dataset, root).foreign_keys:
            column, other = key["fields"][0], key["reference"]["resource"] or dataset
            target = find_version(other, None, root)
            rows = connection.execute(
                f"select distinct {column} from read_parquet($1) where {column} is not null and {column} not in "
                f"(select {key['reference']['fields'][0]} from read_parquet($2)) order by 1",
                [str(item.path), str(target.path)],
            ).fetchall()
            for (value,) in rows:
                yield Problem(_relative(item.path, root), f"{column} {value!r} names no record of {other}", REINSTALL)
