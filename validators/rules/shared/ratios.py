"""Whether the quantities of one record fit each other: many ratios, each within bounds, and a vote on the odd one out.

A value with a slipped unit breaks every ratio that it enters and none of the others, so the column with the most broken
and the fewest sound ratios is the one to look at. One record gives one finding, however many ratios it breaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compute_trends.validators.rule import Threshold


@dataclass(frozen=True)
class Ratio:
    """log10 of a product of powers of columns, and the bounds between which true records lie."""

    name: str  # names the thresholds: lower-case words joined by underscores
    powers: dict[str, int]  # column -> exponent, at most three
    low: float  # log10
    high: float
    n: int  # shipped records that have every column
    outside: int  # of those, outside the bounds
    per_year: float = 0.0  # slope of the bounds in log10 per year; they are given for the start of 2010
    dram_only: bool = False  # not judged for the kinds of chip that the SQL is told to exempt
    note: str = ""
    not_of: str = ""  # a kind of record, as the SQL is told it, that the bounds were not measured on

    @property
    def formula(self) -> str:
        """The ratio in words, as findings show it."""
        parts = [(name, power) for name, power in self.powers.items()]
        over = " * ".join(name + (f"^{power}" if power > 1 else "") for name, power in parts if power > 0)
        under = " / ".join(name for name, power in parts if power < 0)
        return f"{over} / {under}" if under else over

    def thresholds(self, where: str) -> tuple[Threshold, Threshold]:
        """The bounds as declared thresholds of a rule."""
        trend = f" in 2010, {self.per_year:+g} a year" if self.per_year else ""
        source = f"measured on {where}: n = {self.n}, {self.outside} outside{'; ' + self.note if self.note else ''}"
        unit = f"log10 of {self.formula}{trend}"
        return (
            Threshold(f"{self.name}_low", self.low, unit, source),
            Threshold(f"{self.name}_high", self.high, unit, source),
        )


def vote_sql(ratios: Sequence[Ratio], date: str, year_offset: str, exempt: str, kind: str = "''") -> str:
    """The SQL of a rule that finds, per record with a broken ratio, the column that most of them share.

    The ratios stand in one string: DuckDB parses long expressions at about 1 ms per 1,000 characters, and a string
    literal at once.

    Args:
        ratios: what to judge; their bounds are read from the rule's thresholds.
        date: the column that moves the bounds, and that may be to blame where a ratio has a slope.
        year_offset: SQL for years since 2010, null where unknown.
        exempt: SQL that is true for records that the ratios marked `dram_only` do not fit.
        kind: SQL for the kind of a record, with which `not_of` of a ratio is compared.
    """
    columns = sorted({name for ratio in ratios for name in ratio.powers})
    lines = ";".join(_line(ratio, columns, date) for ratio in ratios)
    names = ", ".join(f"'{name}'" for name in (*columns, date))
    values = ", ".join(f"{name}::VARCHAR" for name in (*columns, date))
    return f"""
        with lines as (select string_split(unnest(string_split('{lines}', ';')), ',') as f),
        ratios as (
          select f[1] as formula, f[2]::DOUBLE as low, f[3]::DOUBLE as high, f[4]::DOUBLE as slope,
            f[5] = 'True' as dram_only, f[6] as not_of, f[7]::INT as i, f[8]::INT as j, f[9]::INT as k,
            f[10]::DOUBLE as p, f[11]::DOUBLE as q, f[12]::DOUBLE as r, f[13:] as names
          from lines
        ),
        logs as (
          select _row, {exempt} as exempt, {kind} as kind, {year_offset} as years,
            list_transform([{", ".join(columns)}, 1]::DOUBLE[], lambda x: log10(x)) as v
          from submission
        ),
        judged as not materialized (
          select _row, ratios, p * v[i] + q * v[j] + r * v[k] as log, if(slope = 0, 0, slope * years) as trend,
            greatest(low + trend - log, log - high - trend) as beyond
          from logs, ratios where log + trend is not null and not (dram_only and exempt)
            and (not_of = '' or not_of <> kind)
        ),
        votes as (
          select _row, name, count(*) filter (beyond > 0) as broken, count(*) filter (beyond <= 0) as sound,
            max_by(struct_pack(ratios, log, trend, first := ratios.names[1] = name), (beyond, ratios.formula)) as worst
          from (select *, unnest(ratios.names) as name from judged
            where _row in (select _row from judged where beyond > 0))
          group by all
        ),
        blamed as (
          select _row, max_by(struct_pack(name, worst, broken, sound),
            ((broken - sound) * 1000 + broken * 10 + worst.first::INT, name)) filter (broken > 0) as f
          from votes group by all
        )
        select _row, f.name as "column", map_extract_value(m, f.name) as value,
          format('{{}} is {{:.3g}}, where {{:.3g}} to {{:.3g}} is known{{}}', f.worst.ratios.formula, 10 ** f.worst.log,
            10 ** (f.worst.ratios.low + f.worst.trend), 10 ** (f.worst.ratios.high + f.worst.trend),
            if(f.worst.trend = 0, '', ' at that time')) as message,
          format('{{}} breaks {{}} and fits {{}} of its ratios to the other columns', f.name, f.broken, f.sound)
            as evidence
        from blamed join (select _row, map([{names}], [{values}]) as m from submission) using (_row)
    """


def _line(ratio: Ratio, columns: list[str], date: str) -> str:
    """A ratio as the SQL reads it: bounds, slope, places and powers of at most three columns, who can be to blame."""
    one = len(columns) + 1  # the place of the constant 1, which stands for a column that the ratio does not have
    places = [columns.index(name) + 1 for name in ratio.powers]
    powers = list(ratio.powers.values())
    spare = 3 - len(places)
    names = [*ratio.powers, *([date] if ratio.per_year else [])]
    bounds = (f"${ratio.name}_low", f"${ratio.name}_high", ratio.per_year, ratio.dram_only, ratio.not_of)
    return ",".join(map(str, (ratio.formula, *bounds, *places, *[one] * spare, *powers, *[0] * spare, *names)))
