"""Waivers of a check on a cluster: whom they name, and what there is to tell of the days on which they expire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from compute_trends.validators.engine.waiving import Confined, apply_waivers, refuse_unknown_records
from compute_trends.validators.waivers import Waiver, shipped_waivers

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from compute_trends.validators.engine.bench import Bench


def refuse_unknown(frame: DataFrame, waivers: Sequence[Waiver], bench: Bench) -> None:
    """Refuse waivers of records that nobody holds.

    Args:
        frame: the rows.
        waivers: given ones.
        bench: of the driver.

    Raises:
        UsageError: there is one.
    """
    import pyarrow as pa
    from pyspark.sql import functions as f

    if not waivers:
        return
    wanted, held = sorted({waiver.record for waiver in waivers}), []
    if "record_id" in frame.columns:
        record = f.col("record_id").cast("string")
        held = [row[0] for row in frame.select(record).where(record.isin(wanted)).distinct().collect()]
    bench.connection.register("waived_records", pa.table({"record": pa.array(held, pa.string())}))
    refuse_unknown_records(bench.connection, waivers, ["waived_records"], bench.shipped)
    bench.connection.unregister("waived_records")


def waiver_notes(found: DataFrame, dataset: str, waivers: Sequence[Waiver], bench: Bench) -> list[str]:
    """What a check of one process tells of waivers, by the findings that workers marked as waived.

    Args:
        found: findings, with the column `waived`.
        dataset: of the records.
        waivers: given ones, beside those that the package ships.
        bench: of the driver; what it held of findings is forgotten.
    """
    import pyarrow as pa
    from pyspark.sql import functions as f

    shipped: list[Confined] = [(waiver, [0]) for waiver in shipped_waivers([dataset])]
    every: list[Confined] = [*shipped, *((waiver, None) for waiver in waivers)]
    if not any(waiver.is_announced(bench.day) for waiver, _ in every):  # as those are that have expired
        return []
    names = ["record", "column", "rule"]
    records = sorted({waiver.record for waiver, _ in every})
    waived = found.where(f.col("waived") & f.col("record").isin(records)).select(*names).distinct().collect()
    bench.clear()
    kinds = pa.schema([(name, pa.string()) for name in names])
    bench.connection.register("waived", pa.Table.from_pylist([row.asDict() for row in waived], kinds))
    bench.connection.execute("insert into findings by name select 0 as file, * from waived")
    bench.connection.unregister("waived")
    return apply_waivers(bench.connection, every, bench.day)
