"""The made-up chip tables: read, by the record that they give, and held in a folder as an import leaves it."""

from __future__ import annotations

from pathlib import Path

from compute_trends.catalog.files.records import Record, read_records, render_csv
from compute_trends.catalog.importers import epoch_hardware
from compute_trends.catalog.importers.accelerator_aliases import Aliases
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.schema import load_schema

FIXTURES = Path(__file__).parents[2] / "fixtures" / "epoch_hardware"
ML, CHIPS, MORE = (FIXTURES / f"{name}.csv" for name in ("ml_hardware", "chips", "additions"))
NOWHERE = FIXTURES / "no checkout"
SCHEMA = load_schema("accelerators")
ALIASES = Aliases(
    same_chip={"Wafer Scale Engine Gen9": ("Acme WSE-9", "the long form of the name")},
    mapped={"Cloud A1": ("acme-a1-80-gb", "the name for renting it")},
    unmapped={},
)


def read_tables(*paths: Path, previous: list[Record] | None = None, root: Path = NOWHERE) -> Imported:
    return epoch_hardware.read(paths, previous or [], ALIASES, root=root)


def by_id(imported: Imported) -> dict[str, Record]:
    return {record["record_id"]: record for record in imported.records}


def held_in(root: Path, imported: Imported) -> list[Record]:
    folder = root / "datasets" / "accelerators"
    folder.mkdir(parents=True)
    (folder / "records.csv").write_text(render_csv(SCHEMA, imported.records), encoding="utf-8")
    for name, text in imported.beside.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_records(folder / "records.csv", SCHEMA)
