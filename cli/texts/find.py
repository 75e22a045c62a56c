"""What goes by a name, wherever it is: records, trends, rules, columns and datasets; and that for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from itertools import groupby
from typing import Any

from compute_trends.catalog.doors.find import Found, find_columns, find_records, referred_to
from compute_trends.catalog.errors import UnknownNameError, UsageError

#: What can be found, in the order of the answer where nothing is nearer.
KINDS = ("record", "trend", "rule", "column", "dataset")
_LONG = 36  # letters of a name; a title stands below longer ones


def find(text: str, kind: str | None = None, dataset: str | None = None) -> list[Found]:
    """Everything that goes by a name.

    Args:
        text: a name, an alias, an id, a link, or words of a description.
        kind: "record", "trend", "rule", "column" or "dataset" alone.
        dataset: of this dataset alone.

    Returns:
        What was found, grouped: those first that hold the nearest. `command` of each shows it.

    Raises:
        UsageError: the text holds neither a letter nor a digit.
        UnknownNameError: no such kind or dataset.

    >>> find("GPT-4")[0].name
    'gpt-4-mar-2023'
    """
    from compute_trends.catalog.texts.likeness import Sought
    from compute_trends.trends.doors.listing import find_trends
    from compute_trends.validators.explaining.find import find_rules

    if kind is not None and kind not in KINDS:
        raise UnknownNameError("kind", kind, KINDS)
    if not Sought(text).words:
        raise UsageError(f"{text!r} holds nothing to look for: give a name, a link or words")
    found = find_records(text, dataset) if kind in (None, "record") else []
    for wanted, finder in ((("trend",), find_trends), (("rule",), find_rules), (("column", "dataset"), find_columns)):
        if kind is None or kind in wanted:
            found += [item for item in finder(text) if dataset in (None, item.dataset) and kind in (None, item.kind)]
    groups: dict[tuple[str, str], tuple[int, int, bool, int]] = {}
    for item in found:
        rank = (item.closeness, KINDS.index(item.kind), item.dataset not in referred_to(), item.nearness)
        groups[_group(item)] = min(groups.get(_group(item), rank), rank)
    return sorted(found, key=lambda item: (groups[_group(item)], _group(item), item.nearness))


def found_rows(found: Sequence[Found]) -> tuple[list[str], list[list[Any]]]:
    """Names of the columns, and a row for each."""
    names = [field.name for field in fields(Found) if field.name != "nearness"]
    return names, [[getattr(item, name) for name in names] for item in found]


def found_text(text: str, found: Sequence[Found], limit: int) -> str:
    """What was found by kind, at most `limit` of each (0: all), with the command that shows the first."""
    import click

    from compute_trends.catalog.texts.paragraphs import paragraph, terminal_width

    width = terminal_width()
    if not found:
        return paragraph(f"nothing goes by {text!r}; fewer or other words may find it", width) + "\n"
    lines: list[str] = []
    for (kind, dataset), members in groupby(found, key=_group):
        items = list(members)
        shown = items[: limit or None]
        head = f"{kind}s" + (f" of {dataset}" if dataset else "")
        lines += [*([""] if lines else []), click.style(f"{head} ({len(items):,})", bold=True)]
        size = max((len(item.name) for item in shown if len(item.name) <= _LONG), default=0)
        for item in shown:
            more = f" ({item.more + 1:,} records)" if item.more else ""
            title = "" if item.title == item.name else item.title
            where = f" [{item.dataset}]" if kind == "column" else ""
            said = f"{title}{where}{more}".strip()
            if len(item.name) > size:
                lines.append(f"  {item.name}")
                lines += [paragraph(said, width, "      ", "      ")] if said else []
            else:
                lines.append(paragraph(said, width, f"  {item.name.ljust(size)}  ", " " * 6))
        if len(items) > len(shown):
            lines.append(f"  ... and {len(items) - len(shown):,} more; --limit 0 shows all")
        lines.append(f"  $ {shown[0].command}")
    return "\n".join(lines) + "\n"


def _group(item: Found) -> tuple[str, str]:
    return item.kind, (item.dataset or "") if item.kind == "record" else ""
