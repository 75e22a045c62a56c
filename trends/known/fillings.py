"""What the unknown training compute of systems might be: stated fillings, which bound a trend and estimate nothing.

A filling gives every system without a known training compute one, before anything is scored, ranked or selected. So a
trend can be computed to the end of the data, once under each, and its bounds are those of the answers.
"""

from __future__ import annotations

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.trends.known.leading_developers import is_leading_sql

#: Days before and after a system among which the known ones are looked at: about its own year and the one around it.
WINDOW_DAYS = 364

#: Filling -> what becomes of a system whose training compute is unknown. "Within a year" is within `WINDOW_DAYS`.
FILLINGS = {
    "none": "left out",
    "low": "at the lowest tenth of the known within a year",
    "median": "at the median of the known within a year",
    "high": "at the highest tenth of the known within a year",
    "frontier": "a leading developer's at the most known by its day, others at the median within a year",
}
_QUANTILES = {"low": 0.1, "median": 0.5, "high": 0.9, "frontier": 0.5}


def check_filling(name: str) -> None:
    """Refuse a filling that is not stated.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if name not in FILLINGS:
        raise UnknownNameError("filling", name, FILLINGS)


def filled_sql(source: str, name: str) -> str:
    """The rows of milestone systems that `source` selects, with the unknown training compute filled, in SQL.

    Args:
        source: a query that begins with "from".
        name: of the filling; with "none" the rows are as they are.
    """
    if name == "none":
        return source
    return (
        f"select * exclude (known_flop) replace (coalesce(known_flop, {filling_sql(name, is_leading_sql())}) "
        "as training_compute_flop) from (\n"
        "  select *, if(training_compute_flop > 0, training_compute_flop, null) as known_flop\n"
        f"  from ({source}) where getvariable('as_of') is null or publication_date <= getvariable('as_of')\n)"
    )


def filling_sql(name: str, leading: str) -> str:
    """What the unknown is taken to be, as an expression over rows with `publication_date` and `known_flop`.

    Args:
        name: of a filling other than "none".
        leading: whether a leading developer took part, as an expression.
    """
    near = f"range between interval {WINDOW_DAYS} days preceding and interval {WINDOW_DAYS} days following"
    typical = f"pow(10, quantile_cont(log10(known_flop), {_QUANTILES[name]}) over (order by publication_date {near}))"
    highest = "max(known_flop) over (order by publication_date)"
    return f"if({leading}, {highest}, {typical})" if name == "frontier" else typical
