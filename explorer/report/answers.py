"""The headline figures of a report: ten answers, and every figure that people quote beside the published one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compute_trends.trends.doors.citation import command_of
from compute_trends.trends.doors.listing import START_WITH
from compute_trends.trends.pictures.answers import answer
from compute_trends.trends.pictures.draw import draw_trend, render
from compute_trends.trends.pictures.look import THEMES, Look
from compute_trends.trends.pictures.series import interval_text, printed, value_text
from compute_trends.trends.published.figures import figure
from compute_trends.trends.published.verdicts import Reproduced, compare, tally
from compute_trends.trends.registry import studies
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import reproduce, run_trend

#: Share of the width of a drawing that is left free at each end.
_MARGIN = 0.06


@dataclass(frozen=True)
class Span:
    """A value and its interval as shares of the width of a drawing, from 0 to 1; None where there is no end."""

    at: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Beside:
    """A published figure beside ours, in words, and both drawn to one scale where they are numbers."""

    row: Reproduced
    published: str
    ours: str
    reference: str
    drawn: tuple[Span, Span] | None  # published, ours


@dataclass(frozen=True)
class Answer:
    """One answer: what was asked, what came out, and the picture in each theme, as SVG."""

    result: TrendResult
    told: str  # a sentence, or the quantity where the value says it already
    value: str
    command: str
    beside: tuple[Beside, ...]
    pictures: dict[str, str]

    @property
    def text(self) -> str:
        """What a reader who does not see the picture must know."""
        estimate = self.result.estimate
        return f"{self.result.question} {self.told}: {self.value}, {estimate.n:,} points, {self.result.data_until}."


def answers(names: Sequence[str] = START_WITH) -> list[Answer]:
    """The answers of trends on the shipped rows.

    Raises:
        MissingExtraError: Altair or vl-convert is not installed.
    """
    return [_answer(run_trend(name)) for name in names]


def _answer(result: TrendResult) -> Answer:
    estimate = result.estimate
    pictures = {theme: render(draw_trend(result, Look(theme=theme)), "svg").decode() for theme in THEMES}
    return Answer(
        result=result,
        told=answer(result) or _capital(result.trend.quantity),
        value=value_text(estimate.value, result.trend.unit)
        + interval_text(estimate.low, estimate.high, estimate.level, unit=result.trend.unit),
        command=command_of(result),
        beside=tuple(beside(compare(figure(item.figure), item, result)) for item in result.published),
        pictures=pictures,
    )


def headlines() -> dict[str, list[Beside]]:
    """Every published figure that people quote, with ours, by study."""
    found: dict[str, list[Beside]] = {key: [] for key in studies()}
    for row in reproduce(None, every=False):
        found[row.study].append(beside(row))
    return {key: rows for key, rows in found.items() if rows}


def told_together(rows: Sequence[Beside]) -> str:
    """How many figures have which verdict."""
    return tally(item.row for item in rows)


def beside(row: Reproduced) -> Beside:
    """A figure with its words and its drawing."""
    ours = "none"
    if row.estimate is not None:
        ours = value_text(row.estimate, row.unit) + interval_text(row.low, row.high, None, unit=row.unit)
    published = value_text(row.published, row.unit, printed)
    published += interval_text(row.published_low, row.published_high, None, printed, row.unit)
    return Beside(row, published, ours, figure(row.figure).reference, _drawn(row))


def _drawn(row: Reproduced) -> tuple[Span, Span] | None:
    if row.estimate is None or isinstance(row.estimate, str) or isinstance(row.published, str):
        return None
    ends = (row.published, row.published_low, row.published_high, row.estimate, row.low, row.high)
    known = [float(end) for end in ends if end is not None]
    low, high = min(known), max(known)
    room = (high - low) * _MARGIN or abs(high) or 1.0
    low, high = low - room, high + room

    def share(value: float | None) -> float | None:
        return None if value is None else (value - low) / (high - low)

    def span(value: float, least: float | None, most: float | None) -> Span:
        return Span((value - low) / (high - low), share(least), share(most))

    return (
        span(row.published, row.published_low, row.published_high),
        span(row.estimate, row.low, row.high),
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
