"""Finds rules by what they are about."""

from __future__ import annotations

from compute_trends.catalog.doors.find import Found, level
from compute_trends.catalog.texts.likeness import Sought
from compute_trends.validators.registry import all_rules


def find_rules(text: str) -> list[Found]:
    """The rules that go by a name, or whose title, explanation or columns hold the words; the nearest first."""
    sought, found = Sought(text), []
    for rule in all_rules().values():
        near = level(sought, rule.id, (rule.title,), (f"{rule.title} {rule.explanation}",))
        if near is not None:
            dataset = rule.datasets[0] if len(rule.datasets) == 1 else None
            found.append(Found("rule", rule.id, rule.title, dataset, 0, f"compute-trends explain {rule.id}", near))
    return sorted(found, key=lambda item: (item.nearness, item.name))
