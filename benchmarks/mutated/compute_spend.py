"""Reports on spending: a sum, what it was for, and the time."""

from __future__ import annotations

from mutation_changes import Kinds, dropped, scaled

KINDS: Kinds = {
    "criteria": (("no public source", lambda n, o, c: dropped(n, "source_url")),),
    "duplicate": (("the same sum", lambda n, o, c: n | {"period_end_date": str(o["period_end_date"])}),),
    "plausibility": (("the spending of a month for a year", scaled("spend_usd", 1 / 12)),),
}
