"""The outcome of a check on a cluster: true totals, and the findings where the rows are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import FindingsError
from compute_trends.catalog.texts.numbers import count
from compute_trends.validators.clusters.findings import FIELDS
from compute_trends.validators.clusters.frames import one_line
from compute_trends.validators.reading.frames import LABEL
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.reports.report import SHOWN, in_notebook
from compute_trends.validators.rule import Severity

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class SparkReport:
    """What a check of a Spark DataFrame found.

    The findings are made once, when the report is, and kept by Spark until `unpersist`.

    Attributes:
        findings: a row per finding: the columns of the key, record, column, rule, severity, layer, value, message, fix,
            evidence, all of the latter texts. Those on the whole of the table have no key. Waived ones are left out.
        dataset: what the records were taken for; None where no dataset has the columns.
        records: how many records the table holds.
        errors: findings of severity error, waived ones left out.
        warnings: findings of severity warning, waived ones left out.
        waived: findings that a waiver covers.
        by_rule: the number of findings of each rule, most first.
        notes: what to tell beside the findings (which dataset was taken, records that we hold, waivers that expire).
        with_waived: the findings, and those that a waiver covers, told apart by a column `waived`.
    """

    def __init__(
        self, found: DataFrame, key: Sequence[str], dataset: str | None, records: int, notes: Sequence[str]
    ) -> None:
        self.with_waived, self._key = found.persist(), tuple(key)
        self.dataset, self.records, self.notes = dataset, records, list(notes)
        with one_line():
            counted = self.with_waived.groupBy("rule", "severity", "waived").count().collect()
        self.findings = self.with_waived.where("not waived").drop("waived")
        standing = [row for row in counted if not row["waived"]]
        self.errors: int = sum(row["count"] for row in standing if row["severity"] == "error")
        self.warnings: int = sum(row["count"] for row in standing if row["severity"] == "warning")
        self.waived: int = sum(row["count"] for row in counted if row["waived"])
        rules = sorted(standing, key=lambda row: (-row["count"], row["rule"]))
        self.by_rule: dict[str, int] = {row["rule"]: row["count"] for row in rules}

    @property
    def total(self) -> int:
        """Number of findings, waived ones left out."""
        return self.errors + self.warnings

    @property
    def summary(self) -> dict[str, int]:
        """Totals as JSON shows them."""
        return {"files": 1, "records": self.records, "errors": self.errors, "warnings": self.warnings}

    def first(self, limit: int) -> Iterator[Finding]:
        """The first `limit` findings in the order of the key, those on the whole of the table before them."""
        with one_line():
            rows = self.findings.orderBy(*self._key, "rule", "column").limit(limit).collect()
        for row in rows:
            yield Finding(file=LABEL, line=None, place="row", **{name: row[name] for name in FIELDS})

    def fails(self, at: Severity = "error") -> bool:
        """Whether there is a finding of severity `at` or above."""
        return self.errors > 0 or (at == "warning" and self.warnings > 0)

    def raise_for_errors(self) -> None:
        """Do nothing, unless there are errors.

        Raises:
            FindingsError: there are; its message is `str(report)`, its `report` the report.
        """
        if self.fails():
            raise FindingsError(str(self), self)

    def unpersist(self) -> None:
        """Have Spark forget the findings; what is asked of them later is made anew."""
        self.with_waived.unpersist()

    def __str__(self) -> str:
        """Totals, and the number of findings of each rule."""
        of = f" of {self.dataset}" if self.dataset else ""
        told = f"{count(self.records, 'record')}{of}: {count(self.errors, 'error')}, {count(self.warnings, 'warning')}"
        waived = f", {self.waived:,} waived" if self.waived else ""
        return "\n".join([told + waived, *(f"  {number:>12,} {rule}" for rule, number in self.by_rule.items())])

    def __repr__(self) -> str:
        return f"<{str(self).splitlines()[0]}>"

    def _repr_html_(self) -> str:
        return in_notebook(repr(self), self.first(SHOWN), self.notes, self.total)
