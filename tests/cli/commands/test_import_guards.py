"""Every importer refuses a file that is not what it seems to be, names what is odd, and leaves everything as it was."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from compute_trends.catalog.importers.formats import formats
from compute_trends.catalog.importers.run import commit, prepare
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts import yaml_text

Run = Callable[..., Result]
Table = list[list[str]]

FIXTURES = Path(__file__).parents[2] / "fixtures"


@dataclass(frozen=True)
class Case:
    """An import of fixtures; the first file is the one that is damaged."""

    format: str
    files: tuple[str, ...]
    column: str  # one that the format needs
    number: str  # a column of numbers that three records fill
    date: str | None = None  # a column of dates, or of years
    flags: tuple[str, ...] = ()  # the fixture leaves out columns that the format has


CASES = {
    "epoch-2022": Case("epoch-models", ("epoch_models/2022.csv",), "Parameters", "Training compute (FLOPs)",
                       "Publication date"),
    "epoch-2024": Case("epoch-models", ("epoch_models/2024.csv",), "Parameters", "Training compute (FLOP)",
                       "Publication date"),
    "epoch-2026": Case("epoch-models", ("epoch_models/2026.csv",), "Parameters", "Training compute (FLOP)",
                       "Publication date"),
    "ml-hardware": Case("epoch-hardware", ("epoch_hardware/ml_hardware.csv",), "Type", "TDP (W)", "Release date",
                        ("--allow-missing",)),
    "chips": Case("epoch-hardware", ("epoch_hardware/chips.csv",), "Type",
                  "FP32 (single precision) performance (FLOP/s)", "Release date", ("--allow-missing",)),
    "timm": Case("timm", ("timm/joined.csv",), "forward_macs", "throughput_samples_per_s", "publication_date"),
    "timm-results": Case(
        "timm-results",
        ("timm/results-imagenet.csv", "timm/benchmark-infer-amp-nchw-pt291-cu128-4090.csv"), "top5", "param_count",
    ),
    "timm-benchmark": Case(
        "timm-results",
        ("timm/benchmark-infer-amp-nchw-pt291-cu128-4090.csv", "timm/results-imagenet.csv"),
        "infer_macts", "infer_samples_per_sec",
    ),
    "openai": Case("openai-efficiency", ("openai_efficiency/efficiency_sota.csv",), "Publication",
                   "Compute (teraflops-s/days)", "Publication Date"),
    "thompson": Case("thompson", ("thompson/benchmark_results_imagenet.csv",), "hardware_burden",
                     "training_set_size", "year", ("--allow-missing",)),
    "epoch-benchmarks": Case("epoch-benchmarks", ("epoch_benchmarks/scores.csv",), "model_version",
                             "training_compute_flop", "model_publication_date"),
    "prices": Case("epoch-prices", ("hardware_prices/prices.csv",), "Vendor", "Price (hardware purchase)",
                   "Price date"),
    "patterson": Case("patterson-energy", ("patterson_energy/table_4.csv",), "pue", "energy_mwh"),
}  # fmt: skip


def _read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def _write(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(table)


def _swap(row: list[str], here: int, there: int) -> list[str]:
    row = list(row)
    row[here], row[there] = row[there], row[here]
    return row


def _scaled(cell: str) -> str:
    return repr(float(cell.replace(",", "")) * 1000) if cell else cell


def _damaged(table: Table, damage: str, case: Case) -> Table:
    header, *rows = table
    column, number = header.index(case.column), header.index(case.number)
    if damage == "renamed":
        return [[f"{name} (new)" if name == case.column else name for name in header], *rows]
    if damage == "missing":
        return [row[:column] + row[column + 1 :] for row in table]
    if damage == "duplicated":
        return [[case.column if index == number else name for index, name in enumerate(header)], *rows]
    if damage == "reordered":  # the cells move along, so that only the order tells
        return [_swap(row, column, number) for row in table]
    if damage == "swapped":  # the names alone move
        return [_swap(header, column, number), *rows]
    if damage == "rescaled":
        return [header, *([*row[:number], _scaled(row[number]), *row[number + 1 :]] for row in rows)]
    if damage == "half":
        return [header, *rows[: len(rows) // 2]]
    if damage == "no rows":
        return [header]
    assert case.date is not None
    date = header.index(case.date)
    if damage == "dates":
        return [header, [*rows[0][:date], "19.08.2026", *rows[0][date + 1 :]], *rows[1:]]
    assert damage == "older"
    newest = max(row[date] for row in rows)
    return [header, *(row for row in rows if row[date] != newest)]


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@cache
def _held(name: str, folder: Path) -> Path:
    """A checkout in `folder` that holds what the undamaged fixtures of a case say, and the fixtures in `files/`."""
    case, root = CASES[name], folder / "checkout"
    dataset = formats()[case.format].DATASET
    shutil.copytree(PACKAGE_ROOT / "schemas", root / "schemas")
    for known in {dataset, "accelerators"}:
        kept = shutil.ignore_patterns("*.parquet", "corrections.yaml", "identities.csv")
        shutil.copytree(PACKAGE_ROOT / "datasets" / known, root / "datasets" / known, ignore=kept)
    (root / "datasets" / dataset / "records.csv").unlink()
    for declared in (root / "datasets" / dataset).glob("[ac][lh]*es.yaml"):  # of chips that the fixtures do not have
        declared.write_text("", encoding="utf-8")
    path = root / "datasets" / dataset / "origin.yaml"
    head, versions, _ = path.read_text("utf-8").partition("\nversions:\n")  # those of chips take a second to parse
    assert versions
    path.write_text(head + "\n", encoding="utf-8")
    (root / "pyproject.toml").write_text("[project]\nname = 'scratch'\n")
    (folder / "files").mkdir()
    for file in case.files:
        shutil.copy(FIXTURES / file, folder / "files")
    allow = [flag.removeprefix("--allow-") for flag in case.flags]
    for _ in range(2):  # nothing is odd about the fixtures before they are damaged
        commit(root, prepare(root, case.format, _files(folder, case), allow=allow))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("held")


@pytest.fixture
def checkout(case: Case, folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of what `_held` makes."""
    (name,) = (name for name, known in CASES.items() if known is case)
    shutil.copytree(_held(name, folder / name), tmp_path, dirs_exist_ok=True)
    yield tmp_path / "checkout"
    load_schema.cache_clear()


