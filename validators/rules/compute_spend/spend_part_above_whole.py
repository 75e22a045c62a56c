"""A part of a company's spending that is above the whole."""

from compute_trends.validators.rule import Keys, Rule, Threshold
from compute_trends.validators.rules.shared.examples import SPEND
from compute_trends.validators.rules.shared.other_record import record_sql

_SUM = "record_id, lower(company) as company, categories, period_end_date, spend_usd"
_KNOWN = (
    "spend_usd is not null and period_end_date is not null and categories is not null and company is not null "
    "and period_kind = 'year'"
)

RULE = Rule(
    id="spend-part-above-whole",
    layer="plausibility",
    severity="error",
    datasets=("compute_spend",),
    title="A part of the spending is above the whole",
    explanation=(
        "What a company spent on research or on inference in a year is at most what it spent on both. Otherwise one of "
        "the two sums is of another period (a month for a year), another year or another unit."
    ),
    fix="Check both sums and their periods against their pages.",
    source="What the words mean; every shipped pair keeps to it.",
    reads=("record_id", "company", "categories", "period_kind", "period_end_date", "spend_usd"),
    reach=Keys("sums of one company", "[lower(company)]"),
    opens=("compute_spend",),
    thresholds=(Threshold("slack", 1.1, None, "sums are reported at different times and rounded"),),
    sql=f"""
        with sums as (
          select {_SUM}, false as is_beside from compute_spend where {_KNOWN}
          union all select {_SUM}, true from submitted_compute_spend where {_KNOWN}),
        found as (
          select m._row, m.spend_usd, arg_max({{id: o.record_id, spend: o.spend_usd, beside: o.is_beside}},
            (abs(ln(o.spend_usd / m.spend_usd)), o.is_beside, o.record_id)) as other
          from (select _row, {_SUM} from submission where {_KNOWN}) m
          join sums o on o.company = m.company and o.period_end_date = m.period_end_date
            and o.record_id is distinct from m.record_id
          where (len(o.categories) > len(m.categories) and list_has_all(o.categories, m.categories)
              and m.spend_usd > $slack * o.spend_usd)
            or (len(o.categories) < len(m.categories) and list_has_all(m.categories, o.categories)
              and o.spend_usd > $slack * m.spend_usd)
          group by all)
        select _row, 'spend_usd' as "column", spend_usd as value,
          if(spend_usd > other.spend,
            format('{{:.3g}} USD on a part, but {{:.3g}} on the whole', spend_usd, other.spend),
            format('{{:.3g}} USD on the whole, but {{:.3g}} on a part', spend_usd, other.spend)) as message,
          {record_sql("compute_spend", "other.id", "other.beside")} as evidence
        from found
    """,
    applies=f"select _row from submission where {_KNOWN}",
    passes=(SPEND,),
    fails=(
        [
            SPEND | {"record_id": "part"},
            SPEND
            | {
                "record_id": "all",
                "categories": ["research_cloud_compute", "inference_cloud_compute"],
                "spend_usd": 5e8,
            },
        ],
    ),
)
