"""Prices of language models with their scores, and the tokens that runs of benchmarks took, as two CSVs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    converted,
    date_or_none,
    integer_or_none,
    number_or_none,
    scaled_or_none,
    unique_slugs,
)
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.tables import Table, read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.names import slug

DATASET = "inference_prices"
FORMAT = "epoch-inference-prices"
SUMMARY = "Prices of language models with scores, and tokens of benchmark runs, two CSVs"
PRICES, TOKENS = LAYOUTS = (
    Layout("epoch-inference-prices", "Prices and scores of language models, of Artificial Analysis and of Epoch AI"),
    Layout("epoch-inference-tokens", "Tokens of benchmark runs"),
)

#: Names that mean one model, models that reason, and the columns of scores.
MODELS = Path(__file__).with_suffix(".yaml")

_ELO = "LMSys Chatbot Arena"
_REPOSITORY = "https://github.com/epoch-research/llm-benchmark-efficiency"


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read both tables: one record per price and score, and one per run of a benchmark.

    Args:
        paths: prices and tokens, in either order.
        previous: unused; model, date and benchmark name the record.
        root: the checkout.
        exports: under which keys of origin.yaml the files are booked.

    Raises:
        ImportRefusedError: not these two tables, a column is missing, or a cell is not what its column holds.
    """
    tables, names, booked = _by_layout(paths), yaml_text.read(MODELS), exports or Exports()
    scores, newest = names["scores"], [row.get("Release Date") for row in tables[PRICES.key].rows]
    keys = {layout.key: booked.key(layout, tables[layout.key].path, newest) for layout in LAYOUTS}
    prices, unknown = named_rows(tables[PRICES.key], DATASET, PRICES.key, root, also=[*scores, "source_file"])
    runs, more = named_rows(tables[TOKENS.key], DATASET, TOKENS.key, root, left_out=["total_tokens"])
    records = [record | {"source": keys[PRICES.key]} for _, row in prices for record in _prices(row, scores)]
    records += [_run(row) | {"source": keys[TOKENS.key]} for _, row in runs]
    for record in records:
        meant = names["same"].get(record["name"], record["name"])
        record["model"] = slug(meant)
        record["is_reasoning_model"] = meant in names["reasoning"]
    for record, identity in zip(records, unique_slugs([_parts(record) for record in records]), strict=True):
        record["record_id"] = identity
    files = [tables[layout].source(key) for layout, key in keys.items()]
    return Imported(DATASET, files, records, unknown_columns=[*unknown, *more])


def _by_layout(paths: Sequence[Path]) -> dict[str, Table]:
    if len(paths) != 2:
        raise ImportRefusedError(f"{FORMAT} reads two files, prices and tokens; {len(paths)} were given")
    tables = {}
    for path in paths:
        table = read_table(path)
        tables[(TOKENS if "Task" in table.header else PRICES).key] = table
    if len(tables) == 1:
        raise ImportRefusedError(f"{FORMAT}: both files are of {next(iter(tables))}; one has to have a column Task")
    return tables


def _prices(row: Row, scores: Mapping[str, str]) -> list[Record]:
    shared: dict[str, Any] = {
        "name": row.stated("name"),
        "price_date": row.read("price_date", date_or_none),
        "blended_price_usd_per_megatoken": row.read("blended_price_usd_per_megatoken", number_or_none),
        "output_speed_token_per_s": row.read("output_speed_token_per_s", number_or_none),
        "prefill_latency_s": row.read("prefill_latency_s", number_or_none),
        "prompt_length_token": row.read("prompt_length_token", integer_or_none),
        "source_url": f"{_REPOSITORY}/blob/main/{row.cells['source_file']}",
        "admission": "upstream",
    }
    if shared["price_date"] is None or shared["blended_price_usd_per_megatoken"] is None:
        raise ImportRefusedError(f"{row.path}, line {row.line}: {shared['name']} has no price, or none with a date")
    found: list[Record] = []
    for column, benchmark in scores.items():
        score = converted(row.path, row.line, column, row.cells[column], lambda cell: scaled_or_none(cell, "0.01"))
        if score is not None:
            found.append({"benchmark": benchmark, "score_fraction": score})
    elo = row.read("score_elo", number_or_none)
    if elo is not None:
        found.append({"benchmark": _ELO, "score_elo": elo})
    kind = "price_and_score" if found else "price_alone"
    return [shared | {"record_kind": kind} | score for score in found or [{}]]


def _run(row: Row) -> Record:
    samples = row.read("sample_count", integer_or_none)
    if not samples:
        raise ImportRefusedError(f"{row.path}, line {row.line}: total_samples is not above 0")
    return {
        "name": row.stated("name"),
        "record_kind": "benchmark_run",
        "benchmark": row.stated("benchmark"),
        "run_count": row.read("run_count", integer_or_none),
        "sample_count": samples,
        **{
            name: tokens and tokens / samples
            for name in ("input_token_per_sample", "output_token_per_sample")
            if (tokens := row.read(name, number_or_none)) is not None
        },
        "source_url": _REPOSITORY,
        "admission": "upstream",
    }


def _parts(record: Record) -> list[str]:
    when = "run" if record["record_kind"] == "benchmark_run" else str(record["price_date"])
    return [f"{record['name']} {when} {record.get('benchmark') or ''}"]
