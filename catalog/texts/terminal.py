"""Texts as a terminal shows them."""

from __future__ import annotations


def visible(text: str) -> str:
    """One line of printable characters: control codes, line breaks and changes of direction are spelled out."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
