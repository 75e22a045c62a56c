"""The answer of a trend in a reader's words: what doubles how fast, what halving an error takes."""

from __future__ import annotations

import re
from collections.abc import Callable

from compute_trends.catalog.texts.grammar import is_plural
from compute_trends.catalog.texts.numbers import CALENDAR_YEAR, in_powers
from compute_trends.trends.estimators.calendar import from_days
from compute_trends.trends.pictures.amounts import PART, amount, interval, unit_of
from compute_trends.trends.results import TrendResult

#: What falls where results get better, as quantities have it: "error", "1-BLEU" or "(1-BLEU)".
_ERROR = r"\(?(?P<error>error|1-[\w-]+)\)?"
_MOST = 1e30

#: From what is recognised of a quantity, and the result, to the words of the answer.
_Words = Callable[[re.Match[str], TrendResult], str]


def answer(result: TrendResult) -> str:
    """A sentence without its full stop; "" where the quantity and its value say it already."""
    value, unit, quantity = result.estimate.value, result.trend.unit, result.trend.quantity
    if not value:
        return ""
    for units, pattern, words in _ANSWERS:
        if unit in units and (found := re.fullmatch(pattern, quantity)) and isinstance(value, str) is (units == _TEXT):
            return _capital(words(found, result) + _unless_still(result))
    return ""


def _unless_still(result: TrendResult) -> str:
    """What a rate must not be quoted without: that by its interval there may be no change at all."""
    low, high = result.estimate.low, result.estimate.high
    still = result.trend.unit in _RATE and (low is None or low <= 1) and (high is None or high >= 1) and low != high
    return "; by its interval there may be no change" if still else ""


def _doubles(found: re.Match[str], result: TrendResult) -> str:
    value = float(result.estimate.value)
    verb = "double" if value > 0 else "halve"
    return f"{_verb(found['what'], verb)} every {in_powers(abs(value))} {result.trend.unit}s"


def _halves(found: re.Match[str], result: TrendResult) -> str:
    return f"{found['what']} halves every {amount(result.estimate.value, result.trend.unit)}{found['rest']}"


def _stands(found: re.Match[str], result: TrendResult) -> str:
    return f"{amount(result.estimate.value, result.trend.unit)} {found['what']}"


def _takes(found: re.Match[str], result: TrendResult) -> str:
    return f"{amount(result.estimate.value, result.trend.unit)} {found['what']} (median)"


def _rises(found: re.Match[str], result: TrendResult) -> str:
    return f"{found['what']} rises by {in_powers(result.estimate.value)} points a year"


def _points(found: re.Match[str], result: TrendResult) -> str:
    return f"ten times the {found['of']} goes with {in_powers(result.estimate.value)} points more of {found['what']}"


def _grows(found: re.Match[str], result: TrendResult) -> str:
    value, estimate = float(result.estimate.value), result.estimate
    if value >= 1:
        return f"{_verb(found['what'], 'grow')} {in_powers(value)}× a year"
    ends = [None if end is None else 1 - end for end in (estimate.high, estimate.low)]
    grows = any(end is not None and end < 0 for end in ends)
    told = "" if grows else interval(ends[0], ends[1], estimate.level, PART, _whole)
    return f"{_verb(found['what'], 'fall')} by {1 - value:.0%} a year{told}"


def _outgrows(found: re.Match[str], result: TrendResult) -> str:
    value = in_powers(result.estimate.value)
    return f"each year {found['what']} grows {value} times as much as the {found['other']}"


def _falls(found: re.Match[str], result: TrendResult) -> str:
    return f"the {found['what']} falls {in_powers(result.estimate.value)}-fold a year"


def _less(found: re.Match[str], result: TrendResult) -> str:
    return f"{in_powers(result.estimate.value)} times less {found['what']} than the first run that reached it"


