"""Days that people give: as dates of Python, or as texts."""

from __future__ import annotations

import datetime as dt

from compute_trends.catalog.errors import UsageError


def day_of(value: object) -> dt.date | None:
    """The day that a date, a moment or a text of the form YYYY-MM-DD says; None of None.

    Raises:
        UsageError: it says none.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.datetime.strptime(str(value), "%Y-%m-%d").date()
    except ValueError:
        raise UsageError(f"{str(value)!r} is not a day: YYYY-MM-DD, as in 2020-01-31") from None
