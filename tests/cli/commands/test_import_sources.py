"""`import` books every export under a source of its own, takes tables in part, and tells all that it cannot read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.schema import load_schema

Run = Callable[..., Result]

DATASET = "milestone_systems"
EXPORT, LAYOUT = "epoch-2026-08", "epoch-models-3"


def test_each_export_is_booked_under_a_key_of_its_own(run: Run, third: Path, tmp_path: Path, exporting: Any) -> None:
    header, rows = exporting.rows(every=3)
    rows.append(
        rows[-1] | {"Model": "Newest of all", "Publication date": "2026-09-02", "Link": "https://example.org/n"}
    )
    export = exporting.write(tmp_path / "models_2026-09-04.csv", header, rows)
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert result.exit_code == 0, result.output
    assert "source epoch-2026-09: by the date in its name" in result.stdout
    origin = read_origin(third, DATASET)
    assert origin["sources"]["epoch-2026-09"] == origin["sources"][EXPORT] | {
        "title": "Notable AI Models, export of 4 September 2026",
        "accessed": "2026-09-04",
        "layout": LAYOUT,
    }
    records = read_records(third / "datasets" / DATASET / "records.csv", load_schema(DATASET))
    assert {row["source"] for row in records} == {"epoch-2026-09"}
    # The next one replaces it, and nothing that was never released stays behind.
    rows[0]["Citations"] = "12"
    later = exporting.write(tmp_path / "models_2026-10-01.csv", header, rows)
    assert run("import", "epoch-models", str(later), "--root", str(third)).exit_code == 0
    assert [key for key in read_origin(third, DATASET)["sources"] if key[:9] == "epoch-202" and key > EXPORT] == [
        "epoch-2026-10"
    ]


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("models_2026-08-19.csv", (), "models_2026-08-19.csv is of the same date as epoch-2026-08"),
        ("models_2026-09-04.csv", ("--source", EXPORT), "the source epoch-2026-08 is taken"),
        ("models_2026-09-04.csv", ("--source", "Epoch!"), "'Epoch!' is no key of a source"),
    ],
)
def test_two_exports_never_share_a_key(
    run: Run, third: Path, tmp_path: Path, name: str, options: tuple[str, ...], message: str, exporting: Any
) -> None:
    header, rows = exporting.rows(every=3)
    rows[0]["Citations"] = "12"
    export, before = exporting.write(tmp_path / name, header, rows), exporting.files(third)
    result = run("import", "epoch-models", str(export), "--root", str(third), *options)
    assert result.exit_code in (1, 2)
    assert message in " ".join(result.stderr.split())
    assert exporting.files(third) == before


def test_a_damaged_column_is_left_as_it_is_held(run: Run, third: Path, tmp_path: Path, exporting: Any) -> None:
    records = third / "datasets" / DATASET / "records.csv"
    before = records.read_bytes()
    header, rows = exporting.rows(every=3)
    name = "Training compute (FLOP)"
    export = exporting.write(tmp_path / "export.csv", header, [row | {name: row[name][:1]} for row in rows])
    refused = run("import", "epoch-models", str(export), "--root", str(third))
    assert (refused.exit_code, "--without training_compute_flop" in refused.stderr) == (1, True)
    for column in (name, "training_compute_flop"):
        result = run("import", "epoch-models", str(export), "--root", str(third), "--without", column)
        assert result.exit_code == 0, result.output
        assert "training_compute_flop stays as it is held, on" in result.stdout
        assert records.read_bytes() == before
    unknown = run("import", "epoch-models", str(export), "--root", str(third), "--without", "Training computer (FLOP)")
    assert (unknown.exit_code, f"did you mean {name}" in unknown.stderr) == (2, True)


def test_a_column_that_the_file_lacks_is_left_as_it_is_held(
    run: Run, third: Path, tmp_path: Path, exporting: Any
) -> None:
    records = third / "datasets" / DATASET / "records.csv"
    before = records.read_bytes()
    header, rows = exporting.rows(every=3)
    name = "Open model weights?"
    kept = [column for column in header if column != name]
    export = exporting.write(tmp_path / "export.csv", kept, [{column: row[column] for column in kept} for row in rows])
    refused = run("import", "epoch-models", str(export), "--root", str(third))
    assert (refused.exit_code, f"lacks '{name}'" in refused.stderr) == (1, True), refused.output
    result = run("import", "epoch-models", str(export), "--root", str(third), "--without", name)
    assert result.exit_code == 0, result.output
    assert "open_weights stays as it is held, on" in result.stdout
    assert "now unknown" not in result.stdout
    assert records.read_bytes() == before


def test_cells_that_cannot_be_read_may_be_taken_as_unknown(
    run: Run, third: Path, tmp_path: Path, exporting: Any
) -> None:
    header, rows = exporting.rows(every=3)
    rows[0]["Confidence"], rows[1]["Parameters"] = "Guessed", "2.undefined"
    export = exporting.write(tmp_path / "export.csv", header, rows)
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert result.exit_code == 1
    assert "1 label that no map knows and 1 cell that cannot be read" in result.stderr
    assert f"{export}, line 3, column 'Parameters': '2.undefined' is not a number" in result.stderr
    result = run(
        "import", "epoch-models", str(export), "--root", str(third), "--allow-unreadable", "--source", "epoch-x"
    )
    assert result.exit_code == 0, result.output
    assert "is not a number" in result.stdout and "'Guessed' is not a known label" in result.stdout


def test_the_table_of_all_models_gives_the_notable_ones_and_accounts_for_the_others(
    run: Run, empty: Path, tmp_path: Path, exporting: Any
) -> None:
    header, rows = exporting.rows(every=9)
    for row in rows[::2]:
        row["Notability criteria"] = ""
    export = exporting.write(tmp_path / "all_2026-09.csv", header, rows)
    result = run("import", "epoch-models", str(export), "--root", str(empty))
    assert result.exit_code == 0, result.output
    assert f"left out because its source does not call it notable: {len(rows[::2])}" in result.stdout
    records = read_records(empty / "datasets" / DATASET / "records.csv", load_schema(DATASET))
    assert len(records) == len(rows[1::2])
    assert {row["source"] for row in records} == {"epoch-all-2026-09"}
    account = read_origin(empty, DATASET)["versions"]["unreleased"]["imports"]["epoch-models"]
    assert account["left_out_rows"] == len(account["not_records"]) == len(rows[::2])


def test_a_part_of_the_table_changes_the_source_of_what_it_changes_alone(
    run: Run, third: Path, tmp_path: Path, exporting: Any
) -> None:
    header, rows = exporting.rows(every=3)
    gone = ("Notability criteria", "Epochs", "Citations")
    part = [{key: row[key] for key in header if key not in gone} for row in rows[:20]]
    part[0]["Parameters"] = "123456"
    part.append(part[1] | {"Model": "Nobody's model", "Link": "https://example.org/nobody"})
    export = exporting.write(tmp_path / "large_scale_2026-09.csv", [key for key in header if key not in gone], part)
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert result.exit_code == 0, result.output
    assert "added 0, removed 0, renamed 0, revised 1, source alone changed 0" in result.stdout
    records = read_records(third / "datasets" / DATASET / "records.csv", load_schema(DATASET))
    (changed,) = [row for row in records if row["source"] != EXPORT]
    assert (changed["source"], changed["parameters"]) == ("epoch-large-scale-2026-09", 123456)
    assert changed["inclusion_criteria"] is not None  # which the part does not have


def test_findings_of_structure_name_the_file_that_was_given(
    run: Run, third: Path, tmp_path: Path, exporting: Any
) -> None:
    header, rows = exporting.rows(every=3)
    rows[1]["Parameters"] = "-5"
    export = exporting.write(tmp_path / "export.csv", header, rows)
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert f"{export}, line 3, record " in result.stderr
    assert "parameters = '-5" in result.stderr


def test_what_a_contributor_stated_survives_the_imports_that_follow(
    run: Run, third: Path, tmp_path: Path, exporting: Any
) -> None:
    path, schema = third / "datasets" / DATASET / "records.csv", load_schema(DATASET)
    header, rows = exporting.rows(every=3)
    theirs = dict.fromkeys(schema.names) | {
        "record_id": "sedge",
        "name": "Sedge",
        "publication_date": dt.date(2026, 9, 1),
        "parameters": 2e9,
        "epochs": 3.0,
        "sota_benchmark": "duckbase",
        "inclusion_criteria": "sota_improvement",
        "source": "submitted",
        "source_url": "https://example.org/sedge",
        "admission": "submitted",
    }
    write_records(path, schema, [*read_records(path, schema), theirs])
    upstream = dict.fromkeys(header, "") | {
        "Model": "Sedge",
        "Publication date": "2026-09-01",
        "Parameters": "1e9",
        "Notability criteria": "SOTA improvement",
        "Link": "https://example.org/sedge-paper",
    }
    for month in ("09", "10"):  # the second import finds an upstream record
        rows[0]["Citations"] = month
        export = exporting.write(tmp_path / f"models_2026-{month}-04.csv", header, [*rows, upstream])
        result = run("import", "epoch-models", str(export), "--root", str(third))
        assert result.exit_code == 0, result.output
        assert "conflicts between upstream and contributors (1):" in result.stdout
        assert (
            f"sedge, parameters: epoch-2026-{month} says 1000000000.0 (kept), the submission 2000000000.0"
            in result.stdout
        )
        (now,) = [row for row in read_records(path, schema) if row["record_id"] == "sedge"]
        assert (now["parameters"], now["epochs"], now["sota_benchmark"]) == (1e9, 3, "duckbase")
        assert (now["source"], now["admission"]) == (f"epoch-2026-{month}", "upstream")
        assert (now["source_url"], now["source_urls"]) == ("https://example.org/sedge-paper", theirs["source_url"])
    # Upstream drops it again: the submission stands as it was accepted.
    export = exporting.write(tmp_path / "models_2026-11-04.csv", header, rows)
    result = run("import", "epoch-models", str(export), "--root", str(third), "--allow-older", "--allow-removals")
    assert result.exit_code == 0, result.output
    assert [row for row in read_records(path, schema) if row["record_id"] == "sedge"] == [theirs]
