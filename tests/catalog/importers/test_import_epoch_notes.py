"""Facts read from notes go into the records that they speak of, and nowhere else."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.corrections import correction_entries
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.importers import epoch_notes, epoch_notes_audit
from compute_trends.catalog.importers.base import Imported, SourceFile
from compute_trends.catalog.importers.corrections import (
    Corrected,
    apply_corrections,
    corrections_of,
    corrections_of_later_exports,
)
from compute_trends.catalog.importers.epoch_models import LAYOUTS
from compute_trends.catalog.importers.exports import Export, Exports
from compute_trends.catalog.importers.run import Candidate, prepare
from compute_trends.catalog.importers.supplements import carried_over, columns_filled
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema

SYSTEMS = PACKAGE_ROOT / "datasets" / "milestone_systems"
SCHEMA = load_schema("milestone_systems")
HEADER = (  # noqa: SIM905
    "system,stated_compute_flop,training_compute_method,training_compute_low_flop,training_compute_high_flop,"
    "active_parameters,active_parameters_basis,training_chip_hour,utilisation_assumed_fraction,passes_or_tokens,"
    "compute_scope_note_code,inference_flop_per_token,locator,second_reading"
).split(",")
GPT_3 = {"system": "GPT-3 175B (davinci)", "stated_compute_flop": "3.14e23", "training_compute_method": "reported"}
FACTS = "epoch-notes-2026-08"


def _table(folder: Path, *rows: dict[str, str], header: list[str] = HEADER) -> Path:
    path = folder / "facts.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _held() -> list[dict[str, Any]]:
    return read_records(SYSTEMS / "records.csv", SCHEMA)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the milestone systems alone, without a fact."""
    folder = tmp_path / "checkout" / "datasets" / "milestone_systems"
    folder.mkdir(parents=True)
    names = columns_filled(SCHEMA, epoch_notes)
    write_records(folder / "records.csv", SCHEMA, [row | dict.fromkeys(names) for row in _held()])
    shutil.copy(SYSTEMS / "identities.csv", folder)
    (folder / "origin.yaml").write_text(
        f"title: t\nsources:\n  {FACTS}:\n    layout: epoch-notes\n    title: facts\n", encoding="utf-8"
    )
    shutil.copytree(PACKAGE_ROOT / "schemas", tmp_path / "checkout" / "schemas")
    return tmp_path / "checkout"


def _filled(checkout: Path, *rows: dict[str, str]) -> tuple[Candidate, dict[str, dict[str, Any]]]:
    candidate = prepare(checkout, "epoch-notes", [_table(checkout, *rows)])
    return candidate, {row["record_id"]: row for row in candidate.records}


def test_a_fact_fills_its_columns_and_leaves_the_rest_of_the_record_alone(checkout: Path) -> None:
    row = GPT_3 | {
        "training_compute_method": "reported; operation_counting",
        "utilisation_assumed_fraction": "0.3",
        "compute_scope_note_code": "total",
        "locator": "method: training compute notes, 2026-08; utilisation: training time notes, 2026-08",
        "second_reading": "yes",
    }
    _, records = _filled(checkout, row)
    found = records["gpt-3-175b-davinci"]
    assert found["training_compute_method"] == "reported;operation_counting"
    assert found["hardware_utilization_assumed_fraction"] == 0.3
    assert found["estimate_source"] == FACTS
    assert found["estimate_read_twice"] is True
    assert found["source"] == "epoch-2026-08"
    filled = columns_filled(SCHEMA, epoch_notes)
    held = {item["record_id"]: item for item in _held()}
    for record_id, record in records.items():
        same = {name: value for name, value in record.items() if name not in filled}
        assert same == {name: held[record_id][name] for name in same}
    assert sum(record["estimate_source"] is not None for record in records.values()) == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"system": "No Such System"}, "no milestone system of that name is held"),
        (GPT_3 | {"stated_compute_flop": "3.2e23"}, "read beside a training compute of 3.2e+23 FLOP; .* 3.14e+23 FLOP"),
        (GPT_3 | {"stated_compute_flop": ""}, "read beside a training compute of unknown FLOP"),
    ],
)
def test_a_fact_without_its_value_is_listed_and_never_guessed(checkout: Path, row: dict[str, str], reason: str) -> None:
    candidate, records = _filled(checkout, row)
    assert all(record["estimate_source"] is None for record in records.values())
    (left_out,) = candidate.imported.left_out
    assert re.search(reason.replace("+", r"\+"), left_out.reason)


