"""What tells two records of a dataset apart, and the table `held_<dataset>` on which duplicates are looked for."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from compute_trends.catalog.schema import Column, TableSchema, load_schema
from compute_trends.catalog.texts.names import folded_sql
from compute_trends.catalog.versions import all_versions
from compute_trends.validators.engine.databases import opened_on
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.rules.shared.arxiv_links import arxiv_id_sql
from compute_trends.validators.rules.shared.datasets import datasets_where

if TYPE_CHECKING:
    import duckdb


class Identity(NamedTuple):
    """How the records of one dataset are told apart; names, keys, dates and numbers are SQL over its columns.

    Attributes:
        name: the name of the thing.
        key: what has to agree as well, where one thing has several records.
        result: what has to agree besides where names are only related.
        date: its date.
        numbers: quantities that two records of one thing have in common.
        fewest_numbers: how many of the numbers have to be known for them to point to one thing.
        numbers_identify: True where equal numbers and dates alone point to one thing; False where different things
            often share them, so that the names have to be related too.
        variants: words that set one thing apart from another which is like it in every number.
    """

    name: str
    date: str
    numbers: tuple[str, ...]
    key: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    numbers_identify: bool = True
    fewest_numbers: int = 2
    variants: tuple[str, ...] = ()


def link_sql(column: str) -> str:
    """A link without scheme, `www.`, fragment and trailing slash; one to a paper on arXiv as the paper's id."""
    page = f"rtrim(regexp_replace(lower({column}), '^https?://(www\\.)?|#.*$', '', 'g'), '/')"
    return f"coalesce('arxiv:' || {arxiv_id_sql(column)}, {page})"


def identity_of(schema: TableSchema) -> Identity | None:
    """How the records of a dataset are told apart, as its schema declares it."""
    raw = schema.identity
    if raw is None:
        return None
    first, *others = raw["name"]
    together = f"concat_ws(' ', {first}{''.join(f', nullif({other}, {first})' for other in others)})"
    numbers, identify = tuple(raw["numbers"]), raw.get("numbersIdentify", True)
    return Identity(
        name=together if others else first,
        date=raw.get("date", "null::DATE"),
        numbers=numbers,
        key=tuple(link_sql(name) if _is_link(schema[name]) else name for name in raw.get("key", ())),
        result=tuple(f"round({name}, 4)" for name in raw.get("result", ())),
        numbers_identify=identify,
        fewest_numbers=raw.get("fewestNumbers", min(2 if identify else 3, len(numbers))),
        variants=tuple(raw.get("variants", ())),
    )


def _is_link(column: Column) -> bool:
    return (column.pattern or "").startswith("^https?")


@cache
def identity(dataset: str) -> Identity:
    """How the records of one of the `named` datasets are told apart.

    Raises:
        KeyError: it says nothing of that.
    """
    if (found := identity_of(load_schema(dataset))) is None:
        raise KeyError(dataset)
    return found


#: The column in which systems of one training run say so: two products of one run are no two records of one thing.
_SHARED_RUN = "training_run"


@cache
def named() -> tuple[str, ...]:
    """Datasets whose records carry a name that identifies them, in the order of the alphabet."""
    return tuple(sorted(datasets_where(lambda schema: schema.identity is not None)))


@cache
def ids_of_names() -> tuple[str, ...]:
    """Datasets whose record ids are made from the name."""
    return datasets_where(lambda schema: schema.identity is not None and identity(schema.name).name == "name")


def held_columns(schema: TableSchema) -> set[str]:
    """The columns of a dataset that `held_<dataset>` is made from."""
    own = identity(schema.name)
    texts = (own.name, own.date, *own.numbers, *own.key, *own.result)
    return {"record_id", "source_url", _SHARED_RUN, *re.findall(r"\w+", " ".join(texts))}.intersection(schema.names)


def needs_name(schema: TableSchema) -> str:
    """The condition without which a row is not in `held_<dataset>`."""
    return f"{identity(schema.name).name} <> ''"


def needs_numbers(schema: TableSchema) -> str:
    """A condition without which a row of it has no `numbers_key`: all numbers are known, or one where fewer do."""
    own = identity(schema.name)
    known = [f"{column} is not null" for column in own.numbers]
    if own.fewest_numbers < len(known):
        known = [f"coalesce({', '.join(own.numbers)}) is not null"]
    return " and ".join([needs_name(schema), *known])


def numbers_key_sql(schema: TableSchema) -> str:
    """SQL over a row of a dataset for its `numbers_key` in `held_<dataset>`."""
    own = identity(schema.name)
    return _numbers_key(own, _numbers(own), own.date)


