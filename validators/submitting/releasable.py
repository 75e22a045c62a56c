"""Whether records may be released: none may have an error that is not waived."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import unreleased_datasets
from compute_trends.catalog.release.descriptor import dataset_names
from compute_trends.catalog.texts.numbers import count
from compute_trends.validators.engine.check import check_files
from compute_trends.validators.submitting.waived import waive_in_checkout

_SHOWN = 20


def refuse_errors(root: Path, datasets: Sequence[str] | None = None) -> None:
    """Check the records that a release would freeze.

    Args:
        root: the checkout.
        datasets: only these; all that differ from their newest release if left out.

    Raises:
        ComputeTrendsError: a record has an error that no waiver of the checkout covers; names them.
    """
    told, errors = [], 0
    known = set(dataset_names(PACKAGE_ROOT))
    for dataset in unreleased_datasets(root, datasets):
        if dataset not in known:  # this installation has no rules for it
            continue
        path = root / "datasets" / dataset / "records.csv"
        report = check_files([path], dataset)
        waive_in_checkout(report, root, dataset)
        errors += report.errors
        told += [
            f"{dataset}, record {found.record}, {found.column}: {found.message} ({found.rule})"
            for found in report
            if found.severity == "error"
        ]
    if errors:
        more = f"\n  ... and {errors - _SHOWN:,} more" if errors > _SHOWN else ""
        raise ComputeTrendsError(
            f"nothing was released: {count(errors, 'error')} in records.csv; correct what is wrong, waive what is "
            "right, or leave the record out\n  " + "\n  ".join(told[:_SHOWN]) + more,
            has_lines=True,
        )
