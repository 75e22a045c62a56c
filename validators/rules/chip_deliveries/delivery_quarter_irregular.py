"""A delivery of a time that is no calendar quarter."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import DELIVERY

RULE = Rule(
    id="delivery-quarter-irregular",
    layer="inclusion",
    severity="error",
    datasets=("chip_deliveries",),
    title="The time of the delivery is no calendar quarter",
    explanation=(
        "Rows are added up by calendar quarter, so each is of exactly one: a fiscal quarter, a month, a half-year or a "
        "year would be counted in two, or as too much of one."
    ),
    fix="Give the first and the last day of one calendar quarter; split a fiscal quarter over the two that it is in.",
    source="What a row is; every shipped row keeps to it.",
    reads=("quarter_start", "quarter_end"),
    sql="""
        select _row, if(begins, 'quarter_end', 'quarter_start') as "column",
          if(begins, quarter_end, quarter_start) as value,
          format('{} to {} is no calendar quarter', quarter_start, quarter_end) as message, null as evidence
        from (
          select _row, quarter_start, quarter_end, day(quarter_start) = 1 and month(quarter_start) % 3 = 1 as begins,
            year(quarter_end) = year(quarter_start) and month(quarter_end) = month(quarter_start) + 2
              and day(quarter_end) = if(month(quarter_end) in (3, 12), 31, 30) as ends
          from submission)
        where not (begins and ends)
    """,
    applies="select _row from submission where quarter_start is not null and quarter_end is not null",
    passes=(DELIVERY,),
    fails=(
        {"quarter_start": "2021-11-01", "quarter_end": "2022-01-31"},
        {"quarter_start": "2021-10-01", "quarter_end": "2022-09-30"},
        {"quarter_start": "2021-10-01", "quarter_end": "2021-10-31"},
    ),
)
