"""What the importers of benchmark results share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from compute_trends.catalog.importers.base import scaled_or_none, text_or_none
from compute_trends.catalog.importers.problems import UnknownLabelError

DATASET = "benchmark_results"


def fraction_of_percent(cell: str | None) -> float | None:
    """A score in percent, with or without the sign, as a fraction; None for an empty cell.

    Raises:
        ValueError: the cell holds no number, or one outside 0 to 100.
    """
    text = text_or_none(cell)
    fraction = scaled_or_none(text.removesuffix("%") if text else None, "0.01")
    if fraction is not None and not 0 <= fraction <= 1:
        raise ValueError("a score in percent is between 0 and 100")
    return fraction


def one_of(values: Mapping[str, str | None], where: str) -> Callable[[str | None], str | None]:
    """A conversion that replaces the words of a source by ours, and refuses words it does not know.

    An empty cell is refused too, unless `values` has the empty string. `where` says where the words stand.
    """

    def convert(cell: str | None) -> str | None:
        text = text_or_none(cell) or ""
        if text not in values:
            raise UnknownLabelError(text, where, filter(None, values))
        return values[text]

    return convert
