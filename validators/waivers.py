"""Waivers of rules that exist; `catalog/files/waivers.py` says what a waiver is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.files.waivers import Waiver, place, read, waivers_path
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.registry import find_rule, rule_ids

__all__ = ["Waiver", "read_waivers", "shipped_waivers"]


def read_waivers(path: Path) -> list[Waiver]:
    """Read a waiver file.

    Raises:
        UsageError: the file is not a list of waivers.
        UnknownNameError: a waiver names a rule that does not exist.
    """
    waivers = read(path)
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
    return [waiver for path in paths if _names_one(path, records) for waiver in read_waivers(path)]


def _names_one(path: Path, records: Collection[str] | None) -> bool:
    if records is None:
        return True
    text = path.read_text(encoding="utf-8")
    return any(record in text for record in records)
