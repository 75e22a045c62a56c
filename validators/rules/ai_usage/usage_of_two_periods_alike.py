"""Users of a longer time that are hardly more than those of a shorter one at about the same time."""

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
    id="usage-of-two-periods-alike",
    layer="plausibility",
    severity="warning",
    datasets=("ai_usage",),
    title="Users of a longer time are hardly more than those of a shorter one",
    explanation=(
        "Many who use a product in a month do not use it every week, and many of a week not every day: where one "
        "source counts both, the longer time has about twice the users or more. Two counts of one product within four "
        "months that are nearly alike are mostly of one period, which one of them names wrongly. Where nothing else "
        "was reported of the product at that time, nobody can tell, and this rule says nothing."
    ),
    fix="Check active_users_period against the page, which says whether its users are of a day, a week or a month.",
    source="Measured on ai_usage 2026.4.0: two periods within 120 days are 1.9 or more apart (ChatGPT, day and week).",
    reads=("record_id", "company", "product", "usage_date", "active_users", "active_users_period"),
    reach=Keys("reports on one product", "[concat_ws('|', lower(company), lower(product))]"),
    opens=("ai_usage",),
    thresholds=(
        Threshold("most_day", 120, "day", "how far apart two reports may be"),
        Threshold("least_ratio", 1.5, None, "below the least that is shipped, 1.9"),
        Threshold("slack", 1.02, None, "what is out of order is an error of usage-users-out-of-order"),
    ),
    sql=f"""
        with counts as (
          select {_COUNT}, false as is_beside from ai_usage where {_COUNTED}
          union all select {_COUNT}, true from submitted_ai_usage where {_COUNTED}),
        found as (
          select m._row, m.active_users, m.active_users_period, arg_min({{
              id: o.record_id, users: o.active_users, period: o.active_users_period, day: o.usage_date,
              beside: o.is_beside}},
            (abs(o.usage_date - m.usage_date), o.is_beside, o.record_id)) as other
          from (select _row, {_COUNT} from submission where {_COUNTED}) m
          join counts o on o.company = m.company and o.product = m.product and o.record_id is distinct from m.record_id
          where abs(o.usage_date - m.usage_date) <= $most_day and o.length <> m.length
            and if(o.length > m.length, o.active_users / m.active_users, m.active_users / o.active_users)
              between 1 / $slack and $least_ratio
          group by all having other is not null)
        select _row, 'active_users_period' as "column", active_users_period as value,
          format('{{}} users of a {{}}, and {{}} of a {{}} on {{}}: nearly alike', active_users, active_users_period,
            other.users, other.period, other.day) as message,
          {record_sql("ai_usage", "other.id", "other.beside")} as evidence
        from found
    """,
    applies=f"select _row from submission where {_COUNTED}",
    passes=(
        USE,
        [
            USE | {"record_id": "one", "active_users": 185_000_000},
            USE | {"record_id": "two", "active_users": 400_000_000, "active_users_period": "month"},
        ],
    ),
    fails=(
        [
            USE | {"record_id": "one", "active_users": 185_000_000},
            USE | {"record_id": "two", "active_users": 200_000_000, "active_users_period": "month"},
        ],
    ),
)
