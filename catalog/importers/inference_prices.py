"""Prices of language models with their scores, and the tokens that runs of benchmarks took, as two CSVs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    date_or_none,
    integer_or_none,
    number_or_none,
    scaled_or_none,
    unique_slugs,
)
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import SELDOM_DAY, Layout
from compute_trends.catalog.importers.tables import Table, read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.names import slug

DATASET = "inference_prices"
FORMAT = "epoch-inference-prices"
SUMMARY = "Prices of language models with scores, and tokens of benchmark runs, two CSVs"
PRICES, TOKENS = LAYOUTS = (
    Layout(
        "epoch-inference-prices",
        "Prices and scores of language models, of Artificial Analysis and of Epoch AI",
        pause_day=SELDOM_DAY,
    ),
    Layout("epoch-inference-tokens", "Tokens of benchmark runs", pause_day=SELDOM_DAY),
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
        ImportRefusedError: not these two tables; all at once, columns that are missing, and cells that are empty or not
            what their columns hold.
    """
    tables, names, booked = _by_layout(paths), yaml_text.read(MODELS), exports or Exports()
    scores, newest = names["scores"], [row.get("Release Date") for row in tables[PRICES.key].rows]
    keys = {layout.key: booked.key(layout, tables[layout.key].path, newest) for layout in LAYOUTS}
    prices, unknown = named_rows(
        tables[PRICES.key], DATASET, PRICES.key, root, booked.problems, also=[*scores, "source_file"]
    )
    runs, more = named_rows(tables[TOKENS.key], DATASET, TOKENS.key, root, booked.problems, left_out=["total_tokens"])
    records: list[Record] = []
    left_out = []
    for layout, number, row in [*((PRICES, *item) for item in prices), *((TOKENS, *item) for item in runs)]:
        found = _prices(row, scores) if layout is PRICES else _run(row)
        if not found:
            left_out.append(LeftOut(keys[layout.key], number, row.about, "has no name, or no price and date"))
        records += [record | {"source": keys[layout.key]} for record in found]
    if exports is None:
        booked.problems.refuse()
    for record in records:
        meant = names["same"].get(record["name"], record["name"])
        record["model"] = slug(meant)
        record["is_reasoning_model"] = meant in names["reasoning"]
    for record, identity in zip(records, unique_slugs([_parts(record) for record in records]), strict=True):
        record["record_id"] = identity
    files = [tables[layout].source(key) for layout, key in keys.items()]
    return Imported(DATASET, files, records, left_out, unknown_columns=[*unknown, *more])


def _by_layout(paths: Sequence[Path]) -> dict[str, Table]:
    if len(paths) != 2:
        raise ImportRefusedError(
            f"{FORMAT} reads two files, prices and tokens; {len(paths)} {agreed(len(paths), 'were')} given"
        )
    tables = {}
    for path in paths:
        table = read_table(path)
        tables[(TOKENS if "Task" in table.header else PRICES).key] = table
    if len(tables) == 1:
        raise ImportRefusedError(f"{FORMAT}: both files are of {next(iter(tables))}; one has to have a column Task")
    return tables


def _prices(row: Row, scores: Mapping[str, str]) -> list[Record]:
    """A record per score beside a price; none where the row says not of what it is the price, or none."""
    file = row.cells.get("source_file")
    shared: dict[str, Any] = {
        "name": row.stated("name"),
        "price_date": row.stated("price_date", date_or_none),
        "blended_price_usd_per_megatoken": row.stated("blended_price_usd_per_megatoken", number_or_none),
        "output_speed_token_per_s": row.read("output_speed_token_per_s", number_or_none),
        "prefill_latency_s": row.read("prefill_latency_s", number_or_none),
        "prompt_length_token": row.read("prompt_length_token", integer_or_none),
        "source_url": f"{_REPOSITORY}/blob/main/{file}" if file else _REPOSITORY,
        "admission": "upstream",
    }
    found: list[Record] = []
    for column, benchmark in scores.items():
        score = row.cell(column, lambda cell: scaled_or_none(cell, "0.01"))
        if score is not None:
            found.append({"benchmark": benchmark, "score_fraction": score})
    elo = row.read("score_elo", number_or_none)
    if elo is not None:
        found.append({"benchmark": _ELO, "score_elo": elo})
    if None in (shared["name"], shared["price_date"], shared["blended_price_usd_per_megatoken"]):
        return []
    kind = "price_and_score" if found else "price_alone"
    return [shared | {"record_kind": kind} | score for score in found or [{}]]


def _run(row: Row) -> list[Record]:
    """The record of a run; none where the row says not of what, or of how many samples."""
    name, benchmark, samples = row.stated("name"), row.stated("benchmark"), row.stated("sample_count", _above_0)
    runs = row.read("run_count", integer_or_none)
    names = ("input_token_per_sample", "output_token_per_sample")
    tokens = {column: row.read(column, number_or_none) for column in names}
    if None in (name, benchmark, samples):
        return []
    record = {
        "name": name,
        "record_kind": "benchmark_run",
        "benchmark": benchmark,
        "run_count": runs,
        "sample_count": samples,
        **{column: count and count / samples for column, count in tokens.items() if count is not None},
        "source_url": _REPOSITORY,
        "admission": "upstream",
    }
    return [record]


def _above_0(cell: str | None) -> int | None:
    number = integer_or_none(cell)
    if number is not None and number <= 0:
        raise ValueError("it is not above 0")
    return number


def _parts(record: Record) -> list[str]:
    when = "run" if record["record_kind"] == "benchmark_run" else str(record["price_date"])
    return [f"{record['name']} {when} {record.get('benchmark') or ''}"]
