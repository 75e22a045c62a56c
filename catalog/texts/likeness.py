"""How near a name is to what somebody looks for.

Words count before letters, so that "gpt-4" is nearer to "GPT-4 (Mar 2023)" than to "GPT-4o".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from compute_trends.catalog.texts.names import folded, words

#: Degrees of nearness, the nearest first.
SAME, SAME_BUT_BRACKETS, BEGINS, HOLDS, HOLDS_WORDS, WITHIN, WITHIN_WORDS = range(7)

_BRACKETS = re.compile(r"\s*[(\[].*?[)\]]")
_SHORTEST = 3  # letters that are looked for within words


@dataclass(frozen=True)
class Sought:
    """What somebody looks for."""

    text: str

    @cached_property
    def whole(self) -> str:
        """As one word."""
        return folded(self.text)

    @cached_property
    def words(self) -> list[str]:
        """Word by word."""
        return words(self.text)

    def nearness(self, name: str) -> int | None:
        """How near a name is; None where it is none of these.

        SAME, however it is spelt; SAME_BUT_BRACKETS, with a remark in brackets behind it; BEGINS with the words in this
        order; HOLDS them so; HOLDS_WORDS in any order; the text WITHIN words; WITHIN_WORDS each of them. What begins
        amid a word ends in it: the A100 is not within "Tesla V100", which is "tesla100" here.
        """
        if not self.words:
            return None
        one = folded(name)
        if one == self.whole:
            return SAME
        if self.words[0] not in one and self.whole not in one:
            return None
        if "(" in name and folded(_BRACKETS.sub("", name)) == self.whole:
            return SAME_BUT_BRACKETS
        theirs, ours = words(name), self.words
        places = [place for place in range(len(theirs)) if theirs[place : place + len(ours)] == ours]
        if places:
            return BEGINS if places[0] == 0 else HOLDS
        if set(ours) <= set(theirs):
            return HOLDS_WORDS
        if len(self.whole) >= _SHORTEST and _within(self.whole, one, theirs):
            return WITHIN
        return WITHIN_WORDS if all(_within(word, one, theirs) for word in ours) else None


def _within(text: str, one: str, parts: Sequence[str]) -> bool:
    """Whether a text begins where a word of a name does, or lies within a word; `one` is the name as one word."""
    ends = [*accumulate(map(len, parts))]
    place = one.find(text)
    while place >= 0:
        if place == 0 or place in ends or not any(place < end < place + len(text) for end in ends):
            return True
        place = one.find(text, place + 1)
    return False