def result_sql(schema: TableSchema) -> str:
    """SQL over a row of a dataset for its `result` in `held_<dataset>`."""
    return _joined(identity(schema.name).key + identity(schema.name).result)


def _numbers(identity: Identity) -> str:
    return f"[{', '.join(f'{column}::DOUBLE' for column in identity.numbers)}]"


def _numbers_key(identity: Identity, numbers: str, date: str) -> str:
    known = f"len(list_filter({numbers}, lambda x: x is not null)) >= {identity.fewest_numbers}"
    return f"case when {known} then {numbers}::VARCHAR || coalesce(({date})::VARCHAR, '') end"


def _run(schema: TableSchema) -> str:
    return _SHARED_RUN if _SHARED_RUN in schema.names else "null::VARCHAR"


def _joined(columns: tuple[str, ...]) -> str:
    return " || '|' || ".join(["''", *(f"coalesce(({column})::VARCHAR, '')" for column in columns)])


def digits_sql(text: str) -> str:
    """The numbers in a name, in order: a version or a size tells two names apart."""
    return f"trim(regexp_replace({text}, '[^0-9]+', '.', 'g'), '.')"


def words_sql(text: str) -> str:
    """The words of a name, numbers apart from letters, as folded."""
    plain = f"lower(strip_accents(replace({text}, '+', ' plus ')))"
    return rf"regexp_extract_all({plain}, '\pL+|[0-9]+|\pN+')"


def prepare_held(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Create `held_<dataset>` for every dataset of which this check has rows and the shipped records, if any, at hand.

    One row for each shipped record (`_row` is null) and one for each submitted: `_row, id, name, fold, digits, key,
    result, d (date), link, numbers (a list of doubles), run (the training run that several systems share), numbers_key
    (null where too few are known)`.

    Returns:
        The datasets of which there is such a table.
    """
    known = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    if "submission" not in known:  # then there are many rows, and `submitted_<dataset>` may be a view as well
        views = connection.execute("select view_name from duckdb_views() where not internal")
        known |= {row[0] for row in views.fetchall()}
    held = []
    for dataset in dataset_names():
        if f"held_{dataset}" in known:
            held.append(dataset)
            continue
        if f"submitted_{dataset}" not in known or load_schema(dataset).identity is None:
            continue
        shipped = _is_there(connection, load_schema(dataset))
        if not shipped and dataset in all_versions():
            continue
        if connection.execute(f"select 1 from submitted_{dataset} limit 1").fetchone():
            if shipped:
                _know(connection, load_schema(dataset))
            connection.execute(f"create table held_{dataset} as {_held(load_schema(dataset), shipped)}")
            held.append(dataset)
    return held


def _is_there(connection: duckdb.DuckDBPyConnection, schema: TableSchema) -> bool:
    """Whether the shipped records are at hand, with what is wanted of them.

    Those of another dataset than the one that is judged may be open in fewer columns, for what refers to them.
    """
    import duckdb

    columns = ", ".join(sorted(held_columns(schema)))
    try:  # to list the views takes longer: DuckDB binds all of its own for that
        connection.execute(f"select {columns} from {schema.name} limit 0").fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return False
    return True


def _know(connection: duckdb.DuckDBPyConnection, schema: TableSchema) -> None:
    """Create `known_<dataset>`, what `held_<dataset>` has of the shipped records, for all checks on the database."""
    opened, table = opened_on(connection), f"known_{schema.name}"
    if table not in opened.columns:
        shipped = f"select null::BIGINT as _row, * from {schema.name}"
        connection.execute(f"create table {table} as {_told_apart(schema, shipped)}")
        opened.columns[table] = None


def _held(schema: TableSchema, shipped: bool) -> str:
    known = f"from known_{schema.name} union all " if shipped else ""
    return known + _told_apart(schema, f"from submitted_{schema.name}")


def _told_apart(schema: TableSchema, rows: str) -> str:
    own = identity(schema.name)
    key, result = _joined(own.key), _joined(own.key + own.result)
    return f"""
        select _row, id, name, {folded_sql("name")} as fold, {digits_sql("name")} as digits, key, result, d,
          nullif(link, '') as link, numbers, run, {_numbers_key(own, "numbers", "d")} as numbers_key
        from (
          select _row, record_id as id, {own.name} as name, {key} as key, {result} as result, {own.date} as d,
            {link_sql("source_url")} as link, {_numbers(own)} as numbers, {_run(schema)} as run
          from ({rows}))
        where name <> ''
    """
