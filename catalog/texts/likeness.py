"""How near a name is to what somebody looks for.

Words count before letters, so that "gpt-4" is nearer to "GPT-4 (Mar 2023)" than to "GPT-4o".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

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
        order; HOLDS them so; HOLDS_WORDS in any order; the text WITHIN words; WITHIN_WORDS each of them.
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
        if len(self.whole) >= _SHORTEST and self.whole in one:
            return WITHIN
        return WITHIN_WORDS if all(word in one for word in ours) else None
