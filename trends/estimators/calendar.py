"""Dates as numbers of days, and the lengths that studies give a month and a year."""

from __future__ import annotations

from datetime import date, timedelta

#: Months of 30 and years of 365 days, as Sevilla et al. 2022 count them.
DAYS_PER_MONTH, DAYS_PER_YEAR = 30.0, 365.0
#: The mean year of the Julian calendar, and a twelfth of it.
DAYS_PER_JULIAN_YEAR = 365.25
DAYS_PER_JULIAN_MONTH = DAYS_PER_JULIAN_YEAR / 12

_EPOCH = date(1970, 1, 1)


def to_days(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def from_days(days: float) -> date:
    """The date that lies `days` (rounded down) after 1970-01-01."""
    return _EPOCH + timedelta(days=int(days // 1))
