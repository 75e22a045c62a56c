"""Waivers: findings that somebody looked at and accepted, with a reason and a day on which to look again.

- rule: training-utilisation-implausible
  record: some-system
  reason: The chip count in the paper is that of the whole cluster.
  expires: 2027-06-30

`rule`, `record`, `reason` and `expires` are required; `column` confines a waiver to one. The day is announced before it
comes, and on the day after, nothing breaks: the finding stays covered, with a warning, and only a release asks for the
waiver to be looked at first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from compute_trends.catalog.errors import UsageError

#: Waivers that expire within so many days are announced: there should be one more release before.
ANNOUNCED_DAYS = 183

_KEYS = frozenset({"rule", "record", "column", "reason", "expires"})
_REQUIRED = ("rule", "record", "reason", "expires")


class Waiver(NamedTuple):
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

    def is_announced(self, day: dt.date) -> bool:
        """Whether the waiver is to be looked at again by the release that follows on `day`."""
        return day > self.expires - dt.timedelta(days=ANNOUNCED_DAYS)

    def told(self, day: dt.date) -> str:
        """What there is to say of the day on which it expires."""
        when = "expired" if self.has_expired(day) else "expires"
        return f"the waiver of {self.rule} for {self.record} {when} on {self.expires}"


def waivers_path(dataset: str, root: Path) -> Path:
    """The file of waivers of a dataset's records."""
    return root / "datasets" / dataset / "waivers.yaml"


def announced(datasets: Iterable[str], root: Path, day: dt.date) -> Iterator[Waiver]:
    """The waivers of a checkout that have expired by `day` or will before long.

    Raises:
        UsageError: a file is not a list of waivers.
    """
    paths = [waivers_path(dataset, root) for dataset in datasets]
    yield from (waiver for path in paths if path.is_file() for waiver in read(path) if waiver.is_announced(day))


def read(path: Path) -> list[Waiver]:
    """Read a file of waivers; whether their rules exist is not looked at.

    Raises:
        UsageError: the file is not a list of waivers.
    """
    import yaml

    if path.exists() and not path.is_file():
        raise UsageError(f"{path}: cannot be read: not a regular file")
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not YAML: {' '.join(str(error).split())[:200]}") from error
    if content is None:
        return []
    if not isinstance(content, list):
        raise UsageError(f"{path}: a waiver file is a list; each waiver has {', '.join(_REQUIRED)}")
    return [_waiver(item, place(path, number), str(path)) for number, item in enumerate(content, 1)]


def place(path: Path, number: int) -> str:
    """How the waiver at a place of its file is called."""
    return f"{path}, waiver {number}"


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
    column = str(item["column"]) if item.get("column") else None
    return Waiver(str(item["rule"]), str(item["record"]), str(item["reason"]), expires, column, file)
