"""Users of a longer time that are hardly more than those of a shorter one at about the same time."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import USE
from compute_trends.validators.rules.shared.product_usage import COUNTED, REACH, READS, pairs_sql

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
    reads=READS,
    reach=REACH,
    opens=("ai_usage",),
    thresholds=(
        Threshold("most_day", 120, "day", "how far apart two reports may be"),
        Threshold("least_ratio", 1.5, None, "below the least that is shipped, 1.9"),
        Threshold("slack", 1.02, None, "what is out of order is an error of usage-users-out-of-order"),
    ),
    sql=pairs_sql(
        contradicts="""o.length <> m.length
          and if(o.length > m.length, o.active_users / m.active_users, m.active_users / o.active_users)
            between 1 / $slack and $least_ratio""",
        message="""format('{} users of a {}, and {} of a {} on {}: nearly alike', active_users, active_users_period,
          other.users, other.period, other.day)""",
    ),
    applies=f"select _row from submission where {COUNTED}",
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
