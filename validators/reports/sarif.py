"""Findings as SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), streamed; code-scanning services show it."""

from __future__ import annotations

import json
from typing import IO, Any
from urllib.parse import quote

from compute_trends.catalog.doors.address import page_address
from compute_trends.catalog.texts.terminal import visible, visible_json
from compute_trends.validators.registry import find_rule, rule_page
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.reports.report import Report
from compute_trends.validators.reports.wording import brief, cap, path_of

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write one SARIF log with one run, of the first `limit` findings (0: all)."""
    from compute_trends.catalog.versions import package_version

    rules: dict[str, int] = {}
    shown = 0
    stream.write(f'{{"$schema": {json.dumps(_SCHEMA)}, "version": "2.1.0", "runs": [{{"results": [')
    for finding in report.first(limit):
        index = rules.setdefault(finding.rule, len(rules))
        stream.write((",\n" if shown else "\n") + _line(_result(brief(finding), index)))
        shown += 1
    # What the results are of is known when they have been written; the order of keys says nothing in JSON.
    driver = {"name": "compute-trends", "version": package_version(), "rules": [_descriptor(rule) for rule in rules]}
    run: dict[str, Any] = {"tool": {"driver": driver}, "properties": {"summary": report.summary}}
    if said := cap(shown, report.total):
        notification = {"level": "note", "message": {"text": said}}
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [notification]}]
    stream.write("],\n" + _line(run)[1:] + "]}\n")


def _line(value: dict[str, Any]) -> str:
    return visible_json(json.dumps(value, ensure_ascii=False))


def _descriptor(rule_id: str) -> dict[str, Any]:
    rule = find_rule(rule_id)
    address = page_address(rule_page(rule.id))
    return {
        "id": rule.id,
        **({"helpUri": address} if address else {}),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": f"{rule.fix} More: {rule_page(rule.id)}, or compute-trends explain {rule.id}."},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"layer": rule.layer},
    }


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(path_of(finding).removeprefix("./"))}}
    if finding.line is not None and finding.place == "line":
        location["region"] = {"startLine": finding.line}
    subject = f"{finding.column}: " if finding.column else ""
    if finding.column and finding.value is not None:
        subject = f"{finding.column} = '{finding.value}': "
    seen = f" (seen: {finding.evidence})" if finding.evidence else ""
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.severity,
        "message": {"text": visible(f"{subject}{finding.message}{seen}. {finding.fix}")},
        "locations": [{"physicalLocation": location}],
        "properties": finding.as_dict(),
    }
    if finding.record is not None:
        result["locations"][0]["logicalLocations"] = [{"name": visible(finding.record), "kind": "object"}]
    return result
