"""Rules, and what they say of a record, for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import indent

import click

from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.texts.numbers import count, printed, unit
from compute_trends.catalog.texts.paragraphs import paragraph, table, terminal_width
from compute_trends.validators.explaining.account import Account
from compute_trends.validators.explaining.explain import (
    RecordExplanation,
    RecordVerdict,
    RuleExplanation,
    example_yaml,
    is_about_files,
    looks_at,
)
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import rule_file
from compute_trends.validators.rule import Rule

_COLOURS = {"error": "red", "warning": "yellow", "evidence missing": "cyan", "waived": "magenta", "satisfied": "green"}


def rules_text(rules: Sequence[Rule]) -> str:
    """The rules, a table per layer."""
    parts = []
    for layer, group in groupby(rules, key=lambda rule: rule.layer):
        held = list(group)
        rows = [[rule.id, rule.severity, _what(rule)] for rule in held]
        parts.append(click.style(f"{layer.capitalize()}: {count(len(held), 'rule')}", bold=True))
        parts.append(table(["rule", "severity", "what it finds"], rows, fixed=("rule", "severity")))
    return "\n".join([*parts, f"{count(len(rules), 'rule')}; compute-trends explain RULE says more"])


def _what(rule: Rule) -> str:
    named = "" if set(rule.datasets) == set(dataset_names()) else f" ({datasets_text(rule)})"
    return rule.title + named


def datasets_text(rule: Rule) -> str:
    """The datasets that a rule is for."""
    return "all datasets" if set(rule.datasets) == set(dataset_names()) else ", ".join(rule.datasets)


def rule_text(found: RuleExplanation) -> str:
    """A rule's page for a terminal."""
    rule = found.rule
    parts = [
        click.style(rule.id, bold=True) + f"  {rule.layer}, {rule.severity}",
        _filled(rule.title),
        _filled(f"For {datasets_text(rule)}" + ("; binds submitted records" if rule.binds == "submitted" else "")),
        _filled(f"Declared in {rule_file(rule)}"),
        "",
        _filled(rule.explanation),
    ]
    if rule.thresholds:
        parts.append(_heading("Thresholds"))
        parts += [
            _filled(f"{item.name} = {printed(item.value, 10)}{unit(item.unit)}: {item.source}", "  ", "  ")
            for item in rule.thresholds
        ]
    parts += [_heading("How to fix"), _filled(rule.fix, "  "), _heading("Source"), _filled(rule.source, "  ")]
    if said := looks_at(rule):
        parts += [_heading("Looks at"), _filled(said, "  ")]
    for title, examples in (("Passes", rule.passes), ("Fails", rule.fails)):
        parts.append(_heading(title))
        if is_about_files(examples[0]):
            parts.append("  the rule is about whole files; no single record fails it")
        else:
            parts.append(indent(example_yaml(examples[0]).rstrip("\n"), "  "))
    parts.append(_heading("On the shipped records"))
    parts += [f"  {line}" for line in standing_lines(found)]
    if found.waivers:
        parts.append(_heading("Waivers"))
        parts += [_filled(f"{item.record}, until {item.expires}: {item.reason}", "  ", "  ") for item in found.waivers]
    return "\n".join(parts)


def standing_lines(found: RuleExplanation) -> list[str]:
    """A line per dataset: on how many shipped records a rule fires."""
    lines = []
    for item in found.standing:
        waived = f", {len(item.waived):,} waived" if item.waived else ""
        name = f"{item.dataset} {item.version}"
        if not item.applicable:
            lines.append(f"{name}: applies to no record")
        else:
            lines.append(f"{name}: fires on {len(item.firing):,} of {item.applicable:,} that it applies to{waived}")
    return lines


