"""Reports on use: users of a time, messages, tokens."""

from __future__ import annotations

import random

from mutation_changes import Kinds, dropped
from mutation_records import Record


def _other_period(new: Record, old: Record, chance: random.Random) -> Record | None:
    """Users of a day or week as those of a month, and the reverse."""
    period = new.get("active_users_period")
    return None if period is None else new | {"active_users_period": "week" if period == "month" else "month"}


KINDS: Kinds = {
    "criteria": (
        ("no public source", lambda n, o, c: dropped(n, "source_url")),
        (
            "users of no period",
            lambda n, o, c: dropped(n, "active_users_period") if "active_users_period" in n else None,
        ),
        (
            "nothing counted",
            lambda n, o, c: dropped(
                n, "active_users", "active_users_period", "sent_message_per_day", "processed_token_per_day"
            ),
        ),
    ),
    "duplicate": (("the same report", lambda n, o, c: n | {"usage_date": str(o["usage_date"])}),),
    "plausibility": (("weekly for monthly users", _other_period),),
}
