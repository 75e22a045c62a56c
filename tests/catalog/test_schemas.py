"""Every declaration keeps to the conventions: names that state units, shared columns, examples that are real."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import duckdb
import pint
import pytest

from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.files.records import format_cell, parse_cell
from compute_trends.catalog.importers.formats import formats
from compute_trends.catalog.importers.layouts import layout_of
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, Column, load_schema
from compute_trends.catalog.versions import all_versions, version_key, version_schema

SCHEMAS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((PACKAGE_ROOT / "schemas").glob("*.json"))
}
FIELDS = [(dataset, field) for dataset, schema in SCHEMAS.items() for field in schema["fields"]]
RETIRED = [(dataset, field) for dataset, schema in SCHEMAS.items() for field in schema.get("retiredFields", ())]

TABLE_PROPERTIES = {
    *("$schema", "name", "title", "description", "fields", "missingValues", "primaryKey", "foreignKeys"),
    *("headlineColumn", "headlineTrend", "identity", "criteria", "closed", "retiredFields"),
}
FIELD_PROPERTIES = {
    *("name", "type", "title", "description", "constraints", "example", "delimiter", "itemType"),  # the standard's
    *("unit", "source", "evidence", "itemEnum", "mayRepeat", "reference", "link", "mayBeFuture", "sourceKeys"),  # ours
}
CONSTRAINTS = {
    "string": {"required", "unique", "enum", "pattern"},
    "number": {"required", "minimum", "maximum", "exclusiveMinimum"},
    "integer": {"required", "minimum", "maximum", "exclusiveMinimum"},
    "boolean": {"required"},
    "date": {"required"},
    "list": {"required"},
}

#: Units of computing and counting that pint does not know.
DEFINITIONS = [
    "FLOP = [computation]",
    "MAC = 2 * FLOP",
    "operation = [operation]",
    "USD = [currency]",
    "core = []",
    "chip = []",
    "image = []",
    "datapoint = []",
    "epoch = []",
    "parameter = []",
    "activation = []",
    "transistor = []",
    "unit = []",
    "h100_equivalent = []",
    "user = []",
    "message = []",
    "token = []",
    "sample = []",
    "computation = [mixed_computation]",
]
#: How names say what is counted, where the ending is not the unit itself. The field's own words for counts of units
#: on a chip (shading units, texture mapping units, render output units) need no further ending.
COUNTED = {
    "parameter": ("parameters",),
    "activation": ("activations",),
    "transistor": ("transistors",),
    "epoch": ("epochs",),
    "chip": ("chip_count",),
    "datapoint": ("datapoint", "batch_size"),
    "image": ("batch_size",),
    "MAC": ("mac", "multiply_adds"),
    "user": ("active_users",),
    "unit": ("rops", "shading_units", "sm_count", "tensor_cores", "tmus"),
}
#: What a number without a unit may be called.
PURE_NUMBER = re.compile(
    r"(_(fraction|ratio|factor|count|quantity|layers|elo|rank|index)|(^|_)citations|^shots|^year)$|^log10_"
)

SHARED_FIRST = ["record_id"]
SHARED_LAST = ["source", "source_url", "source_urls", "admission"]


def of_every_column(check: Callable[[str, dict[str, Any]], None]) -> Callable[[str], None]:
    """A test of each dataset that puts a check to all its columns, and tells all that fail."""

    def test(dataset: str) -> None:
        failed = {}
        for field in SCHEMAS[dataset]["fields"]:
            try:
                check(dataset, field)
            except AssertionError as error:
                failed[field["name"]] = error
        if failed:
            said = "\n".join(f"{name}: {error}" for name, error in failed.items())
            raise AssertionError(said) from next(iter(failed.values()))

    test.__name__ = check.__name__
    marked: Callable[[str], None] = pytest.mark.parametrize("dataset", SCHEMAS)(test)
    return marked


def _column(dataset: str, field: dict[str, Any]) -> Column:
    return load_schema(dataset)[field["name"]]


def _ending(unit: str) -> str:
    """The end of a name that states the unit: USD/(chip*hour) is usd_per_chip_hour."""
    for old, new in (("operation", "op"), ("/", "_per_"), ("*", "_"), ("^", ""), ("(", ""), (")", "")):
        unit = unit.replace(old, new)
    return unit.lower()


@cache
def _units() -> pint.UnitRegistry[Any]:
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry()
    for definition in DEFINITIONS:
        registry.define(definition)
    return registry


@pytest.mark.parametrize("dataset", SCHEMAS)
def test_the_table_is_described(dataset: str) -> None:
    schema = SCHEMAS[dataset]
    assert schema.keys() <= TABLE_PROPERTIES
    assert schema["$schema"] == "https://datapackage.org/profiles/2.0/tableschema.json"
    assert schema["name"] == dataset
    assert schema["title"]
    assert re.match(r"(One|A) row (is|per) ", schema["description"])
    assert schema["missingValues"] == [""]
    assert schema["primaryKey"] == ["record_id"]
    if "headlineColumn" in schema:
        assert load_schema(dataset)[schema["headlineColumn"]].type == "number"


@pytest.mark.parametrize("dataset", SCHEMAS)
def test_shared_columns_come_first_and_last_and_are_declared_alike(dataset: str) -> None:
    names = load_schema(dataset).names
    assert len(set(names)) == len(names)
    assert names[:1] == SHARED_FIRST
    assert names[-4:] == SHARED_LAST
    assert names.index("name") == 1 if "name" in names else True

    def common(where: str) -> list[dict[str, Any]]:
        fields = [field for field in SCHEMAS[where]["fields"] if field["name"] in SHARED_FIRST + SHARED_LAST]
        return [{key: value for key, value in field.items() if key not in ("example", "source")} for field in fields]

    assert common(dataset) == common("milestone_systems")


@of_every_column
def test_a_column_is_declared_in_full(dataset: str, field: dict[str, Any]) -> None:
    assert field.keys() <= FIELD_PROPERTIES
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", field["name"])
    assert field["type"] in CONSTRAINTS
    assert field["title"].strip()
    assert field["description"].strip().endswith(".")
    assert field["example"] is not None
    assert field.get("constraints", {}).keys() <= CONSTRAINTS[field["type"]]


@of_every_column
def test_a_list_has_items_and_other_columns_have_none(dataset: str, field: dict[str, Any]) -> None:
    if field["type"] == "list":
        assert (field["delimiter"], field["itemType"]) == (LIST_DELIMITER, "string")
        assert field.get("itemEnum", [0]), "an empty itemEnum allows nothing"
        assert not any(LIST_DELIMITER in item for item in field.get("itemEnum", ()))
    else:
        assert field.keys().isdisjoint({"delimiter", "itemType", "itemEnum"})


@of_every_column
def test_a_unit_can_be_parsed_and_is_stated_by_the_name(dataset: str, field: dict[str, Any]) -> None:
    unit = field.get("unit")
    if unit is None:
        if field["type"] in ("number", "integer"):
            assert PURE_NUMBER.search(field["name"]), "a number has a unit, or a name that says it has none"
        return
    assert field["type"] in ("number", "integer")
    _units().parse_units(unit)
    assert field["name"].endswith(COUNTED.get(unit, (f"_{_ending(unit)}",)))


def test_units_that_are_no_units_are_refused() -> None:
    with pytest.raises(pint.UndefinedUnitError):
        _units().parse_units("FLOPS/s")


@of_every_column
def test_bounds_are_those_of_the_quantity(dataset: str, field: dict[str, Any]) -> None:
    column = _column(dataset, field)
    if column.name.endswith("_fraction"):
        assert column.minimum is not None or column.exclusive_minimum is not None
        assert column.maximum is not None
    if column.unit is not None:  # no quantity held here can be negative
        assert (column.minimum or 0) >= 0
        assert column.minimum is not None or column.exclusive_minimum is not None
    if column.name.endswith("_precision"):
        assert column.enum == ("day", "month", "year")
        assert load_schema(dataset)[column.name.removesuffix("_precision")].type == "date"


def test_columns_of_one_name_have_one_type_and_unit() -> None:
    seen: dict[str, dict[tuple[Any, ...], list[str]]] = {}
    for dataset, field in FIELDS:
        kind = (field["type"], field.get("unit"))
        seen.setdefault(field["name"], {}).setdefault(kind, []).append(dataset)
    assert {name: kinds for name, kinds in seen.items() if len(kinds) > 1} == {}


@of_every_column
def test_the_example_satisfies_the_column(dataset: str, field: dict[str, Any]) -> None:
    column, text = _column(dataset, field), field["example"]
    value: Any = parse_cell(column, text)
    assert format_cell(column, value) == text  # the standard has text, and records.csv has one text for a value
    assert value is not None
    assert column.minimum is None or value >= column.minimum
    assert column.maximum is None or value <= column.maximum
    assert column.exclusive_minimum is None or value > column.exclusive_minimum
    assert not column.enum or value in column.enum
    assert not column.item_enum or set(text.split(LIST_DELIMITER)) <= set(column.item_enum)
    assert column.pattern is None or re.fullmatch(column.pattern, text)


@pytest.mark.parametrize("dataset", SCHEMAS)
def test_examples_occur_in_the_shipped_rows(dataset: str, shipped_views: duckdb.DuckDBPyConnection) -> None:
    made_up = []
    for column in load_schema(dataset).columns:
        shown = f"array_to_string({column.name}, '{LIST_DELIMITER}')" if column.is_list else column.name
        held = " union all ".join(
            f"select {shown} as value from {item.sql_schema}.{dataset}"
            for item in all_versions()[dataset]
            if column.name not in item.absent
        )
        if not held:  # no version has the column yet
            continue
        # Long fractions may be rounded for reading.
        same = "abs(value - $1) <= 1e-6 * abs($1)" if column.type == "number" else "value = $1"
        row = shipped_views.execute(
            f"select count(value), count(*) filter (where {same}) from ({held})",
            [parse_cell(column, format_cell(column, column.example))],
        ).fetchone()
        assert row is not None
        if row[0] and not row[1]:  # a column that is empty upstream has an example from elsewhere
            made_up.append((column.name, column.example))
    assert made_up == []


@pytest.mark.parametrize("dataset", SCHEMAS)
def test_sources_of_columns_and_records_are_those_of_the_origin(
    dataset: str, shipped_views: duckdb.DuckDBPyConnection
) -> None:
    sources = read_origin(PACKAGE_ROOT, dataset)["sources"]
    layouts = {layout.key for importer in formats().values() for layout in importer.LAYOUTS}
    assert {layout_of(key, entry) for key, entry in sources.items()} - {"submitted"} <= layouts
    for field in SCHEMAS[dataset]["fields"]:
        assert field["source"].keys() <= layouts, field["name"]
        assert all(name.strip() for name in field["source"].values())
    for item in all_versions()[dataset]:
        rows = shipped_views.execute(f"select distinct source from {item.sql_schema}.{dataset}").fetchall()
        assert {source for (source,) in rows} <= sources.keys()


def _references() -> Iterator[tuple[str, dict[str, Any]]]:
    for dataset, field in FIELDS:
        if "reference" in field:
            yield dataset, field


@pytest.mark.parametrize(("dataset", "field"), list(_references()))
def test_a_reference_names_columns_that_exist(dataset: str, field: dict[str, Any]) -> None:
    reference = field["reference"]
    assert reference.keys() == {"dataset", "columns", "severity"}
    assert reference["severity"] in ("error", "warning")
    target = load_schema(reference["dataset"])
    assert {target[name].type for name in reference["columns"]} <= {"string", "list"}
    assert target[reference["columns"][0]].unique


@pytest.mark.parametrize("dataset", SCHEMAS)
def test_a_foreign_key_is_a_reference_by_key_from_a_plain_column(dataset: str) -> None:
    schema = load_schema(dataset)
    for key in schema.foreign_keys:
        (name,) = key["fields"]
        assert not schema[name].is_list  # stock readers fail on those
        assert key["reference"]["fields"] == ["record_id"]
        assert schema[name].reference == {
            "dataset": key["reference"]["resource"],
            "columns": ["record_id"],
            "severity": "error",
        }


def test_a_retired_column_says_since_when_it_is_gone_and_where_its_values_are() -> None:
    for dataset, field in RETIRED:
        schema = load_schema(dataset)
        assert field.keys() <= FIELD_PROPERTIES | {"retired"}
        gone = field["retired"]
        assert gone.keys() == {"after", "since", "reason"}
        assert field["name"] not in schema.names
        assert gone["after"] in schema.with_retired().names
        assert gone["reason"].strip().endswith(".")
        held = [item for item in all_versions()[dataset] if field["name"] in version_schema(item).names]
        assert held, "a column that no version holds is not declared"
        assert all(version_key(item.version) < version_key(gone["since"]) for item in held)


@pytest.mark.parametrize("dataset", SCHEMAS)
def test_what_a_schema_says_of_columns_is_said_of_columns_that_it_has(dataset: str) -> None:
    schema = load_schema(dataset)
    identity = schema.identity or {"name": [], "numbers": []}
    assert identity.keys() <= {
        *("name", "date", "numbers", "numbersIdentify", "fewestNumbers", "key", "result", "variants")
    }
    named = [
        *schema.criteria,
        *identity["name"],
        *identity["numbers"],
        *identity.get("key", ()),
        *identity.get("result", ()),
    ]
    assert {*named, *filter(None, [identity.get("date"), schema.headline_column])} <= {*schema.names}
    assert all(schema[name].type in ("number", "integer") for name in identity["numbers"])
    for column in schema.columns:
        if column.link:
            assert column.type == "date"
            assert (schema[column.link].pattern or "").startswith("^https?"), column.link


@pytest.mark.parametrize(("dataset", "field"), [item for item in FIELDS if "sourceKeys" in item[1]])
def test_what_names_a_source_in_the_texts_of_a_column_names_one_of_the_origin(
    dataset: str, field: dict[str, Any], shipped_views: duckdb.DuckDBPyConnection
) -> None:
    column = load_schema(dataset)[field["name"]]
    cells = f"unnest({column.name})" if column.is_list else column.name
    items = shipped_views.execute(f"select distinct {cells} from {dataset} where {column.name} is not null").fetchall()
    assert items
    found = {(item, match[0]) for (item,) in items for match in re.finditer(str(column.source_keys), item)}
    assert sorted(item for item, _ in found) == sorted(item for (item,) in items), "one in each item"
    named = {key for _, text in found for key in re.findall(r"[a-z0-9-]+", text)}
    assert named <= read_origin(PACKAGE_ROOT, dataset)["sources"].keys()


def test_resources_declare_what_stock_readers_can_check() -> None:
    resources = json.loads((PACKAGE_ROOT / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    for resource in resources:
        assert "bytes" not in resource  # frictionless fails any Parquet file that declares its size
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", resource["hash"])
        assert resource["rows"] > 0
