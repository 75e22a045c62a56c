"""Estimates of training compute, as rows, as JSON and as texts for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypedDict

import click

from compute_trends.catalog.doors.render import Rows, python_rows
from compute_trends.catalog.texts.paragraphs import paragraph, terminal_width
from compute_trends.catalog.texts.terminal import visible
from compute_trends.validators.estimates.results import Estimates, Method

_COLUMNS = [
    "record_id", "name", "method", "estimate_flop", "low_flop", "high_flop", "stated_flop", "ratio", "formula",
    "missing",
]  # fmt: skip


class Written(TypedDict):
    """The arguments of `Output.write`."""

    rows: Callable[[], Rows]
    human: Callable[[], str]
    document: Callable[[], object]


def estimates_output(found: Sequence[Estimates]) -> Written:
    """Both methods of every record; a row per record and method."""
    return {
        "rows": lambda: python_rows(_COLUMNS, (_row(item, method) for item in found for method in item.methods)),
        "human": lambda: "\n".join(_text(item) for item in found),
        "document": lambda: [item.as_dict() for item in found],
    }


def _row(item: Estimates, method: Method) -> list[object]:
    return [
        item.record_id,
        item.name,
        method.method,
        method.flop,
        method.low_flop,
        method.high_flop,
        item.stated_flop,
        item.ratio(method),
        method.formula,
        "; ".join(method.missing) or None,
    ]


def _text(item: Estimates) -> str:
    columns = terminal_width()
    title = " ".join(filter(None, [item.name, f"({item.record_id})" if item.record_id else None]))
    lines = [click.style(visible(title), bold=True)] if title else []
    if item.stated_flop:
        lines.append(paragraph(f"{item.stated_flop:.3g} FLOP ({_how(item)})", columns, "stated      ", " " * 12))
    for method in item.methods:
        lines += _method_lines(item, method, columns)
    if item.note:
        lines.append(_indented(f"Note: {item.note}", columns))
    return "\n".join(lines) + "\n"


def _how(item: Estimates) -> str:
    low, high = (f"{flop:.3g}" if flop else "" for flop in (item.stated_low_flop, item.stated_high_flop))
    within = f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}" if high else ""
    told = [item.stated_column, within, f"by {', '.join(item.stated_methods)}" if item.stated_methods else ""]
    return "; ".join(filter(None, told))


def _method_lines(item: Estimates, method: Method, columns: int) -> list[str]:
    head = click.style(method.method.ljust(12), bold=True)
    if method.flop is None:
        return [paragraph("needs " + ", ".join(method.missing), columns, head, " " * 12)]
    ratio = item.ratio(method)
    beside = f"; stated / estimate {ratio:.3g}{_outside(item, method)}" if ratio else ""
    told = f"{method.flop:.3g} FLOP, {method.low_flop:.3g} to {method.high_flop:.3g}{beside}"
    lines = [
        paragraph(told, columns, head, " " * 12),
        _indented(method.formula or "", columns),
    ]
    lines += [
        _indented(f"{each.name} {each.value:.6g} {each.unit}: {each.source}", columns)
        for each in method.inputs
        if each.source != "record"
    ]
    lines.append(_indented(f"interval: {method.bounds_source}", columns))
    if method.note:
        lines.append(_indented(f"note: {method.note}", columns))
    return lines


def _outside(item: Estimates, method: Method) -> str:
    """What is said of a stated compute that the interval does not hold."""
    if not item.stated_flop or method.low_flop is None or method.high_flop is None:
        return ""
    if item.stated_flop < method.low_flop:
        return ", below the interval"
    return ", above the interval" if item.stated_flop > method.high_flop else ""


def _indented(text: str, columns: int) -> str:
    return paragraph(text, columns, " " * 12, " " * 14)
