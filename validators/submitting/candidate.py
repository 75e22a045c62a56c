"""The check that an import must pass before it replaces the records of a dataset."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.atomic import write_text
from compute_trends.catalog.files.scratch import scratch_folder
from compute_trends.catalog.importers.run import Candidate
from compute_trends.catalog.texts.numbers import count
from compute_trends.catalog.texts.terminal import visible
from compute_trends.validators.engine.check import check_files
from compute_trends.validators.reports.finding import Finding

_SHOWN = 40


def check_candidate(candidate: Candidate, refused_folder: Path) -> int:
    """Check a candidate `records.csv`; only errors of structure refuse it.

    Args:
        candidate: what an import would write.
        refused_folder: where a refused candidate and its findings go.

    Returns:
        The number of other findings, waived ones left out.

    Raises:
        ImportRefusedError: errors of structure; names the two files that hold the candidate and the findings.
    """
    text = candidate.text
    by_source = Counter(str(row["source"]) for row in candidate.records if row["admission"] != "submitted")
    with tempfile.TemporaryDirectory(dir=scratch_folder()) as folder:
        path = Path(folder) / f"{candidate.dataset}.csv"
        path.write_text(text, encoding="utf-8", newline="")
        report = check_files([path], candidate.dataset, accounted=by_source)  # an import's claim is true
        of_structure = [finding for finding in report if finding.layer == "structure"]
        if not any(finding.severity == "error" for finding in of_structure):
            return report.total - len(of_structure)
        structure = check_files([path], candidate.dataset, select=["structure"])
        places = [_place(candidate, finding) for finding in structure]
        refused = refused_folder / f"{candidate.dataset}-refused.csv"
        findings = refused.with_suffix(".findings.txt")
        write_text(refused, text)
        with findings.open("w", encoding="utf-8") as stream:
            stream.write("\n".join(places) + "\n")
    shown = "".join(f"\n  {place}" for place in places[:_SHOWN])
    more = f"\n  ... and {len(places) - _SHOWN:,} more" if len(places) > _SHOWN else ""
    raise ImportRefusedError(
        f"{count(structure.errors, 'error')} of structure, nothing was imported; the records are in {refused}, "
        f"the findings in {findings}; correct single cells in corrections.yaml, or leave a column as it is held with "
        f"--without COLUMN{shown}{more}"
    )


def _place(candidate: Candidate, finding: Finding) -> str:
    """A finding, with the place in the file that was given, where the importer knows it."""
    names = " and ".join(item.name for item in candidate.imported.files)
    where = candidate.imported.places.get(finding.record or "", names)
    cell = f", {finding.column} = {finding.value!r}" if finding.column else ""
    return visible(f"{where}, record {finding.record}{cell}: {finding.message}")