def record_text(found: RecordExplanation) -> str:
    """Why a record is in, for a terminal."""
    parts = [
        click.style(f"{found.name or 'unnamed'}  [{found.record}]", bold=True) + f"  {found.dataset} {found.version}",
        _filled(f"In version{'s' * (len(found.versions) > 1)} {', '.join(found.versions)}"),
        _filled(f"{_ADMISSION[found.admission]} {found.source}: {found.source_title}"),
        *([f"  {found.source_url}"] if found.source_url else []),
    ]
    if found.criteria:
        parts.append(_heading("Claimed criteria"))
        for claim in found.criteria:
            given = [f"{key} = {cell_text(value)}" for key, value in claim.evidence.items() if value is not None]
            told = "; ".join([*given, *(f"{column} is empty" for column in claim.missing)])
            parts.append(_filled(f"{claim.name}: {told or 'no column backs this claim'}", "  ", "  "))
    elif "inclusion_criteria" in found.columns:
        parts += [_heading("Claimed criteria"), "  none"]
    if found.evidence:
        parts.append(_heading("Evidence"))
        given = [key for key, value in found.evidence.items() if value is not None]
        parts.append(_filled(f"filled: {', '.join(given) or 'none'}", "  "))
        parts.append(_filled(f"empty: {', '.join(key for key in found.evidence if key not in given) or 'none'}", "  "))
    parts += _account(found.account)
    for verdict, heading in _VERDICT_HEADINGS.items():
        held = found.with_verdict(verdict)
        if held:
            parts.append(_heading(f"{heading} ({len(held)})", _COLOURS[verdict]))
            parts += (
                [_filled(", ".join(item.rule.id for item in held), "  ")]
                if verdict == "satisfied"
                else [line for item in held for line in _verdict_lines(item)]
            )
    judged = count(len(found.verdicts), "rule")
    parts += [
        "",
        _filled(f"{judged} judged it, {len(found.not_applicable)} more cannot, for lack of what they compare"),
    ]
    return "\n".join(parts)


def _account(account: Account) -> list[str]:
    parts = []
    if account.estimate:
        parts.append(_heading("How the training compute was estimated"))
        parts += [_filled(f"{name} = {cell_text(value)}", "  ", "  ") for name, value in account.estimate.items()]
        parts.append(_filled(f"read in: {'; '.join(account.locators) or 'not stated'}", "  ", "  "))
        parts.append(_filled(f"from {account.estimate_source}: {account.estimate_source_title}", "  ", "  "))
    if account.corrections:
        parts.append(_heading("Corrected values"))
        for item in account.corrections:
            was = "unknown" if item.was is None else cell_text(item.was)
            parts.append(_filled(f"{item.column}: {was} → {cell_text(item.right)}: {item.reason}", "  ", "  "))
            parts += [_filled(f"evidence: {item.evidence}", "    ", "  ")] if item.evidence else []
    if account.reasons:
        parts.append(_heading("Why values were revised"))
        for reason in account.reasons:
            parts.append(_filled(f"{reason.column} in {reason.version}: {reason.why}", "  ", "  "))
            parts += [_filled(f"evidence: {reason.evidence}", "    ", "  ")] if reason.evidence else []
    if account.contradiction:
        parts.append(_heading("What the audit of its note found"))
        parts += [_filled(f"{name} = {cell_text(value)}", "  ", "  ") for name, value in account.contradiction.items()]
    return parts


_ADMISSION = {"upstream": "Taken over from", "submitted": "Submitted, from"}
_VERDICT_HEADINGS = {
    "error": "Errors",
    "warning": "Warnings",
    "waived": "Waived",
    "evidence missing": "Evidence that a submission would need",
    "satisfied": "Satisfied rules",
}


def _verdict_lines(item: RecordVerdict) -> list[str]:
    lines = []
    for violation in item.violations:
        column = f"{violation.column}: " if violation.column else ""
        lines.append(_filled(f"{item.rule.id}: {column}{violation.message}", "  ", "  "))
        if violation.evidence:
            lines.append(_filled(f"seen: {violation.evidence}", "    "))
        if violation.waiver:
            lines.append(_filled(f"waived until {violation.waiver.expires}: {violation.waiver.reason}", "    "))
    return lines


def _heading(text: str, colour: str | None = None) -> str:
    return "\n" + click.style(text, bold=True, fg=colour)


def _filled(text: str, start: str = "", hanging: str = "") -> str:
    return paragraph(text, terminal_width(), start, start + hanging)
