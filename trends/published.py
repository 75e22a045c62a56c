"""The published figures, and the verdict on ours beside them."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.trends.declaration import Comparison
from compute_trends.trends.results import TrendResult

PUBLISHED = Path(__file__).parent / "published.csv"

WITHIN, EXPLAINED, OUTSIDE = "within", "explained", "outside"
NO_INTERVAL, NOT_COMPARABLE = "no interval", "not comparable"
VERDICTS = (WITHIN, EXPLAINED, OUTSIDE, NO_INTERVAL, NOT_COMPARABLE)


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
    decimals: int  # printed; negative for a power of ten


@dataclass(frozen=True)
class Reproduced:
    """A published figure beside ours."""

    study: str
    quantity: str
    subset: str
    unit: str
    published: float | str
    published_low: float | None
    published_high: float | None
    estimate: float | str | None
    low: float | None
    high: float | None
    n: int | None
    r2: float | None
    verdict: str
    note: str

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)


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


def compare(published: Figure, comparison: Comparison, result: TrendResult) -> Reproduced:
    """The published figure beside the result, with a verdict and the reasons for it.

    Raises:
        ComputeTrendsError: the units differ.
    """
    if published.unit != result.trend.unit:
        raise ComputeTrendsError(
            f"{result.trend.name} is in {result.trend.unit!r}, but {published.id} in {published.unit!r}: convert one"
        )
    verdict, reason = _verdict(published, comparison, result.estimate.value)
    notes = [reason, *_differences(published, result), comparison.note, result.note]
    return Reproduced(
        study=published.study,
        quantity=published.quantity,
        subset=published.subset,
        unit=published.unit,
        published=published.value,
        published_low=published.low,
        published_high=published.high,
        estimate=result.estimate.value,
        low=result.estimate.low,
        high=result.estimate.high,
        n=result.estimate.n,
        r2=result.estimate.r2,
        verdict=verdict,
        note=" ".join(note for note in notes if note),
    )


def unanswered(published: Figure) -> Reproduced:
    """The row of a figure that no trend recomputes."""
    return Reproduced(
        study=published.study,
        quantity=published.quantity,
        subset=published.subset,
        unit=published.unit,
        published=published.value,
        published_low=published.low,
        published_high=published.high,
        estimate=None,
        low=None,
        high=None,
        n=None,
        r2=None,
        verdict=NOT_COMPARABLE,
        note="No trend recomputes this figure.",
    )


def _verdict(published: Figure, comparison: Comparison, value: float | str) -> tuple[str, str]:
    if comparison.not_comparable:
        return NOT_COMPARABLE, comparison.not_comparable
    if isinstance(published.value, str) or isinstance(value, str):
        same = "as published" if published.value == value else "not as published"
        return NO_INTERVAL, f"A direction, not a number: {same}."
    if published.low is None or published.high is None:
        return NO_INTERVAL, f"{_difference(value, published.value, published.decimals)} {comparison.cause}".strip()
    if published.low <= value <= published.high:
        return WITHIN, ""
    if comparison.cause:
        return EXPLAINED, comparison.cause
    return OUTSIDE, f"Outside {published.low:g} to {published.high:g}, and no cause is known."


def _difference(value: float, published: float, decimals: int) -> str:
    gap = value - published
    if abs(gap) <= 0.5 * 10.0**-decimals:
        return "Equal to the published figure" + (" at its printed digits." if gap else ".")
    share = f" ({gap / published:+.1%})" if published else ""
    return f"Differs from the published figure by {gap:+.3g}{share}."


def _differences(published: Figure, result: TrendResult) -> list[str]:
    """What else was printed and differs: the number of points and R2 (at the digits printed)."""
    found = []
    if published.n is not None and published.n != result.estimate.n:
        found.append(f"n = {result.estimate.n}, published {published.n}.")
    if published.r2 is not None and result.estimate.r2 is not None:
        digits = len(f"{published.r2:g}".partition(".")[2])
        if abs(result.estimate.r2 - published.r2) > 0.5000001 * 10**-digits:
            found.append(f"R2 = {result.estimate.r2:.{max(digits, 2)}f}, published {published.r2:g}.")
    return found


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
        decimals=-int(Decimal(row["value"]).as_tuple().exponent) if isinstance(value, float) else 0,
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
