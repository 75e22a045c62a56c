"""pandera schemas accept what `load` gives, name what is wrong, and keep nulls and dates apart from strings."""

from __future__ import annotations

import builtins
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas
import pandera.polars
import polars as pl
import pytest

import compute_trends
from compute_trends.catalog.errors import MissingExtraError, UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.versions import all_versions
from compute_trends.validators.frames.columns import pandera_schema, schema_of

GOOD: dict[str, list[Any]] = {
    "record_id": ["a", "b-2"],
    "count": [9_000_000_000_000_000_001, None],
    "size_flop": [1e-3, None],
    "share_fraction": [1.0, None],
    "is_good": [False, None],
    "start_date": [dt.date(1940, 1, 1), None],
    "kind": ["square", None],
    "labels": [["one", "two"], None],
    "tones": [["low"], None],
    "source": ["a-source", "b-source"],
}
DTYPES = {"count": "Int64", "size_flop": "Float64", "share_fraction": "Float64", "is_good": "boolean"} | dict.fromkeys(
    ("record_id", "kind", "source"), "string"
)
POLARS_TYPES: dict[str, Any] = {
    "labels": pl.List(pl.String),
    "tones": pl.List(pl.String),
    "start_date": pl.Date,
    "count": pl.Int64,
}

DATASETS = sorted(path.stem for path in (PACKAGE_ROOT / "schemas").glob("*.json"))


@pytest.fixture
def things(things_checkout: Path) -> TableSchema:
    return load_schema("things", things_checkout)


def _frame(backend: str, **changed: list[Any]) -> Any:
    cells = GOOD | changed
    if backend == "polars":
        return pl.DataFrame(cells, schema_overrides={k: v for k, v in POLARS_TYPES.items() if k not in changed})
    return pd.DataFrame({name: pd.Series(values, dtype=DTYPES.get(name, object)) for name, values in cells.items()})


def _schema(backend: str, things: TableSchema) -> Any:
    module = pandera.pandas if backend == "pandas" else pandera.polars
    return schema_of(module, backend, "things", list(things.columns))


def _failures(schema: Any, frame: Any) -> set[tuple[str, str]]:
    errors = pandera.pandas.errors.SchemaErrors
    with pytest.raises(errors) as caught:
        schema.validate(frame, lazy=True)
    cases = caught.value.failure_cases
    rows = cases.to_dict("records") if isinstance(cases, pd.DataFrame) else cases.to_dicts()
    return {(str(row["column"]), str(row["check"])) for row in rows}


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_good_frame_passes_with_a_null_in_every_column_that_may_be_empty(backend: str, things: TableSchema) -> None:
    schema = _schema(backend, things)
    frame = _frame(backend)
    assert schema.validate(frame, lazy=True).shape == (2, 10)
    schema.validate(frame[list(reversed(GOOD))], lazy=True)  # any order of columns


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_list_columns_may_be_joined_strings(backend: str, things: TableSchema) -> None:
    frame = _frame(backend, labels=["one;two", None], tones=["low;high", None])
    _schema(backend, things).validate(frame, lazy=True)


@pytest.mark.parametrize("backend", ["pandas", "polars"])
@pytest.mark.parametrize(
    ("column", "values", "check"),
    [
        ("record_id", ["a", "a"], "field_uniqueness"),
        ("record_id", ["a", None], "not_nullable"),
        ("record_id", ["a", "B C"], "str_matches"),
        ("record_id", ["a", "b\n"], "str_matches"),
        ("source", [None, "x"], "not_nullable"),
        ("count", [0, 1], "greater_than_or_equal_to(1)"),
        ("count", [9_000_000_000_000_000_002, 1], "less_than_or_equal_to(9000000000000000001)"),
        ("size_flop", [0.0, 1.0], "greater_than(0)"),
        ("size_flop", [float("inf"), 1.0], "finite"),
        ("share_fraction", [1.5, None], "less_than_or_equal_to(1)"),
        ("share_fraction", [-0.1, None], "greater_than_or_equal_to(0)"),
        ("kind", ["oval", None], "isin(['round', 'square'])"),
        ("labels", [["a;b"], None], "items_are_strings"),
        ("labels", [["a", ""], None], "items_are_strings"),
        ("labels", ["a;;b", None], "items_are_strings"),
        ("labels", [["a", " b"], None], "items_are_strings"),
        ("labels", ["=a;b", None], "items_are_strings"),
        ("source", ["=1+1", "x"], "no_formula"),
        ("labels", [3, 4], "items_are_strings"),
        ("labels", [[3], None], "items_are_strings"),
        ("tones", [["low", "deep"], None], "items_isin(['high', 'low'])"),
        ("tones", ["low;deep", None], "items_isin(['high', 'low'])"),
    ],
)
def test_each_violation_is_named(backend: str, column: str, values: list[Any], check: str, things: TableSchema) -> None:
    failures = _failures(_schema(backend, things), _frame(backend, **{column: values}))
    assert any(where == column and what.startswith(check) for where, what in failures), failures


@pytest.mark.parametrize("backend", ["pandas", "polars"])
@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("count", [1.5, 2.5]),
        ("size_flop", ["1e3", "x"]),
        ("is_good", ["yes", None]),
        ("start_date", ["2020-01-01", None]),
        ("kind", [1, 2]),
    ],
)
def test_a_column_of_another_type_is_refused(backend: str, column: str, values: list[Any], things: TableSchema) -> None:
    frame = _frame(backend)
    wrong = pd.Series(values) if backend == "pandas" else pl.Series(column, values)
    frame = frame.assign(**{column: wrong}) if backend == "pandas" else frame.with_columns(wrong)
    failures = _failures(_schema(backend, things), frame)
    assert any(where == column or column in what or "dtype" in what for where, what in failures), failures


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_missing_and_undeclared_columns_are_refused(backend: str, things: TableSchema) -> None:
    frame = _frame(backend)
    renamed = frame.rename(columns={"kind": "kinds"}) if backend == "pandas" else frame.rename({"kind": "kinds"})
    checks = {check for _, check in _failures(_schema(backend, things), renamed)}
    assert {"column_in_schema", "column_in_dataframe"} <= checks


@pytest.mark.parametrize("backend", ["pandas", "polars"])
@pytest.mark.parametrize("dataset", DATASETS)
def test_every_shipped_version_validates(dataset: str, backend: Any) -> None:
    for item in all_versions()[dataset]:
        frame: Any = compute_trends.load(dataset, item.version, as_=backend)
        schema = pandera_schema(dataset, backend, item.version)
        assert list(schema.columns) == list(frame.columns)
        assert len(schema.validate(frame, lazy=True)) == len(frame) == item.rows


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_schema_carries_units_and_descriptions(backend: Any) -> None:
    schema = pandera_schema("milestone_systems", backend)
    column = schema.columns["training_compute_flop"]
    assert column.metadata == {"unit": "FLOP"}
    assert column.description == load_schema("milestone_systems")["training_compute_flop"].description


def test_unknown_backend_and_dataset_name_the_choices() -> None:
    with pytest.raises(UnknownNameError, match="did you mean polars"):
        pandera_schema("milestone_systems", "polar")  # type: ignore[call-overload]
    with pytest.raises(UnknownNameError, match="did you mean milestone_systems"):
        pandera_schema("milestones_system")


def test_without_pandera_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.split(".")[0] == "pandera"]:
        monkeypatch.delitem(sys.modules, module)
    real = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "pandera":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setitem(sys.modules, "pandera", None)
    with pytest.raises(MissingExtraError, match=r"compute-trends\[validate\]"):
        pandera_schema("milestone_systems")
