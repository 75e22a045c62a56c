"""Chips of the newest accelerators for tests of what is said where a rate is lacking, whichever these are."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from compute_trends.catalog.doors.connect import connect
from compute_trends.validators.estimates.chip_rates import CHIP_RATES


class Chip(NamedTuple):
    """Name of a chip and the rate of its vector units."""

    name: str
    vector_flop_per_s: float


@cache
def lacking(rate: Literal["16", "tf32"]) -> Chip:
    """A chip with matrix engines that has no rate of them, neither in 16 bits nor in TF32."""
    row = connect().execute(
        f"""select n.name, r.r16 from {CHIP_RATES} r join accelerators using (record_id)
          join accelerator_names n using (record_id)
        where lacks_16 and lacks_{rate} and r.r16 = r.r32 and tensor_cores > 0 and n.name like 'NVIDIA %'
          and not lacks_8 order by n.name limit 1"""
    ).fetchone()  # fmt: skip
    assert row is not None
    return Chip(*row)
