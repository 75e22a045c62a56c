"""The waivers of a checkout, which need not be the one whose rules judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.files.origin import read_declared
from compute_trends.catalog.files.waivers import waivers_path
from compute_trends.catalog.paths import PACKAGE_ROOT

if TYPE_CHECKING:
    from compute_trends.validators.reports.report import Report


def waive_in_checkout(report: Report, root: Path, dataset: str) -> None:
    """Set aside what the waivers of the checkout cover, beside those of the package, which the check applied, and what
    its own list of sources answers.
    """
    from compute_trends.catalog.versions import current_day
    from compute_trends.validators.engine.waiving import apply_waivers
    from compute_trends.validators.waivers import read_waivers

    findings, path = report.connection, waivers_path(dataset, root)
    if root.resolve() != PACKAGE_ROOT:
        # The rules read the package's origin.yaml; a source that the checkout lists is one.
        listed = sorted(read_declared(root, dataset)["sources"])
        known = "rule = 'source-unknown' and \"column\" = 'source' and list_contains(?, value)"
        (taken,) = findings.execute(f"select count(*) from findings where {known}", [listed]).fetchone() or (0,)
        findings.execute(f"delete from findings where {known}", [listed])
        report.errors -= taken
    if root.resolve() != PACKAGE_ROOT and report.total and path.is_file():
        records = {record for (record,) in findings.execute("select distinct record from findings").fetchall()}
        # One file is accepted at a time: waivers of other records may wait for theirs.
        waivers = [(waiver, None) for waiver in read_waivers(path) if waiver.record in records]
        report.notes += apply_waivers(findings, waivers, current_day())
    # What does not parse would be lost, so errors of structure count, whatever a waiver says.
    findings.execute("update findings set waived = false where starts_with(rule, 'structure-')")
    report.recount()
