"""Numbers as people write them, with words, units and powers of ten, in the form that a column of numbers takes."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from compute_trends.catalog.schema import Column
from compute_trends.catalog.texts.numbers import exact

#: What a number is multiplied by, as words and letters behind it; "m" and "P" alone may mean many things.
_MULTIPLIERS = {
    "k": 3, "thousand": 3, "M": 6, "mn": 6, "mio": 6, "million": 6, "b": 9, "B": 9, "bn": 9, "G": 9, "billion": 9,
    "t": 12, "T": 12, "tn": 12, "trillion": 12, "quadrillion": 15,
}  # fmt: skip
_PREFIXES = {"k": 3, "K": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21, "Y": 24}
_WORD_PREFIXES = {"kilo": 3, "mega": 6, "giga": 9, "tera": 12, "peta": 15, "exa": 18, "zetta": 21, "yotta": 24}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40}

#: What people write for the unit of a column; prefixes are told apart from it.
_SPELLINGS = {
    "FLOP": r"flops?|operations?|ops?",
    "FLOP/s": r"flops|flops?/s|flops?ps",
    "operation/s": r"ops?|ops?/s|operations?/s|flops|flops?/s",
    "W": r"w|watts?",
    "Hz": r"hz|hertz",
    # A small b is a bit, of which eight are a byte: GB and Gb are told apart.
    "byte": r"(?-i:B)|bytes?",
    "byte/s": r"(?-i:B)/s(?:ec)?|(?-i:B)ps|bytes?/s(?:ec)?",
    "bit": r"(?-i:b)|-?bits?",
    "bit/s": r"(?-i:b)/s(?:ec)?|(?-i:b)ps|bits?/s(?:ec)?",
    "USD": r"usd|us\$|\$|dollars?",
    "parameter": r"param(?:eter)?s?|weights?",
    "datapoint": r"datapoints?|tokens?|examples?|images?|samples?|words?",
    "hour": r"h|hrs?|hours?",
    "epoch": r"epochs?|passes|pass",
    "transistor": r"transistors?",
    "chip": r"chips?|gpus?|tpus?|cards?",
    "nm": r"nm",
    "mm^2": r"mm2|mm\^2|mm\u00b2|square millimet(?:re|er)s?",
}
#: Other units of the same quantity: how much of the column's unit one of them is.
_OTHERS = {"hour": {"d": 24.0, "day": 24.0, "week": 168.0, "minute": 1 / 60, "min": 1 / 60}}
_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b", "0123456789-")

_NUMBER = re.compile(
    r"""\s*(?:ca\.?\s|about\s|around\s|[~\u2248])?\s*(?P<money>US\$|\$)?\s*
    (?P<mantissa>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]\+?(?P<exponent>-?[0-9]+))?
    \s*(?P<rest>\D.*)?""",
    re.VERBOSE | re.DOTALL,
)
_TEN = re.compile("10([\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207b]+)")
#: Hours, minutes and seconds, as spreadsheet programs show a duration and Python writes one.
_CLOCK = re.compile(r"(?:(?P<day>[0-9]+) days?,? )?(?P<hour>[0-9]{1,6}):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9])")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*%")
#: A power of ten by itself, or behind a number and a sign of multiplication or a space.
_POWER = re.compile(r"(?:(?<=[0-9])\s*[x*\u00d7\u00b7]\s*|(?<=[0-9])\s+|(?<![0-9.,]))10(?:\^|\*\*)\{?(-?[0-9]{1,3})\}?")


class _Scale(NamedTuple):
    """What the words behind a number multiply it by: a factor, and a power of ten."""

    factor: float = 1.0
    power: int = 0


def plain_number(column: Column, text: str) -> str | None:
    """What to write for a number with a word, a unit or a power of ten behind it; None if it is none of these.

    "196B" is 196e9, "$2.5 million" 2.5e6, "80 GB" 80e9 of a column in bytes, "3.1×10^23 FLOP" 3.1e23; "36:30:00" 36.5
    of a column in hours; "40%" 0.4 of a fraction.
    """
    if column.unit == "hour" and (clock := _CLOCK.fullmatch(text.strip())):
        day, *parts = (int(part or 0) for part in clock.groups())
        hours = day * 24 + parts[0] + parts[1] / 60 + parts[2] / 3600
        return f"{hours:.10g}"
    if column.name.endswith("_fraction") and (percent := _PERCENT.fullmatch(text.strip())):
        return f"{float(percent[1]) / 100:.10g}"
    raised = _TEN.sub(lambda match: f"10^{match[1].translate(_RAISED)}", text)
    raised = _POWER.sub(
        lambda match: ("e" if raised[match.start() - 1 : match.start()].isdigit() else "1e") + match[1], raised
    )
    found = _NUMBER.fullmatch(raised)
    if not found:
        return None
    mantissa = found["mantissa"].replace(",", "").rstrip(".")
    mantissa = f"0{mantissa}" if mantissa.startswith(".") else mantissa
    if found["money"] and column.unit != "USD":
        return None
    scale = _scale(column, (found["rest"] or "").strip())
    if scale is None:
        return None
    power = scale.power + int(found["exponent"] or 0)
    return _written(column, mantissa, scale.factor, power)


def _written(column: Column, mantissa: str, factor: float, power: int) -> str | None:
    value = float(f"{mantissa}e{power}") * factor
    if not math.isfinite(value):
        return None
    if column.type == "integer":
        return str(int(value)) if value == int(value) and abs(value) < 2**63 else None
    if factor != 1:
        return exact(value)
    return f"{mantissa}e{power}" if power else mantissa


def _scale(column: Column, words: str) -> _Scale | None:
    """What `words` multiply a number by in a column; None where they mean something else."""
    if not words:
        return _Scale()
    spelled = _SPELLINGS.get(column.unit or "", "")
    scale = _of_unit(words, spelled, column.unit)
    if scale is not None:
        return scale
    first, _, rest = words.partition(" ")
    split = (first, rest.strip()) if first in _MULTIPLIERS or first.lower() in _MULTIPLIERS else (words[:1], words[1:])
    power = _MULTIPLIERS.get(split[0], _MULTIPLIERS.get(split[0].lower()) if len(split[0]) > 1 else None)
    if power is None or (column.unit in ("byte", "byte/s") and len(split[0]) == 1):
        return None
    rest = split[1].strip()
    if rest and not re.fullmatch(spelled or "(?!)", rest, re.IGNORECASE):
        return None
    return _Scale(1.0, power)


def _of_unit(words: str, spelled: str, unit: str | None) -> _Scale | None:
    """What a unit behind a number, with or without a prefix, multiplies it by; None where `words` are no such unit."""
    for other, factor in _OTHERS.get(unit or "", {}).items():
        if re.fullmatch(rf"{other}s?", words, re.IGNORECASE):
            return _Scale(factor, 0)
    if not spelled:
        return None
    if re.fullmatch(spelled, words, re.IGNORECASE) and words.lower() != "b":  # which may be billions
        return _Scale()
    for prefix, power in (*_WORD_PREFIXES.items(), *_PREFIXES.items()):
        rest = words[len(prefix) :].lstrip(" ")
        if words.startswith(prefix) and re.fullmatch(spelled, rest, re.IGNORECASE):
            return _Scale(1.0, power)
    for prefix, power in _BINARY.items():
        if words.startswith(prefix) and re.fullmatch(spelled, words[len(prefix) :], re.IGNORECASE):
            return _Scale(2.0**power, 0)
    return None
