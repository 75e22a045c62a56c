"""Rows that were selected from the shipped tables, kept for whoever asks for the same again.

A picture, the bounds of a trend, its page and a comparison of many choices each ask for the rows of the same trends.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from compute_trends.trends.choices.options import shared_connection
from compute_trends.trends.points import Setting
from compute_trends.trends.script import Script, run_statement, sql_literal

if TYPE_CHECKING:
    import pyarrow as pa

#: By the text of what ran and the variables: the rows, and the settings as they were; the last ones come last.
_kept: OrderedDict[tuple[str, ...], tuple[pa.Table, dict[str, Setting]]] = OrderedDict()
_MOST_KEPT = 512  # all trends as they are declared, and some choices
_MOST_BYTES = 100_000  # of one; the rows of most trends take 20 kB


def shared_rows(
    script: Script, statement: str, variables: Mapping[str, Setting]
) -> tuple[pa.Table, dict[str, Setting]]:
    """The rows of a statement on the shared connection, and the script's settings as they were.

    Args, Raises: as `run_statement`.
    """
    given = (f"{name} = {sql_literal(value)}" for name, value in sorted(variables.items()))
    key = (script.preamble, script.statement(statement), *given)
    found = _kept.pop(key, None)
    if found is None:
        # Trends of a study follow one another, and ask the shared tables with the same variables.
        found = run_statement(shared_connection(), script, statement, variables, hold=True)
        if found[0].nbytes > _MOST_BYTES:
            return found
    _kept[key] = found
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return found[0], dict(found[1])
