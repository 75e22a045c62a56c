"""Reads language-model scores collected for Epoch's benchmark stitching, joined to training compute.

One source row is one score of a model version on one benchmark, in percent. Exact repeats and rows without a score are
left out and listed. A row may name a model, only a version of it, or neither; then `name` stays empty.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, read_records
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    column_account,
    date_or_none,
    links,
    number_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.benchmark_cells import DATASET, fraction_of_percent, one_of
from compute_trends.catalog.importers.columns import meaning
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout, columns_of
from compute_trends.catalog.importers.milestone_identity import names_of_records
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.importers.stitching_tables import Stitched, is_raw, stitch
from compute_trends.catalog.importers.tables import read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.names import slug

FORMAT = "epoch-benchmarks"
SUMMARY = "Epoch benchmark stitching: scores of language models on 11 benchmarks, with training compute where known"
TABLES_TOGETHER = True  # those of an archive
LAYOUTS = (
    Layout(
        "epoch-benchmark-stitching-joined",
        "Benchmark stitching, scores of language models, joined to Epoch's model exports",
        series="epoch-benchmark-stitching",
    ),
    Layout("epoch-benchmark-stitching", "Benchmark stitching, scores of language models"),
)

#: Where the words stand that a source may use.
_LISTED = "datasets/benchmarks/records.csv"
_HERE = "in catalog/importers/epoch_benchmarks.py"

_NEEDED = ("benchmark", "metric", "score", "shots", "model_version", "model", "source", "source_link")
# All of these count right answers; bbh is averaged over its tasks.
_METRICS: dict[str, str | None] = {
    "EM": "exact_match",
    "Score": "accuracy",
    "Accuracy": "accuracy",
    "Challenge score": "accuracy",
    "Overall accuracy": "accuracy",
    "Average": "average_accuracy",
}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    milestone_names: Mapping[str, str] | None = None,
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read one file, or several that complete each other.

    `previous` holds the records released so far: a row that is among them keeps its record_id, and so does one whose
    score alone was revised. `milestone_names` are the names of milestone systems that a model may have, each with the
    one that `milestone_system` holds; without them, those that the milestone_systems records of the checkout have, or
    had in an earlier table.

    Raises:
        ImportRefusedError: a column is missing; all at once, cells that are malformed or name an unknown benchmark or
            metric.
    """
    asked, imported, exports = exports, Imported(DATASET, [], []), exports or Exports()
    names = _milestone_names(root) if milestone_names is None else milestone_names
    if not names:
        imported.notes.append("milestone_systems has no records yet: milestone_system is empty in every record")
    schema, benchmarks = load_schema(DATASET), _benchmarks(root)
    renames = columns_of(schema, LAYOUTS[0].key)
    first_rows: dict[tuple[str, ...], str] = {}
    tables = [read_table(path, renames) for path in paths]
    raw = [table for table in tables if is_raw(table.header)]
    if raw and len(raw) < len(tables):
        raise ImportRefusedError(f"{raw[0].path} is a file of the repository, others are the joined table; part them")
    held = [old for old in previous if exports.layout(old["source"]) in {layout.key for layout in LAYOUTS}]
    stitched = stitch(raw, held, _own(held, benchmarks), _METRICS, root, benchmarks) if raw else Stitched()
    imported.notes += stitched.notes
    released = [row["Version release date"] for table in stitched.versions for row in table.rows]
    imported.files += [table.source(exports.key(LAYOUTS[1], table.path, released)) for table in stitched.versions]
    for table in tables:
        path, header, rows = table.path, table.header, table.rows
        if raw:
            if path not in stitched.rows:
                continue
            rows, unknown, missing = stitched.rows[path], list[str](), list[str]()
            layout = LAYOUTS[1]
        else:
            unknown, missing = column_account(header, renames, path, _NEEDED)
            layout = LAYOUTS[0]
        key = exports.key(layout, path, released if raw else [row.get("version_release_date") for row in rows])
        imported.files.append(table.source(key))
        imported.unknown_columns += unknown
        imported.missing_columns += missing
        lines = [line for _, line, _ in table.numbered()]
        for number, (line, row) in enumerate(zip(lines, rows, strict=True), start=1):
            reason = None
            if text_or_none(row["score"]) is None:
                reason = "no score"
            elif (content := tuple(row[name] for name in sorted(row))) in first_rows:
                reason = f"repeats {first_rows[content]} exactly"
            else:
                first_rows[content] = f"row {number}" + (f" of {path.name}" if len(paths) > 1 else "")
                record = _record(exports.problems, path, line, row, benchmarks, names)
                if record is None:
                    reason = "benchmark, metric or score cannot be read"
                else:
                    imported.records.append(record | {"source": key})
            if reason:
                name = text_or_none(row["model"]) or text_or_none(row["model_version"]) or "unnamed"
                imported.left_out.append(LeftOut(key, number, f"{name} on {row['benchmark']}", reason))
    if asked is None:
        exports.problems.refuse()
    _give_ids(imported.records, held)
    if raw:  # results on benchmarks whose files were not given stay
        imported.records += [old for old in held if old["benchmark"] not in stitched.benchmarks]
    return imported


