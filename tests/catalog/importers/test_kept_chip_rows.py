"""The rows of chip tables that are kept: a table that comes in alone meets those of the others as they were."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import render_csv
from compute_trends.catalog.importers import epoch_hardware
from compute_trends.catalog.importers.accelerator_rows import ROWS
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.importers.run import commit, prepare
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.cli.texts.imported import import_text
from compute_trends.tests.catalog.importers.chip_tables import (
    ALIASES,
    CHIPS,
    ML,
    MORE,
    SCHEMA,
    by_id,
    held_in,
    read_tables,
)
from compute_trends.tests.catalog.importers.edited import edited


@pytest.fixture(scope="module")
def everything() -> Imported:
    return read_tables(ML, CHIPS, MORE)


@pytest.mark.parametrize("given", [(ML,), (CHIPS,), (MORE,), (MORE, ML), (CHIPS, MORE)])
def test_any_of_the_tables_again_changes_nothing(tmp_path: Path, everything: Imported, given: tuple[Path, ...]) -> None:
    again = read_tables(*given, previous=held_in(tmp_path, everything), root=tmp_path)
    assert render_csv(SCHEMA, again.records) == render_csv(SCHEMA, everything.records)
    assert again.beside == everything.beside
    assert {item.source for item in again.left_out} <= {file.key for file in again.files}


def test_records_that_rest_on_rows_nobody_kept_need_their_table(tmp_path: Path, everything: Imported) -> None:
    held = held_in(tmp_path, everything)
    (tmp_path / "datasets" / "accelerators" / ROWS).unlink()
    with pytest.raises(ImportRefusedError, match=r"has no rows of epoch-chips, on which \d+ records rest; give its"):
        read_tables(ML, MORE, previous=held, root=tmp_path)
    assert read_tables(ML, CHIPS, MORE, previous=held, root=tmp_path).beside == everything.beside


def test_kept_rows_that_somebody_broke_are_refused_by_line(tmp_path: Path, everything: Imported) -> None:
    held = held_in(tmp_path, everything)
    path = tmp_path / "datasets" / "accelerators" / ROWS
    path.write_text(path.read_text(encoding="utf-8").replace(",450,", ",450 W,"), encoding="utf-8")
    with pytest.raises(ImportRefusedError, match=r"source_rows.csv, line \d+: .*'450 W' is not a number"):
        read_tables(ML, previous=held, root=tmp_path)


def test_a_column_that_is_left_out_stays_as_its_table_had_it(tmp_path: Path, everything: Imported) -> None:
    held = held_in(tmp_path, everything)
    newer = edited(tmp_path, ML, ",700.0,", ",750.0,")
    problems = Problems(without=frozenset({"tdp_w", "fp16_unspecified_flop_per_s"}))
    again = epoch_hardware.read([newer], held, ALIASES, root=tmp_path, exports=Exports(problems=problems))
    assert render_csv(SCHEMA, again.records) == render_csv(SCHEMA, everything.records)
    assert again.beside == everything.beside


def test_one_table_alone_keeps_what_the_others_stand_behind(tmp_path: Path, everything: Imported) -> None:
    held = held_in(tmp_path, everything)
    newer = tmp_path / "ml.csv"
    newer.write_text(ML.read_text(encoding="utf-8").replace(",700.0,", ",750.0,"), encoding="utf-8")
    refreshed = by_id(read_tables(newer, previous=held, root=tmp_path))
    assert refreshed["acme-a1-80-gb"]["tdp_w"] == 750
    assert refreshed["acme-a1-80-gb"]["die_size_mm2"] == 814
    assert set(refreshed) == set(by_id(everything))


@pytest.mark.slow
def test_the_shipped_records_are_what_the_kept_rows_make() -> None:
    folder = PACKAGE_ROOT / "datasets" / "accelerators"
    candidate = prepare(PACKAGE_ROOT, "epoch-hardware", [])
    assert candidate.text == (folder / "records.csv").read_text(encoding="utf-8")
    assert candidate.imported.beside == {ROWS: (folder / ROWS).read_text(encoding="utf-8")}


def test_a_table_that_comes_again_under_another_key_changes_the_source_alone(tmp_path: Path) -> None:
    """The wider chip table as it is published, with its CPUs, is no other chips."""
    folder = tmp_path / "datasets" / "accelerators"
    folder.mkdir(parents=True)
    shutil.copytree(PACKAGE_ROOT / "schemas", tmp_path / "schemas")
    for name in ("corrections.yaml", "choices.yaml", "aliases.yaml", "origin.yaml"):
        (folder / name).write_text("{}\n" if name in ("aliases.yaml", "origin.yaml") else "", encoding="utf-8")
    commit(tmp_path, prepare(tmp_path, "epoch-hardware", [ML, CHIPS, MORE]))
    newer = tmp_path / "chips_2026-02-01.csv"
    newer.write_text(CHIPS.read_text(encoding="utf-8").replace(",450.0,", ",460.0,"), encoding="utf-8")
    said = import_text(tmp_path, prepare(tmp_path, "epoch-hardware", [newer], allow=["older", "missing"]))
    assert re.search(r"revised 1, source alone changed [1-9]", said), said
