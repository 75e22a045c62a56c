"""Waivers: findings that somebody looked at and accepted, with a reason and a day on which to look again.

- rule: training-utilisation-implausible
  record: some-system
  reason: The chip count in the paper is that of the whole cluster.
  expires: 2027-06-30
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.yaml_text import NotYamlError
from compute_trends.validators.registry import find_rule

_KEYS = frozenset({"rule", "record", "column", "reason", "expires"})
_REQUIRED = ("rule", "record", "reason", "expires")


@dataclass(frozen=True)
class Waiver:
    """One accepted finding: of this rule on this record (and, where given, this column), until that day."""

    rule: str
    record: str
    reason: str
    expires: dt.date
    column: str | None = None
    file: str = ""

    def has_expired(self, day: dt.date) -> bool:
        """Whether `day` is later than the last day of the waiver."""
        return day > self.expires


def read_waivers(path: Path) -> list[Waiver]:
    """Read a waiver file.

    Raises:
        UsageError: the file is not a list of waivers.
        UnknownNameError: a waiver names a rule that does not exist.
    """
    if path.exists() and not path.is_file():
        raise UsageError(f"{path}: cannot be read: not a regular file")
    try:
        content = yaml_text.read(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    except NotYamlError as error:
        raise UsageError(str(error)) from error
    if content is None:
        return []
    if not isinstance(content, list):
        raise UsageError(f"{path}: a waiver file is a list; each waiver has {', '.join(_REQUIRED)}")
    return [_waiver(item, f"{path}, waiver {number}", str(path)) for number, item in enumerate(content, 1)]


def _waiver(item: Any, where: str, file: str) -> Waiver:
    if not isinstance(item, dict):
        raise UsageError(f"{where}: is not a mapping with {', '.join(_REQUIRED)}")
    missing = [key for key in _REQUIRED if not item.get(key)]
    unknown = sorted(str(key) for key in item if key not in _KEYS)
    if missing or unknown:
        what = f"lacks {', '.join(missing)}" if missing else f"has unknown keys: {', '.join(unknown)}"
        raise UsageError(f"{where}: {what}")
    expires = item["expires"]
    if not isinstance(expires, dt.date) or isinstance(expires, dt.datetime):
        raise UsageError(f"{where}: expires = {str(expires)[:40]!r} is not a date of the form YYYY-MM-DD")
    try:
        rule = find_rule(str(item["rule"]))
    except UnknownNameError as error:
        error.args = (f"{where}: {error}",)
        raise
    column = str(item["column"]) if item.get("column") else None
    return Waiver(rule.id, str(item["record"]), str(item["reason"]), expires, column, file)


def shipped_waivers(datasets: Iterable[str]) -> list[Waiver]:
    """The waivers that the package ships for the records of `datasets`."""
    paths = [PACKAGE_ROOT / "datasets" / dataset / "waivers.yaml" for dataset in datasets]
    return [waiver for path in paths if path.is_file() for waiver in read_waivers(path)]
