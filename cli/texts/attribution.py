"""Why an estimate moved, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from compute_trends.catalog.texts.markdown import code, text
from compute_trends.catalog.texts.paragraphs import paragraph, terminal_width
from compute_trends.trends.robustness.attribution import Attribution, End

_NOISE = {
    None: "",
    True: " (each estimate lies in the other's interval: within the noise)",
    False: " (an estimate lies outside the other's interval: beyond the noise)",
}
_WORDS = {"new": "new records", "revised": "revised records", "removed": "removed records"}


def attribution_document(found: Attribution) -> dict[str, Any]:
    """The attribution as one JSON value."""
    return {**asdict(found), "movement": found.movement, "within_noise": found.within_noise}


def attribution_text(found: Attribution, markdown: bool = False) -> str:
    """The attribution in lines; every list of contributions ends in its sum."""
    bullet, shown, quoted = ("- ", text, code) if markdown else ("  ", str, str)
    lines = [f"### {text(found.question)}\n" if markdown else f"{found.question}  [{found.trend}]"]
    lines += [f"{bullet}{shown(_estimate(end, found.unit))}" for end in (found.before, found.after)]
    told = _NOISE[found.within_noise]
    lines += [f"{bullet}moved {found.movement:+.4f} {found.unit}{told}", "", "By kind of change (Shapley values):"]
    lines += [""] if markdown else []
    lines += [f"{bullet}{item.contribution:+.4f}  {item.records:,} {_WORDS[item.group]}" for item in found.groups]
    lines += [f"{bullet}{found.movement:+.4f}  together", "", "Most influential records (movement with and without):"]
    lines += [""] if markdown else []
    lines += [
        f"{bullet}{item.effect:+.4f}  {shown(item.name or 'unnamed')} ({quoted(item.record)}, {item.group})"
        for item in found.influential
    ]
    lines += [f"{bullet}{found.remainder:+.4f}  all other changes, and changes acting together"]
    lines += [f"{bullet}{found.movement:+.4f}  together", ""]
    if not markdown:
        lines = [paragraph(line, terminal_width(None), rest="    ") for line in lines]
    return "\n".join(lines)


def _estimate(end: End, unit: str) -> str:
    said = f"{end.state}: {end.estimate:.4f} {unit}, n = {end.n:,}"
    if end.level is None or (end.low is None and end.high is None):
        return said
    low, high = ("unbounded" if limit is None else f"{limit:.4f}" for limit in (end.low, end.high))
    return f"{said}, {end.level:.0%} interval {low} to {high}"
