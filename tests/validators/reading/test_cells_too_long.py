"""Cells longer than records need: a finding of the cell, the same in every format, and no rule sees the text."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from compute_trends.validators.api import validate
from compute_trends.validators.reading.frames import LABEL
from compute_trends.validators.reading.limits import ITEM_LIMIT, NAME_LIMIT_CHARACTER, TEXT_LIMIT_CHARACTER


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("organizations", ["Google"] * ITEM_LIMIT, None),
        (
            "organizations",
            ["Google"] * (ITEM_LIMIT + 1),
            "too long: lists have up to 250 items and 10,000 characters",
        ),
        (
            "organizations",
            ["x" * TEXT_LIMIT_CHARACTER, "y"],
            "too long: lists have up to 250 items and 10,000 characters",
        ),
        ("name", "\u00e9" * NAME_LIMIT_CHARACTER, None),
        ("name", "x" * (NAME_LIMIT_CHARACTER + 1), "too long: names and ids have up to 1,000 characters"),
        ("record_id", "x" * (NAME_LIMIT_CHARACTER + 1), "too long: names and ids have up to 1,000 characters"),
        ("inclusion_note", "\u00e9" * TEXT_LIMIT_CHARACTER, None),
        ("inclusion_note", "x" * (TEXT_LIMIT_CHARACTER + 1), "too long: texts have up to 10,000 characters"),
        ("source_url", "https://a/" + "x" * TEXT_LIMIT_CHARACTER, "too long: texts have up to 10,000 characters"),
    ],
)
def test_a_cell_longer_than_records_need_is_told_alike_in_every_format(
    tmp_path: Path, column: str, value: str | list[str], told: str | None
) -> None:
    record = {"record_id": "a", "name": "A", "publication_date": "2021-02-03", column: value}
    flat = {name: ";".join(cell) if isinstance(cell, list) else cell for name, cell in record.items()}
    (tmp_path / "a.json").write_text(json.dumps([record]))
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    (tmp_path / "a.yaml").write_text(json.dumps(record, ensure_ascii=False))
    (tmp_path / "a.csv").write_text(f"{','.join(flat)}\n{','.join(flat.values())}\n")
    (tmp_path / "a.tsv").write_text("\t".join(flat) + "\n" + "\t".join(flat.values()) + "\n")
    pq.write_table(pa.table({name: [cell] for name, cell in record.items()}), tmp_path / "a.parquet")
    pq.write_table(pa.table({name: [cell] for name, cell in flat.items()}), tmp_path / "flat.parquet")
    book = openpyxl.Workbook()
    for row in (list(flat), list(flat.values())):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    paths = sorted(tmp_path.iterdir())
    said: dict[str, list[str]] = {str(path): [] for path in paths} | {LABEL: []}
    for table in (paths, pa.table({name: [cell] for name, cell in record.items()})):
        report = validate(table, "milestone_systems")
        assert not any(f.rule == "structure-file" for f in report)
        for finding in report:
            if finding.column == column and finding.rule == "structure-type":
                said[finding.file].append(finding.message)
    assert said == dict.fromkeys(said, [told] if told else [])
