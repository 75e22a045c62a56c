from __future__ import annotations

import gzip

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import datasets, find_version

#: Rows below which the footer of a Parquet file alone takes more than the gzipped text.
FEW_ROWS = 100

#: Datasets whose Parquet is larger than their gzipped text, and why; one that shrinks below it must leave this list.
LARGER = {
    "accelerators": "names, ids and links repeat each other across columns, which only a text compressor sees",
    "inference_models": "names, ids and architectures repeat each other across columns, as above",
}


@pytest.mark.parametrize("dataset", [name for name in datasets() if find_version(name).rows > FEW_ROWS])
def test_parquet_is_no_larger_than_gzipped_text_but_for_the_known_datasets(dataset: str) -> None:
    text = (PACKAGE_ROOT / "datasets" / dataset / "records.csv").read_bytes()
    smaller = find_version(dataset).path.stat().st_size <= len(gzip.compress(text, 9))
    assert smaller == (dataset not in LARGER)
