"""The declaration of a dataset as a pandera schema, for people who validate frames in their own pipelines.

pandera's own reader of Table Schemas turns dates into strings and nullable integers into int64, which fails on the
first null; this one is derived from `schemas/<dataset>.json` and keeps both. References between datasets are not part
of a schema, since a single frame cannot answer them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, overload

from compute_trends.catalog.errors import MissingExtraError, UnknownNameError
from compute_trends.catalog.schema import LIST_DELIMITER, Column
from compute_trends.catalog.versions import find_version, version_schema
from compute_trends.validators.structure.verdicts import FORMULA, SPREADSHEET_ERROR, WRITTEN_LIST

if TYPE_CHECKING:
    import pandera.pandas
    import pandera.polars

BACKENDS = ("pandas", "polars")


@overload
def pandera_schema(
    dataset: str, backend: Literal["pandas"] = "pandas", version: str | None = None
) -> pandera.pandas.DataFrameSchema: ...
@overload
def pandera_schema(
    dataset: str, backend: Literal["polars"], version: str | None = None
) -> pandera.polars.DataFrameSchema: ...
def pandera_schema(dataset: str, backend: str = "pandas", version: str | None = None) -> Any:
    """The declared columns of a dataset as a pandera `DataFrameSchema`: types, nulls, ranges, patterns, allowed values.

    It accepts what `load(dataset, as_=backend)` returns, and list columns also as the strings joined by `;` that
    `records.csv` and the Parquet files hold. The columns may come in any order. A column that is not declared is
    refused, so that a misspelt one is found; set `strict = False` on the schema to allow columns of your own. Nothing
    is converted: libraries that do so turn 1.5 into the integer 1, and 2020 into the first of January.

    Args:
        dataset: name, as `datasets()` lists it.
        backend: "pandas" (nullable dtypes Int64, Float64, boolean, string; dates as datetime64 at midnight or
            as `datetime.date`) or "polars".
        version: leave out the columns that this version does not have yet; the newest one if left out.

    Raises:
        UnknownNameError: no such dataset, version or backend.
        MissingExtraError: pandera, or the library that the backend names, is not installed.
    """
    if backend not in BACKENDS:
        raise UnknownNameError("backend", backend, BACKENDS)
    columns = list(version_schema(find_version(dataset, version)).columns)
    try:
        pandera = import_module(f"pandera.{backend}")
    except ImportError as error:
        raise MissingExtraError(f"pandera_schema(..., {backend!r})", f"pandera[{backend}]", "validate") from error
    return schema_of(pandera, backend, dataset, columns)


#: Matches texts that spreadsheet programs leave behind, and lists as other programs show them.
_LEFT_BEHIND = re.compile(f"{FORMULA}|{SPREADSHEET_ERROR}")
_NO_LIST = re.compile(f"{WRITTEN_LIST}|{FORMULA.removeprefix('(?s)')}|{SPREADSHEET_ERROR}")


def schema_of(pandera: Any, backend: str, name: str, columns: list[Column]) -> Any:
    """The `DataFrameSchema` of some columns; `pandera` is the module `pandera.pandas` or `pandera.polars`."""
    rendering = (_Pandas if backend == "pandas" else _Polars)(pandera.Check)
    return pandera.DataFrameSchema(
        {
            column.name: pandera.Column(
                rendering.types[column.type],
                checks=_checks(rendering, column),
                nullable=not column.required,
                unique=column.unique,
                title=column.title,
                description=column.description,
                metadata={"unit": column.unit} if column.unit else None,
            )
            for column in columns
        },
        name=name,
        strict=True,
        ordered=False,
        unique_column_names=backend == "pandas",  # polars holds no name twice anyway
    )


def _checks(rendering: _Pandas | _Polars, column: Column) -> list[Any]:
    checks, check = [], rendering.check
    if column.is_list:
        checks.append(rendering.items((), "items_are_strings"))
    if column.type == "string" and not (column.enum or column.pattern):
        checks.append(rendering.no_formula())
    if column.item_enum:
        checks.append(rendering.items(column.item_enum, f"items_isin({list(column.item_enum)})"))
    if column.type == "number":  # NaN and infinity are no numbers; polars holds NaN above every minimum
        checks.append(rendering.finite())
    if column.minimum is not None:
        checks.append(check.ge(column.minimum))
    if column.exclusive_minimum is not None:
        checks.append(check.gt(column.exclusive_minimum))
    if column.maximum is not None:
        checks.append(check.le(column.maximum))
    if column.enum:
        checks.append(check.isin(list(column.enum)))
    if column.pattern is not None:
        checks.append(rendering.pattern(column.pattern))
    return checks


@cache
def _days() -> Any:
    """The dtype of dates: objects as readers of Parquet give them, or datetime64 at midnight as `load` does."""
    from pandera.engines import pandas_engine

    class Days(pandas_engine.Date):
        def check(self, pandera_dtype: Any, data_container: Any = None) -> Any:
            kind = getattr(data_container, "dtype", None)
            if kind is None or kind.kind != "M" or getattr(kind, "tz", None) is not None:
                return super().check(pandera_dtype, data_container)
            return data_container.isna() | (data_container == data_container.dt.normalize())

    return Days()


class _Pandas:
    """Types and checks for pandera.pandas."""

    def __init__(self, check: Any) -> None:
        self.check = check
        self.types = {
            "string": "string",
            "number": "Float64",
            "integer": "Int64",
            "boolean": "boolean",
            "date": _days(),
            "list": None,  # lists or joined strings: left to the checks
        }

    def items(self, allowed: tuple[str, ...], name: str) -> Any:
        def holds(cell: Any) -> bool:
            found = cell.split(LIST_DELIMITER) if isinstance(cell, str) else cell
            try:  # any sequence will do: readers of Parquet give arrays where others give lists
                good = all(_is_item(item) and (not allowed or item in allowed) for item in found)
                return good and not _NO_LIST.search(LIST_DELIMITER.join(found))
            except TypeError:
                return False

        return self.check(holds, element_wise=True, name=name, error=name)

    def no_formula(self) -> Any:
        def hold(series: Any) -> Any:
            return ~series.str.contains(_LEFT_BEHIND)

        return self.check(hold, name="no_formula", error="no_formula")

    def finite(self) -> Any:
        import numpy as np

        return self.check(lambda series: np.isfinite(series.astype("float64")), name="finite", error="finite")

    def pattern(self, pattern: str) -> Any:
        return self.check.str_matches(rf"(?:{pattern})\Z")


class _Polars:
    """Types and checks for pandera.polars."""

    def __init__(self, check: Any) -> None:
        import polars as pl

        self.check = check
        self.types = {
            "string": pl.String,
            "number": pl.Float64,
            "integer": pl.Int64,
            "boolean": pl.Boolean,
            "date": pl.Date,
            "list": None,  # lists or joined strings: left to the checks
        }

    def items(self, allowed: tuple[str, ...], name: str) -> Any:
        import polars as pl

        def hold(data: Any) -> Any:
            kind = data.lazyframe.collect_schema()[data.key]
            if kind == pl.Null:
                return True
            if kind not in (pl.String, pl.List(pl.String)):
                # Not False: pandera cannot join that with failure cases of other checks.
                return data.lazyframe.select(pl.col(data.key).is_null())
            cells = pl.col(data.key).str.split(LIST_DELIMITER) if kind == pl.String else pl.col(data.key)
            item = pl.element()
            whole = (item != "") & (item == item.str.strip_chars(" ")) & ~item.str.contains(LIST_DELIMITER)
            good = item.is_in(list(allowed)) if allowed else whole
            written = cells.list.join(LIST_DELIMITER).str.contains(_NO_LIST.pattern).fill_null(False)
            return data.lazyframe.select(cells.list.eval(good.fill_null(False)).list.all() & ~written)

        return self.check(hold, name=name, error=name)

    def no_formula(self) -> Any:
        import polars as pl

        def hold(data: Any) -> Any:
            return data.lazyframe.select(~pl.col(data.key).str.contains(_LEFT_BEHIND.pattern))

        return self.check(hold, name="no_formula", error="no_formula")

    def finite(self) -> Any:
        import polars as pl

        return self.check(
            lambda data: data.lazyframe.select(pl.col(data.key).is_finite()), name="finite", error="finite"
        )

    def pattern(self, pattern: str) -> Any:
        return self.check.str_matches(rf"^(?:{pattern})$")


def _is_item(item: object) -> bool:
    """Whether a list may hold it: a text, neither empty nor padded, without the mark between items."""
    return isinstance(item, str) and item == item.strip(" ") != "" and LIST_DELIMITER not in item
