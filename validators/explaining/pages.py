"""The rule pages, docs/rules: an index, a page per rule, and what the rules find on our own records.

Everything on them comes from the declared rules and from running them on the shipped rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.texts.markdown import code, prose, table, text
from compute_trends.catalog.texts.numbers import printed, unit
from compute_trends.catalog.versions import datasets
from compute_trends.validators.explaining.account import Account
from compute_trends.validators.explaining.coverage import standing
from compute_trends.validators.explaining.explain import (
    RecordExplanation,
    RuleExplanation,
    example_yaml,
    is_about_files,
    looks_at,
    waivers_of,
)
from compute_trends.validators.explaining.shipped import Judgement, judge
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import all_rules, rule_file, rules_for
from compute_trends.validators.rule import LAYERS, Rule

#: Folder of the pages in a checkout.
RULE_PAGES = "docs/rules"

#: Records that the table of findings names for one rule and dataset.
_NAMED_RECORDS = 20

_WRITTEN_BY = "This page is written by `compute-trends build --pages`.\n"
_LAYER_TEXTS = {
    "structure": "What follows from the declared columns and from what a file must be to be read.",
    "inclusion": "Whether a record belongs in the dataset, and whether each of its claims has its evidence.",
    "plausibility": "Whether the numbers of a record can be true together, and beside what else we hold.",
    "reference": "Whether the names in a record lead to something that we hold.",
    "duplicate": "Whether we hold the record already, perhaps under another name.",
}


def render_rule_pages() -> dict[str, str]:
    """Every page: path in the checkout -> text.

    Raises:
        RuleCrashedError: a rule failed.
    """
    return pages_of(_explanations())


def pages_of(found: Sequence[RuleExplanation]) -> dict[str, str]:
    """Every page of rules whose standing is known: path in the checkout -> text."""
    pages = {f"{RULE_PAGES}/{item.rule.id}.md": rule_page(item) for item in found}
    return {f"{RULE_PAGES}/README.md": _index(found), f"{RULE_PAGES}/findings.md": _findings(found), **pages}


@cache
def _explanations() -> tuple[RuleExplanation, ...]:
    """Every rule with its standing; each dataset is judged once."""
    by_rule: dict[str, list[Judgement]] = {}
    for dataset in datasets():
        structure = [rule for rule in rules_for(dataset) if rule.sql is None]
        for item in (*judge(dataset, structure), *standing(dataset)):
            by_rule.setdefault(item.rule.id, []).append(item)
    return tuple(
        RuleExplanation(rule, tuple(by_rule.get(rule.id, ())), waivers_of(rule)) for rule in all_rules().values()
    )


def rule_page(found: RuleExplanation) -> str:
    """The page of one rule, as Markdown."""
    rule = found.rule
    facts = f"Layer {rule.layer}, severity {rule.severity}; for {_datasets(rule)}."
    if rule.binds == "submitted":
        facts += " Binds submitted records; of records taken over from a source it says which evidence is missing."
    parts = [f"# {rule.id}", f"{prose(rule.title)}.", facts, prose(rule.explanation)]
    if rule.thresholds:
        rows = [
            [code(item.name), printed(item.value, 10), unit(item.unit, "{}"), prose(item.source)]
            for item in rule.thresholds
        ]
        parts += ["## Thresholds", table(["Threshold", "Value", "Unit", "Source"], rows, right=[1])]
    parts += ["## How to fix", prose(rule.fix), "## Source", prose(rule.source)]
    parts += ["## Looks at", prose(looks_at(rule))] if rule.sql is not None else []
    parts.append(f"Declared in [{rule_file(rule)}](../../{rule_file(rule)}).")
    for title, examples in (("Passes", rule.passes), ("Fails", rule.fails)):
        parts.append(f"## {title}")
        shown = [example for example in examples if not is_about_files(example)]
        parts += [f"```yaml\n{example_yaml(example)}```" for example in shown]
        if not shown:
            parts.append("The rule is about whole files; no single record fails it.")
    parts += ["## On the shipped records", _standing(found)]
    if found.waivers:
        rows = [[f"`{item.record}`", str(item.expires), prose(item.reason)] for item in found.waivers]
        parts += ["## Waivers", table(["Record", "Until", "Reason"], rows)]
    return "\n\n".join([*parts, _WRITTEN_BY])


def _standing(found: RuleExplanation) -> str:
    rows = [
        [item.dataset, item.version, f"{item.applicable:,}", f"{len(item.firing):,}", f"{len(item.waived):,}"]
        for item in found.standing
    ]
    return table(["Dataset", "Version", "Applies to", "Fires on", "Of these waived"], rows, right=[2, 3, 4])


def _index(found: Iterable[RuleExplanation]) -> str:
    held = list(found)
    errors = sum(item.rule.severity == "error" for item in held)
    opening = (
        f"{len(held)} rules say what a submission has to satisfy: {errors} refuse a record (errors), "
        f"{len(held) - errors} ask for a second look (warnings). `compute-trends check FILE` applies them, "
        "`compute-trends explain RULE` shows a rule's page. [What they find on our own records](findings.md) is public."
    )
    parts = ["# Rules", opening]
    for layer in LAYERS:
        rows = [
            [f"[`{item.rule.id}`]({item.rule.id}.md)", item.rule.severity, _datasets(item.rule), prose(item.rule.title)]
            for item in held
            if item.rule.layer == layer
        ]
        if rows:
            parts += [f"## {layer.capitalize()}", _LAYER_TEXTS[layer]]
            parts.append(table(["Rule", "Severity", "Datasets", "What it finds"], rows))
    return "\n\n".join([*parts, _WRITTEN_BY])


def _findings(found: Iterable[RuleExplanation]) -> str:
    opening = (
        "What the rules say of the records that we ship, newest version of each dataset. Records taken over from a "
        "source keep what the source says, so that a finding stands here until there is evidence for a correction; a "
        "waived finding was looked at and accepted, with a reason that stands on the rule's page. "
        "`compute-trends explain --record ID` shows the findings on a record."
    )
    parts = ["# Findings on our own records", opening]
    pairs = [(item, standing) for item in found for standing in item.standing if standing.violations]
    asked = [pair for pair in pairs if pair[0].rule.binds == "all"]
    lacking = [pair for pair in pairs if pair[0].rule.binds == "submitted"]
    total = len({(standing.dataset, record) for _, standing in asked for record in standing.firing})
    rules = len({item.rule.id for item, _ in asked})
    parts.append(f"{rules} rules find something on {total:,} records.")
    for dataset, group in groupby(sorted(asked, key=lambda pair: pair[1].dataset), key=lambda pair: pair[1].dataset):
        rows = [
            [_link(item.rule), item.rule.severity, *_counts(standing), _records(standing)] for item, standing in group
        ]
        heads = ["Rule", "Severity", "Applies to", "Fires on", "Of these waived", "Records"]
        parts += [f"## {dataset}", table(heads, rows, right=[2, 3, 4])]
    if lacking:
        told = "Rules about evidence bind submitted records; these sources came without it."
        rows = [[_link(item.rule), standing.dataset, *_counts(standing)[:2]] for item, standing in lacking]
        parts += [
            "## Missing evidence",
            told,
            table(["Rule", "Dataset", "Applies to", "Missing on"], rows, right=[2, 3]),
        ]
    return "\n\n".join([*parts, _WRITTEN_BY])


def _link(rule: Rule) -> str:
    return f"[`{rule.id}`]({rule.id}.md)"


def _counts(standing: Judgement) -> list[str]:
    return [f"{count:,}" for count in (standing.applicable, len(standing.firing), len(standing.waived))]


def _records(standing: Judgement) -> str:
    firing = standing.firing
    named = ", ".join(f"`{record}`" for record in firing[:_NAMED_RECORDS])
    rest = len(firing) - _NAMED_RECORDS
    return f"{named} and {rest:,} more" if rest > 0 else named


def record_page(found: RecordExplanation) -> str:
    """Why a shipped record is in, as Markdown; what the record says is escaped."""
    link = f": {code(found.source_url)}" if found.source_url else ""
    parts = [
        f"# {text(found.name or 'unnamed')} ({code(found.record)})",
        f"{found.dataset} {found.version}, admission {found.admission}, from {prose(found.source_title)}{link}",
    ]
    if found.criteria:
        rows = [
            [code(claim.name), column, text(cell_text(value) or "") if value is not None else "(empty)"]
            for claim in found.criteria
            for column, value in claim.evidence.items()
        ]
        parts += ["## Claimed criteria", table(["Criterion", "Evidence", "Value"], rows)]
    parts += _account(found.account)
    rows = [
        [f"`{item.rule.id}`", item.verdict, " ".join(text(violation.message) for violation in item.violations)]
        for item in found.verdicts
    ]
    return "\n\n".join([*parts, "## Rules", table(["Rule", "Verdict", "Finding"], rows)]) + "\n"


def _account(account: Account) -> list[str]:
    parts = []
    if account.estimate:
        rows = [[code(name), text(cell_text(value) or "")] for name, value in account.estimate.items()]
        rows += [["read in", text("; ".join(account.locators))], ["source", prose(account.estimate_source_title)]]
        parts += ["## How the training compute was estimated", table(["Column", "Value"], rows)]
    if account.corrections:
        rows = [
            [code(item.column), cell_text(item.was) or "", cell_text(item.right) or "", text(item.reason),
             text(item.evidence or "")]
            for item in account.corrections
        ]  # fmt: skip
        parts += ["## Corrected values", table(["Column", "Was", "Is", "Reason", "Evidence"], rows)]
    if account.reasons:
        rows = [
            [code(item.column), item.version, text(item.why), text(item.evidence or "")] for item in account.reasons
        ]
        parts += ["## Why values were revised", table(["Column", "Version", "Why", "Evidence"], rows)]
    if account.contradiction:
        rows = [[code(name), text(cell_text(value) or "")] for name, value in account.contradiction.items()]
        parts += ["## What the audit of its note found", table(["Column", "Value"], rows)]
    return parts


def _datasets(rule: Rule) -> str:
    return "all datasets" if set(rule.datasets) == set(dataset_names()) else ", ".join(rule.datasets)
