"""How far the rows of a version go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import UNRELEASED, Version, version_key, version_schema


def data_to(item: Version, root: Path = PACKAGE_ROOT) -> str:
    """The last month that rows of a version tell of, as in "2026-08".

    No row tells of a time after the month of its version (what is unreleased: of today), though it may date a plan;
    where no row has a date, it is that month.

    Raises:
        OSError, pyarrow.ArrowException: the file of the version is missing or damaged.
    """
    import pyarrow.compute as pc

    if item.version == UNRELEASED:
        own = f"{dt.date.today():%Y-%m}"
    else:
        year, month, *_ = version_key(item.version)
        own = f"{year:04}-{month:02}"
    names = [column.name for column in version_schema(item, root).columns if column.type == "date"]
    days = [pc.max(column).as_py() for column in read_parquet(item.path, names).columns] if names else []
    return min(own, max((f"{day:%Y-%m}" for day in days if day is not None), default=own))
