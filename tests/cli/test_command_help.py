from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import Result

from compute_trends.catalog import paths
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.schema import load_schema
from compute_trends.cli.command_list import COMMANDS, Entry
from compute_trends.cli.main import cli
from compute_trends.cli.reference import PATH, examples, render_reference
from compute_trends.validators.submitting.template import render_example

Run = Callable[..., Result]
FIXTURES = Path(__file__).parent.parent / "fixtures"
EVERY_COMMAND = pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)

#: Commands that may have nothing to print.
SILENT = {"build"}

#: Examples that need a dataset whose records were edited since its last release: a small one, where any does.
EDITED = {
    "compute-trends release 2027.1.0": "training_energy",
    "compute-trends release 2027.1.0 --dataset milestone_systems": "milestone_systems",
}

#: Commands that write into the checkout: each example gets a copy.
WRITING = {"accept", "build", "import", "release"}

#: Examples that take long, and the test that does the same.
ELSEWHERE = {
    "compute-trends build --pages": "trends/test_study_pages.py",
    "compute-trends describe milestone_systems --coverage": "cli/commands/test_coverage.py",
    "compute-trends diff milestone_systems 2024.10.0 2026.8.0 --headline": "trends/robustness/test_attribution.py",
    "compute-trends explain --record alexnet --dataset milestone_systems": "cli/commands/test_explain.py",
    "compute-trends outdated": "catalog/changes/test_outdated.py",
    "compute-trends outdated milestone_systems --format json": "catalog/changes/test_outdated.py",
    "compute-trends release 2027.1.0 --doi 10.5281/zenodo.1234567": "catalog/release/test_deposits.py",
    "compute-trends site --out public": "explorer/test_site_folder.py",
    "compute-trends site --out public --url https://example.org/compute/": "explorer/test_site_folder.py",
    "compute-trends report --out report.html": "explorer/report/test_report_page.py",
    "compute-trends report --out new.html --since milestone_systems=2024.10.0": "explorer/report/test_report_page.py",
    "compute-trends reproduce": "cli/commands/test_trend_commands.py",
    "compute-trends reproduce --all": "cli/commands/test_trend_commands.py",
    "compute-trends trend thompson-imagenet-computing-power --multiverse": "cli/commands/test_multiverse_option.py",
    "compute-trends verify": "test_every_door.py",
    "compute-trends verify --format json": "cli/commands/test_package_commands.py",
}


@pytest.fixture(autouse=True, scope="module")
def everything_imported() -> None:
    """Import all modules: one imported while a test has moved PACKAGE_ROOT would keep the moved one."""
    for folder in ("catalog", "catalog/importers", "trends", "trends/estimators", "validators", "cli"):
        for path in sorted((paths.PACKAGE_ROOT / folder).glob("*.py")):
            if path.stem != "__init__":
                import_module(f"compute_trends.{folder.replace('/', '.')}.{path.stem}")


def _command(entry: Entry) -> click.Command:
    command = cli.get_command(click.Context(cli), entry.name)
    assert command is not None
    return command


@EVERY_COMMAND
def test_help_opens_with_the_summary_and_has_an_example(entry: Entry) -> None:
    command = _command(entry)
    assert command.name == entry.name
    assert (command.help or "").split("\n")[0] == entry.summary
    assert examples(command)


@EVERY_COMMAND
def test_every_option_says_what_it_does(entry: Entry) -> None:
    for param in _command(entry).params:
        if isinstance(param, click.Option):
            assert param.help, param.name
            assert param.is_flag or param.metavar, f"{param.name} needs a metavar"


@EVERY_COMMAND
def test_help_fits_80_columns(run: Run, entry: Entry) -> None:
    too_long = [line for line in run(entry.name, "--help").stdout.splitlines() if len(line) > 80]
    assert too_long == []


@EVERY_COMMAND
def test_the_examples_in_the_help_run(
    run: Run,
    entry: Entry,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lasting_waivers: Callable[[Path], None],
    submissions: Path,
) -> None:
    original = paths.PACKAGE_ROOT
    held = _state(original)
    monkeypatch.chdir(shutil.copytree(submissions, tmp_path / "here"))
    for number, example in enumerate(examples(_command(entry))):
        if example in ELSEWHERE:
            continue
        if entry.name in WRITING:
            root = _copy_of_checkout(original, tmp_path / str(number))
            lasting_waivers(root)
            monkeypatch.setattr(paths, "PACKAGE_ROOT", root)
        if example in EDITED:
            _remove_a_record(root, EDITED[example])
        before = set(Path().iterdir())
        result = run(*shlex.split(example)[1:])
        assert result.exit_code == 0, f"{example}\n{result.output}"
        assert result.stdout or set(Path().iterdir()) != before or entry.name in SILENT, example
    assert _state(original) == held


