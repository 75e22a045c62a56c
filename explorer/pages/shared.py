"""What many trends say of the same rows, written once: their names and sources, in a script for all trends on a table.

A trend's own script has the places of its rows there, and what it makes of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from compute_trends.catalog.texts.terminal import visible
from compute_trends.explorer.files import File, json_for_page, packed_json
from compute_trends.explorer.site import link

#: What a row is told by, column by column as a page reads them.
CELLS = ("id", "label", "dataset", "source", "url")

_Row = tuple[str, ...]


class SharedRows:
    """The rows behind trends, those on the same versions of tables together.

    Args:
        trends: the facts of each, as `computed.facts` gives them.
    """

    def __init__(self, trends: Iterable[Mapping[str, Any]]) -> None:
        self._places: dict[str, dict[_Row, int]] = {}
        for trend in trends:
            held = self._places.setdefault(self.address(trend), {})
            for row in _rows(trend):
                held.setdefault(row, len(held))

    def address(self, trend: Mapping[str, Any]) -> str:
        """Where the rows of a trend are told: a script named by their tables and versions."""
        tables = [f"{dataset}-{version}" for dataset, version in trend["tables"].items()]
        mark = hashlib.sha256(" ".join(tables).encode()).hexdigest()[:8]
        return f"trends/rows/{tables[0]}{'' if len(tables) == 1 else f'-{mark}'}.js"

    def places(self, trend: Mapping[str, Any]) -> list[int]:
        """Which of the rows there are those of a trend, in its order."""
        held = self._places[self.address(trend)]
        return [held[row] for row in _rows(trend)]

    def files(self) -> Iterator[File]:
        """The scripts: `trendRows[address]` is packed, column by column."""
        for address, rows in self._places.items():
            columns = {cell: [row[place] for row in rows] for place, cell in enumerate(CELLS)}
            script = f"(window.trendRows ??= {{}})[{json_for_page(address)}] = '{packed_json(columns)}';\n"
            yield File(address, script.encode())


def _rows(trend: Mapping[str, Any]) -> Iterator[_Row]:
    rows = trend["rows"]
    told = (rows[key] for key in ("record_id", "name", "dataset", "source", "source_url"))
    for record, name, dataset, source, address in zip(*told, strict=True):
        yield record, visible(name or record or ""), dataset, source, link(address)
