"""The rules in a pandera schema say of a frame what the engine says of it."""

from __future__ import annotations

import copy
import pickle
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd
import polars as pl
import pytest
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaDefinitionError, SchemaError, SchemaErrors, SchemaWarning

import compute_trends as ct
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets, find_version
from compute_trends.validators.api import validate
from compute_trends.validators.engine import check as checking
from compute_trends.validators.engine import run_rules as running
from compute_trends.validators.engine.asking import RuleCrashedError
from compute_trends.validators.engine.check import check_table
from compute_trends.validators.engine.reach import row_rules
from compute_trends.validators.frames.schema import pandera_schema
from compute_trends.validators.registry import find_rule
from compute_trends.validators.rule import Rule
from compute_trends.validators.structure.rules import EXPIRED

pytestmark = pytest.mark.filterwarnings("ignore::pandera.errors.SchemaWarning")

BACKENDS = ["pandas", "polars"]
POLARS_TYPES: dict[str, Any] = {"number": pl.Float64, "integer": pl.Int64, "boolean": pl.Boolean}

Told = dict[str, set[int]]  # numbers of the failing rows by rule

#: Rows of a dataset from which what is tried on all of it is slow.
MANY = 2000


def frame_of(records: list[Mapping[str, Any]], dataset: str, backend: str) -> Any:
    """The records as the frame that `load` would give, dates and lists as text."""
    columns = [column for column in load_schema(dataset).columns if any(column.name in record for record in records)]
    cells: dict[str, list[Any]] = {}
    for column in columns:
        values = [record.get(column.name) for record in records]
        cells[column.name] = [";".join(value) if isinstance(value, list) else value for value in values]
    if backend == "pandas":
        return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in cells.items()})
    types = {column.name: POLARS_TYPES.get(column.type, pl.String) for column in columns}
    texts = {n: [v if v is None or types[n] != pl.String else str(v) for v in values] for n, values in cells.items()}
    return pl.DataFrame(texts, schema=types, strict=False)


def told(schema: Any, frame: Any) -> Told:
    """The failing rows of every rule, warnings included."""
    found: Told = {}
    given = frame if isinstance(frame, pd.DataFrame) else frame.lazy()  # one object, as pandera hands it on
    for check in schema.checks:
        result = check(given)
        holds = result.check_output
        holds = list(holds) if isinstance(frame, pd.DataFrame) else holds.collect().to_series().to_list()
        assert len(holds) == len(frame)
        found[check.name] = {row for row, good in enumerate(holds) if not good}
    return found


def cases(error: SchemaErrors) -> list[dict[str, Any]]:
    found = error.failure_cases
    rows = found.to_dict("records") if isinstance(found, pd.DataFrame) else found.to_dicts()
    return [{str(key): value for key, value in row.items()} for row in rows]


@cache
def examples(dataset: str) -> tuple[list[Mapping[str, Any]], list[tuple[str, bool]]]:
    """Examples that are one record, of every row-level rule: the records, and to which rule and verdict they belong."""
    records: list[Mapping[str, Any]] = []
    belongs: list[tuple[str, bool]] = []
    admission = "upstream" if load_schema(dataset).closed else "submitted"  # a row that holds nothing is left out
    for rule in row_rules(dataset):
        for fires, given in ((True, rule.fails), (False, rule.passes)):
            for example in given:
                alone = [example] if isinstance(example, Mapping) else list(example)
                home = next((str(record["_dataset"]) for record in alone if "_dataset" in record), rule.datasets[0])
                if home == dataset and len(alone) == 1:
                    plain = {name: value for name, value in alone[0].items() if name != "_dataset"}
                    records.append({"admission": admission} | plain)
                    belongs.append((rule.id, fires))
    return records, belongs


@cache
def told_by_engine(dataset: str) -> Told:
    """The failing rows of every row-level rule among the examples, as the engine has them."""
    found: Told = {rule.id: set() for rule in row_rules(dataset)}
    for finding in validate([dict(record) for record in examples(dataset)[0]], dataset, select=list(found)):
        if finding.rule in found and finding.line is not None:
            found[finding.rule].add(finding.line - 1)
    return found


Engine = dict[str, set[str]]  # rules of which the engine finds something, by backend of the frame


