"""What every trend comes to on the rows that it is about, so that a list need not compute them: values.csv.

`compute-trends build --pages` writes the file, from the results that stand on the pages of the studies.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from compute_trends.catalog.texts.numbers import exact
from compute_trends.trends.results import TrendResult

PATH = "trends/doors/values.csv"
_HEAD = ("trend", "value", "low", "high", "n")


class Ours(NamedTuple):
    """The estimate of one trend, in its unit."""

    value: float | str
    low: float | None
    high: float | None
    n: int


@cache
def our_values() -> dict[str, Ours]:
    """The estimates by name of the trend."""
    with (Path(__file__).parent / "values.csv").open(encoding="utf-8", newline="") as stream:
        return {row["trend"]: _read(row) for row in csv.DictReader(stream)}


def render_values(results: Iterable[TrendResult]) -> str:
    """The text of values.csv."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEAD)
    for result in results:
        found = result.estimate
        cells = (found.value, found.low, found.high)
        shown = ["" if cell is None else cell if isinstance(cell, str) else exact(_seven(cell)) for cell in cells]
        writer.writerow([result.trend.name, *shown, found.n])
    return stream.getvalue()


def _seven(value: float) -> float:
    """To seven digits, in which machines agree."""
    return float(f"{value:.7g}")


def _read(row: dict[str, str]) -> Ours:
    low, high = (float(row[name]) if row[name] else None for name in ("low", "high"))
    value: float | str
    try:
        value = float(row["value"])
    except ValueError:
        value = row["value"]
    return Ours(value, low, high, int(row["n"]))
