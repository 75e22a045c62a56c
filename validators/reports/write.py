"""The forms in which a report is written."""

from __future__ import annotations

from importlib import import_module
from typing import IO, TYPE_CHECKING

from compute_trends.catalog.errors import UnknownNameError

if TYPE_CHECKING:
    from compute_trends.validators.reports.report import Report

_MODULES = {
    "text": "text",
    "json": "json_document",
    "jsonl": "json_lines",
    "markdown": "markdown",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
}

#: Names of the formats; the first is the default.
FORMATS = tuple(_MODULES)

#: Findings shown unless the caller says otherwise; formats for programs show all.
_LIMITS = {"text": 100, "markdown": 50, "github": None}


def write_report(report: Report, format_name: str, stream: IO[str], limit: int | None = None) -> None:
    """Write a report in one of `FORMATS`.

    Args:
        report: the outcome of a check.
        format_name: one of `FORMATS`.
        stream: where to.
        limit: findings to show, 0 for all; text shows 100, Markdown 50 and GitHub ten of each rule by default. Totals
            are true whatever it is.

    Raises:
        UnknownNameError: there is no such format.
    """
    if format_name not in _MODULES:
        raise UnknownNameError("format", format_name, FORMATS)
    module = import_module(f"compute_trends.validators.reports.{_MODULES[format_name]}")
    module.write(report, stream, _LIMITS.get(format_name, 0) if limit is None else limit)
