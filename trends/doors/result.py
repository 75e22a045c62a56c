"""A trend's result as Python users get it: the numbers, the points as a frame, the picture, the citation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.doors.frames import as_library, described, table_of
from compute_trends.catalog.schema import Column, load_schema
from compute_trends.catalog.texts import html
from compute_trends.catalog.texts.numbers import limits, printed, rounded, units
from compute_trends.trends.choices.options import with_given
from compute_trends.trends.doors.citation import cite_result, command_of, value_told
from compute_trends.trends.published.figures import figure
from compute_trends.trends.published.verdicts import Reproduced, compare, compared
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.bounds import Bound, bounds
from compute_trends.trends.robustness.listing import list_points

if TYPE_CHECKING:
    from altair import LayerChart

    from compute_trends.catalog.doors.cite import Style
    from compute_trends.catalog.doors.frames import Library


@dataclass(frozen=True, repr=False)
class Result:
    """One computed trend.

    Attributes:
        computed: what the command line prints.
        library: that `points` and `to_frame` give tables of.
    """

    computed: TrendResult
    library: Library = "pyarrow"

    @property
    def name(self) -> str:
        """Of the trend."""
        return self.computed.trend.name

    @property
    def question(self) -> str:
        """What was asked, of the period and the points that the options selected."""
        return self.computed.question

    @property
    def quantity(self) -> str:
        """What the value is, in words."""
        return self.computed.trend.quantity

    @property
    def value(self) -> float | str:
        """The estimate in `unit`; a text where the question asks for a direction."""
        return self.computed.estimate.value

    @property
    def low(self) -> float | None:
        """Lower end of the interval, in `unit`; None where there is none, or it is open."""
        return self.computed.estimate.low

    @property
    def high(self) -> float | None:
        """Upper end of the interval, in `unit`; None where there is none, or it is open."""
        return self.computed.estimate.high

    @property
    def level(self) -> float | None:
        """What the interval is meant to hold, 0.95 for 95%."""
        return self.computed.estimate.level

    @property
    def unit(self) -> str:
        """Of `value`, `low` and `high`; "1" for a plain number."""
        return self.computed.trend.unit

    @property
    def n(self) -> int:
        """Points behind the estimate."""
        return self.computed.estimate.n

    @property
    def r2(self) -> float | None:
        """Share of the variance that the fit explains, between 0 and 1; None where nothing is fitted."""
        return self.computed.estimate.r2

    @property
    def numbers(self) -> Mapping[str, float | int | str | None]:
        """Further figures of the estimator, by name with unit."""
        return self.computed.estimate.numbers

    @cached_property
    def comparisons(self) -> tuple[Reproduced, ...]:
        """Every published figure that the result can be held against, with its verdict and the reasons for it."""
        return tuple(compare(figure(item.figure), item, self.computed) for item in self.computed.published)

    @property
    def published(self) -> float | str | None:
        """The published value in `unit`, the first of `comparisons`; None where there is none of these points."""
        return self.comparisons[0].published if self.comparisons else None

    @property
    def verdict(self) -> str | None:
        """On the published value: "within", "agrees", "explained", "outside", "differs", "too wide to tell" or "not
        comparable"; None where nothing was published of these points.
        """
        return self.comparisons[0].verdict if self.comparisons else None

    @property
    def note(self) -> str:
        """What a reader of the number must know, with the rows that were left out and why."""
        return self.computed.note

    @property
    def data_to(self) -> str:
        """Last month of the rows behind it ("2026-08")."""
        return self.computed.data_until.removeprefix("data to ")

    @property
    def line_until(self) -> dt.date | None:
        """Last day of a line that ends where too little of the training compute is known; None for all others."""
        return self.computed.ends

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        """The trend to the end of the data under each stated filling of unknown training compute; () for others."""
        return bounds(self.computed)

    @property
    def dataset(self) -> str:
        """The dataset that the points come from."""
        return self.computed.trend.dataset

    @property
    def version(self) -> str:
        """Its version."""
        return self.computed.version

    @property
    def command(self) -> str:
        """What gives the same on the command line."""
        return command_of(self.computed)

    @property
    def points(self) -> Any:
        """The rows behind the estimate, and those beside them that take no part, as a table of `library`.

        Columns: `record_id`, `name`, the two that lie on the axes, `dataset`, `source`, `source_url`, and `left_out`,
        the reason why a row is no point ("" where it is one).
        """
        found = list_points(self.computed.trend, *with_given(self.computed.options))
        cells = zip(*map(astuple, found.rows), strict=True) if found.rows else [()] * len(found.columns)
        table = table_of(dict(zip(found.columns, cells, strict=True)))
        about = {"trend": self.name, "tables": self.computed.rows}
        return as_library(described(table, self._columns(), about), self.library, "points")

    def chart(self, width: int = 680, height: int = 400, theme: str = "light") -> LayerChart:
        """The picture: points, fit and published lines, as an Altair chart.

        Args:
            width, height: of what lies within the axes, in pixels.
            theme: "light" or "dark".

        Raises:
            UnknownNameError, UsageError: no such theme; a size that no picture has.
            MissingExtraError: Altair is not installed.
            ComputeTrendsError: there is nothing to draw; the message says why.
        """
        from compute_trends.trends.pictures.draw import draw_trend
        from compute_trends.trends.pictures.look import Look

        return draw_trend(self.computed, Look(width, height, theme))

    def cite(self, style: Style = "bibtex") -> str:
        """How to cite exactly this figure: the figure, with version and command, then the sources of its points.

        Args:
            style: "bibtex", "text" or "json" (CSL-JSON).

        Raises:
            UnknownNameError: no such style.
        """
        return cite_result(self.computed, style)

    def to_frame(self, as_: Library | None = None) -> Any:
        """One row with what the command line prints as CSV.

        Args:
            as_: the library of the table; `library` if left out.

        Raises:
            UnknownNameError: no such library.
            MissingExtraError: it is not installed.
        """
        table = table_of({name: [value] for name, value in self.computed.as_row().items()})
        return as_library(table, as_ or self.library, "to_frame")

    def as_dict(self) -> dict[str, Any]:
        """What the command line prints as JSON."""
        found = [item.as_dict() for item in self.bounds]
        return {**self.computed.as_dict(), "published": compared(self.computed), "bounds": found}

    def __repr__(self) -> str:
        return f"<{self.name}: {value_told(self.computed)}, n = {self.n:,}, {self.computed.rows}>"

    def _repr_html_(self) -> str:
        rows = [(self.quantity, value_told(self.computed)), ("n", rounded(self.n))]
        rows += [("R2", rounded(self.r2))] if self.r2 is not None else []
        for item in self.comparisons:
            around = limits(item.published_low, item.published_high, printed)
            value = f"{printed(item.published)}{units(item.unit, item.published)}" + (f" ({around})" if around else "")
            rows.append(("published", f"{value}; {item.verdict}; {figure(item.figure).reference}"))
        rows.append(("from", f"{self.computed.rows}, {self.computed.data_until}: {self.computed.subset}"))
        return html.table(self.question, (), rows, [self.note])

    def _columns(self) -> list[Column]:
        """What the columns of `points` mean: those of the dataset, and what lies on an axis in the words of that."""
        trend = self.computed.trend
        own = {column.name: column for column in load_schema(trend.dataset).columns}
        for axis in (trend.x, trend.y):
            if axis is not None and axis.column not in own:
                own[axis.column] = Column(axis.column, "number", axis.title, axis.title, axis.unit or None)
        return list(own.values())