def _files(folder: Path, case: Case) -> list[Path]:
    return [folder / "files" / Path(name).name for name in case.files]


def _state(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _refused(run: Run, root: Path, case: Case) -> str:
    """The complaint about an import; nothing else may come of it."""
    folder = root.parent
    before = _state(folder)
    result = run("import", case.format, *map(str, _files(folder, case)), "--root", str(root), *case.flags)
    assert result.exit_code == 1, result.output
    assert _state(folder) == before
    complaint = " ".join(result.stderr.split())
    assert any(path.name in complaint for path in _files(folder, case))
    return complaint


@pytest.mark.parametrize(
    ("damage", "names"),
    [
        ("renamed", "{column}"),
        ("missing", "{column}"),
        ("duplicated", "{column}' more than once"),
        ("reordered", "stand in another order"),
        ("swapped", ""),
        ("rescaled", "times what records.csv holds"),
        ("half", "half a file"),
        ("no rows", "the file may be cut off"),
        ("dates", "19.08.2026"),
        ("older", "older"),
    ],
)
def test_damaged_file_is_named_and_refused(run: Run, checkout: Path, case: Case, damage: str, names: str) -> None:
    if case.date is None and damage in ("dates", "older"):
        pytest.skip("the table has no dates")
    path = _files(checkout.parent, case)[0]
    _write(path, _damaged(_read(path), damage, case))
    complaint = _refused(run, checkout, case)
    if damage == "swapped":  # found by what the cells under a name hold, or by the order
        assert case.column in complaint or case.number in complaint
    else:
        assert names.format(column=case.column) in complaint


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "this is a web page"),
        (b"", "the file is empty"),
        (b"PK\x03\x04\xff\xfe\x00", "not UTF-8 text"),
    ],
)
def test_what_is_no_table_is_named_and_refused(
    run: Run, checkout: Path, case: Case, content: bytes, names: str
) -> None:
    _files(checkout.parent, case)[0].write_bytes(content)
    assert names in _refused(run, checkout, case)


def test_file_cut_within_a_row_is_named_and_refused(run: Run, checkout: Path, case: Case) -> None:
    path = _files(checkout.parent, case)[0]
    _write(path, table := _read(path))
    content = path.read_bytes()
    path.write_bytes(content[: -len(",".join(table[-1]).encode()) // 2])
    assert "the file may be cut off" in _refused(run, checkout, case)


def test_file_that_another_has_replaced_is_refused_by_its_hash(run: Run, checkout: Path, case: Case) -> None:
    path = checkout / "datasets" / formats()[case.format].DATASET / "origin.yaml"
    origin = yaml_text.read(path)
    account = origin["versions"].pop("unreleased")
    newer = deepcopy(account)
    for item in newer["imports"][case.format]["files"].values():
        item["sha256"] = "0" * 64
    origin["versions"] = {"2024.1.0": account, "2025.1.0": newer}
    path.write_text(yaml.safe_dump(origin), encoding="utf-8")
    complaint = _refused(run, checkout, case)
    assert "is the file that 2024.1.0 was made from, and 2025.1.0 was made from a later one" in complaint
