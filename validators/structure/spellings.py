"""Digits, spaces and marks of other scripts, as ASCII has them."""

from __future__ import annotations

import unicodedata

#: What parts the groups of digits in print, beside spaces.
_MARKS = str.maketrans({"\u2019": "'", "\u066c": ",", "\u066b": ".", "\u2212": "-"})


def in_ascii(text: str) -> str:
    """A text with digits of every script, wide letters and spaces of print in plain form; what else it holds stays.

    >>> in_ascii("\u0663\u0665\u0660"), in_ascii("\uff14\uff18\uff27\uff22"), in_ascii("48\u202f000")
    ('350', '48GB', '48 000')
    """
    return "".join(map(_plain, text.translate(_MARKS)))


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    if char.isspace():
        return " "
    return unicodedata.normalize("NFKC", char) if unicodedata.east_asian_width(char) == "F" else char
