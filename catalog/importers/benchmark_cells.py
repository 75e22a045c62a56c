"""What the importers of benchmark results share: reading a cell with its place named, and scores in percent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers.base import text_or_none

DATASET = "benchmark_results"

T = TypeVar("T")


def read_cell(path: Path, row: int, column: str, cell: str | None, convert: Callable[[str | None], T], kind: str) -> T:
    """The converted value of a cell; `row` counts from 1, so the first row is on line 2 of the file.

    Raises:
        ImportRefusedError: `convert` refused the cell; names file, line, column, value and the kind expected.
    """
    try:
        return convert(cell)
    except (ValueError, InvalidOperation, KeyError) as error:
        raise ImportRefusedError(f"{path}, line {row + 1}: {column} = {cell!r} is not {kind}") from error


def fraction_of_percent(cell: str | None) -> float | None:
    """A score in percent, with or without the sign, as a fraction; None for an empty cell.

    Decimal division, so that 57.9 becomes the double nearest to 0.579.

    Raises:
        ValueError, InvalidOperation: the cell holds no number, or one outside 0 to 100.
    """
    text = text_or_none(cell)
    if text is None:
        return None
    percent = Decimal(text.removesuffix("%").strip())
    if not 0 <= percent <= 100:
        raise ValueError(f"{text!r} is not between 0 and 100")
    return float(percent / 100)


def scaled(cell: str | None, factor: str) -> float | None:
    """A positive number times `factor`, rounded once; None for an empty cell.

    Raises:
        ValueError, InvalidOperation: the cell holds no number, or one that is not positive.
    """
    text = text_or_none(cell)
    if text is None:
        return None
    value = Decimal(text)
    if not value.is_finite() or value <= 0:
        raise ValueError(f"{text!r} is not a positive number")
    return float(value * Decimal(factor))
