"""The published figures beside ours, as Python users get them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.doors.frames import as_library, table_of
from compute_trends.catalog.texts import html
from compute_trends.catalog.texts.numbers import limits, printed, rounded, units
from compute_trends.trends.published.verdicts import Reproduced, tally

if TYPE_CHECKING:
    from compute_trends.catalog.doors.frames import Library


class Reproduction(list[Reproduced]):
    """Published figures, in the order of `published/figures.csv`, each beside ours."""

    def __init__(self, rows: Iterable[Reproduced], library: Library = "pyarrow") -> None:
        super().__init__(rows)
        self.library = library

    @property
    def failures(self) -> list[Reproduced]:
        """Figures that differ, of which nobody has said why."""
        return [row for row in self if row.fails]

    def to_frame(self, as_: Library | None = None) -> Any:
        """A row per figure, as the command line prints it as CSV.

        Args:
            as_: the library of the table; that of `reproduce` if left out.

        Raises:
            UnknownNameError: no such library.
            MissingExtraError: it is not installed.
        """
        names = [field.name for field in fields(Reproduced)]
        table = table_of({name: [getattr(row, name) for row in self] for name in names})
        return as_library(table, as_ or self.library, "to_frame")

    def __repr__(self) -> str:
        return f"<{len(self)} published figures; of the same points counted once: {tally(self)}>"

    def _repr_html_(self) -> str:
        heads = ("study", "figure", "published", "ours", "n", "data to", "verdict")
        rows = []
        for row in self:
            known = limits(row.published_low, row.published_high, printed)
            around = limits(row.low, row.high)
            ours = "" if row.estimate is None else rounded(row.estimate) + units(row.unit, row.estimate)
            rows.append(
                (
                    row.study,
                    f"{row.quantity}: {row.subset}",
                    printed(row.published) + units(row.unit, row.published) + (f" ({known})" if known else ""),
                    ours + (f" ({around})" if around else ""),
                    "" if row.n is None else f"{row.n:,}",
                    row.data_to,
                    row.verdict,
                )
            )
        return html.table(repr(self)[1:-1], heads, rows)
