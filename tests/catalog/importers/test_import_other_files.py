"""Files that are no CSV of commas, and words that programs write for what is missing."""

import re
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers import epoch_models

FIXTURES = Path(__file__).parents[2] / "fixtures" / "epoch_models"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x1f\x8b\x08\x00", r"compressed \(gzip\); unpack it first"),
        (b"\xff\xfeS\0", "the file is UTF-16; save it as UTF-8"),
        (b"PAR1\x15\x04\xff", "the file is Parquet; write the table as CSV"),
        (b"System,Date\nCaf\xe9,2020\n", "line 2 is the first that is not"),
        (b'[{"System": "a"}]', "this is JSON, not CSV"),
        (b"\nSystem,Date\na,2020\n", "line 1 is empty"),
        (b"sep=,\nSystem,Date\na,2020\n", "line 1 is an instruction for a spreadsheet program"),
        (b"System;Date;Notes\na, b;2020;c\n", "cells are separated by semicolons"),
        (b"System\tDate\tNotes\na\t2020\tc\n", "cells are separated by tabs"),
        (b"Systems\nSystem,Date\na,2020\n", "2 cells below a line of one"),
    ],
)
def test_what_is_no_csv_of_commas_is_named(tmp_path, content, message):
    (tmp_path / "export.csv").write_bytes(content)
    with pytest.raises(ImportRefusedError, match=message):
        epoch_models.read([tmp_path / "export.csv"])


def test_words_for_what_is_missing_are_told_first(tmp_path):
    lines = (FIXTURES / "2024.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "export.csv"
    path.write_text(lines[0] + re.sub(r"(?<=,)(?=[,\n])", "NA", "".join(lines[1:])), encoding="utf-8")
    with pytest.raises(ImportRefusedError) as refused:
        epoch_models.read([path])
    assert re.fullmatch(r"  [0-9]+ of these cells hold 'NA', as programs .*", str(refused.value).splitlines()[1])
