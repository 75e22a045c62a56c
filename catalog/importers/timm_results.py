"""timm's own result tables (github.com/huggingface/pytorch-image-models, folder results).

Two files make the records: `results-imagenet.csv` holds accuracies per weights and input size, one of
`benchmark-infer-<format>-<layout>-pt<version>-cu<version>-<device>.csv` computation and throughput per network and
input size; accelerator and set-up of the measurement are in the name of the file only. The tables have no dates: facts
on papers and weights are taken over from the records now held, and stay unknown for networks that are new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    integer_or_none,
    number_or_none,
    read_csv,
    scaled_or_none,
    source_file,
    text_or_none,
)
from compute_trends.catalog.importers.columns import account_columns
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.inference_models import TIMM, TIMM_RESULTS, record_id, refuse_fractions
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, load_schema
from compute_trends.catalog.texts.numbers import count

DATASET = "inference_models"
FORMAT = "timm-results"
SUMMARY = "timm's result tables: results-imagenet.csv with one benchmark-infer-*.csv"
TABLES_TOGETHER = True  # those of an archive
LAYOUTS = (TIMM, TIMM_RESULTS)  # oldest first

_TREE = "https://github.com/huggingface/pytorch-image-models/tree/main/results"

# Columns that timm's tables have beside those in the schema.
_RESULTS_ONLY = ("top1_err", "top5_err", "crop_pct", "interpolation")
_BENCHMARK_ONLY = ("infer_img_size", "infer_step_time")

_BENCHMARK_NAME = re.compile(
    r"benchmark-infer-(?P<format>amp|amp_bf16|bf16|fp16|fp32)-(?P<layout>nchw|nhwc)"
    r"-pt(?P<torch>\d+)-cu(?P<cuda>\d+)-(?P<device>[a-z0-9_]+)(?P<dynamo>-dynamo)?\.csv"
)
_NUMBER_FORMATS = {
    "amp": "amp_float16",
    "amp_bf16": "amp_bfloat16",
    "bf16": "bfloat16",
    "fp16": "float16",
    "fp32": "float32",
}
_DEVICES = {
    "3090": "NVIDIA GeForce RTX 3090",
    "4090": "NVIDIA GeForce RTX 4090",
    "5090": "NVIDIA GeForce RTX 5090",
    "pro6000maxq": "NVIDIA RTX PRO 6000 Blackwell Max-Q",
}

# Facts that the tables lack, by what they hold of: all rows of an architecture, or all rows of the same weights.
_OF_ARCHITECTURE = (
    "architecture_family", "reference", "source_url", "publication_date", "publication_date_precision",
    "publication_date_evidence", "config_origin",
)  # fmt: skip
_OF_WEIGHTS = (
    "weights_origin", "recipe_url", "recipe_date", "recipe_date_precision", "first_seen_in_timm_date",
    "effective_date", "effective_date_precision", "effective_date_basis", "uses_extra_training_data",
    "training_data_extra",
)  # fmt: skip

_CONVERSIONS: dict[str, Callable[[str | None], object]] = {
    "name": text_or_none,
    "image_size_pixel": integer_or_none,
    "top1_accuracy_fraction": lambda cell: scaled_or_none(cell, "0.01"),
    "top5_accuracy_fraction": lambda cell: scaled_or_none(cell, "0.01"),
    "parameters": lambda cell: _scaled_with_commas(cell, "1e6"),
    "forward_mac": lambda cell: _scaled_with_commas(cell, "1e9"),
    "forward_flop": lambda cell: _scaled_with_commas(cell, "2e9"),  # one MAC is two FLOP
    "activations": lambda cell: _scaled_with_commas(cell, "1e6"),
    "throughput_image_per_s": number_or_none,
    "throughput_batch_size": integer_or_none,
}


def _scaled_with_commas(cell: str | None, factor: str) -> float | None:
    # timm writes 1,014.45 for a thousand million parameters
    return scaled_or_none((cell or "").replace(",", ""), factor)


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Join accuracies and benchmark on architecture and input size, one record per row of accuracies.

    Raises:
        ImportRefusedError: not the two tables, a column is missing, accuracies are not in percent, or the benchmark's
            file name does not say how it was measured; all at once, cells that are empty or not what their columns
            hold, and rows that stand twice.
    """
    results_path, benchmark_path = _two_tables(paths)
    setup = _setup(benchmark_path)
    booked = exports or Exports()
    key, problems = booked.key(TIMM_RESULTS, results_path), booked.problems
    accuracies = _table(results_path, "top1", _RESULTS_ONLY, "img_size", problems)
    benchmark = _table(benchmark_path, "infer_gmacs", _BENCHMARK_ONLY, "infer_img_size", problems)
    if exports is None:
        problems.refuse()
    files = [source_file(key, results_path, accuracies.count), source_file(key, benchmark_path, benchmark.count)]

    facts = _Facts(previous)
    records: list[Record] = []
    left_out = [
        LeftOut(key, number, name, why) for table in (accuracies, benchmark) for number, name, why in table.left
    ]
    users: dict[tuple[str, int], str] = {}
    for (name, size), (number, accuracy) in accuracies.rows.items():
        architecture = name.split(".")[0]
        _, measured = benchmark.rows.get((architecture, size), (0, None))
        if measured is None:
            reason = f"the benchmark has no {architecture} at {size} pixels, so its computation is unknown"
            left_out.append(LeftOut(key, number, name, reason))
            continue
        record = facts.of(architecture, name) | measured | accuracy | setup
        record |= {
            "record_id": record_id(name, size),
            "architecture": architecture,
            "mac_basis": "timm_benchmark_gmacs_2dp",
            "upstream_files": [f"results/{results_path.name}", f"results/{benchmark_path.name}"],
            "note": _parameter_note(accuracy["parameters"], measured["parameters"]),
            "source": key,
            "admission": "upstream",
        }
        record["source_url"] = record.get("source_url") or _TREE
        users.setdefault((architecture, size), record["record_id"])
        records.append(record)
    for (architecture, size), (number, _) in benchmark.rows.items():
        user = users.get((architecture, size))
        reason = "computation and throughput of a record" if user else f"no accuracy at {size} pixels"
        left_out.append(LeftOut(key, number, architecture, reason, merged_into=user))
    if not records:
        raise ImportRefusedError(f"{results_path} and {benchmark_path} have no network and input size in common")
    refuse_fractions(results_path, records)
    new = sorted({record["name"] for record in records if record.get("publication_date") is None})
    notes = [f"new networks, dates unknown ({len(new)}): {', '.join(new)}"] if new else []
    return Imported(DATASET, files, records, left_out, [*accuracies.unknown, *benchmark.unknown], notes=notes)


