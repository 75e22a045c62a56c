"""What there is to say of a rule, and why a shipped record is in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from compute_trends.catalog.changes.diff import shown
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts import yaml_text
from compute_trends.validators.explaining.account import Account, account_of
from compute_trends.validators.explaining.shipped import Judgement, Violation, find_record, judge
from compute_trends.validators.registry import find_rule, refuse_doubles, rule_file, rule_page, rules_for
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.criteria import EVIDENCE
from compute_trends.validators.waivers import Waiver, shipped_waivers

#: What a rule says of one record.
VERDICTS = ("error", "warning", "evidence missing", "waived", "satisfied")


@dataclass(frozen=True)
class RuleExplanation:
    """A rule, how it stands on the shipped records, and the waivers of its findings."""

    rule: Rule
    standing: tuple[Judgement, ...]  # per dataset
    waivers: tuple[Waiver, ...]

    def as_dict(self) -> dict[str, Any]:
        """The explanation as JSON shows it."""
        rule = self.rule
        return {
            "rule": rule.id,
            "title": rule.title,
            "layer": rule.layer,
            "severity": rule.severity,
            "datasets": list(rule.datasets),
            "binds": rule.binds,
            "declared_in": rule_file(rule),
            "page": rule_page(rule.id),
            "reads": {dataset: list(rule.columns(load_schema(dataset))) for dataset in rule.datasets},
            "reach": rule.reach if isinstance(rule.reach, str) else rule.reach.words,
            "explanation": rule.explanation,
            "thresholds": [
                {"name": item.name, "value": item.value, "unit": item.unit, "source": item.source}
                for item in rule.thresholds
            ],
            "fix": rule.fix,
            "source": rule.source,
            "passes": [plain_example(example) for example in rule.passes],
            "fails": [plain_example(example) for example in rule.fails if not is_about_files(example)],
            "shipped": [
                {
                    "dataset": item.dataset,
                    "version": item.version,
                    "applicable": item.applicable,
                    "firing": len(item.firing),
                    "waived": len(item.waived),
                }
                for item in self.standing
            ],
            "waivers": [
                {"record": item.record, "column": item.column, "reason": item.reason, "expires": item.expires}
                for item in self.waivers
            ],
        }


def explain_rule(rule_id: str) -> RuleExplanation:
    """A rule with its standing on the newest version of every dataset that it is for.

    Raises:
        UnknownNameError: there is no such rule.
        MisplacedRuleError: another file declares it as well.
        RuleCrashedError: the rule failed.
    """
    rule = find_rule(rule_id)
    refuse_doubles(rule_id)
    standing = tuple(item for dataset in rule.datasets for item in judge(dataset, [rule]))
    return RuleExplanation(rule, standing, waivers_of(rule))


def looks_at(rule: Rule) -> str:
    """Which columns a rule reads and how far its findings reach, in words; empty for the structure layer."""
    if rule.sql is None:
        return ""
    read = {rule.columns(load_schema(dataset)) for dataset in rule.datasets}
    columns = f" by {', '.join(*read)}" if len(read) == 1 else ""
    judges = "Each record by itself" if isinstance(rule.reach, str) else rule.reach.words.capitalize()
    opened = {dataset: rule.opened(load_schema(dataset)) for dataset in rule.datasets}
    own = all(tables == (dataset,) for dataset, tables in opened.items())
    tables = ["records"] if own else list(dict.fromkeys(name for names in opened.values() for name in names))
    return f"{judges}{columns}" + (f", beside the shipped {' and '.join(tables)}." if tables else ".")


def waivers_of(rule: Rule) -> tuple[Waiver, ...]:
    """The waivers that the package ships for findings of a rule."""
    return tuple(waiver for waiver in shipped_waivers(rule.datasets) if waiver.rule == rule.id)


def is_about_files(example: Any) -> bool:
    """Whether an example stands for a whole file rather than for records."""
    return not isinstance(example, list) and "_file" in example


def plain_example(example: Any) -> Any:
    """A rule's example as a submission would hold it: one mapping, or a list of them."""
    if isinstance(example, list):
        return [plain_example(item) for item in example]
    return {name: value for name, value in example.items() if not name.startswith("_")}


def example_yaml(example: Any) -> str:
    """A rule's example as YAML."""
    plain = plain_example(example)
    shown = yaml_text.dump(plain, width=100)
    # Characters that nobody sees are spelled out, with all others that are not ASCII.
    return shown if shown.replace("\n", "").isprintable() else yaml_text.dump(plain, width=100, is_unicode=False)


@dataclass(frozen=True)
class Criterion:
    """A claim of a record, with the values of the columns that back it, and the columns to fill for what lacks."""

    name: str
    evidence: dict[str, Any]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class RecordVerdict:
    """What one rule says of the record."""

    rule: Rule
    verdict: str  # one of VERDICTS
    violations: tuple[Violation, ...]