def _own(held: Sequence[Record], benchmarks: Collection[str]) -> Collection[str]:
    """The benchmarks whose scores are this source's; another one may stand behind others."""
    return {str(old["benchmark"]) for old in held} or benchmarks


def _benchmarks(root: Path) -> dict[str, str | None]:
    """The key of each benchmark of the dataset benchmarks, by itself: the source writes the same keys."""
    path = Path("datasets") / "benchmarks" / "records.csv"
    held = read_records((root if (root / path).is_file() else PACKAGE_ROOT) / path, load_schema("benchmarks"))
    return {str(row["benchmark"]): str(row["benchmark"]) for row in held}


def _milestone_names(root: Path) -> dict[str, str]:
    path = root / "datasets" / "milestone_systems" / "records.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as handle:
        held = {row["record_id"]: row["name"] for row in csv.DictReader(handle) if row["name"]}
    earlier = names_of_records(held, root)
    return {name: held[record_id] for name, record_id in earlier.items()} | {name: name for name in held.values()}


def _record(
    problems: Problems,
    path: Path,
    line: int,
    row: Mapping[str, str],
    benchmarks: Mapping[str, str | None],
    milestone_names: Mapping[str, str],
) -> Record | None:
    """The record of a row; None where benchmark, metric or score cannot be read."""
    model, version = text_or_none(row["model"]), text_or_none(row["model_version"])

    def cell(column: str, how: Callable[[str | None], Any]) -> Any:
        return problems.read(path, line, column, row.get(column), how, row=model or version or "")

    benchmark, metric = (
        cell("benchmark", one_of(benchmarks, _LISTED)),
        cell("metric", one_of(_METRICS, f"_METRICS {_HERE}")),
    )
    score, released = cell("score", fraction_of_percent), cell("version_release_date", date_or_none)
    numbers = {name: cell(name, number_or_none) for name in ("parameters", "training_compute_flop")}
    confidence = cell("compute_confidence", meaning(DATASET, "compute_confidence"))
    shots = text_or_none(row["shots"])
    published = cell("model_publication_date", date_or_none)
    if benchmark is None or metric is None or score is None:
        return None
    return {
        "name": model or version,
        "benchmark": benchmark,
        "metric": metric,
        "score_fraction": score,
        "is_primary_metric": True,
        "shots": int(found[1]) if shots and (found := re.fullmatch(r"(\d+)(?:-shot)?", shots)) else None,
        "shots_as_reported": shots,
        "year": published.year if published else None,
        "publication_date": published,
        "model_version": version,
        "version_release_date": released,
        "reference": text_or_none(row["source"]),
        "milestone_system": milestone_names.get(model) if model else None,
        **numbers,
        "compute_confidence": confidence,
        "source_url": next(iter(links(row["source_link"])), None),
        "admission": "upstream",
    }


def _stem(record: Mapping[str, Any]) -> str:
    """The part of a record_id that does not depend on the score: benchmark, model version, shots and source."""
    shots = record["shots"] if record["shots"] is not None else record["shots_as_reported"]
    link = record["source_url"] or ""
    arxiv = re.search(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})", link)
    origin = f"arxiv {arxiv[1]}" if arxiv else urlsplit(link).netloc.removeprefix("www.")
    return slug(
        record["benchmark"],
        record["model_version"] or record["name"] or "unnamed",
        None if shots is None else f"{shots} shot",
        origin,
    )


def _give_ids(records: Sequence[Record], previous: Sequence[Record]) -> None:
    """Add record_id and run_id, which are the same here, since a source row is one score.

    Where several records have one stem, the score tells them apart, and a hash of the content those that even the score
    does not. No id depends on the order of the rows.
    """
    released: dict[str, dict[float, str]] = defaultdict(dict)
    for old in previous:
        released[_stem(old)][old["score_fraction"]] = old["record_id"]
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[_stem(record)].append(record)
    taken = {name for scores in released.values() for name in scores.values()}
    for stem, group in groups.items():
        known = released[stem]
        if len(group) == 1 and len(known) == 1:  # the same result, its score perhaps revised
            group[0]["record_id"] = next(iter(known.values()))
            continue
        scores = [record["score_fraction"] for record in group]
        for record in group:
            score = record["score_fraction"]
            unique = scores.count(score) == 1
            name = stem if len(group) == 1 else f"{stem}-{slug(f'{score * 100:.6g}')}"
            if unique and score in known:
                name = known[score]
            elif not unique or name in taken:
                name = f"{name}-{_content_hash(record)}"
            record["record_id"] = name
    for record in records:
        record["run_id"] = record["record_id"]


def _content_hash(record: Mapping[str, Any]) -> str:
    """Six hexadecimal digits from what identifies a result; figures that a later export may add do not count."""
    identifying = ("name", "metric", "score_fraction", "shots_as_reported", "reference", "source_url")
    content = "\n".join(str(record[name]) for name in identifying)
    return hashlib.sha256(content.encode()).hexdigest()[:6]
