"""What one table says of one chip, and by which of its names a chip is known again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from compute_trends.catalog.files.records import Record

# First words of chip names that only say who made the chip, and the maker they stand for.
_BRANDS = {
    "nvidia": "nvidia", "amd": "amd", "ati": "amd", "intel": "intel", "google": "google", "huawei": "huawei",
    "amazon": "amazon", "aws": "amazon", "meta": "meta", "microsoft": "microsoft", "cerebras": "cerebras",
    "graphcore": "graphcore", "cambricon": "cambricon", "baidu": "baidu",
}  # fmt: skip


@dataclass(frozen=True)
class Sighting:
    """One source row, converted: what one table says of one chip."""

    source: str
    table: str  # as its layout is called
    row: int
    name: str
    cells: Record
    links: tuple[str, ...] = ()
    die: str | None = None  # the code of its die, where the row gives it apart
    joins: tuple[str, str] | None = None  # the key of the chip that it was found to be, where its own names another

    @property
    def filled(self) -> int:
        """How many cells the row fills."""
        return sum(value not in (None, []) for value in self.cells.values())


def chip_key(name: str, manufacturer: str | None) -> tuple[str, str]:
    """(maker, name) with spelling taken out: equal for two rows that name one chip.

    A plus sign counts ("GT2" and "GT2+" differ); Chinese characters, which only repeat a Latin name, do not.
    """
    words = re.sub(r"[()\[\]\-_/,]", " ", re.sub(r"[^\x00-\x7f]+", "", name.lower())).split()
    stated = (manufacturer or "").lower().split(" ")[0]
    maker = _BRANDS.get(stated, stated)
    if words and words[0] in _BRANDS:
        maker = _BRANDS[words[0]]
        words = words[1:]
    elif words and words[0] == stated:
        words = words[1:]
    elif words and words[0] == "radeon":  # the makers' own name is left away in part of the sources
        maker = "amd"
    return maker, "".join(words)
