"""`import` replaces a source's records, changes nothing the second time, and refuses what is not what it seems."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from compute_trends.catalog.files.corrections import read_corrections
from compute_trends.catalog.files.records import read_records
from compute_trends.catalog.importers.run import commit, prepare
from compute_trends.catalog.schema import load_schema

Run = Callable[..., Result]
Row = dict[str, str]

DATASET = "milestone_systems"
EXPORT, LAYOUT = "epoch-2026-08", "epoch-models-3"
FIXTURES = Path(__file__).parents[2] / "fixtures" / "epoch_models"


def test_formats_are_listed(run: Run) -> None:
    result = run("import", "--list")
    assert result.exit_code == 0
    assert "epoch-models" in result.stdout and "timm" in result.stdout


def test_unknown_format_is_named(run: Run, checkout: Path) -> None:
    result = run("import", "epoch-model", str(FIXTURES / "2026.csv"), "--root", str(checkout))
    assert (result.exit_code, "did you mean epoch-models" in result.stderr) == (2, True)


def test_an_address_is_told_as_one(run: Run, checkout: Path) -> None:
    result = run("import", "epoch-models", "https://example.org/models.csv", "--root", str(checkout))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no such file: https://example.org/models.csv; addresses are not fetched" in result.stderr


def test_shipped_rows_in_the_upstream_format_come_back_unchanged(
    run: Run, checkout: Path, tmp_path: Path, exporting: Any
) -> None:
    records = checkout / "datasets" / DATASET / "records.csv"
    before = records.read_bytes()
    export = exporting.write(tmp_path / "export.csv", *exporting.rows())
    result = run("import", "epoch-models", str(export), "--root", str(checkout))
    assert result.exit_code == 0, result.output
    assert "added 0, removed 0, renamed 0, revised 0, source alone changed 0" in result.stdout
    assert records.read_bytes() == before
    again = exporting.files(checkout)
    second = run("import", "epoch-models", str(export), "--root", str(checkout))
    assert "nothing changed" in second.stdout
    assert exporting.files(checkout) == again


def test_import_into_an_empty_dataset_is_idempotent_and_accounted(run: Run, empty: Path, exporting: Any) -> None:
    path = str(FIXTURES / "2026.csv")
    dry = run("import", "epoch-models", path, "--root", str(empty), "--dry-run")
    assert "added 6, removed 0" in dry.stdout
    assert not (empty / "datasets" / DATASET / "records.csv").exists()
    first = run("import", "epoch-models", path, "--root", str(empty))
    assert first.exit_code == 0, first.output
    assert "new record ids (6)" in first.stdout
    assert f"wrote datasets/{DATASET}/records.csv" in first.stdout
    held = exporting.files(empty)
    assert run("import", "epoch-models", path, "--root", str(empty)).stdout.endswith("nothing changed\n")
    assert exporting.files(empty) == held


@pytest.mark.parametrize("order", list(permutations(("2022", "2024", "2026"))))
def test_reviewed_vintages_get_the_same_ids_in_any_order(
    checkout: Path, tmp_path: Path, order: tuple[str, ...], exporting: Any
) -> None:
    with (checkout / "datasets" / DATASET / "identities.csv").open(encoding="utf-8", newline="") as stream:
        identities = list(csv.DictReader(stream))
    (checkout / "datasets" / DATASET / "records.csv").unlink()
    (checkout / "datasets" / DATASET / "corrections.yaml").unlink()  # the rows below have names alone
    names = {"2022": ("2022-02", "System"), "2024": ("2024-10", "System"), "2026": ("2026-08", "Model")}
    for year in order:
        vintage, name = names[year]
        reviewed = [row for row in identities if row["vintage"] == vintage and row["upstream_name"]][:120]
        with (FIXTURES / f"{year}.csv").open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        rows = [
            {
                name: row["upstream_name"],
                "Publication date": row["publication_date"],
                "Link": row["upstream_link"],
                "Notability criteria": "Highly cited",
            }
            for row in reviewed
        ]
        rows = [{key: cell for key, cell in row.items() if key in header} for row in rows]
        path = exporting.write(tmp_path / f"{year}.csv", header, rows)
        candidate = prepare(checkout, "epoch-models", [path], allow=["older", "removals"])
        assert sorted(row["record_id"] for row in candidate.records) == sorted(row["record_id"] for row in reviewed)
        commit(checkout, candidate)


def test_a_correction_of_a_record_that_is_not_there_is_listed(
    run: Run, third: Path, tmp_path: Path, exporting: Any
) -> None:
    export = exporting.write(tmp_path / "export.csv", *exporting.rows(every=3))
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert result.exit_code == 0, result.output
    held = {
        row["record_id"] for row in read_records(third / "datasets" / DATASET / "records.csv", load_schema(DATASET))
    }
    ours = [item for item in read_corrections(DATASET) if item.source == EXPORT]
    gone = sorted({item.record for item in ours} - held)
    assert gone
    assert f"corrections.yaml corrects {len(gone)} records that the import does not hold: {', '.join(gone)}" in (
        result.stdout
    )
    assert f"corrections applied {sum(item.record in held for item in ours)}\n" in result.stdout


def test_a_correction_whose_value_the_source_mended_stops_the_import(
    run: Run, checkout: Path, tmp_path: Path, exporting: Any
) -> None:
    header, rows = exporting.rows()
    next(row for row in rows if row["Model"] == "Inkling")["Training compute (FLOP)"] = "1.107e25"
    export = exporting.write(tmp_path / "export.csv", header, rows)
    result = run("import", "epoch-models", str(export), "--root", str(checkout))
    assert result.exit_code == 1
    assert "expects training_compute_flop of inkling to be 1.845e+24" in " ".join(result.stderr.split())


def _damaged(tmp_path: Path, damage: str, exporting: Any) -> Path:
    header, rows = exporting.rows(every=3)
    path = tmp_path / "export.csv"
    compute = "Training compute (FLOP)"
    if damage == "renamed":
        rows = [{("Parameter count" if key == "Parameters" else key): row[key] for key in header} for row in rows]
        return exporting.write(path, [("Parameter count" if key == "Parameters" else key) for key in header], rows)
    if damage == "missing":
        return exporting.write(
            path, header[:5] + header[6:], [{k: v for k, v in row.items() if k != header[5]} for row in rows]
        )
    if damage == "dates":
        rows[0]["Publication date"] = "19/08/2026"
    if damage == "rescaled":
        rows = [{**row, compute: repr(float(row[compute]) * 1000) if row[compute] else ""} for row in rows]
    if damage == "half":
        rows = rows[: len(rows) // 2]
    exporting.write(path, header, rows)
    text = path.read_text(encoding="utf-8")
    if damage == "duplicated":
        path.write_text(text.replace("Citations", "Parameters", 1), encoding="utf-8")
    if damage == "swapped":
        swapped = text.replace(compute, "?", 1).replace("Parameters", compute, 1).replace("?", "Parameters", 1)
        path.write_text(swapped, encoding="utf-8")
    if damage == "cut":
        path.write_text(text[: text.rindex("\n", 0, len(text) - 1) + 30], encoding="utf-8")
    if damage == "page":
        path.write_text("<!DOCTYPE html><html><body>Sign in</body></html>", encoding="utf-8")
    if damage == "outdated":  # of the same vintage: the newest rows are not in it yet, one that went since still is
        rows.sort(key=lambda row: row["Publication date"])
        del rows[-10:]
        rows[0] = rows[0] | {"Model": "Model of long ago", "Link": "https://example.org/long-ago"}
        exporting.write(path, header, rows)
    if damage == "older":
        shutil.copy(FIXTURES / "2024.csv", path)
    return path


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("renamed", "lacks 'Parameters'; it has 'Parameter count'"),
        ("missing", "export.csv lacks '"),
        ("duplicated", "the header names 'Parameters' more than once"),
        ("swapped", "'Training compute (FLOP)' stands where 'Parameters' stood"),
        ("dates", "line 2, column 'Publication date': '19/08/2026' is not a date"),
        ("rescaled", "training_compute_flop is 1e+03 times what records.csv holds"),
        ("half", "175 of the 350 records that it would replace"),
        ("cut", "the file may be cut off"),
        ("page", "this is a web page"),
        ("outdated", "export.csv looks older than what records.csv holds: its newest publication_date is"),
        ("older", "is laid out as epoch-models-2, older than epoch-models-3, which records.csv holds"),
    ],
)
def test_file_that_is_not_what_it_seems_is_refused(
    run: Run, third: Path, tmp_path: Path, damage: str, message: str, exporting: Any
) -> None:
    before = exporting.files(third)
    result = run("import", "epoch-models", str(_damaged(tmp_path, damage, exporting)), "--root", str(third))
    assert result.exit_code == 1
    assert message in " ".join(result.stderr.split())
    assert exporting.files(third) == before


def test_columns_in_another_order_are_refused_or_read_by_name(
    run: Run, third: Path, tmp_path: Path, exporting: Any
) -> None:
    header, rows = exporting.rows(every=3)
    export = exporting.write(tmp_path / "export.csv", header[::-1], rows)
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert result.exit_code == 1
    assert "stands where 'Model' stood" in " ".join(result.stderr.split())
    result = run("import", "epoch-models", str(export), "--root", str(third), "--dry-run", "--allow-reordered")
    assert "added 0, removed 0, renamed 0, revised 0" in result.stdout


@pytest.mark.parametrize(
    ("damage", "flag", "told"),
    [
        ("missing", "--allow-missing", "missing columns, now unknown (1):"),
        ("rescaled", "--allow-rescaled", "removed 0, renamed 0, revised"),
        ("half", "--allow-removals", "removed 175"),
    ],
)
def test_what_is_refused_can_be_asked_for(
    run: Run, third: Path, tmp_path: Path, damage: str, flag: str, told: str, exporting: Any
) -> None:
    path = _damaged(tmp_path, damage, exporting)
    result = run("import", "epoch-models", str(path), "--root", str(third), flag, "--dry-run")
    assert result.exit_code == 0, result.output
    assert told in result.stdout


def test_errors_of_structure_refuse_the_import_and_are_written_beside_the_file(
    run: Run, third: Path, tmp_path: Path, exporting: Any
) -> None:
    header, rows = exporting.rows(every=3)
    rows[0]["Parameters"] = "-5"
    export = exporting.write(tmp_path / "export.csv", header, rows)
    before = exporting.files(third)
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert result.exit_code == 1
    assert exporting.files(third) == before
    assert "1 error of structure" in " ".join(result.stderr.split())
    findings = (tmp_path / f"{DATASET}-refused.findings.txt").read_text(encoding="utf-8")
    assert "parameters" in findings and "-5" in findings
    refused = csv.DictReader(io.StringIO((tmp_path / f"{DATASET}-refused.csv").read_text(encoding="utf-8")))
    assert sum(1 for _ in refused) == len(rows)