def test_a_corrected_compute_is_known_by_what_the_source_states(checkout: Path) -> None:
    shutil.copy(SYSTEMS / "corrections.yaml", checkout / "datasets" / "milestone_systems")
    read = epoch_notes.read(
        [_table(checkout, {"system": "Inkling", "stated_compute_flop": "1.845e24"})], _held(), root=checkout
    )
    assert [record["record_id"] for record in read.records] == ["inkling"]
    read = epoch_notes.read(
        [_table(checkout, {"system": "Inkling", "stated_compute_flop": "1.107e25"})], _held(), root=checkout
    )
    assert read.records == []


def test_systems_of_one_training_run_name_it(checkout: Path) -> None:
    rows = [{"system": name, "stated_compute_flop": "4.42e24"} for name in ("GLM-4.5", "GLM-4.6", "GLM-4.7")]
    _, records = _filled(checkout, *rows, GPT_3)
    assert {records[name]["training_run"] for name in ("glm-4-5", "glm-4-6", "glm-4-7")} == {"glm-4-5"}
    assert records["gpt-3-175b-davinci"]["training_run"] is None


def test_chip_hours_of_a_stage_and_those_worked_out_from_the_compute_say_so(checkout: Path) -> None:
    stage = {"system": "LUKE", "training_chip_hour": "11520", "stated_compute_flop": _stated("luke")}
    stage["locator"] = "chip-hours: training chip-hours, 2024-11 (fine-tuning stage only)"
    derived = {"system": "T5-11B", "training_chip_hour": "245760", "stated_compute_flop": _stated("t5-11b")}
    plain = GPT_3 | {"training_chip_hour": "3.5e6"}
    _, records = _filled(checkout, stage, derived, plain)
    scopes = {name: records[name]["equivalent_training_time_scope"] for name in ("luke", "t5-11b")}
    assert scopes == {"luke": "fine_tune_only", "t5-11b": "from_compute"}
    assert records["gpt-3-175b-davinci"]["equivalent_training_time_scope"] is None


def _stated(record_id: str) -> str:
    return next(repr(row["training_compute_flop"]) for row in _held() if row["record_id"] == record_id)


def test_a_fact_that_is_taken_back_empties_its_columns_and_no_others(checkout: Path) -> None:
    path = checkout / "datasets" / "milestone_systems" / "records.csv"
    _, records = _filled(checkout, GPT_3 | {"training_chip_hour": "3e6"})
    records["luke"]["equivalent_training_time_hour"] = 7.0  # as its own source states it
    write_records(path, SCHEMA, records.values())
    _, again = _filled(checkout, {"system": "LUKE", "stated_compute_flop": _stated("luke")})
    assert again["gpt-3-175b-davinci"]["training_compute_method"] is None
    assert again["gpt-3-175b-davinci"]["equivalent_training_time_hour"] is None
    assert again["luke"]["equivalent_training_time_hour"] == 7.0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (GPT_3 | {"training_compute_method": "guess"}, "line 2, column 'training_compute_method': 'guess'"),
        (GPT_3 | {"active_parameters": "many"}, "line 2, column 'active_parameters': 'many'"),
        (GPT_3 | {"active_parameters_basis": "hearsay"}, "line 2, column 'active_parameters_basis': 'hearsay'"),
        (GPT_3 | {"second_reading": "perhaps"}, "line 2, column 'second_reading': 'perhaps'"),
    ],
)
def test_a_cell_that_is_none_is_refused(tmp_path: Path, row: dict[str, str], message: str) -> None:
    with pytest.raises(ImportRefusedError, match=message):
        epoch_notes.read([_table(tmp_path, row)], _held())


def test_all_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    odd = GPT_3 | {"training_compute_method": "guess;hope;reported", "active_parameters": "many"}
    path = _table(tmp_path, odd, GPT_3, header=[name for name in HEADER if name != "locator"])
    with pytest.raises(ImportRefusedError) as refused:
        epoch_notes.read([path], _held())
    for part in (
        "1 missing column, 2 labels that no map knows and 2 cells that cannot be read",
        "the column 'locator' is missing",
        "to paste into the enum of training_compute_method in schemas/milestone_systems.json",
        "\"guess\",  # column 'training_compute_method', line 2",
        "\"hope\",  # column 'training_compute_method', line 2",
        "line 2, column 'active_parameters': 'many'",
        "line 3, column 'system': 'GPT-3 175B (davinci)' stands twice",
    ):
        assert part in str(refused.value)


