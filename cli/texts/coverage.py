"""How the rules stand on the records of a dataset, as rows, as JSON and as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from compute_trends.catalog.doors.render import Rows, python_rows
from compute_trends.catalog.texts.numbers import share
from compute_trends.catalog.texts.paragraphs import paragraph, table, terminal_width
from compute_trends.catalog.versions import find_version
from compute_trends.validators.explaining.coverage import RuleCoverage

_NAMES = ["rule", "layer", "severity", "binds", "applies", "fires", "satisfied", "satisfied_fraction", "title"]


def coverage_rows(found: Sequence[RuleCoverage]) -> Rows:
    """One row per rule: evidence first, least satisfied first."""
    return python_rows(_NAMES, (list(_entry(item).values()) for item in _sorted(found)))


def coverage_document(dataset: str, found: Sequence[RuleCoverage]) -> dict[str, Any]:
    """Dataset, version, number of records, and an object per rule."""
    version = find_version(dataset)
    return {
        "dataset": dataset,
        "version": version.version,
        "records": version.rows,
        "rules": [_entry(item) for item in _sorted(found)],
    }


def coverage_text(dataset: str, found: Sequence[RuleCoverage]) -> str:
    """A table of the rules about evidence, and one of all others."""
    version, columns = find_version(dataset), terminal_width()
    parts = [click.style(f"{dataset} {version.version}: {version.rows:,} records held against the rules", bold=True)]
    asked = [item for item in _sorted(found) if item.rule.binds == "submitted"]
    others = [item for item in _sorted(found) if item.rule.binds == "all"]
    if asked:
        intro = (
            "What is asked of new records, and how many of the records held show it. Records taken over from a source "
            "need not."
        )
        parts += ["", paragraph(intro, columns), "", _asked_table(asked).rstrip("\n")]
    if others:
        intro = "What is asked of every record. Waivers are not applied: an accepted finding counts."
        parts += ["", paragraph(intro, columns), "", _others_table(others).rstrip("\n")]
    parts += ["", "compute-trends explain RULE says what a rule asks and why."]
    return "\n".join(parts) + "\n"


def _asked_table(found: Sequence[RuleCoverage]) -> str:
    rows = [
        [item.rule.id, f"{item.applicable:,}", f"{item.applicable - item.firing:,}", share(item.satisfied_fraction)]
        for item in found
    ]
    counts = ("applies to", "satisfied", "share")
    return table(["rule", *counts], rows, right=counts, fixed=counts)


def _others_table(found: Sequence[RuleCoverage]) -> str:
    rows = [
        [
            item.rule.id,
            item.rule.severity,
            f"{item.applicable:,}",
            f"{item.firing:,}",
            share(item.firing / item.applicable if item.applicable else None),
        ]
        for item in found
    ]
    counts = ("applies to", "fires on", "share")
    return table(["rule", "severity", *counts], rows, right=counts, fixed=("severity", *counts))


def _entry(item: RuleCoverage) -> dict[str, Any]:
    values = (
        *(item.rule.id, item.rule.layer, item.rule.severity, item.rule.binds, item.applicable, item.firing),
        *(item.applicable - item.firing, item.satisfied_fraction, item.rule.title),
    )
    return dict(zip(_NAMES, values, strict=True))


def _sorted(found: Sequence[RuleCoverage]) -> list[RuleCoverage]:
    def order(item: RuleCoverage) -> tuple[bool, float, str]:
        share = item.satisfied_fraction
        return item.rule.binds == "all", 2.0 if share is None else share, item.rule.id

    return sorted(found, key=order)
