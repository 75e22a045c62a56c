"""The verdict on a figure of ours beside the published one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.choices.options import as_typed
from compute_trends.trends.declaration import Comparison
from compute_trends.trends.methods.estimate import Estimate
from compute_trends.trends.published.figures import Figure, figure
from compute_trends.trends.results import TrendResult

WITHIN, AGREES, EXPLAINED = "within", "agrees", "explained"
OUTSIDE, DIFFERS = "outside", "differs"
TOO_WIDE, NOT_COMPARABLE = "too wide to tell", "not comparable"
VERDICTS = (WITHIN, AGREES, EXPLAINED, OUTSIDE, DIFFERS, TOO_WIDE, NOT_COMPARABLE)

#: Highest over lowest of an interval by which an estimate can be judged.
_WIDEST = 10.0
#: What "no change" is in units of growth; 0 in all others.
_NO_CHANGE = {"x": 1.0, "x/year": 1.0}


@dataclass(frozen=True)
class Reproduced:
    """A published figure beside ours.

    Args:
        figure: its id.
        trend, command: that recompute it; "" where none does.
        data_to: last month of the rows behind ours.
        known: whether a difference is on the list of those that are known and not explained.
    """

    figure: str
    trend: str
    command: str
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
    data_to: str
    verdict: str
    known: bool
    note: str

    @property
    def fails(self) -> bool:
        """Whether it differs and nobody has said why."""
        return self.verdict in (OUTSIDE, DIFFERS) and not self.known

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)


def compare(published: Figure, comparison: Comparison, result: TrendResult) -> Reproduced:
    """The published figure beside the result, with a verdict and the reasons for it.

    Raises:
        ComputeTrendsError: the units differ.
    """
    if published.unit != result.trend.unit:
        raise ComputeTrendsError(
            f"{result.trend.name} is in {result.trend.unit!r}, but {published.id} in {published.unit!r}: convert one"
        )
    verdict, reason = _verdict(published, comparison, result.estimate)
    notes = [reason, *_differences(published, result), comparison.note, result.note]
    given = (as_typed(name, value) for name, value in comparison.given.items())
    return Reproduced(
        figure=published.id,
        trend=result.trend.name,
        command=" ".join(["compute-trends trend", result.trend.name, *given]),
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
        data_to=result.data_until.removeprefix("data to "),
        verdict=verdict,
        known=bool(comparison.known),
        note=" ".join(note for note in notes if note),
    )


def compared(result: TrendResult) -> list[dict[str, Any]]:
    """The published figures that a result can be held against, as they were printed, each with the verdict."""
    found = []
    for comparison in result.published:
        known = figure(comparison.figure)
        found.append({**asdict(known), "verdict": compare(known, comparison, result).verdict})
    return found


def tally(found: Iterable[Reproduced]) -> str:
    """How many figures have which verdict, those that are recomputed from the same points counted once."""
    pairs = {(row.command or row.figure, row.verdict) for row in found}
    counts = Counter(verdict for _, verdict in pairs)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])


def _verdict(published: Figure, comparison: Comparison, ours: Estimate) -> tuple[str, str]:
    """The verdict and its reason; an interval judges only if it is narrow and says that there is a change."""
    if comparison.not_comparable:
        return NOT_COMPARABLE, comparison.not_comparable
    value, known = ours.value, published.value
    if isinstance(known, str) or isinstance(value, str):
        same = known == value
        return (AGREES if same else DIFFERS), f"A direction, not a number: {'' if same else 'not '}as published."
    equal = abs(value - known) <= 0.5000001 * 10.0**-published.decimals
    said = _difference(value, known, published.decimals)
    if published.low is not None and published.high is not None:
        inside, low, high = published.low <= value <= published.high, published.low, published.high
        verdict, otherwise = WITHIN, OUTSIDE
        reason = "" if inside else f"Outside {low:g} to {high:g}."
    else:
        bounded = ours.low is not None and ours.high is not None
        inside = bounded and ours.low <= known <= ours.high  # type: ignore[operator]
        low, high = ours.low, ours.high  # type: ignore[assignment]
        verdict, otherwise, reason = AGREES, DIFFERS, said
        if equal:
            return AGREES, said
        if not bounded and (ours.low is not None or ours.high is not None):
            return _unless(comparison, TOO_WIDE, f"{said} Our interval is open.")
    if not inside:
        return _unless(comparison, otherwise, reason)
    if _tells(low, high, published.unit):
        return verdict, reason
    return (AGREES, said) if equal else (TOO_WIDE, f"{low:g} to {high:g} is too wide an interval to judge by.")


def _unless(comparison: Comparison, verdict: str, reason: str) -> tuple[str, str]:
    """A verdict, unless the comparison has a cause that explains the difference."""
    if comparison.cause:
        return EXPLAINED, f"{reason} {comparison.cause}".strip()
    return verdict, f"{reason} {comparison.known or 'No cause is known.'}".strip()


def _tells(low: float, high: float, unit: str) -> bool:
    """Whether an interval is narrower than a factor of ten and excludes "no change"."""
    none = _NO_CHANGE.get(unit, 0.0)
    if low <= none <= high or low * high <= 0:
        return False
    return max(abs(low), abs(high)) < _WIDEST * min(abs(low), abs(high))


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
