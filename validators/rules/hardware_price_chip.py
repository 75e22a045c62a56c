"""A price against the chip that it is for: its name, and the day from which it could be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.validators.rule import Rule, Threshold

if TYPE_CHECKING:
    import duckdb


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
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
_DATED = """
    select s._row, s.price_date, c.release_date, c.release_date - s.price_date as early, c.place
    from submission s join priced_chip c on c.record_id = s.accelerator
    where s.price_date is not null
"""

_MOST = Threshold(
    "most_day",
    365,
    "day",
    "Measured on hardware_prices 2025.6.0: of 760 prices four precede their chip's release, by 14, 138, 236 and 509 "
    "days; shops take orders from the announcement on, which no maker makes a year ahead.",
)


def _early(condition: str) -> str:
    return f"""
        select _row, 'price_date' as "column", price_date as value,
          format('a price of {{}}, but the chip was released on {{}}, {{}} days later', price_date, release_date, early)
            as message, place as evidence
        from ({_DATED}) where {condition}
    """


_APPLIES = f"select _row from ({_DATED})"
_NEEDS = "accelerator is not null and price_date is not null"
_H100 = {"accelerator": "nvidia-h100-sxm5-80-gb", "price_kind": "purchase"}

RULES = (
    Rule(
        id="price-before-release",
        layer="plausibility",
        severity="warning",
        datasets=("hardware_prices",),
        title="The price is older than the chip",
        explanation=(
            "Shops take orders for a chip some months before it is released. Otherwise the price is that of an earlier "
            "chip of a like name, or its date is wrong."
        ),
        fix="Check price_date, and that accelerator is the chip whose price the source states.",
        source="The release dates in the accelerators dataset.",
        thresholds=(
            Threshold("grace_day", 30, "day", "Prices are asked from the announcement on; one precedes by 14 days."),
            _MOST,
        ),
        prepare=_prepare,
        applies=_APPLIES,
        sql=_early("early > $grace_day and early <= $most_day"),
        needs=_NEEDS,
        passes=({**_H100, "price_date": "2023-05-01"}, {**_H100, "price_date": "2022-09-10"}),
        fails=({**_H100, "price_date": "2022-01-15"},),
    ),
    Rule(
        id="price-long-before-release",
        layer="plausibility",
        severity="error",
        datasets=("hardware_prices",),
        title="The price is more than a year older than the chip",
        explanation=(
            "Nobody sells or rents out a chip more than a year before its release. Either the date or the chip is "
            "wrong, and the price would stand at the wrong place in every trend of price performance."
        ),
        fix="Correct price_date, or name the chip whose price the source states.",
        source="The release dates in the accelerators dataset.",
        thresholds=(_MOST,),
        prepare=_prepare,
        applies=_APPLIES,
        sql=_early("early > $most_day"),
        needs=_NEEDS,
        passes=({**_H100, "price_date": "2023-05-01"}, {**_H100, "price_date": "2022-01-15"}),
        fails=(
            {**_H100, "price_date": "2015-03-01"},
            {"accelerator": "nvidia-tesla-k80", "price_date": "2010-01-01"},
        ),
    ),
    Rule(
        id="price-chips-differ",
        layer="reference",
        severity="error",
        datasets=("hardware_prices",),
        title="accelerator and accelerator_name are two chips",
        explanation=(
            "`accelerator` is our record of the chip that the source calls `accelerator_name`. Where the name is that "
            "of another chip of ours, the price is entered for the wrong one, mostly after copying a row."
        ),
        fix="Give the record_id of the chip that the source names, or the name of the chip that is meant.",
        source="Of the shipped prices all 768 with both name one chip.",
        applies="select _row from submission where accelerator is not null and accelerator_name is not null",
        sql="""
            select s._row, 'accelerator' as "column", s.accelerator as value,
              format('{} is not the chip that is called {}: that is {}', s.accelerator, s.accelerator_name,
                any_value(n.record_id)) as message,
              'accelerators/' || any_value(n.record_id) as evidence
            from submission s join (
              select lower(unnest(list_concat([record_id, name], coalesce(aliases, [])))) as name, record_id
              from (select record_id, name, aliases from accelerators
                union all select record_id, name, aliases from submitted_accelerators)) n
                on n.name = lower(trim(s.accelerator_name))
            where s.accelerator is not null
            group by s._row, s.accelerator, s.accelerator_name
            having not list_contains(list(n.record_id), s.accelerator)
        """,
        # An id that is made from the name names the same chip.
        needs="accelerator <> regexp_replace(lower(accelerator_name), '[^a-z0-9]+', '-', 'g')",
        passes=(
            {**_H100, "accelerator_name": "NVIDIA H100 SXM5 80GB"},
            {**_H100, "accelerator_name": "H100 as a shop calls it"},
        ),
        fails=({**_H100, "accelerator_name": "NVIDIA A100"}, {**_H100, "accelerator_name": "nvidia tesla k80"}),
    ),
)
