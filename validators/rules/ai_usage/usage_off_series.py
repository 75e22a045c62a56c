"""Use that is far from that of the same kind at about the same time."""

from compute_trends.validators.rule import Keys, Rule, Threshold
from compute_trends.validators.rules.shared.examples import USE
from compute_trends.validators.rules.shared.other_record import record_sql

_SERIES = (
    "record_id, lower(company) as company, lower(product) as product, usage_date, active_users_period as period, "
    "active_users, sent_message_per_day, processed_token_per_day"
)
_MEASURES = {"active_users": 1, "sent_message_per_day": 2, "processed_token_per_day": 2}

RULE = Rule(
    id="usage-off-series",
    layer="plausibility",
    severity="warning",
    datasets=("ai_usage",),
    title="The use is far from that of the same product at that time",
    explanation=(
        "Within three months users of one kind have grown by less than half, messages and tokens by less than three "
        "times. A report that is further off counts users of another period, a part of the product, or has a unit "
        "slipped."
    ),
    fix="Check what is counted, over what time, and of which product.",
    source="Bounds around the shipped reports.",
    reads=("record_id", "company", "product", "usage_date", "active_users_period", "in_standard_view", *_MEASURES),
    reach=Keys("reports on one product", "[concat_ws('|', lower(company), lower(product))]"),
    opens=("ai_usage",),
    thresholds=(
        Threshold("most_day", 90, "day", "how far apart two reports may be"),
        Threshold("users_factor", 1.8, None, "measured on ai_usage 2026.4.0: at most 1.45 (13 reports)"),
        Threshold("rate_factor", 5, None, "measured on ai_usage 2026.4.0: at most 2.1 (9 reports)"),
    ),
    sql=" union all ".join(
        f"""
        (with counts as (
          select {_SERIES}, false as is_beside from ai_usage where {column} is not null and in_standard_view
          union all select {_SERIES}, true from submitted_ai_usage where {column} is not null and in_standard_view),
        nearest as (
          select m._row, m.{column} as value, arg_min({{id: o.record_id, value: o.{column}, day: o.usage_date,
              beside: o.is_beside}}, (abs(o.usage_date - m.usage_date), o.is_beside, o.record_id)) as other
          from (select _row, {_SERIES} from submission where {column} is not null and in_standard_view) m
          join counts o on o.company = m.company and o.product = m.product
            and o.period is not distinct from m.period and o.record_id is distinct from m.record_id
          where abs(o.usage_date - m.usage_date) <= $most_day group by all)
        select _row, '{column}' as "column", value,
          format('{{:.3g}}, but {{:.3g}} on {{}}', value::DOUBLE, other.value::DOUBLE, other.day) as message,
          {record_sql("ai_usage", "other.id", "other.beside")} as evidence
        from nearest
        where value / other.value not between 1 / ${factor} and ${factor})"""
        for column, factor in (
            ("active_users", "users_factor"),
            ("sent_message_per_day", "rate_factor"),
            ("processed_token_per_day", "rate_factor"),
        )
    ),
    applies="select _row from submission where usage_date is not null and in_standard_view",
    passes=(USE, [USE | {"record_id": "one"}, USE | {"record_id": "two", "active_users": 200_000_000}]),
    fails=(
        [
            USE | {"record_id": "one", "active_users": 400_000_000},
            USE | {"record_id": "two", "active_users": 185_000_000, "usage_date": "2025-06-20"},
        ],
        USE | {"company": "OpenAI", "product": "ChatGPT", "usage_date": "2025-09-25", "active_users": 800_000},
    ),
)
