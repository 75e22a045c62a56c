"""`import` replaces a source's records, changes nothing the second time, and refuses what is not what it seems."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from compute_trends.catalog.files.corrections import read_corrections
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.importers.run import commit, prepare
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema

Run = Callable[..., Result]
Row = dict[str, str]

DATASET = "milestone_systems"
EXPORT, LAYOUT = "epoch-2026-08", "epoch-models-3"
FIXTURES = Path(__file__).parents[2] / "fixtures" / "epoch_models"
# What upstream writes for our values, where it is not the text of the value itself.
LABELS = {
    "sectors": {"academia": "Academia", "industry": "Industry", "government": "Government",
                "research_collective": "Research collective"},
    "model_access": {"open_weights_unrestricted": "Open weights (unrestricted)",
                     "open_weights_restricted": "Open weights (restricted use)",
                     "open_weights_non_commercial": "Open weights (non-commercial)", "api": "API access",
                     "hosted_without_api": "Hosted access (no API)", "unreleased": "Unreleased"},
    "training_code_access": {"open_source": "Open source", "open_restricted": "Open (restricted use)",
                             "open_non_commercial": "Open (non-commercial)", "unreleased": "Unreleased"},
}  # fmt: skip
LABELS["inference_code_access"] = LABELS["training_code_access"]


def _upstream_cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, float):
        return repr(value)
    items = [LABELS.get(name, {}).get(item, item) for item in str(value).split(";")]
    return ",".join(item.replace("_", " ") if name == "inclusion_criteria" else item for item in items)


def upstream_rows(every: int = 1) -> tuple[list[str], list[Row]]:
    """The shipped records, or each third of them, as upstream's export of 2026-08 would hold them."""
    header, rows = _upstream_rows()
    return list(header), [dict(row) for row in rows[::every]]


@cache
def _upstream_rows() -> tuple[list[str], list[Row]]:
    schema = load_schema(DATASET)
    columns = [column for column in schema.columns if LAYOUT in column.source]
    files = read_origin(PACKAGE_ROOT, DATASET)["versions"]["2026.8.0"]["imports"]["epoch-models"]["files"]
    order = next(csv.reader([files[EXPORT]["header"]]))
    header = sorted({column.source[LAYOUT] for column in columns}, key=order.index)
    rows = []
    wrong = {
        (item.record, item.column): item.was for item in read_corrections(DATASET) if item.source in (None, EXPORT)
    }
    for record in read_records(PACKAGE_ROOT / "datasets" / DATASET / "records.csv", schema):
        record |= {name: wrong[key] for name in record if (key := (record["record_id"], name)) in wrong}
        row: Row = dict.fromkeys(header, "")
        for column in columns:
            cell = _upstream_cell(column.name, record[column.name])
            # One upstream column may feed two of ours: the link and the further links, a label and its note.
            row[column.source[LAYOUT]] = ",".join(filter(None, [row[column.source[LAYOUT]], cell]))
        rows.append(row)
    return header, rows