@pytest.fixture(scope="module")
def shipped() -> Callable[[str], tuple[dict[str, list[str]], Engine]]:
    """What the schema warns of in the shipped records of a dataset, and the rules of which the engine told it so."""

    @cache
    def shipped(dataset: str) -> tuple[dict[str, list[str]], Engine]:
        warned: dict[str, list[str]] = {}
        found: Engine = {}
        for backend in BACKENDS:
            frame: Any = ct.load(dataset, as_=backend)  # type: ignore[call-overload]
            schema, reports = pandera_schema(dataset, backend), []  # type: ignore[arg-type,var-annotated]

            def kept(*given: Any, **more: Any) -> Any:
                reports.append(check_table(*given, **more))  # noqa: B023
                return reports[-1]  # noqa: B023

            with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(record=True) as caught:
                patch.setattr(checking, "check_table", kept)
                warnings.simplefilter("always")
                assert len(schema.validate(frame, lazy=True)) == len(frame)
            (report,) = reports
            warned[backend] = [str(item.message) for item in caught if item.category is SchemaWarning]
            found[backend] = {finding.rule for finding in report} - {EXPIRED}  # of waivers: not in the schema
        return warned, found

    return shipped


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dataset", datasets())
def test_examples_get_the_verdict_that_the_engine_gives_them(dataset: str, backend: Any) -> None:
    records, belongs = examples(dataset)
    schema = pandera_schema(dataset, backend)
    found = told(schema, frame_of(records, dataset, backend))
    assert set(found) == {rule.id for rule in row_rules(dataset)}
    wrong = [(rule, row) for row, (rule, fires) in enumerate(belongs) if (row in found[rule]) is not fires]
    assert not wrong
    assert found == told_by_engine(dataset)


def test_rules_that_need_other_tables_are_left_to_the_engine() -> None:
    names = {rule.id for rule in row_rules("milestone_systems")}
    assert {"training-compute-outside-bounds", "citations-below-criterion", "link-malformed"} <= names
    others = {"chip-newer-than-system", "duplicate-name", "compute-off-trend", "sota-score-not-a-record"}
    assert not names & others
    assert all(find_rule(other) for other in others)  # these do exist
    assert not any(name.startswith("structure-") for name in names)
    assert not pandera_schema("milestone_systems", rules=False).checks


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "dataset",
    [pytest.param(name, marks=pytest.mark.slow if find_version(name).rows > MANY else ()) for name in datasets()],
)
def test_shipped_records_pass_with_warnings_at_most(
    dataset: str, backend: str, shipped: Callable[[str], tuple[dict[str, list[str]], Engine]]
) -> None:
    warned, found = shipped(dataset)
    texts, rules = warned[backend], found[backend]
    assert rules == found["polars"]
    assert {find_rule(rule).severity for rule in rules} <= {"warning"}
    assert len(texts) == len(rules)
    assert all(any(f"{rule}: " in text for text in texts) for rule in rules)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_shipped_waiver_holds_for_its_record_only(backend: Any) -> None:
    waived, rule = "perceiver-io-optical-flow", "arxiv-month-contradicts"
    everything: Any = ct.load("milestone_systems", as_=backend)
    place = list(everything["record_id"]).index(waived)
    frame = everything[place - 5 : place + 5]
    if backend == "pandas":
        frame = frame.reset_index(drop=True)
    ids = list(frame["record_id"])
    schema = pandera_schema("milestone_systems", backend)
    assert told(schema, frame)[rule] == set()
    ids[ids.index(waived)] = "another-id"
    frame = frame.assign(record_id=ids) if backend == "pandas" else frame.with_columns(pl.Series("record_id", ids))
    assert {ids[row] for row in told(schema, frame)[rule]} == {"another-id"}


def corrupted(backend: str) -> Any:
    frame: Any = ct.load("milestone_systems", as_="polars").head(20)
    row = pl.int_range(20)
    frame = frame.with_columns(
        confidence=pl.when(row == 3).then(pl.lit("certain")).otherwise("confidence"),
        publication_date=pl.when(row == 5).then(pl.date(2999, 1, 1)).otherwise("publication_date"),
        admission=pl.when(row == 7).then(pl.lit("submitted")).otherwise("admission"),
    )
    if backend == "polars":
        return frame
    good: Any = ct.load("milestone_systems", as_="pandas").head(20)
    names = ["confidence", "publication_date", "admission"]
    return good.assign(**{n: pd.Series(frame[n].to_list(), dtype=good[n].dtype) for n in names})


def late(backend: str) -> Any:
    """Shipped prices, the sixth of which is of the future."""
    frame: Any = ct.load("hardware_prices", as_="polars").head(20)
    row = pl.int_range(20)
    frame = frame.with_columns(price_date=pl.when(row == 5).then(pl.date(2999, 1, 1)).otherwise("price_date"))
    if backend == "polars":
        return frame
    good: Any = ct.load("hardware_prices", as_="pandas").head(20)
    return good.assign(price_date=pd.Series(frame["price_date"].to_list(), dtype=good["price_date"].dtype))


@pytest.mark.parametrize("backend", BACKENDS)
def test_columns_and_rules_are_told_together_with_their_rows(backend: Any) -> None:
    with pytest.raises(SchemaErrors) as caught:
        pandera_schema("milestone_systems", backend).validate(corrupted(backend), lazy=True)
    found = cases(caught.value)
    assert any(case["column"] == "confidence" and str(case["check"]).startswith("isin") for case in found)
    future = [case for case in found if case["check"] == "date-in-future: A date lies in the future"]
    assert [case["index"] for case in future] == [5]
    if backend == "pandas":
        assert future[0]["column"] == "publication_date"
    record = ct.load("milestone_systems", as_="polars")["record_id"][5]
    assert str(future[0]["failure_case"]).startswith(f"{record}: ")
    evidence = [case for case in found if str(case["check"]).startswith("milestone-learning-unshown")]
    assert [case["index"] for case in evidence] == [7]  # upstream records owe none