def test_the_examples_in_the_main_help_run(run: Run) -> None:
    found = examples(cli)
    assert found
    for example in found:
        assert run(*shlex.split(example)[1:]).exit_code == 0, example


def test_every_module_of_a_command_is_in_the_table() -> None:
    folder = Path(import_module("compute_trends.cli.main").__file__ or "").parent / "commands"
    declaring = {path.stem for path in folder.glob("*.py") if "\n@click.command(" in path.read_text(encoding="utf-8")}
    assert declaring == {entry.module for entry in COMMANDS}


def test_the_command_reference_is_current() -> None:
    path = paths.PACKAGE_ROOT / PATH
    if not path.parent.is_dir():
        pytest.skip("an installed copy has no docs")
    text = path.read_text(encoding="utf-8")
    assert text == render_reference(), "run: python -m compute_trends.cli.reference"


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the files that the examples of commands on submissions and upstream files name."""
    folder, original = tmp_path_factory.mktemp("here"), paths.PACKAGE_ROOT
    (folder / "submissions").mkdir()
    example = re.sub(r"(?m)^aliases: .*\n", "", render_example("accelerators"))
    filled = re.sub("(?m)^(record_id|name): .*", r"\1: a-new-chip", example)
    (folder / "new-chip.yaml").write_text(filled, encoding="utf-8")
    _write_frontier(folder / "frontier.csv", original)
    for dataset, name in (("milestone_systems", "new-system.yaml"), ("accelerators", "chips.csv")):
        schema = load_schema(dataset, original)
        record = read_records(original / "datasets" / dataset / "records.csv", schema)[0]
        if name.endswith(".csv"):
            write_records(folder / name, schema, [record])
        else:
            cells = {key: str(value) if key.endswith("date") else value for key, value in record.items() if value}
            (folder / name).write_text(json.dumps(cells), encoding="utf-8")
            (folder / "submissions" / name).write_text(json.dumps(cells), encoding="utf-8")
    return folder


def _write_frontier(path: Path, original: Path) -> None:
    """What upstream's export of 2026-08 holds, in some of its columns, of the largest systems and the newest."""
    folder, schema = original / "datasets" / "milestone_systems", load_schema("milestone_systems", original)
    with (FIXTURES / "epoch_models" / "2026.csv").open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    records = {str(row["record_id"]): row for row in read_records(folder / "records.csv", schema)}
    newest = max(row["publication_date"] for row in records.values())
    with (
        path.open("w", encoding="utf-8", newline="") as out,
        (folder / "identities.csv").open(encoding="utf-8") as held,
    ):
        writer = csv.DictWriter(out, header)
        writer.writeheader()
        for row in csv.DictReader(held):
            record = records.get(row["record_id"], {})
            flop = record.get("training_compute_flop")
            if row["vintage"] == "2026-08" and ((flop or 0) >= 1e25 or record.get("publication_date") == newest):
                cells = (row["upstream_name"], row["publication_date"], row["upstream_link"], flop)
                writer.writerow(
                    dict(zip(("Model", "Publication date", "Link", "Training compute (FLOP)"), cells, strict=True))
                )


def _state(root: Path) -> dict[Path, tuple[int, int]]:
    """When each file of the data was last written, and its size."""
    found = [path for name in ("datasets", "schemas") for path in (root / name).rglob("*.*") if path.is_file()]
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in [*found, root / "datapackage.json"]}


def _copy_of_checkout(original: Path, root: Path) -> Path:
    root.mkdir()
    for name in ("datasets", "schemas"):
        shutil.copytree(original / name, root / name)
    for path in original.iterdir():
        if path.is_file():
            shutil.copy(path, root / path.name)
    return root


def _remove_a_record(root: Path, dataset: str) -> None:
    path, schema = root / "datasets" / dataset / "records.csv", load_schema(dataset)
    *kept, _ = read_records(path, schema)
    write_records(path, schema, kept)


def test_examples_that_are_run_elsewhere_exist() -> None:
    assert {*ELSEWHERE, *EDITED} <= {example for entry in COMMANDS for example in examples(_command(entry))}
    assert all((paths.PACKAGE_ROOT / "tests" / path).is_file() for path in ELSEWHERE.values())
