"""The figures that studies published, as `figures.csv` holds them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError

PUBLISHED = Path(__file__).parent / "figures.csv"


@dataclass(frozen=True)
class Figure:
    """A number (or, rarely, a direction in words) that a study printed, with where it did."""

    id: str
    study: str
    quantity: str
    subset: str
    value: float | str
    low: float | None
    high: float | None
    level: float | None
    unit: str
    n: int | None
    r2: float | None
    reference: str
    headline: bool  # what people quote
    decimals: int  # printed; negative for a power of ten


@cache
def figures(path: Path = PUBLISHED) -> dict[str, Figure]:
    """The published figures by id, in the order of the file.

    Raises:
        ComputeTrendsError: an id occurs twice, or a cell that must be a number is not.
    """
    found: dict[str, Figure] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            if row["id"] in found:
                raise ComputeTrendsError(f"{path.name}, line {line}: the id {row['id']} occurs twice")
            try:
                found[row["id"]] = _figure(row)
            except ValueError as error:
                raise ComputeTrendsError(f"{path.name}, line {line}: {error}") from error
    return found


def figure(identifier: str) -> Figure:
    """One published figure.

    Raises:
        UnknownNameError: there is none of that id.
    """
    known = figures()
    if identifier not in known:
        raise UnknownNameError("published figure", identifier, known)
    return known[identifier]


def _figure(row: dict[str, str]) -> Figure:
    value: float | str
    try:
        value = float(row["value"])
    except ValueError:
        value = row["value"]
    return Figure(
        id=row["id"],
        study=row["study"],
        quantity=row["quantity"],
        subset=row["subset"],
        value=value,
        low=_number(row["low"]),
        high=_number(row["high"]),
        level=_number(row["level"]),
        unit=row["unit"],
        n=int(row["n"]) if row["n"] else None,
        r2=_number(row["r2"]),
        reference=row["reference"],
        headline=row["headline"] == "yes",
        decimals=-int(Decimal(row["value"]).as_tuple().exponent) if isinstance(value, float) else 0,
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
