"""Dates that are known to the month or year: the first and the last day on which they may have been.

A rule that compares days gives such a date the benefit of the doubt. Whatever else stands in a precision means the day
itself, and so does a date at the ends of the calendar, beyond which no day can be counted.
"""

from __future__ import annotations


def first_day_sql(date: str, precision: str) -> str:
    """SQL for the first day of the period that a date and its precision (`year`, `month` or else the day) mean."""
    return _within(date, precision, f"make_date(year({date}), 1, 1)", f"make_date(year({date}), month({date}), 1)")


def last_day_sql(date: str, precision: str) -> str:
    """SQL for the last day of the period that a date and its precision (`year`, `month` or else the day) mean."""
    return _within(date, precision, f"make_date(year({date}), 12, 31)", f"last_day({date})")


def _within(date: str, precision: str, of_year: str, of_month: str) -> str:
    period = f"case {precision} when 'year' then try({of_year}) when 'month' then try({of_month}) end"
    return f"coalesce({period}, {date})"


def last_day_words_sql(day: str, precision: str) -> str:
    """SQL for a last day as a message names it: "2020-12-31, the last day of the stated year", or the day alone."""
    words = f"if({precision} in ('year', 'month'), ', the last day of the stated ' || {precision}, '')"
    return f"{day} || coalesce({words}, '')"


#: SQL for the last day on which a system `s` may have been published.
PUBLISHED = last_day_sql("s.publication_date", "s.publication_date_precision")
