"""What `release` writes is read by readers that know the encodings of the first Parquet files, and no others."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import fastparquet
import pandas as pd
import pyarrow.parquet as pq
import pytest

from compute_trends.catalog.files.parquet import encode_parquet
from compute_trends.catalog.files.records import read_records, to_arrow
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets

COMMON = {"PLAIN", "RLE", "BIT_PACKED", "PLAIN_DICTIONARY", "RLE_DICTIONARY"}


@pytest.mark.parametrize("smallest", [True, False], ids=["released", "edited"])
@pytest.mark.parametrize("dataset", datasets())
def test_fastparquet_reads_every_value(dataset: str, smallest: bool, tmp_path: Path) -> None:
    schema, path = load_schema(dataset), tmp_path / "version.parquet"
    table = to_arrow(schema, read_records(PACKAGE_ROOT / "datasets" / dataset / "records.csv", schema)[-300:])
    path.write_bytes(encode_parquet(table, schema, smallest))

    metadata = pq.ParquetFile(path).metadata
    chunks = [metadata.row_group(0).column(index) for index in range(metadata.num_columns)]
    assert {encoding for chunk in chunks for encoding in chunk.encodings} <= COMMON
    stored = json.loads(metadata.metadata[b"pandas"])
    assert [column["name"] for column in stored["columns"]] == schema.names

    with path.open("rb") as stream:
        frame = fastparquet.ParquetFile(stream).to_pandas()
    assert list(frame) == schema.names
    for column in schema.columns:
        values = [None if pd.isna(value) else value for value in frame[column.name]]
        if column.type == "date":
            assert frame[column.name].dtype.kind == "M"
            values = [value if value is None else dt.date.fromisoformat(value.date().isoformat()) for value in values]
        assert values == table[column.name].to_pylist(), column.name
