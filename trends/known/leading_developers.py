"""The leading developers: those whose systems decide how far a trend on training compute can be followed.

They have trained the most capable systems of recent years and publish less and less about them. Here is the only place
that says who they are; what is known of their systems is counted in `shares`.
"""

from __future__ import annotations

from compute_trends.catalog.texts.sql_text import text_literal

#: Developer -> the first words of the names under which its organisations stand in the rows.
LEADING_DEVELOPERS = {
    "OpenAI": ("OpenAI",),
    "Anthropic": ("Anthropic",),
    "Google": ("Google", "DeepMind"),
    "Meta": ("Meta", "Facebook"),
    "xAI": ("xAI",),
}


def listed() -> str:
    """Their names, for a sentence."""
    *others, last = LEADING_DEVELOPERS
    return f"{', '.join(others)} and {last}"


def is_leading_sql(organizations: str = "organizations") -> str:
    """Whether one of them took part, as an expression of DuckDB over a list of organisations; never null."""
    words = "|".join(word for names in LEADING_DEVELOPERS.values() for word in names)
    pattern = text_literal(rf"^({words})\b")
    return (
        f"coalesce(list_bool_or(list_transform({organizations}, lambda o: regexp_matches(o, {pattern}, 'i'))), false)"
    )
