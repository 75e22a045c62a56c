"""Two reports on the users of one product, for times of different lengths: the SQL of the rules that compare them."""

from __future__ import annotations

from compute_trends.validators.rule import Keys
from compute_trends.validators.rules.shared.other_record import record_sql

_LENGTH = "case active_users_period when 'day' then 1 when 'week' then 7 else 30 end"
_COUNT = (
    "record_id, lower(company) as company, lower(product) as product, usage_date, active_users, active_users_period, "
    f"{_LENGTH} as length"
)

#: Where a report can be compared: its users, their time and its day are known.
COUNTED = "active_users is not null and active_users_period is not null and usage_date is not null"
#: What a rule on such pairs reads, and how far it reaches.
READS = ("record_id", "company", "product", "usage_date", "active_users", "active_users_period")
REACH = Keys("reports on one product", "[concat_ws('|', lower(company), lower(product))]")


def pairs_sql(contradicts: str, message: str) -> str:
    """The finding of each submitted report that another one, shipped or submitted beside it, contradicts.

    Args:
        contradicts: SQL over the report `m` and another `o` of the same product at most `$most_day` days apart: their
            `active_users`, and `length`, the days that these are users of.
        message: SQL for what to say of `active_users`, `active_users_period` and the nearest such `other`, a struct of
            `users`, `period` and `day`.
    """
    return f"""
        with counts as (
          select {_COUNT}, false as is_beside from ai_usage where {COUNTED}
          union all select {_COUNT}, true from submitted_ai_usage where {COUNTED}),
        found as (
          select m._row, m.active_users, m.active_users_period, arg_min({{
              id: o.record_id, users: o.active_users, period: o.active_users_period, day: o.usage_date,
              beside: o.is_beside}},
            (abs(o.usage_date - m.usage_date), o.is_beside, o.record_id)) as other
          from (select _row, {_COUNT} from submission where {COUNTED}) m
          join counts o on o.company = m.company and o.product = m.product and o.record_id is distinct from m.record_id
          where abs(o.usage_date - m.usage_date) <= $most_day and ({contradicts})
          group by all having other is not null)
        select _row, 'active_users_period' as "column", active_users_period as value, {message} as message,
          {record_sql("ai_usage", "other.id", "other.beside")} as evidence
        from found
    """