@dataclass(frozen=True)
class RecordExplanation:
    """Why a shipped record is in, and what speaks against it."""

    dataset: str
    record: str
    name: str | None
    version: str
    versions: tuple[str, ...]  # that hold the record, oldest first
    source: str
    source_title: str
    source_url: str | None
    admission: str
    criteria: tuple[Criterion, ...]
    columns: tuple[str, ...]  # that the dataset declares
    evidence: dict[str, Any]  # columns that back claims of this dataset, null where empty
    account: Account  # where single values come from, beside the record's own source
    verdicts: tuple[RecordVerdict, ...]  # of the rules that can judge the record, in the order of VERDICTS
    not_applicable: tuple[str, ...]  # ids of rules of the dataset that cannot judge it

    def with_verdict(self, verdict: str) -> list[RecordVerdict]:
        """The rules that say `verdict`."""
        return [item for item in self.verdicts if item.verdict == verdict]

    def as_dict(self) -> dict[str, Any]:
        """The explanation as JSON shows it."""
        return {
            "dataset": self.dataset,
            "record": self.record,
            "name": self.name,
            "version": self.version,
            "versions": list(self.versions),
            "source": {"key": self.source, "title": self.source_title, "url": self.source_url},
            "admission": self.admission,
            "criteria": [
                {"criterion": item.name, "evidence": item.evidence, "missing": list(item.missing)}
                for item in self.criteria
            ],
            "evidence": self.evidence,
            "account": asdict(self.account),
            "rules": [
                {
                    "rule": item.rule.id,
                    "layer": item.rule.layer,
                    "severity": item.rule.severity,
                    "verdict": item.verdict,
                    "findings": [
                        {
                            "column": violation.column,
                            "value": violation.value,
                            "message": violation.message,
                            "evidence": violation.evidence,
                            "waived": violation.waiver.reason if violation.waiver else None,
                            "waived_until": violation.waiver.expires if violation.waiver else None,
                        }
                        for violation in item.violations
                    ],
                }
                for item in self.verdicts
            ],
            "not_applicable": list(self.not_applicable),
        }


def explain_record(record: str, dataset: str | None = None) -> RecordExplanation:
    """Why a shipped record is in: of the newest version that holds it.

    Raises:
        UnknownNameError: no dataset, or not the given one, holds the record.
        UsageError: several datasets hold it.
        RuleCrashedError: a rule failed.
    """
    import pyarrow.compute as pc

    from compute_trends.catalog.files.origin import read_declared
    from compute_trends.catalog.files.parquet import read_parquet
    from compute_trends.catalog.paths import PACKAGE_ROOT

    versions = find_record(record, dataset)
    item = versions[0]
    schema, table = load_schema(item.dataset), read_parquet(item.path)
    row = table.filter(pc.equal(table["record_id"], record)).to_pylist()[0]
    cells = {column.name: shown(row.get(column.name), column.is_list) for column in schema.columns}
    declared = read_declared(PACKAGE_ROOT, item.dataset)["sources"].get(cells["source"], {})
    judged = judge(item.dataset, rules_for(item.dataset), record, item.version)
    verdicts = [_verdict(found, cells["admission"]) for found in judged if found.applicable]
    return RecordExplanation(
        dataset=item.dataset,
        record=record,
        name=cells.get("name"),
        version=item.version,
        versions=tuple(found.version for found in versions[::-1]),
        source=cells["source"],
        source_title=str(declared.get("title", cells["source"])),
        source_url=cells.get("source_url"),
        admission=cells["admission"],
        criteria=tuple(_criterion(name, cells) for name in cells.get("inclusion_criteria") or ()),
        columns=tuple(schema.names),
        evidence={column.name: cells[column.name] for column in schema.columns if column.evidence},
        account=account_of(item, record, row, cells),
        verdicts=tuple(sorted(verdicts, key=lambda found: VERDICTS.index(found.verdict))),
        not_applicable=tuple(found.rule.id for found in judged if not found.applicable),
    )


def _criterion(name: str, cells: dict[str, Any]) -> Criterion:
    evidence = EVIDENCE[name]
    return Criterion(name, {column: cells[column] for column in evidence.columns}, evidence.missing(cells))


def _verdict(found: Judgement, admission: str) -> RecordVerdict:
    if not found.violations:
        verdict = "satisfied"
    elif found.waived:
        verdict = "waived"
    elif found.rule.binds == "submitted" and admission == "upstream":
        verdict = "evidence missing"
    else:
        verdict = found.rule.severity
    return RecordVerdict(found.rule, verdict, found.violations)
