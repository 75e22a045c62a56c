"""Pages are unpacked as Arrow unpacks them, and damaged bytes are told, with or without it."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.validators.reading import unpacking
from compute_trends.validators.reading.raw_table import UnreadableError

#: Bytes of few kinds repeat; a long run of a short text is what Snappy copies from what it just wrote.
PAGES = st.one_of(
    st.binary(min_size=1, max_size=500),
    st.text("ab", min_size=1, max_size=3000).map(str.encode),
    st.tuples(st.binary(min_size=1, max_size=7), st.integers(1, 9000)).map(lambda both: both[0] * both[1]),
)


@given(page=PAGES, codec=st.sampled_from(["SNAPPY", "ZSTD", "LZ4_RAW", "GZIP"]))
def test_what_was_packed_comes_out(page: bytes, codec: str) -> None:
    packed = pa.Codec(codec.lower()).compress(page, asbytes=True)
    assert unpacking.unpack(packed, codec, len(page)) == page
    for size in (len(page) - 1, len(page) + 1):
        if size and codec != "LZ4_RAW":  # which does not tell how much comes out
            with pytest.raises(UnreadableError):
                unpacking.unpack(packed, codec, size)


@given(page=PAGES, data=st.data())
def test_snappy_is_damaged_where_arrow_finds_it_so(page: bytes, data: Any) -> None:
    codec = pa.Codec("snappy")
    packed = bytearray(codec.compress(page, asbytes=True))
    at = data.draw(st.integers(0, len(packed) - 1))
    if data.draw(st.booleans()):
        packed[at] ^= data.draw(st.integers(1, 255))
    else:
        del packed[at:]
    try:
        expected = bytes(codec.decompress(bytes(packed), len(page), asbytes=True))
    except (pa.ArrowException, OSError, ValueError):
        expected = None
    found = unpacking._unsnap(bytes(packed), len(page))
    assert (found if found is None or len(found) == len(page) else None) == expected


def test_without_the_library_of_zstd_arrow_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_ZSTD", {})
    unpacking._zstd.cache_clear()
    page = b"compute" * 100
    assert unpacking.unpack(pa.Codec("zstd").compress(page, asbytes=True), "ZSTD", len(page)) == page
    with pytest.raises(UnreadableError):
        unpacking.unpack(b"no zstd", "ZSTD", len(page))
    monkeypatch.undo()
    unpacking._zstd.cache_clear()


def test_a_small_file_of_the_usual_form_is_checked_without_arrow(tmp_path: Path) -> None:
    chance = random.Random(3)
    names = [f"System {chance.randrange(10**6)}" for _ in range(50)]
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"record_id": [name.lower() for name in names], "name": names}), path)
    code = (
        "import sys; from compute_trends.validators.api import validate; "
        f"list(validate({str(path)!r}, 'milestone_systems')); sys.exit('pyarrow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == 0
