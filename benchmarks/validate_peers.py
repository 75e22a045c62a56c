"""The peers of benchmarks/validate.py, each as a program: python validate_peers.py TOOL TABLE SPEC OUTPUT

SPEC is a JSON list of columns: name, type, required, unique, minimum, exclusiveMinimum, maximum, enum, itemEnum,
pattern. OUTPUT gets a JSON list of [row (0-based), column, rule]; rules are type, required, enum, pattern, range and
unique. Each peer does what its users would write: one declaration per column, all findings with their rows.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

Column = dict[str, Any]
Found = list[tuple[int, str, str]]
TEXT = ("string", "list")
#: Formats whose cells are all texts, and what separates them.
DELIMITERS = {".csv": ",", ".tsv": "\t"}


def suffix_of(path: str) -> str:
    return os.path.splitext(path)[1]  # noqa: PTH122  (nothing more is imported than the tool needs)


def form(column: Column) -> str | None:
    """The regular expression that a text column has to match."""
    if column.get("itemEnum"):
        items = "|".join(column["itemEnum"])
        return f"^({items})(;({items}))*$"
    return column.get("pattern")


def bounds(column: Column) -> list[tuple[str, float]]:
    signs = {"minimum": ">=", "exclusiveMinimum": ">", "maximum": "<="}
    return [(sign, column[name]) for name, sign in signs.items() if column.get(name) is not None]


def by_duckdb(path: str, columns: list[Column]) -> Found:
    """One table, one query with a case per column and kind, one query for repeated keys."""
    import duckdb

    connection = duckdb.connect()
    # Without this, an IN of five constants becomes a join and the rows of a CSV lose their order.
    connection.execute("set disabled_optimizers = 'in_clause'")
    suffix = suffix_of(path)
    is_csv = suffix in DELIMITERS
    if is_csv:
        options = f"header = true, all_varchar = true, delim = '{DELIMITERS[suffix]}'"
        connection.execute(f"create table t as from read_csv('{path}', {options})")
        source, row = "t", "rowid"
    elif suffix != ".parquet":
        connection.execute(f"create table t as from read_json('{path}')")
        source, row = "t", "rowid"
    else:
        source, row = f"read_parquet('{path}', file_row_number = true)", "file_row_number"
    types = {"number": "double", "integer": "bigint", "date": "date"}
    tests: list[tuple[str, str, str]] = []
    for column in columns:
        name = column["name"]
        value = name
        if column.get("required"):
            tests.append((name, "required", f"{name} is null"))
        if is_csv and column["type"] in types:
            value = f"try_cast({name} as {types[column['type']]})"
            tests.append((name, "type", f"{name} is not null and {value} is null"))
        if limits := " and ".join(f"{value} {sign} {limit!r}" for sign, limit in bounds(column)):
            tests.append((name, "range", f"not ({limits})"))
        if column.get("enum"):
            tests.append((name, "enum", f"{name} not in ({', '.join(repr(item) for item in column['enum'])})"))
        elif pattern := form(column):
            rule = "enum" if column.get("itemEnum") else "pattern"
            tests.append((name, rule, f"not regexp_full_match({name}, '{pattern}')"))
    cases = ", ".join(f"case when {test} then '{name} {rule}' end" for name, rule, test in tests)
    query = f"select row, unnest(found) from (select {row} as row, [{cases}] as found from {source} where "
    query += " or ".join(f"({test})" for _, _, test in tests) + ")"
    found = [(row, *text.split(" ")) for row, text in connection.execute(query).fetchall() if text]
    repeated = connection.execute(
        f"""select row from (select row, row_number() over (partition by record_id order by row) as n
            from (select {row} as row, record_id from {source})
            where record_id in (select record_id from {source} group by 1 having count(*) > 1)) where n > 1"""
    ).fetchall()
    return found + [(row, "record_id", "unique") for (row,) in repeated]


def by_polars(path: str, columns: list[Column]) -> Found:
    import polars as pl

    suffix = suffix_of(path)
    is_csv = suffix in DELIMITERS
    types = {"number": pl.Float64, "integer": pl.Int64, "date": pl.Date}
    if is_csv:
        table = pl.scan_csv(path, infer_schema=False, separator=DELIMITERS[suffix])
    elif suffix == ".parquet":
        table = pl.scan_parquet(path)
    else:
        table = read_whole(path, columns).lazy()
    tests = {}
    for column in columns:
        name = column["name"]
        value = cell = pl.col(name)
        if column.get("required"):
            tests[f"{name} required"] = cell.is_null()
        if is_csv and column["type"] in types:
            if column["type"] == "date":
                value = cell.str.to_date("%Y-%m-%d", strict=False)
            else:
                value = cell.cast(types[column["type"]], strict=False)
            tests[f"{name} type"] = cell.is_not_null() & value.is_null()
        for sign, limit in bounds(column):
            out = {">=": value < limit, ">": value <= limit, "<=": value > limit}[sign]
            key = f"{name} range"
            tests[key] = tests[key] | out if key in tests else out
        if column.get("enum"):
            tests[f"{name} enum"] = ~cell.is_in(column["enum"])
        elif pattern := form(column):
            tests[f"{name} {'enum' if column.get('itemEnum') else 'pattern'}"] = ~cell.str.contains(pattern)
        if column.get("unique"):
            tests[f"{name} unique"] = ~cell.is_first_distinct() & cell.is_not_null()
    flags = table.select(**tests).with_row_index("row").filter(pl.any_horizontal(pl.exclude("row"))).collect()
    long = flags.unpivot(index="row").filter(pl.col("value"))
    return [(row, *text.split(" ")) for row, text, _ in long.iter_rows()]


def read_whole(path: str, columns: list[Column]) -> Any:
    """A polars frame with typed columns, of a format that holds types itself."""
    import polars as pl

    types = {"number": pl.Float64, "integer": pl.Int64}
    schema = {column["name"]: types.get(column["type"], pl.String) for column in columns}
    suffix = suffix_of(path)
    if suffix == ".parquet":
        return pl.read_parquet(path)
    if suffix == ".xlsx":
        import pandas as pd

        frame = pd.read_excel(path)
        days = {column["name"] for column in columns if column["type"] == "date"}
        cells = frame.astype(object).where(frame.notna(), None)
        typed = schema | dict.fromkeys(days, pl.Date)
        return pl.DataFrame({name: cells[name].tolist() for name in schema}, schema=typed, strict=False)
    if suffix == ".yaml":
        import yaml

        with open(path, encoding="utf-8") as handle:  # noqa: PTH123
            records = yaml.load(handle, Loader=yaml.CSafeLoader)
        days = [column["name"] for column in columns if column["type"] == "date"]
        return pl.DataFrame(records, schema=schema | dict.fromkeys(days, pl.Date))
    table = pl.read_ndjson(path, schema=schema) if suffix == ".jsonl" else pl.read_json(path, schema=schema)
    days = [column["name"] for column in columns if column["type"] == "date"]
    return table.with_columns(pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in days)


def read_typed(path: str, columns: list[Column]) -> tuple[Any, Found]:
    """A polars frame with typed columns, and the cells of a CSV that do not parse.

    The coercion of pandera rejects a whole column for one cell; that of dataframely has no dates since polars 2.
    """
    import polars as pl

    suffix = suffix_of(path)
    if suffix not in DELIMITERS:
        return read_whole(path, columns), []
    table = pl.read_csv(path, infer_schema=False, separator=DELIMITERS[suffix])
    typed, wrong = {}, {}
    for column in columns:
        cell = pl.col(column["name"])
        if column["type"] == "date":
            value = cell.str.to_date("%Y-%m-%d", strict=False)
        elif column["type"] in ("number", "integer"):
            value = cell.cast(pl.Float64 if column["type"] == "number" else pl.Int64, strict=False)
        else:
            continue
        typed[column["name"]] = value
        wrong[f"wrong {column['name']}"] = cell.is_not_null() & value.is_null()
    table = table.with_columns(**typed, **wrong)
    found = [(row, name.split(" ")[1], "type") for name in wrong for row in table[name].arg_true()]
    return table.drop(list(wrong)), found


def by_pandera(path: str, columns: list[Column]) -> Found:
    import pandera.polars as pa
    import polars as pl
    from pandera.errors import SchemaErrors

    table, found = read_typed(path, columns)
    types = {"number": pl.Float64, "integer": pl.Int64, "date": pl.Date}
    names = {">=": pa.Check.ge, ">": pa.Check.gt, "<=": pa.Check.le}
    declared = {}
    for column in columns:
        checks = [names[sign](limit) for sign, limit in bounds(column)]
        if column.get("enum"):
            checks.append(pa.Check.isin(column["enum"]))
        elif pattern := form(column):
            checks.append(pa.Check.str_matches(pattern))
        declared[column["name"]] = pa.Column(
            types.get(column["type"], pl.String),
            checks,
            nullable=not column.get("required"),
            unique=column.get("unique", False),
        )
    try:
        pa.DataFrameSchema(declared).validate(table, lazy=True)
    except SchemaErrors as error:
        rules = {
            "not_nullable": "required",
            "field_uniqueness": "unique",
            "greater_than": "range",
            "greater_than_or_equal_to": "range",
            "less_than_or_equal_to": "range",
            "isin": "enum",
        }
        items = {column["name"] for column in columns if column.get("itemEnum")}
        unread = {(row, name) for row, name, _ in found}  # null only because it did not parse
        for case in error.failure_cases.iter_rows(named=True):
            row, name, check = case["index"], case["column"], case["check"].split("(")[0]
            if check == "str_matches":
                check = "enum" if name in items else "pattern"
            if (row, name) not in unread:
                found.append((row, name, rules.get(check, check)))
    return found


def by_dataframely(path: str, columns: list[Column]) -> Found:
    import dataframely as dy
    import polars as pl

    kinds = {"number": dy.Float64, "integer": dy.Int64, "date": dy.Date}
    names = {">=": "min", ">": "min_exclusive", "<=": "max"}
    fields: dict[str, Any] = {"row": dy.UInt32()}
    for column in columns:
        nullable = not column.get("required")
        if column["type"] in kinds:
            limits = {names[sign]: limit for sign, limit in bounds(column)}
            if column["type"] == "integer":
                limits = {name: int(limit) for name, limit in limits.items()}
            fields[column["name"]] = kinds[column["type"]](nullable=nullable, **limits)
        elif column.get("enum"):
            choices = column["enum"]
            check = {"enum": lambda cell, choices=choices: cell.is_in(choices)}
            fields[column["name"]] = dy.String(nullable=nullable, check=check)
        else:
            more = {"unique": True} if column.get("unique") else {}
            fields[column["name"]] = dy.String(nullable=nullable, regex=form(column), **more)
    table, found = read_typed(path, columns)
    _, failure = type("Table", (dy.Schema,), fields).filter(table.with_row_index("row"))
    rules = {"nullability": "required", "min": "range", "min_exclusive": "range", "max": "range", "check__enum": "enum"}
    items = {column["name"] for column in columns if column.get("itemEnum")}
    unread = {(row, name) for row, name, _ in found}  # null only because it did not parse
    details = failure.details()
    for key in failure.counts():
        name, rule = key.split("|")
        kind = "enum" if rule == "regex" and name in items else rules.get(rule, "pattern" if rule == "regex" else rule)
        wrong = details.filter(pl.col(key).cast(pl.String) == "invalid")["row"]
        found += [(row, name, kind) for row in wrong if (row, name) not in unread]
    return found


def main() -> None:
    tool, path, spec, output = sys.argv[1:]
    with open(spec) as handle:  # noqa: PTH123  (nothing more is imported than the tool needs)
        columns = json.load(handle)
    with open(output, "w") as handle:  # noqa: PTH123
        json.dump({"duckdb": by_duckdb, "polars": by_polars, "pandera": by_pandera, "dataframely": by_dataframely}[
            tool](path, columns), handle)  # fmt: skip


if __name__ == "__main__":
    main()