def test_all_of_an_audit_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    odd = INKLING | {"other_column": "The colour", "basis": "", "enter_as_correction": "maybe"}
    with pytest.raises(ImportRefusedError) as refused:
        epoch_notes_audit.read([_table(tmp_path, odd, header=AUDIT_HEADER)])
    assert "3 cells that cannot be read" in str(refused.value)


def test_a_system_that_stands_twice_and_a_missing_column_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"line 3, column 'system': 'GPT-3 175B .davinci.' stands twice"):
        epoch_notes.read([_table(tmp_path, GPT_3, GPT_3)], _held())
    with pytest.raises(ImportRefusedError, match="'locator'"):
        epoch_notes.read([_table(tmp_path, GPT_3, header=[name for name in HEADER if name != "locator"])], _held())


def test_facts_need_the_table_that_they_speak_of(checkout: Path) -> None:
    write_records(checkout / "datasets" / "milestone_systems" / "records.csv", SCHEMA, [])
    candidate = prepare(checkout, "epoch-notes", [_table(checkout, GPT_3)])
    assert (candidate.records, len(candidate.imported.left_out)) == ([], 1)


def test_what_a_second_source_says_stays_as_long_as_the_headline_does() -> None:
    names = columns_filled(SCHEMA, epoch_notes)
    held = {row["record_id"]: row for row in _held() if row["record_id"] in ("gpt-3-175b-davinci", "luke", "inkling")}
    fresh = [row | dict.fromkeys(names) for name, row in held.items() if name != "inkling"]
    fresh[1]["training_compute_flop"] = 1.0
    notes = carried_over(SCHEMA, fresh, held, names)
    kept, changed = fresh
    assert [kept[name] for name in names] == [held[kept["record_id"]][name] for name in names]
    assert all(changed[name] is None for name in names)
    assert notes[1].startswith("what a second source says of 1 record was read beside another training_compute_flop")
    assert changed["record_id"] in notes[1]
    assert "inkling" in notes[2]


AUDIT_HEADER = (  # noqa: SIM905
    "system,verdict,kind,stated_training_compute_flop,recomputed_training_compute_flop,basis,certainty,"
    "enter_as_correction,other_column,readers"
).split(",")
INKLING = {
    "system": "Inkling", "verdict": "contradiction", "kind": "missing_factor",
    "stated_training_compute_flop": "1.845e24", "recomputed_training_compute_flop": "1.107e25", "basis": "6 N D",
    "certainty": "certain", "enter_as_correction": "yes", "readers": "both",
}  # fmt: skip


def test_a_contradiction_names_its_system_and_the_columns_that_it_means(tmp_path: Path) -> None:
    remark = "Batch size: 1048576 (2^11*512); Training dataset size: 2e11 (1e12 tokens seen), 34e9 is not in the note"
    path = _table(tmp_path, INKLING | {"other_column": remark}, header=AUDIT_HEADER)
    (record,) = epoch_notes_audit.read([path]).records
    assert (record["record_id"], record["entered_as_correction"]) == ("inkling", True)
    assert record["other_columns"] == ["batch_size", "training_dataset_size_datapoint"]


