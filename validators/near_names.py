"""Pairs of names that are nearly equal, found without comparing every name with every other.

Nearly equal means a Jaro-Winkler similarity of at least a threshold. Names are compared letter by letter only where
their lengths and letters leave that possible: of two names with `m` matching letters the Jaro similarity is at most
(m / length_1 + m / length_2 + 1) / 3, Winkler's bonus adds at most 0.4 (1 - Jaro), and only where the first letters are
equal, and every letter that one name has and the other lacks cannot match. So no pair is lost.
"""

from __future__ import annotations

#: Letters and digits that have a bit in the mask of a name, the frequent ones of `held_<dataset>.fold`.
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def mask_sql(text: str) -> str:
    """A bit for every letter that `text` holds."""
    bits = (f"(contains({text}, '{letter}')::UBIGINT << {bit})" for bit, letter in enumerate(_LETTERS))
    return " | ".join(bits)


def similar_sql(one: str, other: str, similarity: str | float) -> str:
    """Whether `one` and `other`, relations with `fold`, `mask`, `bytes` and `letter`, have names as similar as that."""
    matching = (
        f"least({one}.bytes - bit_count({one}.mask & ~{other}.mask), "
        f"{other}.bytes - bit_count({other}.mask & ~{one}.mask))"
    )
    bonus = f"case when {one}.letter = {other}.letter then 0.4::DOUBLE else 0::DOUBLE end"
    least_jaro = f"(({similarity}::DOUBLE - {bonus}) / (1 - {bonus}))"
    possible = (
        f"{matching} * (1 / {one}.bytes::DOUBLE + 1 / {other}.bytes::DOUBLE) >= 3 * {least_jaro} - 1.000001::DOUBLE"
    )
    exact = f"jaro_winkler_similarity({one}.fold, {other}.fold) >= {similarity}::DOUBLE"
    return f"case when {possible} then {exact} else false end"


def measured_sql(source: str, columns: str) -> str:
    """The rows of `source` with `columns` and what `similar_sql` looks at; `source` has a column `fold`."""
    return (
        f"select {columns}, fold, {mask_sql('fold')} as mask, strlen(fold) as bytes, fold[1] as letter "
        f"from {source} where fold <> ''"
    )
