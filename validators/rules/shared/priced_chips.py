"""Prices against the release dates of their chips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.validators.rule import Threshold

if TYPE_CHECKING:
    import duckdb


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `priced_chip`: record_id, release date and place of the chips that have a price here.

    It is read from the file at once: rules that name the dataset would have it copied whole.
    """
    from compute_trends.catalog.doors.connect import select_statement
    from compute_trends.catalog.versions import all_versions

    chips = select_statement(all_versions()["accelerators"][-1])
    connection.execute(
        "create or replace table priced_chip as "
        f"select record_id, release_date, 'accelerators/' || record_id as place from ({chips}) "
        "where release_date is not null and record_id in (select accelerator from submitted_hardware_prices)"
    )


#: Prices with the day from which their chip could be had: the first of the period in which it was released.
DATED = """
    select s._row, s.price_date, c.release_date, c.release_date - s.price_date as early, c.place
    from submission s join priced_chip c on c.record_id = s.accelerator
    where s.price_date is not null
"""

MOST = Threshold(
    "most_day",
    365,
    "day",
    "Measured on hardware_prices 2025.6.0: of 760 prices four precede their chip's release, by 14, 138, 236 and 509 "
    "days; shops take orders from the announcement on, which no maker makes a year ahead.",
)


def earlier(condition: str) -> str:
    """SQL of a rule for the prices whose `early`, days before the release of their chip, meets a condition."""
    return f"""
        select _row, 'price_date' as "column", price_date as value,
          format('a price of {{}}, but the chip was released on {{}}, {{}} days later', price_date, release_date, early)
            as message, place as evidence
        from ({DATED}) where {condition}
    """


APPLIES = f"select _row from ({DATED})"

NEEDS = "accelerator is not null and price_date is not null"