def test_labels_of_the_index_name_the_rows() -> None:
    schema, frame = pandera_schema("hardware_prices"), late("pandas")
    for index in (
        pd.Index([f"row {number}" for number in range(20)]),
        pd.Index(["same"] * 20),
        pd.MultiIndex.from_product([["a"], range(20)]),
    ):
        with pytest.raises(SchemaErrors) as caught:
            schema.validate(frame.set_index(index), lazy=True)
        found = [case["index"] for case in cases(caught.value) if str(case["check"]).startswith("date-in-future")]
        assert found == [str(index[5])]


def test_the_first_failure_is_raised_without_lazy() -> None:
    frame = corrupted("pandas").assign(confidence=pd.Series([None] * 20, dtype="string"))
    with pytest.raises(SchemaError, match="citations-date-missing"):
        pandera_schema("milestone_systems").validate(frame)


@pytest.mark.parametrize("backend", BACKENDS)
def test_missing_and_mistyped_columns_crash_no_check(backend: Any) -> None:
    good: Any = ct.load("milestone_systems", as_=backend)
    good = good.head(5)
    schema = pandera_schema("milestone_systems", backend)
    if backend == "pandas":
        mistyped = good.assign(parameters=["many"] * 5, domains=3, publication_date="2020-01-01", name=[b"\xff"] * 5)
        frames = [good[["name"]], mistyped, pd.concat([good, good[["name"]]], axis=1), good.head(0), pd.DataFrame()]
    else:
        values = {"parameters": pl.lit("many"), "domains": 3, "publication_date": pl.duration(days=1), "name": True}
        frames = [good[["name"]], good.with_columns(**values), good.head(0), pl.DataFrame()]
    rules = {f"{rule.id}: {rule.title}" for rule in row_rules("milestone_systems")}
    found: list[list[dict[str, Any]]] = []
    for frame in frames:
        try:
            schema.validate(frame, lazy=True)
            found.append([])
        except SchemaErrors as error:
            found.append(cases(error))
        # A check that crashed has the exception as its one failure case, without a row.
        assert not [case for case in found[-1] if case["check"] in rules and case["index"] is None]
    assert found[1]
    assert not any(case["column"] == "parameters" and case["check"] in rules for case in found[1])


def test_a_lazy_frame_and_list_columns_of_strings_are_judged_alike() -> None:
    schema, frame = pandera_schema("hardware_prices", "polars"), late("polars")
    joined = frame.with_columns(pl.col(pl.List(pl.String)).list.join(";"))
    for other in (frame.lazy(), joined, joined.lazy()):
        # Of a LazyFrame, pandera looks at the types only, unless it is told otherwise.
        with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA), pytest.raises(SchemaErrors) as caught:
            schema.validate(other, lazy=True)
        assert [case["index"] for case in cases(caught.value) if "date-in-future" in str(case["check"])] == [5]


def test_a_frame_that_was_changed_in_place_is_judged_anew() -> None:
    schema, frame = pandera_schema("hardware_prices"), late("pandas")
    with pytest.raises(SchemaErrors, match="date-in-future"):
        schema.validate(frame, lazy=True, inplace=True)
    frame["price_date"] = ct.load("hardware_prices", as_="pandas")["price_date"].head(20)
    assert len(schema.validate(frame, lazy=True, inplace=True)) == 20


def test_a_schema_can_be_copied_and_pickled() -> None:
    schema = pandera_schema("hardware_prices")
    frame = ct.load("hardware_prices", as_="pandas")
    copies = [copy.deepcopy(schema), schema.update_column("source", nullable=True)]
    checks = pickle.loads(pickle.dumps(schema.checks))
    assert [check.name for check in checks] == [check.name for check in schema.checks]
    for other in copies:
        assert len(other.checks) == len(schema.checks)
        assert len(other.validate(frame, lazy=True)) == len(frame)


def test_a_rule_that_crashes_is_no_failure_of_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> None:
        raise RuleCrashedError("the rule x failed")

    monkeypatch.setattr("compute_trends.validators.engine.judge.run_rules", crash)
    with pytest.raises(SchemaDefinitionError, match="the rule x failed"):
        pandera_schema("hardware_prices").validate(ct.load("hardware_prices", as_="pandas"), lazy=True)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_frame_is_checked_once_for_all_rules(backend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    real = running.run_rules

    def count(connection: Any, dataset: str, rules: list[Rule], *more: Any) -> None:
        calls.append([rule.id for rule in rules])
        real(connection, dataset, rules, *more)

    monkeypatch.setattr("compute_trends.validators.engine.judge.run_rules", count)
    schema, frame = pandera_schema("hardware_prices", backend), ct.load("hardware_prices", as_=backend)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema.validate(frame, lazy=True)
    assert [len(rules) for rules in calls] == [len(schema.checks)]
