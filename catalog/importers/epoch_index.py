"""Epoch AI's scores of 2023 to 2026 on the benchmarks of its capability index, and the index itself, as two CSVs.

The table of scores has one score per benchmark and model version, the highest that the source knows, from which it took
out what guessing gives: (score - chance) / (1 - chance). That is put back, so that scores stand beside those of other
sources; where the table has 0 of a benchmark with a chance level, the score is only known to be no better than chance,
and no record. A score that the results of `epoch_benchmarks` hold for the same benchmark and version is the same result
from a second source, and no record of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers import epoch_benchmarks
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    date_or_none,
    links,
    number_or_none,
    split_values,
    unique_slugs,
)
from compute_trends.catalog.importers.benchmark_cells import DATASET
from compute_trends.catalog.importers.benchmark_facts import facts
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.systems_by_name import Systems
from compute_trends.catalog.importers.tables import read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts.names import folded

FORMAT = "epoch-index"
SUMMARY = "Epoch AI's capability index of language models and the scores behind it, two CSVs or one of them"
SCORES, INDEX = LAYOUTS = (
    Layout("epoch-index-scores", "Scores behind the capability index", known_by=("performance",)),
    Layout("epoch-capability-index", "Capability index", known_by=("eci",)),
)

#: The key of the index in the dataset benchmarks.
INDEX_KEY = "epoch_capabilities_index"

_OWN_EVALUATIONS = ("Epoch evaluations", "https://epoch.ai/benchmarks")
#: How far two scores may be apart and still be one: they are printed in tenths or hundredths of a percent.
_SAME = 1e-4
#: Columns that number or group what others name, or that another dataset has.
_LEFT_OUT = (
    *("benchmark_release_date", "optimized", "model_id", "benchmark_id", "model", "Model aggregation"),
    *("Model Aggregation Date", "Display name", "Country (of organization)", "Accessibility group", "model_versions"),
)


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the tables: one record per score that is not held from another source, and one per model with an index.

    Args:
        paths: the scores, the index, or both in either order.
        previous: the records held, for scores that another source has already.
        root: the checkout.
        exports: under which keys of origin.yaml the files are booked.

    Raises:
        ImportRefusedError: not these tables; all at once, columns that are missing, labels that are unknown, and cells
            that are not what their columns hold.
    """
    booked, result, systems = exports or Exports(), Imported(DATASET, [], []), Systems(root)
    layouts: list[str] = []
    for path in paths:
        table = read_table(path)
        layout = next((item for item in LAYOUTS if set(item.known_by) <= set(table.header)), None)
        if layout is None or layout.key in layouts:
            known = " or ".join(item.known_by[0] for item in LAYOUTS)
            raise ImportRefusedError(f"{path}: {FORMAT} reads one table with a column {known} each")
        layouts.append(layout.key)
        key = booked.key(layout, path, (row.get("date") for row in table.rows))
        result.files.append(table.source(key))
        also = ["model_group"] if layout is SCORES else []
        rows, unknown = named_rows(table, DATASET, layout.key, root, booked.problems, also=also, left_out=_LEFT_OUT)
        result.unknown_columns += unknown
        if layout is SCORES:
            held = [
                row for row in previous
                if booked.layout(str(row["source"])) == epoch_benchmarks.LAYOUTS[0].key
            ]  # fmt: skip
            _read_scores(rows, key, held, systems, result)
        else:
            for number, row in rows:
                indexed = _indexed(row, systems)
                if indexed["name"] is None:
                    result.left_out.append(LeftOut(key, number, "", "names no model"))
                else:
                    result.records.append(indexed | {"source": key})
    if exports is None:
        booked.problems.refuse()
    parts = [[" ".join(filter(None, (row["benchmark"], row["model_version"] or row["name"], "eci"))),
              str(row["publication_date"])] for row in result.records]  # fmt: skip
    for record, identity in zip(result.records, unique_slugs(parts), strict=True):
        record["record_id"] = record["run_id"] = identity
    return result


def _read_scores(
    rows: Sequence[tuple[int, Row]], key: str, held: Sequence[Record], systems: Systems, result: Imported
) -> None:
    known: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in held:
        known[record["benchmark"], folded(str(record["model_version"] or record["name"] or ""))].append(record)
    counts = dict.fromkeys(("added", "equal", "conflicting"), 0)
    for number, row in rows:
        scored = _scored(row, systems)
        if scored is None:
            result.left_out.append(LeftOut(key, number, row.about, "names no benchmark and model, or no score"))
            continue
        record = scored
        label = f"{record['model_version']} on {record['benchmark']}"
        if record["score_fraction"] is None:
            result.left_out.append(LeftOut(key, number, label, "no better than chance, which the source writes as 0"))
            continue
        others = known[record["benchmark"], folded(str(record["model_version"] or record["name"]))]
        same = [item for item in others if abs(item["score_fraction"] - record["score_fraction"]) <= _SAME]
        if same:
            best = min(same, key=lambda item: (item["reference"] != record["reference"], item["record_id"]))
            reason = f"the same score, there from {best['source']}"
            result.left_out.append(LeftOut(key, number, label, reason, merged_into=best["record_id"]))
            counts["equal"] += 1
            continue
        counts["conflicting" if others else "added"] += 1
        result.records.append(record | {"source": key})
    result.notes.append(
        f"of the scores {counts['added']:,} are of a benchmark and version not held, {counts['equal']:,} equal a score "
        f"held, and {counts['conflicting']:,} differ from all those held of their benchmark and version"
    )


def _scored(row: Row, systems: Systems) -> Record | None:
    """The result of a row; None where it says not whose it is, or no score."""
    benchmark, version = row.stated("benchmark"), row.stated("model_version")
    corrected, shared = row.stated("score_fraction", _fraction), _shared(row, _model(row), systems)
    if None in (benchmark, version, corrected):
        return None
    known = facts(benchmark)
    chance = known.chance or 0.0
    # Ten digits are more than any source prints, and fewer than the arithmetic of the correction spoils.
    score = None if chance and corrected == 0 else round(corrected * (1 - chance) + chance, 10)
    source = row.text("reference")
    page = next(iter(links(source)), None)
    if source == _OWN_EVALUATIONS[0]:
        page = _OWN_EVALUATIONS[1]
    return shared | {
        "benchmark": known.key,
        "metric": known.metric,
        "score_fraction": score,
        "model_version": version,
        "reference": None if source == page else source,
        "source_url": page,
    }


def _model(row: Row) -> str:
    return row.text("name") or row.cells.get("model_group", "")


def _fraction(cell: str | None) -> float | None:
    number = number_or_none(cell)
    if number is not None and not 0 <= number <= 1:
        raise ValueError("a fraction between 0 and 1 is expected")
    return number


def _indexed(row: Row, systems: Systems) -> Record:
    return _shared(row, row.stated("name"), systems) | {
        "benchmark": INDEX_KEY,
        "metric": "index",
        "score_index": row.read("score_index", number_or_none),
        "score_low_index": row.read("score_low_index", number_or_none),
        "score_high_index": row.read("score_high_index", number_or_none),
        "model_version": None,
        "organizations": split_values(row.text("organizations")),
        "model_accessibility": row.label("model_accessibility"),
        "reference": "Epoch Capabilities Index",
    }


def _shared(row: Row, name: str | None, systems: Systems) -> Record:
    published = row.read("publication_date", date_or_none)
    return {
        "name": name,
        "is_primary_metric": True,
        "year": published.year if published else None,
        "publication_date": published,
        "milestone_system": systems.named(name) if name else None,
        "admission": "upstream",
    }
