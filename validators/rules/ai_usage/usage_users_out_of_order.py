"""Users of a longer time that are fewer than those of a shorter one."""

from compute_trends.validators.rule import Keys, Rule, Threshold
from compute_trends.validators.rules.shared.examples import USE
from compute_trends.validators.rules.shared.other_record import record_sql

_LENGTH = "case active_users_period when 'day' then 1 when 'week' then 7 else 30 end"

_COUNT = (
    "record_id, lower(company) as company, lower(product) as product, usage_date, active_users, active_users_period, "
    f"{_LENGTH} as length"
)
_COUNTED = "active_users is not null and active_users_period is not null and usage_date is not null"

RULE = Rule(
    id="usage-users-out-of-order",
    layer="plausibility",
    severity="error",
    datasets=("ai_usage",),
    title="Users of a longer time are fewer than those of a shorter one",
    explanation=(
        "Who uses a product in a day uses it in that week and that month, so at one time daily users are at most the "
        "weekly, and those at most the monthly. Otherwise weekly users stand for monthly ones, or the reverse, or the "
        "reports are of different products."
    ),
    fix="Check active_users_period against the page, and that both reports are of the same product.",
    source="What the words mean; no two shipped reports contradict it.",
    reads=("record_id", "company", "product", "usage_date", "active_users", "active_users_period"),
    reach=Keys("reports on one product", "[concat_ws('|', lower(company), lower(product))]"),
    opens=("ai_usage",),
    thresholds=(
        Threshold("most_day", 45, "day", "use grows by half in a few months; at this distance the order must hold"),
        Threshold("slack", 1.02, None, "reports are rounded to two digits"),
    ),
    sql=f"""
        with counts as (
          select {_COUNT}, false as is_beside from ai_usage where {_COUNTED}
          union all select {_COUNT}, true from submitted_ai_usage where {_COUNTED}),
        found as (
          select m._row, m.active_users, m.active_users_period, arg_min({{
              id: o.record_id, users: o.active_users, period: o.active_users_period, beside: o.is_beside}},
            (abs(o.usage_date - m.usage_date), o.is_beside, o.record_id)) as other
          from (select _row, {_COUNT} from submission where {_COUNTED}) m
          join counts o on o.company = m.company and o.product = m.product and o.record_id is distinct from m.record_id
          where abs(o.usage_date - m.usage_date) <= $most_day and (
            (o.length > m.length and m.active_users > $slack * o.active_users)
            or (o.length < m.length and o.active_users > $slack * m.active_users))
          group by all having other is not null)
        select _row, 'active_users_period' as "column", active_users_period as value,
          format('{{}} users of a {{}}, but {{}} of a {{}} at that time', active_users, active_users_period,
            other.users, other.period) as message,
          {record_sql("ai_usage", "other.id", "other.beside")} as evidence
        from found
    """,
    applies=f"select _row from submission where {_COUNTED}",
    passes=(
        USE,
        [
            USE | {"record_id": "one"},
            USE | {"record_id": "two", "active_users": 400_000_000, "active_users_period": "month"},
        ],
    ),
    fails=(
        [
            USE | {"record_id": "one", "active_users": 185_000_000},
            USE | {"record_id": "two", "active_users": 100_000_000, "active_users_period": "month"},
        ],
        USE | {"company": "OpenAI", "product": "ChatGPT", "usage_date": "2025-10-06", "active_users_period": "month"},
    ),
)
