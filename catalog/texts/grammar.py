"""The number of a noun phrase, and the verb that follows it."""

from __future__ import annotations

import re

#: Words before which the head of a noun phrase ends.
_AFTER_HEAD = re.compile(r",? (?:of|per|to|in|over|at|by|a|as|processed|delivered|paid|that)\b")


def is_plural(phrase: str) -> bool:
    """Whether its head is in the plural: `operations per joule`, but not `speed of computers`, `FLOP/s` or `loss`."""
    head = _AFTER_HEAD.split(phrase, maxsplit=1)[0]
    return head.endswith("s") and not head.endswith(("/s", "ss"))


_IRREGULAR = {"are": "is", "were": "was", "have": "has"}


def agreed(number: int, verb: str) -> str:
    """A verb, given in the plural, as it follows that many things: "1 record needs", "2 records need"."""
    if number != 1:
        return verb
    return _IRREGULAR.get(verb) or verb + ("es" if verb.endswith(("s", "x", "sh", "ch", "o")) else "s")
