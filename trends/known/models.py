"""How much of the training compute is known of the models that a trend on benchmark results asks about.

Such a trend has its own population, the models with a score: the known share and the fillings are those of these, not
those of milestone systems.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from compute_trends.trends.known.fillings import filling_sql
from compute_trends.trends.known.leading_developers import is_leading_sql
from compute_trends.trends.known.shares import Known, counted

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_GIVEN = "known_models_given"
#: Columns that say of which model and day a result is, with their types; an older table lacks some.
_READ = {
    "name": "varchar", "milestone_system": "varchar", "publication_date": "date", "version_release_date": "date",
    "training_compute_flop": "double",
}  # fmt: skip


def known_models(
    connection: duckdb.DuckDBPyConnection, models: pa.Table, results: str, systems: str, as_of: date | None = None
) -> Known:
    """Count the models whose training compute is known.

    Args:
        connection: with the tables.
        models: rows of a trend's statement, one for each model, those of unknown training compute as well.
        results, systems: tables of benchmark results and of milestone systems, in SQL.
        as_of: only models published by this day exist.
    """
    cursor = connection.cursor()
    cursor.register(_GIVEN, models.select(["record_id", "name", "publication_date", "training_compute_flop"]))
    try:
        return counted(
            cursor,
            f"with facts as ({_facts(connection, f'from {results}', results, systems)}) "
            "select coalesce(g.publication_date, f.publication_date) as publication_date, "
            f"coalesce(f.is_leading, false) as is_leading, g.training_compute_flop > 0 as known from {_GIVEN} g "
            "left join facts f on f.model = coalesce(g.name, g.record_id)",
            as_of,
            "models",
            " with such a score",
        )
    finally:
        cursor.unregister(_GIVEN)


def filled_results_sql(
    connection: duckdb.DuckDBPyConnection, source: str, results: str, systems: str, filling: str
) -> str:
    """The rows of benchmark results that `source` selects, with the unknown training compute filled, in SQL.

    A model is filled where no result of it states its training compute or names a system that does, and all its rows
    alike. "The known" are the other models. One without a date stays as it is.

    Args:
        connection: with the tables.
        source: a query of `results` that begins with "from".
        results, systems: tables of benchmark results and of milestone systems, in SQL.
        filling: its name; with "none" the rows are as they are.
    """
    if filling == "none":
        return source
    filled = filling_sql(filling, "is_leading")
    facts = f"from ({_facts(connection, source, results, systems)}) where publication_date is not null"
    return (
        "select r.* replace (coalesce(r.training_compute_flop, f.filled_flop) as training_compute_flop)\n"
        f"from ({source}) r left join (\n"
        f"  select model, if(known_flop is null, {filled}, null) as filled_flop from ({facts})\n"
        ") f on f.model = coalesce(r.name, r.record_id)"
    )


def _facts(connection: duckdb.DuckDBPyConnection, source: str, results: str, systems: str) -> str:
    """A query of one row for each model: its day, its training compute, whether a leading developer made it.

    It is dated by its publication, else by the release of the version scored. Its developers are those of the system
    that a result of it names, else those that the newest table of results has under its name.
    """
    held = set(connection.cursor().sql(f"from {results} limit 0").columns)
    read = ", ".join(name if name in held else f"null::{kind} as {name}" for name, kind in _READ.items())
    return (
        "select coalesce(r.name, r.record_id) as model, "
        "min(coalesce(r.publication_date, r.version_release_date)) as publication_date, "
        "max(coalesce(r.training_compute_flop, m.training_compute_flop)) as known_flop, "
        f"bool_or({is_leading_sql('m.organizations')} or {is_leading_sql('o.organizations')}) as is_leading "
        f"from (select record_id, {read} from ({source})) r "
        f"left join {systems} m on m.name = coalesce(r.milestone_system, r.name) "
        "left join (select name, any_value(organizations) as organizations from benchmark_results "
        "where organizations is not null group by name) o on o.name = r.name group by all"
    )
