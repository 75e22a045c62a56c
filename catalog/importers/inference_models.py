"""The joined table of ImageNet networks: timm's results and benchmark, torchvision's weights, Thompson et al.'s rows.

One row per weights and input size, with the dates of paper, recipe and first appearance beside them. timm's own result
tables, which lack those dates, are read by `timm_results`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    column_account,
    converted,
    date_or_none,
    integer_or_none,
    links,
    number_or_none,
    scaled_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import Column, load_schema
from compute_trends.catalog.texts.names import slug

DATASET = "inference_models"
FORMAT = "timm"
SUMMARY = "ImageNet networks of timm, torchvision and Thompson et al., joined with their dates (inference_models.csv)"
TIMM = Layout("timm-joined", "PyTorch Image Models (timm), joined with dates", series="timm")
TORCHVISION = Layout("torchvision-joined", "torchvision, metadata of its classification weights", series="torchvision")
THOMPSON = Layout("thompson-joined", "The Computational Limits of Deep Learning, ImageNet table", series="thompson")
TIMM_RESULTS = Layout("timm-results", "PyTorch Image Models (timm), result tables", series="timm")
#: Oldest first: the joined table would undo a later refresh from timm's own tables.
LAYOUTS = (TIMM, TORCHVISION, THOMPSON, TIMM_RESULTS)

# (source, source_commit_or_version) in the table -> source key
_SOURCES = {
    ("timm", "aa4b5850c1543fa488abf260f18390eda46cf85d"): (TIMM, "timm-aa4b5850"),
    ("torchvision", "torchvision 0.29.1"): (TORCHVISION, "torchvision-0-29-1"),
    ("thompson", "sha256:eacda1e0d3359f8c"): (THOMPSON, "thompson-2022"),
}
_JOINED = {layout.key for layout, _ in _SOURCES.values()}

_PERCENT = "0.01"


def _extra_data(cell: str | None) -> list[str] | None:
    value = text_or_none(cell)
    return None if value in (None, "none") else [item.removeprefix("other:") for item in str(value).split("+")]


def _uses_extra_data(cell: str | None) -> bool | None:
    value = text_or_none(cell)
    return None if value is None else value != "none"


def _files(cell: str | None) -> list[str] | None:
    return [item.strip() for item in (cell or "").split(";") if item.strip()] or None


_CONVERSIONS: dict[str, Callable[[str | None], object]] = {
    "top1_accuracy_fraction": lambda cell: scaled_or_none(cell, _PERCENT),
    "top5_accuracy_fraction": lambda cell: scaled_or_none(cell, _PERCENT),
    "uses_extra_training_data": _uses_extra_data,
    "training_data_extra": _extra_data,
    "upstream_files": _files,
    "source_url": lambda cell: next(iter(links(cell)), None),
}
_BY_TYPE: dict[str, Callable[[str | None], object]] = {
    "string": text_or_none,
    "number": number_or_none,
    "integer": integer_or_none,
    "date": date_or_none,
}


def record_id(name: str, image_size_pixel: int | None) -> str:
    """The id of a network's weights at one input size; always with the size, so that a new size moves no old id."""
    return slug(name, str(image_size_pixel) if image_size_pixel else None)


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the joined table, one record per row.

    Raises:
        ImportRefusedError: not one file, a column is missing, a cell is not what its column holds, accuracies are not
            in percent, the FLOP are not twice the MACs, the source is of another commit, or two rows give one record.
    """
    table = only_table(paths, FORMAT, "the joined table")
    path = table.path
    if "top1" in table.header or "infer_gmacs" in table.header:
        raise ImportRefusedError(f"{path}: this is one of timm's own result tables; import it as timm-results")
    columns = [column for column in load_schema(DATASET).columns if column.source.keys() & _JOINED]
    upstream = {column.name: _upstream(column) for column in columns}
    needed = [*dict.fromkeys(upstream.values()), "source", "source_commit_or_version"]
    unknown, _ = column_account(table.header, dict.fromkeys(needed), path, needed)
    records: dict[str, Record] = {}
    for _, line, row in table.numbered():
        record: Record = {}
        for column in columns:
            name = upstream[column.name]
            how = _CONVERSIONS.get(column.name) or _BY_TYPE[column.type]
            record[column.name] = converted(path, line, name, row[name], how)
            if column.required and record[column.name] is None:
                raise ImportRefusedError(f"{path}, line {line}: {name} is empty")
        record |= _derived(path, line, row, record, exports or Exports())
        if record["record_id"] in records:
            raise ImportRefusedError(
                f"{path}, line {line}: model = {record['name']!r} at image_size = {row['image_size']!r} would be the "
                f"record {record['record_id']}, which an earlier line already is"
            )
        records[record["record_id"]] = record
    refuse_fractions(path, list(records.values()))
    key = next(key for layout, key in _SOURCES.values() if layout is TIMM)
    return Imported(DATASET, [table.source(key)], list(records.values()), unknown_columns=unknown)


def refuse_fractions(path: Path, records: Sequence[Record]) -> None:
    """Refuse a file whose accuracies are fractions where percent are expected: none above one percent.

    Raises:
        ImportRefusedError: they are.
    """
    best = max(float(record["top1_accuracy_fraction"]) for record in records)
    if best <= 0.01:
        raise ImportRefusedError(f"{path}: the best top-1 accuracy is {best:.2%}; accuracies must be in percent")


def _upstream(column: Column) -> str:
    # The three sources share the joined table's columns; some fill only one of them.
    (name,) = {column.source[key] for key in _JOINED if key in column.source}
    return name


def _derived(path: Path, line: int, row: dict[str, str], record: Record, exports: Exports) -> Record:
    origin = (row["source"].strip(), row["source_commit_or_version"].strip())
    if origin not in _SOURCES:
        raise ImportRefusedError(
            f"{path}, line {line}: source = {origin[0]!r} at source_commit_or_version = {origin[1]!r} is none of "
            f"{', '.join(' '.join(known) for known in _SOURCES)}"
        )
    if record["forward_flop"] != 2 * record["forward_mac"]:
        raise ImportRefusedError(
            f"{path}, line {line}: forward_flop = {row['forward_flop']!r} is not twice forward_macs = "
            f"{row['forward_macs']!r}; the table counts one MAC as two FLOP"
        )
    recipe_date = record["recipe_date"]
    recipe_precision = None if recipe_date is None else "month" if recipe_date.day == 1 else "day"
    precisions = {
        "paper": record["publication_date_precision"],
        "recipe_paper": recipe_precision,
        "first_seen_in_timm": "day",
    }
    return {
        "record_id": record_id(record["name"], record["image_size_pixel"]),
        "recipe_date_precision": recipe_precision,
        "effective_date_precision": precisions.get(record["effective_date_basis"] or ""),
        "source": exports.named(*_SOURCES[origin]),
        "admission": "upstream",
    }