def test_of_two_ways_to_mend_a_row_the_first_counts(tmp_path: Path) -> None:
    remark = "Epochs = 4.9 (1e12/2.0375e11), or Training dataset size (total) = 1e12 with one epoch"
    path = _table(tmp_path, INKLING | {"other_column": remark}, header=AUDIT_HEADER)
    assert epoch_notes_audit.read([path]).records[0]["other_columns"] == ["epochs"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"other_column": "The colour"}, "column 'other_column': 'The colour'"),
        ({"basis": ""}, "column 'basis': '' cannot be read: it is empty"),
        ({"enter_as_correction": "maybe"}, "neither yes nor no"),
    ],
)
def test_a_contradiction_that_cannot_be_read_is_refused(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(ImportRefusedError, match=message):
        epoch_notes_audit.read([_table(tmp_path, INKLING | change, header=AUDIT_HEADER)])


def test_a_contradiction_of_another_value_is_listed(tmp_path: Path) -> None:
    other, gone = INKLING | {"stated_training_compute_flop": "2e24"}, INKLING | {"system": "No Such System"}
    read = epoch_notes_audit.read([_table(tmp_path, other, gone, header=AUDIT_HEADER)])
    assert read.records == []
    assert [item.name for item in read.left_out] == ["Inkling", "No Such System"]


def _export(key: str, missing: list[str] | None = None) -> Imported:
    return Imported("milestone_systems", [SourceFile(key, "x.csv", "0", 1)], [], missing_columns=missing or [])


def _booked(key: str) -> tuple[Imported, Exports]:
    exports = Exports(read_origin(PACKAGE_ROOT, "milestone_systems"), layouts=LAYOUTS)
    if key == "epoch-2026-12":  # a later export
        exports.found[key] = Export(key, LAYOUTS[-1], "Models", "2026-12-01", "as given")
    return _export(key), exports


def _corrected(value: float | None, key: str, missing: list[str] | None = None) -> tuple[float | None, Corrected]:
    records = [dict.fromkeys(SCHEMA.names) | {"record_id": "a", "training_compute_flop": value}]
    entry = {"record": "a", "source": "epoch-2026-08", "column": "training_compute_flop", "was": 1e20, "is": 6e20}
    found = apply_corrections(SCHEMA, records, [entry], _export(key, missing))
    return records[0]["training_compute_flop"], found


def test_a_correction_holds_in_later_exports_for_as_long_as_they_hold_the_slip() -> None:
    for key in ("epoch-2026-08", "epoch-2026-11"):
        value, found = _corrected(1e20, key)
        assert (value, len(found.applied), found.problems) == (6e20, 1, [])
    value, found = _corrected(6e20, "epoch-2026-11")
    assert (value, found.applied) == (6e20, [])
    assert "as corrections.yaml has it: remove the entry" in found.notes[0]
    value, found = _corrected(7e20, "epoch-2026-11")
    assert (value, found.applied) == (7e20, [])
    assert "look again" in found.notes[0]


def test_a_correction_that_no_longer_fits_its_own_export_stops_the_import() -> None:
    _, found = _corrected(7e20, "epoch-2026-08")
    with pytest.raises(ImportRefusedError, match=r"expects training_compute_flop of a to be 1e[+]20"):
        found.refuse_problems()
    assert _corrected(None, "epoch-2026-08", ["Training compute (FLOP)"])[1].problems == []


def test_a_correction_speaks_of_an_earlier_export_where_it_would_bring_the_slip_back(tmp_path: Path) -> None:
    folder = tmp_path / "datasets" / "milestone_systems"
    folder.mkdir(parents=True)
    shutil.copy(SYSTEMS / "corrections.yaml", folder)
    (entry,) = [
        entry for entry in correction_entries(tmp_path, "milestone_systems") if entry["record"] == "hybrid-h3-2-7b"
    ]
    slip, right, other = (
        dict.fromkeys(SCHEMA.names) | {"record_id": "hybrid-h3-2-7b", "epochs": epochs}
        for epochs in (entry["was"], entry["is"], 7.0)
    )
    booked = _booked("epoch-2024-10")
    assert corrections_of_later_exports(tmp_path, *booked, [slip], [right]) == [entry]
    for now, held in ((slip, slip), (slip, other), (other, right), (right, right)):
        assert corrections_of_later_exports(tmp_path, *booked, [now], [held]) == []
    assert corrections_of_later_exports(tmp_path, *booked, [slip], []) == []
    assert corrections_of_later_exports(tmp_path, *_booked(FACTS), [slip], [right]) == []


def test_a_correction_does_not_speak_of_earlier_exports(tmp_path: Path) -> None:
    folder = tmp_path / "datasets" / "milestone_systems"
    folder.mkdir(parents=True)
    shutil.copy(SYSTEMS / "corrections.yaml", folder)
    assert corrections_of(tmp_path, *_booked("epoch-2024-10")) == []
    of_the_table = [
        entry for entry in correction_entries(tmp_path, "milestone_systems") if entry["source"] == "epoch-2026-08"
    ]
    assert corrections_of(tmp_path, *_booked("epoch-2026-12")) == of_the_table
    assert of_the_table
    assert len(corrections_of(tmp_path, *_booked(FACTS))) == 28