def write_csv(path: Path, header: list[str], rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


def _scratch(root: Path, with_records: bool) -> Path:
    (root / "datasets").mkdir(parents=True)
    shutil.copytree(PACKAGE_ROOT / "schemas", root / "schemas")
    shutil.copytree(
        PACKAGE_ROOT / "datasets" / DATASET,
        root / "datasets" / DATASET,
        ignore=shutil.ignore_patterns("*.parquet", *([] if with_records else ["records.csv"])),
    )
    (root / "pyproject.toml").write_text("[project]\nname = 'scratch'\n")
    return root


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout that holds the shipped milestone systems."""
    yield _scratch(tmp_path / "checkout", with_records=True)
    load_schema.cache_clear()


@pytest.fixture
def third(checkout: Path) -> Path:
    """A checkout that holds each third of the shipped milestone systems."""
    path, schema = checkout / "datasets" / DATASET / "records.csv", load_schema(DATASET)
    write_records(path, schema, read_records(path, schema)[::3])
    return checkout


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    """A checkout that holds no milestone system yet, nor any identity."""
    root = _scratch(tmp_path / "checkout", with_records=False)
    identities = root / "datasets" / DATASET / "identities.csv"
    identities.write_text(identities.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    yield root
    load_schema.cache_clear()


def files(root: Path) -> dict[str, bytes]:
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    found.pop(".compute-trends.lock", None)
    return found


def test_formats_are_listed(run: Run) -> None:
    result = run("import", "--list")
    assert result.exit_code == 0
    assert "epoch-models" in result.stdout and "timm" in result.stdout


def test_unknown_format_is_named(run: Run, checkout: Path) -> None:
    result = run("import", "epoch-model", str(FIXTURES / "2026.csv"), "--root", str(checkout))
    assert (result.exit_code, "did you mean epoch-models" in result.stderr) == (2, True)


def test_shipped_rows_in_the_upstream_format_come_back_unchanged(run: Run, checkout: Path, tmp_path: Path) -> None:
    records = checkout / "datasets" / DATASET / "records.csv"
    before = records.read_bytes()
    export = write_csv(tmp_path / "export.csv", *upstream_rows())
    result = run("import", "epoch-models", str(export), "--root", str(checkout))
    assert result.exit_code == 0, result.output
    assert "added 0, removed 0, renamed 0, revised 0, source alone changed 0" in result.stdout
    assert records.read_bytes() == before
    again = files(checkout)
    second = run("import", "epoch-models", str(export), "--root", str(checkout))
    assert "nothing changed" in second.stdout
    assert files(checkout) == again


def test_each_export_is_booked_under_a_key_of_its_own(run: Run, third: Path, tmp_path: Path) -> None:
    header, rows = upstream_rows(every=3)
    rows.append(
        rows[-1] | {"Model": "Newest of all", "Publication date": "2026-09-02", "Link": "https://example.org/n"}
    )
    export = write_csv(tmp_path / "models_2026-09-04.csv", header, rows)
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
    later = write_csv(tmp_path / "models_2026-10-01.csv", header, rows)
    assert run("import", "epoch-models", str(later), "--root", str(third)).exit_code == 0
    assert [key for key in read_origin(third, DATASET)["sources"] if key > EXPORT] == ["epoch-2026-10"]


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("models_2026-08-19.csv", (), "models_2026-08-19.csv is of the same date as epoch-2026-08"),
        ("models_2026-09-04.csv", ("--source", EXPORT), "the source epoch-2026-08 is taken"),
        ("models_2026-09-04.csv", ("--source", "Epoch!"), "'Epoch!' is no key of a source"),
    ],
)
def test_two_exports_never_share_a_key(
    run: Run, third: Path, tmp_path: Path, name: str, options: tuple[str, ...], message: str
) -> None:
    header, rows = upstream_rows(every=3)
    rows[0]["Citations"] = "12"
    export, before = write_csv(tmp_path / name, header, rows), files(third)
    result = run("import", "epoch-models", str(export), "--root", str(third), *options)
    assert result.exit_code in (1, 2)
    assert message in " ".join(result.stderr.split())
    assert files(third) == before


def test_import_into_an_empty_dataset_is_idempotent_and_accounted(run: Run, empty: Path) -> None:
    path = str(FIXTURES / "2026.csv")
    dry = run("import", "epoch-models", path, "--root", str(empty), "--dry-run")
    assert "added 6, removed 0" in dry.stdout
    assert not (empty / "datasets" / DATASET / "records.csv").exists()
    first = run("import", "epoch-models", path, "--root", str(empty))
    assert first.exit_code == 0, first.output
    assert "new record ids (6)" in first.stdout
    assert f"wrote datasets/{DATASET}/records.csv" in first.stdout
    held = files(empty)
    assert run("import", "epoch-models", path, "--root", str(empty)).stdout.endswith("nothing changed\n")
    assert files(empty) == held


@pytest.mark.parametrize("order", list(permutations(("2022", "2024", "2026"))))
def test_reviewed_vintages_get_the_same_ids_in_any_order(
    checkout: Path, tmp_path: Path, order: tuple[str, ...]
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
        path = write_csv(tmp_path / f"{year}.csv", header, rows)
        candidate = prepare(checkout, "epoch-models", [path], allow=["older", "removals"])
        assert sorted(row["record_id"] for row in candidate.records) == sorted(row["record_id"] for row in reviewed)
        commit(checkout, candidate)


def test_a_correction_of_a_record_that_is_not_there_is_listed(run: Run, third: Path, tmp_path: Path) -> None:
    export = write_csv(tmp_path / "export.csv", *upstream_rows(every=3))
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


def test_a_correction_whose_value_the_source_mended_stops_the_import(run: Run, checkout: Path, tmp_path: Path) -> None:
    header, rows = upstream_rows()
    next(row for row in rows if row["Model"] == "Inkling")["Training compute (FLOP)"] = "1.107e25"
    export = write_csv(tmp_path / "export.csv", header, rows)
    result = run("import", "epoch-models", str(export), "--root", str(checkout))
    assert result.exit_code == 1
    assert "expects training_compute_flop of inkling to be 1.845e+24" in " ".join(result.stderr.split())


def _damaged(tmp_path: Path, damage: str) -> Path:
    header, rows = upstream_rows(every=3)
    path = tmp_path / "export.csv"
    compute = "Training compute (FLOP)"
    if damage == "renamed":
        rows = [{("Parameter count" if key == "Parameters" else key): row[key] for key in header} for row in rows]
        return write_csv(path, [("Parameter count" if key == "Parameters" else key) for key in header], rows)
    if damage == "missing":
        return write_csv(
            path, header[:5] + header[6:], [{k: v for k, v in row.items() if k != header[5]} for row in rows]
        )
    if damage == "dates":
        rows[0]["Publication date"] = "19/08/2026"
    if damage == "rescaled":
        rows = [{**row, compute: repr(float(row[compute]) * 1000) if row[compute] else ""} for row in rows]
    if damage == "half":
        rows = rows[: len(rows) // 2]
    write_csv(path, header, rows)
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
        write_csv(path, header, rows)
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
    run: Run, third: Path, tmp_path: Path, damage: str, message: str
) -> None:
    before = files(third)
    result = run("import", "epoch-models", str(_damaged(tmp_path, damage)), "--root", str(third))
    assert result.exit_code == 1
    assert message in " ".join(result.stderr.split())
    assert files(third) == before


def test_columns_in_another_order_are_refused_or_read_by_name(run: Run, third: Path, tmp_path: Path) -> None:
    header, rows = upstream_rows(every=3)
    export = write_csv(tmp_path / "export.csv", header[::-1], rows)
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
    run: Run, third: Path, tmp_path: Path, damage: str, flag: str, told: str
) -> None:
    path = _damaged(tmp_path, damage)
    result = run("import", "epoch-models", str(path), "--root", str(third), flag, "--dry-run")
    assert result.exit_code == 0, result.output
    assert told in result.stdout


def test_a_damaged_column_is_left_as_it_is_held(run: Run, third: Path, tmp_path: Path) -> None:
    records = third / "datasets" / DATASET / "records.csv"
    before = records.read_bytes()
    header, rows = upstream_rows(every=3)
    name = "Training compute (FLOP)"
    export = write_csv(tmp_path / "export.csv", header, [row | {name: row[name][:1]} for row in rows])
    refused = run("import", "epoch-models", str(export), "--root", str(third))
    assert (refused.exit_code, "--without training_compute_flop" in refused.stderr) == (1, True)
    for column in (name, "training_compute_flop"):
        result = run("import", "epoch-models", str(export), "--root", str(third), "--without", column)
        assert result.exit_code == 0, result.output
        assert "training_compute_flop stays as it is held, on" in result.stdout
        assert records.read_bytes() == before
    unknown = run("import", "epoch-models", str(export), "--root", str(third), "--without", "Training computer (FLOP)")
    assert (unknown.exit_code, f"did you mean {name}" in unknown.stderr) == (2, True)


def test_cells_that_cannot_be_read_may_be_taken_as_unknown(run: Run, third: Path, tmp_path: Path) -> None:
    header, rows = upstream_rows(every=3)
    rows[0]["Confidence"], rows[1]["Parameters"] = "Guessed", "2.undefined"
    export = write_csv(tmp_path / "export.csv", header, rows)
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
    run: Run, empty: Path, tmp_path: Path
) -> None:
    header, rows = upstream_rows(every=9)
    for row in rows[::2]:
        row["Notability criteria"] = ""
    export = write_csv(tmp_path / "all_2026-09.csv", header, rows)
    result = run("import", "epoch-models", str(export), "--root", str(empty))
    assert result.exit_code == 0, result.output
    assert f"left out because its source does not call it notable: {len(rows[::2])}" in result.stdout
    records = read_records(empty / "datasets" / DATASET / "records.csv", load_schema(DATASET))
    assert len(records) == len(rows[1::2])
    assert {row["source"] for row in records} == {"epoch-all-2026-09"}
    account = read_origin(empty, DATASET)["versions"]["unreleased"]["imports"]["epoch-models"]
    assert account["left_out_rows"] == len(account["not_records"]) == len(rows[::2])


def test_a_part_of_the_table_changes_the_source_of_what_it_changes_alone(run: Run, third: Path, tmp_path: Path) -> None:
    header, rows = upstream_rows(every=3)
    gone = ("Notability criteria", "Epochs", "Citations")
    part = [{key: row[key] for key in header if key not in gone} for row in rows[:20]]
    part[0]["Parameters"] = "123456"
    part.append(part[1] | {"Model": "Nobody's model", "Link": "https://example.org/nobody"})
    export = write_csv(tmp_path / "large_scale_2026-09.csv", [key for key in header if key not in gone], part)
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert result.exit_code == 0, result.output
    assert "added 0, removed 0, renamed 0, revised 1, source alone changed 0" in result.stdout
    records = read_records(third / "datasets" / DATASET / "records.csv", load_schema(DATASET))
    (changed,) = [row for row in records if row["source"] != EXPORT]
    assert (changed["source"], changed["parameters"]) == ("epoch-large-scale-2026-09", 123456)
    assert changed["inclusion_criteria"] is not None  # which the part does not have


def test_findings_of_structure_name_the_file_that_was_given(run: Run, third: Path, tmp_path: Path) -> None:
    header, rows = upstream_rows(every=3)
    rows[1]["Parameters"] = "-5"
    export = write_csv(tmp_path / "export.csv", header, rows)
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert f"{export}, line 3, record " in result.stderr
    assert "parameters = '-5" in result.stderr


def test_errors_of_structure_refuse_the_import_and_are_written_beside_the_file(
    run: Run, third: Path, tmp_path: Path
) -> None:
    header, rows = upstream_rows(every=3)
    rows[0]["Parameters"] = "-5"
    export = write_csv(tmp_path / "export.csv", header, rows)
    before = files(third)
    result = run("import", "epoch-models", str(export), "--root", str(third))
    assert result.exit_code == 1
    assert files(third) == before
    assert "1 error of structure" in " ".join(result.stderr.split())
    findings = (tmp_path / f"{DATASET}-refused.findings.txt").read_text(encoding="utf-8")
    assert "parameters" in findings and "-5" in findings
    refused = csv.DictReader(io.StringIO((tmp_path / f"{DATASET}-refused.csv").read_text(encoding="utf-8")))
    assert sum(1 for _ in refused) == len(rows)
