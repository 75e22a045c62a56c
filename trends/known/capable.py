"""How much of the training compute of the most capable language models is known, per year."""

from __future__ import annotations

from datetime import date
from functools import cache

from compute_trends.catalog.texts.sql_text import literal
from compute_trends.trends.choices.options import shared_connection
from compute_trends.trends.known.shares import PAST, Share

#: The index that says which models are the most capable, a benchmark of the dataset `benchmark_results`.
INDEX = "epoch_capabilities_index"
#: The most capable models of a year are so many.
MOST_CAPABLE = 10


def capable_told(shares: tuple[Share, ...]) -> str:
    """The shares as a sentence; "" without any."""
    if not shares:
        return ""
    last, *others = reversed(shares)
    earlier = f" ({', '.join(f'{share.period}: {share.known}' for share in others)})" if others else ""
    return (
        f"Of the {last.systems} most capable language models of {last.period} by the capability index, training "
        f"compute is known for {last.known}{earlier}."
    )


@cache
def most_capable(as_of: date | None = None) -> tuple[Share, ...]:
    """For how many of the ten models of highest index of each year after 2022 the training compute is known.

    It counts as known where the newest table of results has it, or the newest one of milestone systems for the system
    that the result names.

    Args:
        as_of: only models published by this day exist.
    """
    rows = (
        shared_connection()
        .cursor()
        .execute(
            "select year(publication_date)::varchar as year, count(*) filter (where known), count(*) from (select "
            "r.publication_date, coalesce(r.training_compute_flop, s.training_compute_flop) > 0 as known "
            "from benchmark_results r left join milestone_systems s on s.name = r.milestone_system "
            f"where r.benchmark = '{INDEX}' and r.publication_date > {literal(PAST)} "
            f"and r.publication_date <= {literal(as_of or date.max)} "
            "qualify row_number() over (partition by year(r.publication_date) order by r.score_index desc, r.name) "
            f"<= {MOST_CAPABLE}) group by year order by year"
        )
        .fetchall()
    )
    return tuple(Share(*row) for row in rows)
