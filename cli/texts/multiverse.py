"""Multiverses, as rows (one per analysis), as JSON and as a text for people."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import click

from compute_trends.catalog.doors.render import python_rows
from compute_trends.catalog.texts.numbers import count, limits, rounded, unit
from compute_trends.catalog.texts.paragraphs import GAP, paragraph, table_row, terminal_width
from compute_trends.cli.texts.trend import MAX_WIDTH, Written
from compute_trends.trends.choices.options import as_typed
from compute_trends.trends.robustness.effects import Effect
from compute_trends.trends.robustness.multiverse import Multiverse


def multiverse_output(found: Multiverse) -> Written:
    """A trend under many combinations of choices."""
    return {
        "rows": lambda: python_rows(*found.rows()),
        "human": lambda: _text(found),
        "document": found.as_dict,
    }


def _text(found: Multiverse) -> str:
    width = terminal_width(MAX_WIDTH)
    result, trend = found.result, found.result.trend
    chosen = [as_typed(name, value) for name, value in result.options.items()]
    about = f"{result.rows}, {result.data_until}: {result.subset}" + (f" ({', '.join(chosen)})" if chosen else "")
    lines = [click.style(paragraph(result.question, width), bold=True), paragraph(about, width), ""]
    lines += [paragraph(_counted(found), width)]
    lines += [
        paragraph(f"{number:,} without an estimate: {reason}.", width) for reason, number in found.failures.items()
    ]
    lines += [
        "",
        paragraph(f"{trend.quantity}{unit(trend.unit, ' ({})')}", width),
        *_range_lines(found, width),
        "",
        *_effect_lines(found, width),
    ]
    if found.inert:
        lines += ["", paragraph(f"Without effect on the points: {', '.join(found.inert)}.", width)]
    return "\n".join(lines) + "\n"


def _counted(found: Multiverse) -> str:
    choices = count(len(found.effects), "choice")
    if found.seed is None:
        return f"{found.combinations:,} analyses: every combination of {choices}."
    return (
        f"{len(found.analyses):,} analyses, drawn at random (seed {found.seed}) from the {found.combinations:,} "
        f"combinations of {choices}; --limit sets how many."
    )


def _range_lines(found: Multiverse, width: int) -> list[str]:
    pairs = [
        ("lowest", rounded(found.lowest)),
        ("10%", rounded(found.tenth)),
        ("median", rounded(found.median)),
        ("90%", rounded(found.ninetieth)),
        ("highest", rounded(found.highest)),
    ]
    for place in found.places:
        around = limits(place.low, place.high)
        value = rounded(place.value) + (f" ({around})" if around else "")
        pairs.append((place.label, f"{value}, above {place.share_below:.0%} of the analyses"))
    left = max(len(name) for name, _ in pairs) + 2
    return [paragraph(value, width, f"  {name.ljust(left)}", " " * (left + 2)) for name, value in pairs]


def _effect_lines(found: Multiverse, width: int) -> list[str]:
    geometric = found.effects[0].geometric
    kind = "geometric mean" if geometric else "mean"
    largest, *_ = found.effects
    moved = f"by a factor of {rounded(largest.range)}" if geometric else f"by {rounded(largest.range)}"
    head = f"The choice that moves it most is {largest.choice}: {moved} between the {kind}s of its levels."
    if (largest.range == 1) if geometric else (largest.range == 0):
        head = "No choice moves it."
    table = [["choice", kind, "moves it", "variance", "n"]]
    for effect in found.effects:
        table.append([effect.choice, "", _range(effect), f"{effect.share:.0%}", ""])
        for index, level in enumerate(effect.levels):
            label = f"  {level.label}" + (" *" if index == 0 else "")
            mean = "none" if level.mean is None else rounded(level.mean)
            table.append([label, mean, "", "", f"{level.analyses:,}"])
    note = "* as the trend does it. Variance: share of it that lies between the levels of the choice."
    return [paragraph(head, width), "", *_columns(table, width), paragraph(note, width)]


def _range(effect: Effect) -> str:
    return f"x {effect.range:.2f}" if effect.geometric else rounded(effect.range)


def _columns(table: Sequence[Sequence[str]], width: int) -> list[str]:
    """Cells in columns, all but the first aligned to the right; the first is wrapped where it has no room."""
    sizes = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    sizes[0] = min(sizes[0], width - sum(sizes[1:]) - len(GAP) * (len(sizes) - 1))
    lines = []
    for row in table:
        *above, first = wrap(row[0], sizes[0], subsequent_indent="    ", drop_whitespace=True) or [""]
        indent = "  " if row[0].startswith("  ") and not first.startswith(" ") else ""
        cells = [[indent + first], *([cell] for cell in row[1:])]
        lines += [*above, *table_row(cells, sizes, right=range(1, len(sizes)))]
    return lines
