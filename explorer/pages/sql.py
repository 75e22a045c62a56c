"""The SQL page: queries over every dataset and version in the page, and examples with results made at build time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.texts.numbers import short
from compute_trends.catalog.versions import UNRELEASED, all_versions, find_version
from compute_trends.explorer.files import File, packed_json, wide_script
from compute_trends.explorer.pages.database import database
from compute_trends.explorer.site import Site
from compute_trends.explorer.vendored.sql_engine import engine_files, how_to_get_it, lock, packed_for_engine

SECTION = "sql/index.html"

_SHOWN = 12  # rows of an example


class Example(NamedTuple):
    """A query that shows something, in words and in SQL."""

    title: str
    sql: str


EXAMPLES = (
    Example(
        "The largest training runs",
        "select name, publication_date, training_compute_flop, confidence\n"
        "from milestone_systems\nwhere training_compute_flop is not null\n"
        "order by training_compute_flop desc\nlimit 20",
    ),
    Example(
        "Training compute by year: the median and the largest",
        "select year(publication_date) as year, count(*) as systems,\n"
        "  median(training_compute_flop) as median_flop, max(training_compute_flop) as largest_flop\n"
        "from milestone_systems\nwhere training_compute_flop > 0 and publication_date >= date '2010-01-01'\n"
        "group by all\norder by year",
    ),
    Example(
        "What was revised between two versions",
        "select new.name, old.training_compute_flop as was_flop, new.training_compute_flop as is_flop,\n"
        "  new.training_compute_flop / old.training_compute_flop as factor\n"
        "from v2024_10_0.milestone_systems as old join v2026_8_1.milestone_systems as new using (record_id)\n"
        "where abs(ln(new.training_compute_flop / old.training_compute_flop)) > ln(2)\n"
        "order by abs(ln(factor)) desc, new.name",
    ),
    Example(
        "The chips that milestone systems were trained on",
        "select a.name as chip, count(distinct s.record_id) as systems, min(s.publication_date) as first_used\n"
        "from milestone_systems as s, unnest(s.training_hardware) as used(hardware)\n"
        "join accelerator_names as n on n.name = used.hardware\njoin accelerators as a on a.record_id = n.record_id\n"
        "group by all\norder by systems desc, chip\nlimit 15",
    ),
    Example(
        "FLOP/s per watt of machine-learning chips",
        "select release_date, fp32_vector_flop_per_s / tdp_w as fp32_flop_per_joule, name, manufacturer\n"
        "from accelerators\nwhere is_machine_learning_hardware and fp32_vector_flop_per_s > 0 and tdp_w > 0\n"
        "order by release_date, name",
    ),
    Example(
        "The best score on ImageNet, year by year",
        "select year, max(score_fraction) as best_score, arg_max(name, score_fraction) as model\n"
        "from benchmark_results\nwhere benchmark = 'imagenet' and metric = 'top_1_accuracy'\n"
        "group by year\norder by year",
    ),
    Example(
        "The lowest price of an hour on a chip, by year",
        "select accelerator, year(price_date) as year, min(price_usd_per_chip_hour) as lowest_usd\n"
        "from hardware_prices\nwhere price_kind = 'on_demand_hour'\ngroup by all\norder by accelerator, year",
    ),
    Example("The columns of a dataset", "describe milestone_systems"),
)


def pages(site: Site) -> Iterator[File]:
    """The page; with the engine also the engine, the tables and the scripts of the trends."""
    yield site.page(
        SECTION,
        "sql.html",
        title="SQL",
        description="Ask the datasets in SQL, in all their versions, within the page: nothing is sent anywhere.",
        section=SECTION,
        engine=site.sql_engine is not None,
        engine_version=lock()["packages"]["@duckdb/duckdb-wasm"],
        how=how_to_get_it(),
        examples=_answered(),
        tables=[
            (name, find_version(name), [item for item in versions[::-1] if item.version != UNRELEASED])
            for name, versions in all_versions().items()
        ],
        trends=list(site.trends),
    )
    scripts = packed_json({name: trend["sql"] for name, trend in site.trends.items()})
    yield File("assets/sql-trends.js", f"window.sqlTrends = '{scripts}';\n".encode())
    if site.sql_engine is None:
        return
    site.step("the SQL engine")
    yield from engine_files(site.sql_engine, site.cache)
    yield wide_script("assets/sql-data.js", f"window.sqlData = '{packed_for_engine(database())}';\n")


def _answered() -> list[dict[str, Any]]:
    """The examples with what they give: columns, the first rows as texts, and the number of all rows."""
    connection, found = connect(), []
    for example in EXAMPLES:
        relation = connection.sql(example.sql)
        columns, kinds = relation.columns, list(map(str, relation.types))
        rows = relation.fetchall()
        found.append(
            {
                "title": example.title,
                "sql": example.sql,
                "columns": columns,
                "numeric": [kind in ("DOUBLE", "BIGINT", "INTEGER", "HUGEINT") for kind in kinds],
                "rows": [[_told(cell) for cell in row] for row in rows[:_SHOWN]],
                "count": len(rows),
            }
        )
    return found


def _told(value: Any) -> str | None:
    """A value as the page shows it: numbers to seven digits."""
    return short(value, 7) if isinstance(value, float) else cell_text(value)
