from __future__ import annotations

import gzip

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets, find_version

#: Rows up to which page heads and entries of the footer take more than the text, and bytes of these for a column.
FEW_ROWS, COLUMN_BYTE = 100, 300

#: Datasets whose Parquet is larger than their gzipped text, and why; one that shrinks below it must leave this list.
LARGER = {
    "accelerators": "names, ids and links repeat each other across columns, which only a text compressor sees",
    "inference_models": "names, ids and architectures repeat each other across columns, as above",
}


@pytest.mark.parametrize("dataset", datasets())
def test_parquet_is_no_larger_than_gzipped_text_but_for_the_known_datasets(dataset: str) -> None:
    text = (PACKAGE_ROOT / "datasets" / dataset / "records.csv").read_bytes()
    found = find_version(dataset)
    heads = len(load_schema(dataset).columns) * COLUMN_BYTE if found.rows <= FEW_ROWS else 0
    smaller = found.path.stat().st_size <= len(gzip.compress(text, 9)) + heads
    assert smaller == (dataset not in LARGER)
