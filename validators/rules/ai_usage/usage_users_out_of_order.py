"""Users of a longer time that are fewer than those of a shorter one."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import USE
from compute_trends.validators.rules.shared.product_usage import COUNTED, REACH, READS, pairs_sql

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
    reads=READS,
    reach=REACH,
    opens=("ai_usage",),
    thresholds=(
        Threshold("most_day", 45, "day", "use grows by half in a few months; at this distance the order must hold"),
        Threshold("slack", 1.02, None, "reports are rounded to two digits"),
    ),
    sql=pairs_sql(
        contradicts="""(o.length > m.length and m.active_users > $slack * o.active_users)
          or (o.length < m.length and o.active_users > $slack * m.active_users)""",
        message="""format('{} users of a {}, but {} of a {} at that time', active_users, active_users_period,
          other.users, other.period)""",
    ),
    applies=f"select _row from submission where {COUNTED}",
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