def _halving(found: re.Match[str], result: TrendResult) -> str:
    """What halving the error takes, by a power law."""
    parts = found.groupdict()
    falls = 1.0 if parts.get("inverse") else -1.0
    exponent = bool(parts.get("factor"))

    def factor(value: float) -> float | None:
        power = value if exponent else 1 / (falls * value) if falls * value > 0 else -1.0
        return 2**power if 0 < power < 1000 and 2**power <= _MOST else None

    took = factor(float(result.estimate.value))
    if took is None:
        return ""
    ends = [None if end is None else factor(end) for end in (result.estimate.low, result.estimate.high)]
    if not exponent and falls > 0:
        ends.reverse()
    of = parts.get("factor") or parts["of"]
    text = f"halving {_named(parts['error'])} takes {in_powers(took)} times the {of}"
    fixed = ", the year held fixed" if parts.get("fixed") else ""
    return text + fixed + interval(ends[0], ends[1], result.estimate.level)


def _tenfold(found: re.Match[str], result: TrendResult) -> str:
    estimate = result.estimate
    factor, *ends = (None if end is None else 10**end for end in (float(estimate.value), estimate.low, estimate.high))
    assert factor is not None
    what = found["what"].replace("odds between chance and ceiling", "odds (score above chance to score below ceiling)")
    told = interval(ends[0], ends[1], estimate.level)
    return f"ten times the {found['of']} goes with {in_powers(factor)} times the {what}{told}"


def _adds(found: re.Match[str], result: TrendResult) -> str:
    value = float(result.estimate.value)
    verb = f"adds {in_powers(value)} to" if value > 0 else f"takes {in_powers(-value)} from"
    return f"ten times the {found['of']} {verb} {found['what'].replace('1-', '1 − ')}"


def _yearly_error(found: re.Match[str], result: TrendResult) -> str:
    estimate = result.estimate
    fall, *ends = (None if end is None else 1 - 10**end for end in (float(estimate.value), estimate.high, estimate.low))
    assert fall is not None
    verb = f"falls by {fall:.1%}" if fall > 0 else f"rises by {-fall:.1%}"
    return f"{found['at']} the error {verb} a year" + (
        interval(ends[0], ends[1], estimate.level, PART) if fall > 0 else ""
    )


def _target(found: re.Match[str], result: TrendResult) -> str:
    error = result.estimate.numbers.get("target_error_fraction")
    if not isinstance(error, float):
        return ""
    name = found["what"]
    goal = (
        f"an error of {amount(error, PART)}" if name == "error" else f"{_a(name)} {name} of {amount(1 - error, PART)}"
    )
    return f"{goal} takes {amount(result.estimate.value, result.trend.unit)}"


def _broke(found: re.Match[str], result: TrendResult) -> str:
    place = result.estimate.place
    if place is None:
        return ""
    first, *ends = (None if day is None else f"{from_days(day):%Y-%m}" for day in (place.value, place.low, place.high))
    return f"growth changed in {first} ({result.estimate.level:.0%} interval {ends[0] or '?'} to {ends[1] or '?'})"


def _times(found: re.Match[str], result: TrendResult) -> str:
    value = float(result.estimate.value)
    return f"{in_powers(value)} times the {found['other']} in {found['what']}" if value > 0 else ""


def _changed(found: re.Match[str], result: TrendResult) -> str:
    value = float(result.estimate.value)
    return f"growth after is {in_powers(value)} times that before, in powers of ten a year" if value > 0 else ""


def _ratio(found: re.Match[str], result: TrendResult) -> str:
    return f"{found['what']} is {in_powers(result.estimate.value)} times {found['other']}"


def _share(found: re.Match[str], result: TrendResult) -> str:
    return f"{amount(result.estimate.value, unit_of(result.trend))} of {found['what']} {found['rest']}"


def _median_share(found: re.Match[str], result: TrendResult) -> str:
    return f"{amount(result.estimate.value, unit_of(result.trend))} of {found['what']} (median)"