def _two_tables(paths: Sequence[Path]) -> tuple[Path, Path]:
    results, benchmarks = [], []
    for path in paths:
        header, _ = read_csv(path)
        if "top1" in header:
            results.append(path)
        elif "infer_gmacs" in header:
            benchmarks.append(path)
        elif "infer_samples_per_sec" in header:
            raise ImportRefusedError(
                f"{path}: this inference benchmark states no computation (column infer_gmacs); give one of the other "
                "measurements beside it"
            )
        elif "forward_macs" in header:
            raise ImportRefusedError(f"{path}: this is the joined table; import it as timm")
        else:
            raise ImportRefusedError(
                f"{path}: neither accuracies (column top1) nor an inference benchmark (column infer_gmacs); "
                f"found {header[:8]}"
            )
    if len(results) != 1 or len(benchmarks) != 1:
        raise ImportRefusedError(
            f"{FORMAT} reads results-imagenet.csv and one benchmark-infer-*.csv together; "
            f"{count(len(results), 'table')} of accuracies and {count(len(benchmarks), 'benchmark')} were given"
        )
    return results[0], benchmarks[0]


def _setup(path: Path) -> Record:
    match = _BENCHMARK_NAME.fullmatch(path.name)
    device = match["device"].removeprefix("rtx") if match else ""
    if match is None or device not in _DEVICES:
        raise ImportRefusedError(
            f"{path}: the file's name must say how the throughput was measured, as in "
            f"benchmark-infer-amp-nchw-pt291-cu128-4090.csv, on one of {', '.join(_DEVICES)}"
        )
    cuda = f"{match['cuda'][:-1]}.{match['cuda'][-1]}"
    mode = "dynamo" if match["dynamo"] else "eager"
    return {
        "throughput_accelerator": _DEVICES[device],
        "throughput_number_format": _NUMBER_FORMATS[match["format"]],
        "throughput_setup": f"PyTorch {_torch_version(match['torch'])} CUDA {cuda} {match['layout'].upper()} {mode}",
    }


