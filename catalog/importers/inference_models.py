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
    LeftOut,
    column_account,
    date_or_none,
    integer_or_none,
    links,
    number_or_none,
    scaled_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.problems import Problems, UnknownLabelError
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
        ImportRefusedError: not one file, a column is missing, or accuracies are not in percent; all at once, cells that
            are not what their columns hold, FLOP that are not twice the MACs, sources of another commit, and rows that
            give the record of an earlier one.
    """
    table = only_table(paths, FORMAT, "the joined table")
    path = table.path
    if "top1" in table.header or "infer_gmacs" in table.header:
        raise ImportRefusedError(f"{path}: this is one of timm's own result tables; import it as timm-results")
    columns = [column for column in load_schema(DATASET).columns if column.source.keys() & _JOINED]
    upstream = {column.name: _upstream(column) for column in columns}
    needed = [*dict.fromkeys(upstream.values()), "source", "source_commit_or_version"]
    unknown, _ = column_account(table.header, dict.fromkeys(needed), path, needed)
    booked, records, left_out = exports or Exports(), dict[str, Record](), list[LeftOut]()
    problems = booked.problems
    key = next(key for layout, key in _SOURCES.values() if layout is TIMM)
    for number, line, row in table.numbered():
        record: Record = {}
        for column in columns:
            name = upstream[column.name]
            how = _CONVERSIONS.get(column.name) or _BY_TYPE[column.type]
            record[column.name] = problems.read(path, line, name, row[name], how, row=row["model"])
            if column.required and text_or_none(row[name]) is None:
                problems.add(path, line, name, row[name], "is empty", row=row["model"])
        origin = _origin(problems, path, line, row)
        if record["name"] is None or origin is None:
            left_out.append(LeftOut(key, number, row["model"], "model or source cannot be read"))
            continue
        record |= _derived(problems, path, line, row, record) | {"source": booked.named(*_SOURCES[origin])}
        if record["record_id"] in records:
            said = f"at image_size = {row['image_size']!r} is {record['record_id']}, as an earlier line already is"
            problems.add(path, line, upstream["name"], record["name"], said)
            left_out.append(LeftOut(key, number, row["model"], "repeats an earlier row"))
            continue
        records[record["record_id"]] = record
    if exports is None:
        problems.refuse()
    refuse_fractions(path, list(records.values()))
    return Imported(DATASET, [table.source(key)], list(records.values()), left_out, unknown_columns=unknown)


def refuse_fractions(path: Path, records: Sequence[Record]) -> None:
    """Refuse a file whose accuracies are fractions where percent are expected: none above one percent.

    Raises:
        ImportRefusedError: they are.
    """
    best = max((record["top1_accuracy_fraction"] or 1.0 for record in records), default=1.0)
    if best <= 0.01:
        raise ImportRefusedError(f"{path}: the best top-1 accuracy is {best:.2%}; accuracies must be in percent")


def _upstream(column: Column) -> str:
    # The three sources share the joined table's columns; some fill only one of them.
    (name,) = {column.source[key] for key in _JOINED if key in column.source}
    return name


def _origin(problems: Problems, path: Path, line: int, row: dict[str, str]) -> tuple[str, str] | None:
    origin = (row["source"].strip(), row["source_commit_or_version"].strip())

    def known(cell: str | None) -> tuple[str, str]:
        if origin not in _SOURCES:
            where = "_SOURCES in catalog/importers/inference_models.py"
            raise UnknownLabelError(" ".join(origin), where, map(" ".join, _SOURCES))
        return origin

    found: tuple[str, str] | None = problems.read(path, line, "source", " at ".join(origin), known, row=row["model"])
    return found


def _derived(problems: Problems, path: Path, line: int, row: dict[str, str], record: Record) -> Record:
    flop, mac = record["forward_flop"], record["forward_mac"]
    if flop is not None and mac is not None and flop != 2 * mac:
        said = f"is not twice forward_macs = {row['forward_macs']!r}; the table counts one MAC as two FLOP"
        problems.add(path, line, "forward_flop", row["forward_flop"], said, row=row["model"])
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
        "admission": "upstream",
    }
