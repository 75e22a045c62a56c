"""The data dictionaries say what the declarations and origins say, and the committed ones are current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import release
from compute_trends.catalog.release.dictionary import dictionary_path, render_dictionary
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets

HEADER = "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\n"


def _tables(text: str, heading: str) -> list[list[list[str]]]:
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    tables = re.findall(r"(?m)^\|.*\n\|[- :|]*\n(?:\|.*\n)*", section + "\n")
    return [
        [[cell.strip() for cell in line.strip("|").split(" | ")] for at, line in enumerate(lines) if at != 1]
        for lines in (table.splitlines() for table in tables)
    ]


def _rows(text: str, heading: str) -> list[list[str]]:
    (rows,) = _tables(text, heading)
    return rows


def test_every_column_is_listed_with_its_declaration(things_checkout: Path) -> None:
    (things_checkout / "datasets" / "things" / "records.csv").write_text(
        HEADER + "a,,1e20,,,,,,,a-source\nb,,,,,,,,,b-source\n"
    )
    release(things_checkout, "2024.1.0")
    text = (things_checkout / dictionary_path("things")).read_text()
    assert text == render_dictionary(things_checkout, "things")
    header, *rows = _rows(text, "Columns")
    assert [row[0].strip("`") for row in rows] == load_schema("things", things_checkout).names
    columns = {row[0].strip("`"): dict(zip(header, row, strict=True)) for row in rows}
    assert columns["size_flop"] == {
        "Column": "`size_flop`",
        "Type": "number",
        "Unit": "FLOP",
        "Constraints": "> 0",
        "Description": "The size_flop.",
        "Example": "`1e20`",
        "Column upstream": "",
        "Known": "1",
    }
    assert columns["kind"]["Constraints"] == "one of `round`, `square`"
    assert columns["tones"]["Constraints"] == "items: `high`, `low`"
    assert columns["record_id"]["Constraints"] == "required; unique; matches `^[a-z0-9]+(-[a-z0-9]+)*$`"


def test_versions_and_sources_are_listed(things_checkout: Path) -> None:
    records = things_checkout / "datasets" / "things" / "records.csv"
    records.write_text(HEADER + "a,,,,,,,,,a-source\n")
    release(things_checkout, "2024.1.0")
    records.write_text(HEADER + "a,,,,,,,,,a-source\nb,,,,,,,,,a-source\n")
    release(things_checkout, "2024.2.0")
    text = render_dictionary(things_checkout, "things")
    assert [row[:2] for row in _rows(text, "Versions")[1:]] == [["2024.2.0", "2"], ["2024.1.0", "1"]]
    assert "- Key: `a-source` (records: 2 in 2024.2.0, 1 in 2024.1.0)\n" in text
    assert "- Page: https://example.org/b\n- Licence: CC-BY-4.0" in text


@pytest.mark.parametrize("dataset", datasets())
def test_the_committed_dictionary_is_current_and_its_tables_are_whole(dataset: str) -> None:
    if not (PACKAGE_ROOT / "docs").is_dir():
        pytest.skip("an installed copy has no docs folder")
    text = (PACKAGE_ROOT / dictionary_path(dataset)).read_text(encoding="utf-8")
    assert text == render_dictionary(PACKAGE_ROOT, dataset)
    for heading in ("Versions", "Columns"):
        tables = _tables(text, heading)
        assert tables
        for table in tables:
            assert len({len(row) for row in table}) == 1  # no cell breaks the table
