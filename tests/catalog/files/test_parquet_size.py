from __future__ import annotations

import gzip

import pyarrow.parquet as pq
import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets, find_version

#: Rows up to which the footer and the heads of pages take more than the text, and bytes of these heads for a column.
FEW_ROWS, HEADS_BYTE = 100, 128

#: Datasets whose Parquet is larger than their gzipped text, and why; one that shrinks below it must leave this list.
LARGER = {
    "chip_deliveries": "few rows in many columns: the footer takes 5 of 23 kB",
    "computers": "names and numbers are nearly all different, and the footer takes 4 of 12 kB",
    "gpu_clusters": "names, ids and links repeat each other across columns, which only a text compressor sees",
    "hardware_prices": "names, ids and links repeat each other across columns, as above",
    "inference_models": "names, ids and architectures repeat each other across columns, as above",
    "inference_prices": "few rows in many columns: the footer takes 5 of 16 kB",
    "milestone_systems": "the footer tells of 75 columns, most of them with few values: 17 kB",
}


@pytest.mark.parametrize("dataset", datasets())
def test_parquet_is_no_larger_than_gzipped_text_but_for_the_known_datasets(dataset: str) -> None:
    text = (PACKAGE_ROOT / "datasets" / dataset / "records.csv").read_bytes()
    found = find_version(dataset)
    size = found.path.stat().st_size
    if found.rows <= FEW_ROWS:
        size -= pq.read_metadata(found.path).serialized_size + len(load_schema(dataset).columns) * HEADS_BYTE
    smaller = size <= len(gzip.compress(text, 9))
    assert smaller == (dataset not in LARGER)
