"""Reads the tables behind Thompson et al., "The Computational Limits of Deep Learning": one file per benchmark.

Each source row is a run: a model of a paper, with up to six scores and the computation behind it. It becomes one record
per score. Scores are percent, times seconds, peak rates GFLOP/s of one device. Nothing is corrected here: a value
that stands in the wrong column upstream comes out in that column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    column_account,
    integer_or_none,
    links,
    read_csv,
    scaled_or_none,
    source_file,
    text_or_none,
    unique_slugs,
)
from compute_trends.catalog.importers.benchmark_cells import DATASET, fraction_of_percent
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout, columns_of
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import Column, load_schema
from compute_trends.catalog.texts.names import slug

FORMAT = "thompson"
SUMMARY = "The Computational Limits of Deep Learning: one CSV per benchmark (ImageNet, COCO, SQuAD, CoNLL, WMT)"
TABLES_TOGETHER = True  # those of an archive
LAYOUTS = (Layout("thompson", "The Computational Limits of Deep Learning, data of the meta-analysis", undated=True),)

# Columns that every one of the six files has.
_NEEDED = ("name", "year", "title", "paper_with_code", "paper_link", "fp_bp_ratio", "training_gpu_model",
           "training_gpu_amount", "training_gpu_ptp_gflops", "training_time_total_sec", "hardware_burden")  # fmt: skip
# The COCO file spells one column in its own way.
_SPELLINGS = {"lo10net": "log10net"}
_SECONDS_PER_HOUR = 3600
# Remarks of the authors.
_LEFT_OUT = ("comments", "relevant")
_HEADER = "a row of the header"


@dataclass(frozen=True)
class _Benchmark:
    name: str
    metrics: dict[str, str]  # score column of the source -> metric; the first one is primary


_BENCHMARKS = (
    _Benchmark("imagenet", {"(TOP 1 score)": "top_1_accuracy", "(TOP 5 score)": "top_5_accuracy"}),
    _Benchmark(
        "ms_coco",
        {
            "(BOX AP)": "box_ap",
            "(AP50)": "ap50",
            "(AP75)": "ap75",
            "(APS)": "ap_small",
            "(APM)": "ap_medium",
            "(APL)": "ap_large",
        },
    ),
    _Benchmark("squad_1_1", {"(EM score)": "exact_match", "(F1 score)": "f1"}),
    _Benchmark("conll_2003", {"(F1 score)": "f1"}),
    _Benchmark("wmt2014_en_fr", {"(BLEU)": "bleu", "(SACREBLEU)": "sacrebleu"}),
    _Benchmark("wmt2014_en_de", {"(BLEU)": "bleu", "(SACREBLEU)": "sacrebleu"}),
)


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read one or more of the six files; `previous` is not needed, since ids depend on the files alone.

    Raises:
        ImportRefusedError: a file is none of the six, comes twice, lacks a column or holds a malformed cell.
    """
    asked, imported, exports = exports is None, Imported(DATASET, [], []), exports or Exports()
    columns = columns_of(load_schema(DATASET), LAYOUTS[0].key)
    seen: dict[str, Path] = {}
    found: set[str] = set()
    for path in paths:
        header, rows = read_csv(path, {*columns, *_SPELLINGS, *(name for item in _BENCHMARKS for name in item.metrics)})
        benchmark = _identify(path, header)
        if benchmark.name in seen:
            raise ImportRefusedError(f"{path}: {benchmark.name} was already read from {seen[benchmark.name]}")
        seen[benchmark.name] = path
        header = [_SPELLINGS.get(name, name) for name in header]
        renames = dict.fromkeys([*columns, *benchmark.metrics])
        unknown, _ = column_account(header, renames | dict.fromkeys(_LEFT_OUT), path, [*_NEEDED, *benchmark.metrics])
        filled = [name for name in unknown if any(row.get(name) for row in rows)]
        imported.unknown_columns += [f"{path.name}: {name}" for name in filled]
        key = exports.key(LAYOUTS[0], path)
        imported.files.append(source_file(key, path, len(rows)))
        found.update(header)
        _read_runs(path, key, benchmark, columns, rows, imported, exports.problems)
    imported.missing_columns = [name for name in columns if name not in found]
    if asked:
        exports.problems.refuse()
    return imported


