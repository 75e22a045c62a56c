"""A sum that is far from what the company spent on the same in another year."""

from compute_trends.validators.rule import Keys, Rule, Threshold
from compute_trends.validators.rules.shared.examples import SPEND
from compute_trends.validators.rules.shared.other_record import record_sql

_SUM = (
    "record_id, lower(company) as company, array_to_string(list_sort(categories), ' ') as purpose, period_end_date, "
    "spend_usd"
)
_KNOWN = "spend_usd is not null and period_end_date is not null and categories is not null and company is not null"

RULE = Rule(
    id="spend-off-others",
    layer="plausibility",
    severity="warning",
    datasets=("compute_spend",),
    title="The sum is far from what was spent on the same in another year",
    explanation=(
        "What a company spends on computation has grown by up to nine times a year and hardly ever fallen. A sum far "
        "below the year before, or far above it, is mostly that of a month or a quarter entered for a year, or has "
        "its unit slipped."
    ),
    fix="Check the period against the page: a rate is annualized_rate, a year is a year; and the unit (USD).",
    source="Bounds around the shipped sums.",
    reads=("record_id", "company", "categories", "period_end_date", "spend_usd"),
    reach=Keys("sums of one company", "[lower(company)]"),
    opens=("compute_spend",),
    thresholds=(
        Threshold("least_growth", 0.5, "x/year", "measured on compute_spend 2026.4.0: 0.7 between a rate and a year"),
        Threshold("most_growth", 12, "x/year", "measured on compute_spend 2026.4.0: at most 8.8 in three pairs"),
    ),
    sql=f"""
        with sums as (
          select {_SUM}, false as is_beside from compute_spend where {_KNOWN}
          union all select {_SUM}, true from submitted_compute_spend where {_KNOWN}),
        nearest as (
          select m._row, m.spend_usd, m.period_end_date, arg_min({{id: o.record_id, spend: o.spend_usd,
              day: o.period_end_date, beside: o.is_beside}},
            (abs(o.period_end_date - m.period_end_date), o.is_beside, o.record_id, o.spend_usd)) as other
          from (select _row, {_SUM} from submission where {_KNOWN}) m
          join sums o on o.company = m.company and o.purpose = m.purpose and o.record_id is distinct from m.record_id
          group by all),
        grown as (
          select *, if(period_end_date >= other.day, spend_usd / other.spend, other.spend / spend_usd) as growth,
            greatest(abs(period_end_date - other.day) / 365.25, 1) as years
          from nearest)
        select _row, 'spend_usd' as "column", spend_usd as value,
          format('{{:.3g}} USD until {{}}, but {{:.3g}} until {{}}', spend_usd, period_end_date, other.spend, other.day)
            as message,
          {record_sql("compute_spend", "other.id", "other.beside")} as evidence
        from grown
        where growth not between pow($least_growth, years) and pow($most_growth, years)
    """,
    applies=f"select _row from submission where {_KNOWN}",
    passes=(SPEND, [SPEND | {"record_id": "a"}, SPEND | {"record_id": "b", "period_end_date": "2025-12-31"}]),
    fails=(
        [SPEND | {"record_id": "a"}, SPEND | {"record_id": "b", "period_end_date": "2025-12-31", "spend_usd": 7.5e8}],
        SPEND | {"company": "OpenAI", "period_end_date": "2026-12-31", "spend_usd": 1.5e9},
    ),
)
