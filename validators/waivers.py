"""Waivers of rules that exist; `catalog/files/waivers.py` says what a waiver is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from pathlib import Path

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.files import waivers as waiver_files
from compute_trends.catalog.files.kept import keep, read_kept
from compute_trends.catalog.files.kept import place as kept_at
from compute_trends.catalog.files.waivers import Waiver, place, read, waivers_path
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.registry import find_rule, rule_ids

#: Of the form in which waivers are kept.
_FORM = 1

__all__ = ["Waiver", "read_waivers", "shipped_waivers"]


def read_waivers(path: Path) -> list[Waiver]:
    """Read a waiver file.

    Raises:
        UsageError: the file is not a list of waivers.
        UnknownNameError: a waiver names a rule that does not exist.
    """
    return _of_rules(read(path), path)


def _of_rules(waivers: list[Waiver], path: Path) -> list[Waiver]:
    for number, waiver in enumerate(waivers, 1):
        if waiver.rule in rule_ids():
            continue
        try:
            find_rule(waiver.rule)
        except UnknownNameError as error:
            error.args = (f"{place(path, number)}: {error}",)
            raise
    return waivers


def shipped_waivers(datasets: Iterable[str], records: Collection[str] | None = None) -> list[Waiver]:
    """The waivers that the package ships for the records of `datasets`.

    Args:
        datasets: their names.
        records: what they are wanted for; a file that names none of these is not read. All by default.
    """
    paths = [path for dataset in datasets if (path := waivers_path(dataset, PACKAGE_ROOT)).is_file()]
    return [waiver for path in paths if _names_one(path, records) for waiver in _of_rules(_shipped(path), path)]


def _shipped(path: Path) -> list[Waiver]:
    """The waivers of a file of ours, as kept: to read YAML takes as long as to judge a record by twenty rules."""
    at, form = kept_at("validators", f"waivers_{path.parent.name}"), [_FORM, str(path)]
    kept = read_kept(at, form)
    if kept is not None:
        return [
            Waiver(rule, record, reason, dt.date.fromordinal(day), column, str(path))
            for rule, record, reason, day, column in kept
        ]
    waivers = read(path)
    content = [(item.rule, item.record, item.reason, item.expires.toordinal(), item.column) for item in waivers]
    keep(at, form, [path, str(waiver_files.__file__)], content)
    return waivers


def _names_one(path: Path, records: Collection[str] | None) -> bool:
    if records is None:
        return True
    text = path.read_text(encoding="utf-8")
    return any(record in text for record in records)
