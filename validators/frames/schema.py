"""`compute_trends.pandera_schema`: the declared columns of a dataset and the rules that judge a row by itself.

A frame alone cannot answer rules that hold a record against the shipped datasets or other submitted ones;
`compute_trends.validate` runs these as well.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, overload

from compute_trends.validators.engine.reach import row_rules
from compute_trends.validators.frames import columns as pandera_schemas

if TYPE_CHECKING:
    import pandera.pandas
    import pandera.polars


@overload
def pandera_schema(
    dataset: str, backend: Literal["pandas"] = "pandas", version: str | None = None, *, rules: bool = True
) -> pandera.pandas.DataFrameSchema: ...
@overload
def pandera_schema(
    dataset: str, backend: Literal["polars"], version: str | None = None, *, rules: bool = True
) -> pandera.polars.DataFrameSchema: ...
def pandera_schema(dataset: str, backend: str = "pandas", version: str | None = None, *, rules: bool = True) -> Any:
    """A dataset as a pandera `DataFrameSchema`: what is declared of each column, and the rules about single rows.

    It accepts what `load(dataset, as_=backend)` returns, and list columns also as the strings joined by `;` that
    `records.csv` and the Parquet files hold. The columns may come in any order. A column that is not declared is
    refused, so that a misspelt one is found; set `strict = False` on the schema to allow columns of your own. Nothing
    is converted: libraries that do so turn 1.5 into the integer 1, and 2020 into the first of January.

    Each rule is a check of the whole frame, named after the rule's id. A failure case is a finding: its row, and the
    sentence that `compute_trends.validate` says of it. Rules of severity warning warn (`pandera.errors.SchemaWarning`)
    and let the frame pass. As everywhere, rules about evidence spare records that a source of ours holds, a cell of
    another type is told once, by the column, and the waivers that come with the package apply to the records that they
    name. Errors of all columns and rules are collected with `validate(frame, lazy=True)`. Of a
    polars LazyFrame, pandera looks at the types only, unless its `validation_depth` says otherwise.

    Args:
        dataset: name, as `datasets()` lists it.
        backend: "pandas" (nullable dtypes Int64, Float64, boolean, string; dates as `datetime.date`) or "polars".
        version: leave out the columns that this version does not have yet; the newest one if left out.
        rules: False for the columns alone.

    Raises:
        UnknownNameError: no such dataset, version or backend.
        MissingExtraError: pandera, or the library that the backend names, is not installed.

    >>> schema = pandera_schema("milestone_systems")
    >>> frame = schema.validate(compute_trends.load("milestone_systems", as_="pandas"), lazy=True)
    """
    schema: Any = pandera_schemas.pandera_schema(dataset, backend, version)  # type: ignore[call-overload]
    if rules:
        checks = import_module("compute_trends.validators.frames.checks")  # which imports pandera
        schema.checks = [*schema.checks, *(checks.RuleCheck(dataset, rule) for rule in row_rules(dataset))]
    return schema
