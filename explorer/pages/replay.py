"""The same question on the rows of each version: what the answer would have been then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def replay(trends: Mapping[str, dict[str, Any]], trend: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The estimate on every version on which the question is asked, the oldest first; [] where that is one.

    Args:
        trends: the facts of all trends by name.
        trend: the facts of one.
    """
    asked = [(version, trends[name]) for version, name in trend["versions"].items() if name in trends]
    if len(asked) < 2:
        return []
    asked.sort(key=lambda pair: tuple(map(int, pair[0].split("."))))
    return [
        {
            "version": version,
            "name": other["name"],
            "told": other["told"],
            "n": other["n"],
            "data_to": other["data_to"],
            "value": other["estimate"] if isinstance(other["estimate"], float | int) else None,
            "low": other["low"],
            "high": other["high"],
            "here": other["name"] == trend["name"],
        }
        for version, other in asked
    ]