def _later(found: re.Match[str], result: TrendResult) -> str:
    return f"record-setting open weights follow {in_powers(result.estimate.value)} months behind (median)"


def _direction(found: re.Match[str], result: TrendResult) -> str:
    return f"{found['what']}: {result.estimate.value}"


_TEXT = ("",)
_ON = r" on log10\((?P<of>[^)]+)\)"
_FIXED = r"(?P<fixed> with the year held fixed)?"
_TIME, _RATE, _TIMES, _PLAIN = ("month", "year"), ("x/year",), ("x",), ("1",)
#: Units, what a quantity in one of them is called, and the words for its answer; the first that fits.
_ANSWERS: tuple[tuple[tuple[str, ...], str, _Words], ...] = (
    (_TIME, r"doubling time of (?P<what>.+)", _doubles),
    (_TIME, r"(?P<what>efficiency) doubling time", _doubles),
    (_TIME, r"lag of record-setting open weights \(median\)", _later),
    (_TIME, r"halving time of (?P<what>[^(]+)(?P<rest> \(.+\))", _halves),
    (_TIME, r"lag (?P<what>behind .+)", _stands),
    (_TIME, r"median time (?P<what>from .+)", _takes),
    (("point/year",), r"rise of (?P<what>.+)", _rises),
    (("point",), r"rise of (?P<what>.+) per factor of ten in (?P<of>.+)", _points),
    (("point",), r"points (?P<what>behind .+)", _stands),
    (_RATE, r"yearly factor on (?P<what>the odds of [^,]+).*", _grows),
    (("year", CALENDAR_YEAR), r"(?:break of growth|year of the break).*", _broke),
    (_RATE, r"growth of (?P<what>.+) over that of (?:the )?(?P<other>.+)", _outgrows),
    (_RATE, r"growth of (?P<what>.+)", _grows),
    (_RATE, r"yearly fall of the (?P<what>.+)", _falls),
    (_TIMES, r"reduction in (?P<what>.+)", _less),
    (_TIMES, r"(?P<what>.+) against (?:the )?(?P<other>trend of .+)", _times),
    (_TIMES, r"ratio of (?P<what>.+) to (?P<other>.+)", _ratio),
    (_PLAIN, rf"slope of (?:the 10th percentile of )?log10\((?P<inverse>1/)?{_ERROR}\){_ON}{_FIXED}", _halving),
    (_PLAIN, rf"exponent of (?P<factor>.+) on 1/{_ERROR}", _halving),
    (_PLAIN, rf"slope of (?P<what>1/{_ERROR}){_ON}", _adds),
    (_PLAIN, rf"slope of log10 (?P<what>odds between chance and ceiling){_ON}", _tenfold),
    (_PLAIN, rf"slope of log10\((?P<what>[^)]+)\){_ON}", _tenfold),
    (_PLAIN, r"growth after over growth before .*", _changed),
    (_PLAIN, r"share of (?P<what>systems) that (?P<rest>.+)", _share),
    (_PLAIN, r"median share of (?P<what>.+)", _median_share),
    (_PLAIN, r"(?P<what>.+) over the (?P<other>trend of .+) \(geometric mean\)", _times),
    (("1/year",), r"change of log10\(error\) per year (?P<at>at .+)", _yearly_error),
    (("FLOP",), r".+ at the target (?P<what>.+)", _target),
    (_TEXT, r"direction of the trend in (?P<what>.+)", _direction),
)


def _a(name: str) -> str:
    return "an" if name[0] in "AEF" else "a"


def _named(error: str) -> str:
    return "the error" if error == "error" else error.replace("1-", "1 − ")


def _verb(what: str, verb: str) -> str:
    """The verb with its subject, in the plural where that is due."""
    return f"{what} {verb if is_plural(what) else verb + 's'}"


def _whole(value: float | str) -> str:
    return f"{float(value):.0f}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
