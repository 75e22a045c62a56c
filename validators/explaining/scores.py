"""How much of what can go wrong in a record the check finds: scores.csv, as benchmarks/mutations.py measured it.

Measuring takes minutes and a checkout; what was measured is shipped, so that it can be shown anywhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

PATH = "validators/explaining/scores.csv"

#: The group of records that nothing was done to; of them as few as possible are to be found wrong.
UNTOUCHED = "untouched copies"


@dataclass(frozen=True)
class Score:
    """One group of corruptions.

    Args:
        group: its name; `UNTOUCHED` for copies without any.
        kinds: of corruption.
        records: that were corrupted.
        found: of which the check said something that it did not say before; of untouched copies, those with an error.
        goal: least share to be found, of untouched copies the greatest; None where there is none.
    """

    group: str
    kinds: int
    records: int
    found: int
    goal: float | None

    @property
    def found_fraction(self) -> float:
        """Share of the records that were found."""
        return self.found / self.records

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        asked = self.goal * self.records
        return self.found <= asked if self.group == UNTOUCHED else self.found >= asked


_HEAD = tuple(field.name for field in fields(Score))


@cache
def scores() -> tuple[Score, ...]:
    """The groups in the order of the page, untouched copies last."""
    with (Path(__file__).parent / "scores.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Score(
                row["group"],
                int(row["kinds"]),
                int(row["records"]),
                int(row["found"]),
                float(row["goal"]) if row["goal"] else None,
            )
            for row in csv.DictReader(stream)
        )


def render_scores(measured: Iterable[Score]) -> str:
    """The text of scores.csv."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows(["" if cell is None else cell for cell in astuple(item)] for item in measured)
    return stream.getvalue()
