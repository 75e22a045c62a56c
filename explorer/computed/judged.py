"""What every rule says of the shipped records of a dataset, newest version."""

from __future__ import annotations

from typing import Any

from compute_trends.validators.explaining.coverage import standing
from compute_trends.validators.explaining.shipped import judge
from compute_trends.validators.registry import rules_for


def compute(dataset: str) -> list[dict[str, Any]]:
    """Of each rule: its id, on how many records it can be asked, and its findings.

    Returns:
        `rule`, `version`, `applicable`, `firing`, `waived` (records each), and `findings`, each [record, column,
        message, reason of the waiver or None].
    """
    structure = [rule for rule in rules_for(dataset) if rule.sql is None]
    return [
        {
            "rule": item.rule.id,
            "version": item.version,
            "applicable": item.applicable,
            "firing": len(item.firing),
            "waived": len(item.waived),
            "findings": [
                [found.record, found.column, found.message, found.waiver.reason if found.waiver else None]
                for found in item.violations
            ],
        }
        for item in (*judge(dataset, structure), *standing(dataset))
    ]
