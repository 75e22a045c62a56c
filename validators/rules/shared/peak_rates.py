"""Pairs of peak rates of a chip."""

from __future__ import annotations


def with_any_pair(pairs: tuple[tuple[str, str], ...]) -> str:
    """The rows that have both rates of any of the pairs (faster, slower)."""
    both = " or ".join(f"({fast} is not null and {slow} is not null)" for fast, slow in pairs)
    return f"select _row from submission where {both}"
