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
        "Many who use a product in a month do not use it every week, and many of a week not every day. Two counts of "
        "one product within four months that are nearer to each other than those of a product that is a habit to its "
        "users are mostly of one period, which one of them names wrongly. Where nothing else was reported of the "
        "product at that time, nobody can tell, and this rule says nothing. The thresholds come from elsewhere, so "
        "ai_usage 2026.4.0 tries them: none of its 30 reports of users fires, and of the 35 that each of them becomes "
        "under another period 15 are named, 6 by this rule: 11 of 25 with week and month exchanged, 4 of 10 that "
        "were of a day."
    ),
    fix="Check active_users_period against the page, which says whether its users are of a day, a week or a month.",
    source="What Meta states of Facebook, a product of daily habit; reports on AI products lie further apart.",
    reads=READS,
    reach=REACH,
    opens=("ai_usage",),
    thresholds=(
        Threshold("most_day", 120, "day", "how far apart two reports may be"),
        Threshold(
            "least_ratio",
            1.47,
            None,
            "users of a month over those of a day: the least that Facebook, used as a habit like few products, stated "
            "from 2021 to 2023 (Meta's earnings presentation of Q2 2023: 66% to 68% of the monthly users every day)",
        ),
        Threshold(
            "least_step",
            1.21,
            None,
            "of a week over a day, or of a month over a week: the root of least_ratio, since a week lies between",
        ),
        Threshold("slack", 1.02, None, "what is out of order is an error of usage-users-out-of-order"),
    ),
    sql=pairs_sql(
        contradicts="""o.length <> m.length
          and if(o.length > m.length, o.active_users / m.active_users, m.active_users / o.active_users)
            between 1 / $slack and if(abs(o.length - m.length) > 25, $least_ratio, $least_step)""",
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
