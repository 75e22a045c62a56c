"""The benchmarks of Epoch AI's capability index, from its table of scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported, LeftOut, date_or_none
from compute_trends.catalog.importers.benchmark_facts import facts
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts.names import slug

DATASET = "benchmarks"
FORMAT = "epoch-benchmark-list"
SUMMARY = "The benchmarks that Epoch AI's table of scores for its capability index is about, as CSV"
LAYOUTS = (Layout("epoch-index-scores", "Scores behind the capability index"),)

#: Columns of the table that say nothing of the benchmark; some exports number models and benchmarks besides.
_OF_SCORES = (
    *("performance", "Model", "model", "model_version", "model_group", "date", "source", "model_id", "benchmark_id"),
    *("Model aggregation", "Model Aggregation Date"),
)


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per benchmark that it names.

    Args:
        paths: one file.
        previous: unused; the key names the record.
        root: the checkout.
        exports: under which keys of origin.yaml the files are booked.

    Raises:
        ImportRefusedError: not one file, or one of another kind; all at once, columns that are missing, cells that are
            not what their columns hold, and rows that say different things of one benchmark.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of scores"), LAYOUTS
    booked = exports or Exports()
    key = booked.key(layout, table.path, (row.get("date") for row in table.rows))
    rows, unknown = named_rows(table, DATASET, layout.key, root, booked.problems, left_out=_OF_SCORES)
    found: dict[str, Record] = {}
    repeated = 0
    left_out = []
    for number, row in rows:
        record = _record(row)
        if record is None:
            left_out.append(LeftOut(key, number, "", "names no benchmark"))
            continue
        record["source"] = key
        first = found.setdefault(record["name"], record)
        if first is not record:
            repeated += 1
        for column in ("release_date", "is_optimized_for"):
            if first[column] != record[column]:
                row.add(column, f"is another than {first[column]}, which an earlier row says")
    if exports is None:
        booked.problems.refuse()
    records = list(found.values())
    return Imported(DATASET, [table.source(key)], records, left_out, unknown_columns=unknown, repeated=repeated)


def _record(row: Row) -> Record | None:
    name, stated = row.stated("name"), row.read("release_date", date_or_none)
    is_optimized_for = row.flag("is_optimized_for")
    if name is None:
        return None
    known = facts(name)
    released, precision = (stated, "day") if stated else known.released or (None, None)
    return {
        "record_id": slug(known.key),
        "name": name,
        "benchmark": known.key,
        "aliases": list(known.aliases),
        "metric": known.metric,
        "direction": "higher_is_better",  # the source scales all of its scores so
        "chance_score_fraction": known.chance,
        "ceiling_score_fraction": known.ceiling,
        "takes_shots": known.takes_shots,
        "is_optimized_for": is_optimized_for,
        "release_date": released,
        "release_date_precision": precision,
        "source_url": known.page,
        "source_urls": list(known.facts),
        "admission": "upstream",
    }