def _identify(path: Path, header: Sequence[str]) -> _Benchmark:
    scores = {name for name in header if name.startswith("(")}
    fitting = [benchmark for benchmark in _BENCHMARKS if scores == set(benchmark.metrics)]
    if len(fitting) > 1:  # the two translation files have the same scores
        compact = path.stem.lower().replace("_", "").replace("-", "")
        fitting = [benchmark for benchmark in fitting if benchmark.name[-5:].replace("_", "") in compact]
    if len(fitting) == 1:
        return fitting[0]
    if scores == {"(BLEU)", "(SACREBLEU)"}:
        raise ImportRefusedError(f"{path}: the file name must say en_fr or en_de, the columns do not tell which it is")
    known = "; ".join(" ".join(benchmark.metrics) for benchmark in _BENCHMARKS[:5])
    raise ImportRefusedError(
        f"{path}: the score columns {sorted(scores) or 'are missing'} are not those of a known benchmark ({known})"
    )


def _read_runs(
    path: Path,
    key: str,
    benchmark: _Benchmark,
    columns: dict[str, Column],
    rows: list[dict[str, str]],
    imported: Imported,
    problems: Problems,
) -> None:
    prefix = slug(benchmark.name)
    # Within these closed tables model and year tell all runs apart; the title is there for files that were extended.
    runs = [(number, row) for number, row in enumerate(rows, start=1) if not _is_header(row, benchmark)]
    headers = sorted(set(range(1, len(rows) + 1)) - {number for number, _ in runs})
    imported.left_out += [LeftOut(key, number, rows[number - 1]["name"], _HEADER) for number in headers]
    ids = unique_slugs([(row["name"], row["year"], row["title"]) for _, row in runs])
    for (number, row), own_id in zip(runs, ids, strict=True):
        line = number + 1
        run = _run(path, line, columns, row, problems)
        run |= {"run_id": f"{prefix}-{own_id}", "benchmark": benchmark.name, "source": key}
        scores = {
            metric: problems.read(path, line, column, row[column], fraction_of_percent, row=row["name"])
            for column, metric in benchmark.metrics.items()
        }
        if all(score is None for score in scores.values()):
            imported.left_out.append(LeftOut(key, number, row["name"], f"{benchmark.name}: no score"))
        primary = next(iter(scores))
        imported.records += [
            run
            | {
                "record_id": f"{run['run_id']}-{slug(metric)}",
                "metric": metric,
                "score_fraction": score,
                "is_primary_metric": metric == primary,
            }
            for metric, score in scores.items()
            if score is not None
        ]


def _is_header(row: dict[str, str], benchmark: _Benchmark) -> bool:
    """Whether a row only repeats or explains the header: it names no run, and none of its scores is a number."""
    if row["name"].strip().lower() not in ("", "name"):
        return False
    return not any(re.search(r"\d", re.sub(r"_?[a-z]+\d*_?", "", row[column].lower())) for column in benchmark.metrics)


def _run(path: Path, line: int, columns: dict[str, Column], row: dict[str, str], problems: Problems) -> Record:
    """What the scores of one source row share."""
    run: Record = {"admission": "upstream"}
    for upstream, cell in row.items():
        column = columns.get(_SPELLINGS.get(upstream, upstream))
        if column is not None:
            run[column.name] = problems.read(path, line, upstream, cell, _conversion(column), row=row["name"])
    return run


def _conversion(column: Column) -> Callable[[str | None], Any]:
    if column.name == "source_url":
        return lambda cell: next(iter(links(cell)), None)
    if column.name.endswith("_time_hour"):
        return _hours_of_seconds
    if column.type == "number":
        factor = "1e9" if column.name.endswith("_peak_flop_per_s") else "1"
        return lambda cell: scaled_or_none(cell, factor)
    if column.type == "integer":
        return integer_or_none
    if column.is_list:  # a stage of the source has one dataset; its name may hold a comma
        return lambda cell: [text] if (text := text_or_none(cell)) else []
    return text_or_none


def _hours_of_seconds(cell: str | None) -> float | None:
    seconds = scaled_or_none(cell, "1")
    return None if seconds is None else seconds / _SECONDS_PER_HOUR
