"""A report on use that counts nothing, or users of no period."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import USE, without

RULE = Rule(
    id="usage-measure-missing",
    layer="inclusion",
    severity="error",
    datasets=("ai_usage",),
    title="Nothing is counted, or users of no period",
    explanation=(
        "A report counts users, messages or tokens. Users of a day, of a week and of a month are three different "
        "things, and a number of them without the period can enter no series."
    ),
    fix="Give active_users with active_users_period, sent_message_per_day or processed_token_per_day.",
    source="What a row is; every shipped row keeps to it.",
    reads=("active_users", "active_users_period", "sent_message_per_day", "processed_token_per_day"),
    sql="""
        select _row, if(active_users is null, 'active_users', 'active_users_period') as "column",
          coalesce(active_users::VARCHAR, active_users_period) as value,
          case when active_users is not null then 'users of what period?'
            when active_users_period is not null then 'a period of users, but no users'
            else 'neither users nor messages nor tokens' end as message,
          null as evidence
        from submission
        where (active_users is null) <> (active_users_period is null)
          or coalesce(active_users, sent_message_per_day, processed_token_per_day) is null
    """,
    would_do={"active_users": ("sent_message_per_day", "processed_token_per_day")},
    passes=(USE, {"processed_token_per_day": 1e12}),
    fails=(
        without(USE, "active_users_period"),
        without(USE, "active_users"),
        {"company": "Example", "product": "Example Chat", "usage_date": "2025-06-01"},
    ),
)