def _torch_version(digits: str) -> str:
    # pt110 to pt113 are 1.10 to 1.13; from 2.0 on every part has a digit of its own, as in pt291
    return f"1.{digits[1:]}" if digits.startswith("1") else ".".join(digits)


@dataclass
class _Table:
    """One of the two tables.

    Attributes:
        rows: (number from 1, converted cells) by model and input size.
        unknown: columns that nobody knows.
        count: all rows of the file.
        left: (number, model, reason) of rows that are none of `rows`.
    """

    rows: dict[tuple[str, int], tuple[int, Record]]
    unknown: list[str]
    count: int
    left: list[tuple[int, str, str]] = field(default_factory=list)


def _table(path: Path, marker: str, extra: Sequence[str], size_column: str, problems: Problems) -> _Table:
    """Read one of the tables; what of it cannot be read goes to the problems."""
    header, rows = read_csv(path)
    columns, layout = load_schema(DATASET).columns, TIMM_RESULTS.key
    declared = {column.name: column.source[layout] for column in columns if layout in column.source}
    # parameters are in both tables; the rest belongs to the accuracies or, with its prefix, to the benchmark
    own = {
        name: upstream
        for name, upstream in declared.items()
        if upstream in ("model", "param_count") or upstream.startswith("infer_") == marker.startswith("infer_")
    }
    own["image_size_pixel"] = size_column
    needed = [*dict.fromkeys(own.values())]
    unknown = account_columns(header, path, needed, extra, problems, f"schemas/{DATASET}.json under {layout}")
    table = _Table({}, unknown, len(rows))
    for number, row in enumerate(rows, start=1):
        line, model = number + 1, row.get("model", "")
        record: Record = {}
        for name, upstream in own.items():
            record[name] = None
            if text_or_none(row.get(upstream)) is None:
                problems.add(path, line, upstream, row.get(upstream), "is empty; the file may be cut off", row=model)
            else:
                record[name] = problems.read(path, line, upstream, row.get(upstream), _CONVERSIONS[name], row=model)
        which = (record["name"], record["image_size_pixel"])
        if None in which:
            table.left.append((number, model, "names no model and input size that can be read"))
        elif which in table.rows:
            problems.add(path, line, "model", model, f"stands twice at {size_column} = {which[1]}")
            table.left.append((number, model, "stands twice"))
        else:
            table.rows[which] = (number, record)
    return table


def _parameter_note(parameters: float | None, benchmarked: float | None) -> str | None:
    if benchmarked is None or parameters in (None, benchmarked):
        return None
    return f"the network of the benchmark had {benchmarked / 1e6:.2f}M parameters"


class _Facts:
    """What the records now held say of an architecture and of weights."""

    def __init__(self, previous: Sequence[Record]) -> None:
        lists = {column.name for column in load_schema(DATASET).columns if column.is_list}
        self._architectures: dict[str, Record] = {}
        self._weights: dict[str, Record] = {}
        for row in previous:
            plain = {
                name: value.split(LIST_DELIMITER) if name in lists and isinstance(value, str) else value
                for name, value in row.items()
            }
            self._architectures.setdefault(str(plain["architecture"]), _part(plain, _OF_ARCHITECTURE))
            self._weights.setdefault(str(plain["name"]), _part(plain, _OF_WEIGHTS))

    def of(self, architecture: str, name: str) -> Record:
        return self._architectures.get(architecture, {}) | self._weights.get(name, {})


def _part(record: Mapping[str, object], names: Sequence[str]) -> Record:
    return {name: record.get(name) for name in names}
