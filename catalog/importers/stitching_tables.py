"""The own files of benchmark stitching, as rows of the table that joins them.

Each `external_benchmark_NAME.csv` holds the scores on one benchmark; `model_versions.csv` says which model a version is
of and when it came out. What the joined table takes from Epoch's models (date of publication, training compute) is that
of the milestone systems that are held, else of the results of the model that are. Other files of the repository
(`benchmarks_runs.csv`, benchmarks that the dataset does not list or takes from another source) are named and left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, read_records
from compute_trends.catalog.importers.base import text_or_none
from compute_trends.catalog.importers.tables import Table
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.numbers import count

_NAME = re.compile(r"external_benchmark_(\w+)\.csv")
_VERSIONS = ("id", "Model", "Version release date")
#: Column of the joined table -> column of ours from which a held record gives it.
_HELD = {
    "model_publication_date": "publication_date",
    "training_compute_flop": "training_compute_flop",
    "parameters": "parameters",
    "compute_confidence": "compute_confidence",
}


@dataclass
class Stitched:
    """Rows as the joined table has them, by the file that they are from."""

    rows: dict[Path, list[dict[str, str]]] = field(default_factory=dict)
    versions: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def benchmarks(self) -> set[str]:
        """Those whose results were read."""
        return {row["benchmark"] for rows in self.rows.values() for row in rows}


def is_raw(header: Sequence[str]) -> bool:
    """Whether a file is one of the repository's own, and not the joined table."""
    return "benchmark" not in header


def stitch(
    tables: Sequence[Table],
    previous: Sequence[Record],
    benchmarks: Collection[str],
    metrics: Collection[str],
    root: Path,
    listed: Collection[str] = (),
) -> Stitched:
    """Join the repository's files.

    Args:
        tables: as they were read.
        previous: the results that are held.
        benchmarks: those whose results are taken from here.
        metrics: what a column with scores is called.
        root: the checkout, for its milestone systems.
        listed: all benchmarks that the package knows.

    Raises:
        ImportRefusedError: no file holds scores, or one has no column that is known to.
    """
    found = Stitched()
    models: dict[str, Mapping[str, str]] = {}
    facts = _facts(previous, root)
    for table in tables:
        if set(_VERSIONS) <= set(table.header):
            found.versions.append(table)
            models |= {row["id"].strip(): row for row in table.rows}
    known = {str(row["model_version"]): row for row in previous if row["model_version"]}
    for table in tables:
        name = _NAME.fullmatch(table.path.name)
        if table in found.versions:
            continue
        if name is None or name[1] not in benchmarks:
            is_listed = name is not None and name[1] in listed
            what = "a benchmark that is held from another source" if is_listed else "no benchmark that is listed"
            found.notes.append(f"{table.path.name}: {count(len(table.rows), 'row')} of {what}, left out")
            continue
        metric = next((column for column in table.header if column in metrics), None)
        if metric is None:
            raise ImportRefusedError(
                f"{table.path}: no column of scores ({', '.join(metrics)}); found {table.header[:8]}"
            )
        found.rows[table.path] = [_row(name[1], metric, row, models, known, facts) for row in table.rows]
    if not found.rows:
        raise ImportRefusedError(
            "none of the files holds scores on a benchmark that is taken from here; give external_benchmark_*.csv of "
            f"{', '.join(sorted(benchmarks))}"
        )
    return found


def _row(
    benchmark: str,
    metric: str,
    row: Mapping[str, str],
    models: Mapping[str, Mapping[str, str]],
    known: Mapping[str, Record],
    facts: Mapping[str, Mapping[str, str]],
) -> dict[str, str]:
    version = row.get("Model version", "").strip()
    told, held = models.get(version, {}), known.get(version, {})
    model = (told.get("Model") or "").strip() or ("" if told else _text(held.get("name")))
    if model == version and not told:
        model = ""  # the version's name stood in for a model that nobody names
    link = next((cell for name, cell in row.items() if name.startswith("Source link")), "")
    released = (told.get("Version release date") or "").strip() or _text(held.get("version_release_date"))
    return {
        "benchmark": benchmark,
        "metric": metric,
        "score": row[metric],
        "shots": row.get("Shots", ""),
        "model_version": version,
        "model": model,
        "version_release_date": released,
        "source": row.get("Source", ""),
        "source_link": link,
        **dict.fromkeys(_HELD, ""),
        **facts.get(model, {}),
    }


def _facts(previous: Sequence[Record], root: Path) -> dict[str, dict[str, str]]:
    """What is held of a model: by its results, and over that by its record among the milestone systems."""
    facts: dict[str, dict[str, str]] = {}
    for record in previous:
        if record["name"]:
            stated = {name: _text(record[ours]) for name, ours in _HELD.items()}
            facts.setdefault(record["name"], {}).update({name: cell for name, cell in stated.items() if cell})
    path = root / "datasets" / "milestone_systems" / "records.csv"
    systems = read_records(path, load_schema("milestone_systems")) if path.is_file() else []
    for system in systems:
        stated = {
            name: _text(system["confidence" if name == "compute_confidence" else name])
            for name in ("training_compute_flop", "parameters", "compute_confidence")
        }
        stated["model_publication_date"] = _text(system["publication_date"])
        if system["name"]:
            facts.setdefault(system["name"], {}).update({name: cell for name, cell in stated.items() if cell})
    return facts


def _text(value: Any) -> str:
    if isinstance(value, float):
        return repr(value)
    text = text_or_none(None if value is None else str(value)) or ""
    return text.capitalize() if text in ("confident", "likely", "speculative") else text
