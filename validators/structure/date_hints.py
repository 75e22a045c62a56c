"""Dates as people and programs write them, and what a column of dates takes instead."""

from __future__ import annotations

import datetime as dt
import re

from compute_trends.catalog.schema import TableSchema

_SERIAL = re.compile(r"([1-9][0-9]{4})(?:\.[0-9]+)?")
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0*)?)?(?:Z|\+00:00)?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*", re.DOTALL)
_COUNT = re.compile(r"(-?[1-9][0-9]*)(?:\.0*)?")
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_WITH_NAME = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.|\u00ba)?(?: de)?[ -])?(?P<month>[^\W\d_]{3,10})\.?,?(?: de)?[ -]"
    r"(?:(?P<later>[0-9]{1,2})(?:st|nd|rd|th)?,? )?(?P<year>[0-9]{4})"
)
_BY_SIGNS = re.compile(
    r"([0-9]{4})\s*[\u5e74\ub144]\s*([0-9]{1,2})\s*[\u6708\uc6d4](?:\s*([0-9]{1,2})\s*[\u65e5\u53f7\uc77c])?"
)
_MONTH_OF_YEAR = re.compile(r"(?:([0-9]{4})[/.]([0-9]{1,2})|([0-9]{1,2})[/.-]([0-9]{4}))")
#: Names of months in English, German, French, Spanish, Portuguese, Italian and Dutch; the first letters do as well.
_MONTHS = tuple(
    names.split()
    for names in (
        "january januar janvier enero janeiro gennaio januari j\u00e4nner",
        "february februar f\u00e9vrier febrero fevereiro febbraio februari",
        "march m\u00e4rz mars marzo mar\u00e7o maart",
        "april avril abril aprile",
        "may mai mayo maio maggio mei",
        "june juni juin junio junho giugno",
        "july juli juillet julio julho luglio",
        "august ao\u00fbt agosto augustus",
        "september septembre septiembre setembro settembre sept",
        "october oktober octobre octubre outubro ottobre",
        "november novembre noviembre novembro",
        "december dezember d\u00e9cembre diciembre dezembro dicembre",
    )
)

#: The days that spreadsheet programs and all others count from, and the year from which a day is one of our time.
_FIRST_DAY, _UNIX_DAY = dt.date(1899, 12, 30), dt.date(1970, 1, 1)
_OUR_TIME = 2000

#: How programs count from 1970, by the digits that days of 1973 to 2286 have then: one more from 2001 on.
_SINCE_1970 = {
    digits + more: unit
    for digits, unit in {
        9: ("seconds", 1), 12: ("milliseconds", 10**3), 15: ("microseconds", 10**6), 18: ("nanoseconds", 10**9)
    }.items()
    for more in (0, 1)
}  # fmt: skip


def date_hint(schema: TableSchema, column: str, value: str) -> str:
    """What is added where a column of dates holds something else; "" where nobody can tell what day is meant."""
    bare = value.strip()
    if serial := _SERIAL.fullmatch(bare):
        return f"; as the number of a day in a spreadsheet program it is {_counted(int(serial[1]))}"
    if midnight := _MIDNIGHT.fullmatch(bare):
        return f"; write {midnight[1]}, without a time"
    if _MOMENT.fullmatch(bare):
        return "; write the day alone, without a time"
    if (day := _one_day(bare)) is not None:
        return f"; write {day}"
    if (count := _COUNT.fullmatch(bare)) and (unit := _SINCE_1970.get(len(count[1]))):
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=int(count[1]) // unit[1])
        return f"; as {unit[0]} since 1970 it is {moment.date()} in UTC"
    return _partial(schema, column, bare)


def _counted(days: int) -> str:
    """The day of a number of days, as spreadsheet programs count, and as Parquet does where that is one of our time."""
    since_1970 = _UNIX_DAY + dt.timedelta(days)
    other = f", counted from 1970 {since_1970}" if _OUR_TIME <= since_1970.year < _OUR_TIME + 50 else ""
    return f"{_FIRST_DAY + dt.timedelta(days)}{other}"


def _one_day(text: str) -> dt.date | None:
    """The day that a text can only mean: none where day and month may be either."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, separator, month, day = found.groups()
        return _day(year, month, day) if separator or len(text) == 8 else None
    if found := _YEAR_LAST.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        if first > 12 or first == second:
            return _day(found[4], second, first)
        return _day(found[4], first, second) if second > 12 else None
    if (found := _BY_SIGNS.fullmatch(text)) and found[3]:
        return _day(found[1], found[2], found[3])
    if (found := _WITH_NAME.fullmatch(text)) and (found["day"] is None) != (found["later"] is None):
        return _day(found["year"], _month(found["month"]), found["day"] or found["later"])
    return None


def _day(year: str, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of a month by its name or the first letters of it; 0 of any other word, and of what may be several."""
    first = name.lower()
    near = [number for number, names in enumerate(_MONTHS, 1) if any(month.startswith(first) for month in names)]
    return near[0] if len(near) == 1 else 0


def _month_of_year(text: str) -> tuple[str, str | int] | None:
    """The year and the month of a text that names both, and no day."""
    if found := _MONTH_OF_YEAR.fullmatch(text):
        return (found[1], found[2]) if found[1] else (found[4], found[3])
    if (found := _BY_SIGNS.fullmatch(text)) and not found[3]:
        return found[1], found[2]
    if (found := _WITH_NAME.fullmatch(text)) and found["day"] is None and found["later"] is None:
        return found["year"], _month(found["month"])
    return None


def _partial(schema: TableSchema, column: str, text: str) -> str:
    """What is said of a year or a month: the first day of it, where the dataset holds how far a date is known."""
    found, precision = _PARTIAL.fullmatch(text), f"{column}_precision"
    year, month = (found[1], found[2]) if found else _month_of_year(text) or ("", None)
    first = _day(year, month or 1, 1) if year and month != 0 else None
    if first is None or precision not in schema.names:
        return ""
    return f"; where only the {'month' if month else 'year'} is known, write {first} and say so in {precision}"
