"""The quality of the data: how much is known and how surely, what the rules find, what is waived, what was audited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from compute_trends.catalog.changes import audit
from compute_trends.catalog.doors.connect import connect, relation
from compute_trends.catalog.doors.describe import ColumnSummary, DatasetSummary, describe
from compute_trends.catalog.files.corrections import read_corrections
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets, newest_release
from compute_trends.trends.known.shares import Known, known_in
from compute_trends.validators.explaining.coverage import standing
from compute_trends.validators.explaining.scores import Score, scores
from compute_trends.validators.explaining.shipped import Judgement
from compute_trends.validators.waivers import Waiver, shipped_waivers

_SYSTEMS = "milestone_systems"
#: Columns that say how sure a value is.
_SURENESS = ("confidence", "certainty")


@dataclass(frozen=True)
class Coverage:
    """How much of the newest version of a dataset is known.

    Args:
        summary: the version and its columns.
        headline: the column that the dataset is quoted for; None where it declares none.
    """

    summary: DatasetSummary
    headline: ColumnSummary | None

    def known(self, column: ColumnSummary) -> float:
        """Share of the rows with a value."""
        return 1 - column.nulls / self.summary.rows if self.summary.rows else 0.0

    @property
    def cells(self) -> float:
        """Share of all cells with a value."""
        every = self.summary.rows * len(self.summary.columns)
        return 1 - sum(column.nulls for column in self.summary.columns) / every if every else 0.0


@dataclass(frozen=True)
class Sureness:
    """How sure the values of a dataset are, by what one of its columns says: rows per word, "" where none is said."""

    dataset: str
    column: str
    rows: dict[str, int]

    @property
    def total(self) -> int:
        """Rows."""
        return sum(self.rows.values())


@dataclass(frozen=True)
class Findings:
    """What the rules that bind every record say of a dataset's shipped records.

    Args:
        dataset: judged.
        judgements: of the rules that find something, most records first.
        asked: rules that could judge a record.
        records: with a finding; `open_errors` and `open_warnings` of those that are not waived.
    """

    dataset: str
    judgements: tuple[Judgement, ...]
    asked: int
    records: int
    open_errors: int
    open_warnings: int
    waived: int


@dataclass(frozen=True)
class Audited:
    """What a reading of the notes found."""

    found: tuple[audit.Finding, ...]

    @property
    def verdicts(self) -> list[tuple[str, str, int]]:
        """Verdict, what it means, systems."""
        counts = audit.counts(self.found, "verdict")
        return [(name, told, counts.get(name, 0)) for name, told in audit.VERDICTS.items()]

    @property
    def slips(self) -> dict[str, int]:
        """Contradictions by kind of slip."""
        return audit.counts(self.found, "slip", "contradiction")

    @property
    def corrected(self) -> int:
        """Systems of which a value is corrected here because of it."""
        return sum(bool(item.corrected) for item in self.found)


@dataclass(frozen=True)
class Quality:
    """All that a report says of the quality of the data."""

    coverage: tuple[Coverage, ...]
    known: Known
    sureness: tuple[Sureness, ...]
    findings: tuple[Findings, ...]
    waivers: tuple[Waiver, ...]
    corrections: dict[str, int]
    scores: tuple[Score, ...]
    audited: Audited
    day: date  # of the newest release, on which waivers are held against their ends

    @property
    def expired(self) -> int:
        """Waivers whose day had passed."""
        return sum(item.has_expired(self.day) for item in self.waivers)

    @property
    def announced(self) -> int:
        """Waivers to be looked at before the next release."""
        return sum(item.is_announced(self.day) and not item.has_expired(self.day) for item in self.waivers)


def quality(of: Sequence[str] | None = None) -> Quality:
    """The quality of the newest versions.

    Args:
        of: names of datasets; all if left out.

    Raises:
        RuleCrashedError: a rule failed.
    """
    names = datasets() if of is None else list(of)
    corrections = {name: len({(item.record, item.column) for item in read_corrections(name)}) for name in names}
    return Quality(
        coverage=tuple(_coverage(name) for name in names),
        known=known_in(connect(), _SYSTEMS),
        sureness=tuple(found for name in names for found in _sureness(name)),
        findings=tuple(_findings(name) for name in names),
        waivers=tuple(sorted(shipped_waivers(names), key=lambda item: (item.expires, item.rule, item.record))),
        corrections={name: number for name, number in corrections.items() if number},
        scores=scores(),
        audited=Audited(tuple(audit.findings())),
        day=newest_release(),
    )


def _coverage(dataset: str) -> Coverage:
    summary = describe(dataset)
    chief = load_schema(dataset).headline_column
    return Coverage(summary, next((column for column in summary.columns if column.name == chief), None))


def _sureness(dataset: str) -> list[Sureness]:
    columns = [column for column in load_schema(dataset).columns if column.name.endswith(_SURENESS)]
    found = []
    for column in columns:
        rows = relation(dataset, columns=[column.name]).fetchall()
        counts = Counter("" if value is None else str(value) for (value,) in rows)
        order = [*column.enum, ""] if column.enum else sorted(counts, key=lambda word: (not word, word))
        found.append(Sureness(dataset, column.name, {word: counts[word] for word in order if counts[word]}))
    return found


def _findings(dataset: str) -> Findings:
    asked = [item for item in standing(dataset) if item.applicable and item.rule.binds == "all"]
    fires = [item for item in asked if item.violations]
    open_ones = {
        severity: {
            violation.record
            for item in fires
            if item.rule.severity == severity
            for violation in item.violations
            if violation.waiver is None
        }
        for severity in ("error", "warning")
    }
    records = {record for item in fires for record in item.firing}
    return Findings(
        dataset=dataset,
        judgements=tuple(sorted(fires, key=lambda item: (-len(item.firing), item.rule.id))),
        asked=len(asked),
        records=len(records),
        open_errors=len(open_ones["error"]),
        open_warnings=len(open_ones["warning"]),
        waived=len(records - open_ones["error"] - open_ones["warning"]),
    )
