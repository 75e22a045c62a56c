from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.texts.yaml_text import NotYamlError, dump, load, read

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["no", "1_000", "2021-02-30", "~", "12:30", "- a", "a: b", "#", "1e5", "\u2028", "\U0001d403", " padded "]
)
CELLS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.dates(date(1000, 1, 1)) | TEXTS
VALUES = st.dictionaries(TEXTS, CELLS | st.lists(CELLS, max_size=3), max_size=4)


@given(VALUES, st.booleans(), st.booleans(), st.booleans())
def test_what_is_written_is_read(value: object, is_flow: bool, is_unicode: bool, is_large: bool) -> None:
    text = dump(value, 80, is_flow=is_flow, is_unicode=is_unicode, is_large=is_large)
    assert load(text) == value
    assert is_unicode or text.isascii()


@pytest.mark.parametrize("text", ["a: [", "a: 2021-02-30", "!!python/object:os.system {}", "[" * 5000, "a: *b"])
def test_what_is_no_plain_yaml_is_refused_in_a_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(NotYamlError, match=r"a\.yaml: not YAML: ") as caught:
        read(path)
    assert len(str(caught.value).splitlines()) == 1


def test_other_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("é".encode("latin-1"))
    with pytest.raises(NotYamlError, match=r"a\.yaml: not UTF-8 text \(byte 0\)"):
        read(path)
