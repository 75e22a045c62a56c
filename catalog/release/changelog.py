"""Renders `CHANGELOG.md` from the released versions: what each release added, removed, renamed and revised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from compute_trends.catalog.changes.diff import CellChange, Diff, RecordChange, diff
from compute_trends.catalog.files.origin import Origin, read_origin
from compute_trends.catalog.release.descriptor import dataset_names, released_versions
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.markdown import prose, text
from compute_trends.catalog.texts.numbers import count as counted
from compute_trends.catalog.texts.numbers import short
from compute_trends.catalog.versions import version_key

PREAMBLE = """\
# Changelog

What each release of the data changed, newest first, as its release wrote it; it never changes afterwards. Long lists of
names are cut short here and stand whole in the file that is named. The whole account of a step, cell by cell, is
`compute-trends diff DATASET BEFORE AFTER`, and `--headline` adds how far the trends moved because of it.

Versions are year.month.patch: the month of the upstream data, and a patch number for what we mended since. What changed
in the code stands at the end; it is written by hand, in `docs/code-changes.md`.
"""

#: What is written by hand: what moved in the code. It ends the changelog.
BY_HAND = Path("docs") / "code-changes.md"

_SHOWN = 5
#: Names that a list of the changelog holds whole.
_LIST = 20
_NAMES = re.compile(r"(?m)^- (Added|Removed): (.*)\.$")


def render_changelog(root: Path) -> str:
    """The text of `CHANGELOG.md` for the versions released in a checkout."""
    origins = {dataset: read_origin(root, dataset) for dataset in dataset_names(root)}
    releases: dict[str, list[str]] = {}
    for dataset, origin in origins.items():
        known = released_versions(origin)
        for before, version in zip([None, *known], known, strict=False):
            written = root / section_path(dataset, version)
            held = written.read_text(encoding="utf-8") if written.is_file() else None
            whole = held or _section(root, dataset, origin, before, version)
            releases.setdefault(version, []).append(_cut(whole, section_path(dataset, version)))
    parts = [PREAMBLE]
    for version in sorted(releases, key=version_key, reverse=True):
        parts.append(f"## {version}\n\n" + "\n".join(releases[version]))
    by_hand = root / BY_HAND
    if by_hand.is_file():
        parts.append(re.sub(r"^#", "##", by_hand.read_text(encoding="utf-8"), flags=re.MULTILINE))
    return "\n".join(parts)


def section_path(dataset: str, version: str) -> str:
    """Where the section of a version is kept: written by its release, and never again."""
    return f"datasets/{dataset}/{version}.md"


def _cut(section: str, path: str) -> str:
    """A section with the first names of its long lists, and where the others stand."""

    def shorter(found: re.Match[str]) -> str:
        names = found[2].split("; ")
        if len(names) <= _LIST:
            return found[0]
        more = f"and {len(names) - _SHOWN:,} more, all of them in [{path}]({path})"
        return f"- {found[1]}: {'; '.join(names[:_SHOWN])}; {more}."

    return _NAMES.sub(shorter, section)


def render_section(root: Path, dataset: str, version: str) -> str:
    """What a released version changed and what it was imported from, as the change log says it."""
    origin = read_origin(root, dataset)
    known = released_versions(origin)
    before = dict(zip(known, [None, *known], strict=False))[version]
    return _section(root, dataset, origin, before, version)


def _section(root: Path, dataset: str, origin: Origin, before: str | None, version: str) -> str:
    entry = origin["versions"][version]
    lines = [f"### {dataset}\n"]
    if before is None:
        lines.append(f"- First version: {entry['rows']:,} records.")
    else:
        lines += _changes(root, diff(dataset, before, version, root))
    for gone in load_schema(dataset, root).retired:
        if gone.since == version:
            lines.append(f"- No longer a column: `{gone.column.name}`, {prose(gone.reason.rstrip('.'))}.")
    lines += [f"- {prose(str(reason))}" for reason in entry.get("reasons", ())]
    for name, account in entry.get("imports", {}).items():
        lines.append(_account(name, account, origin))
    return "\n".join(lines) + "\n"


def _account(name: str, account: dict[str, Any], origin: Origin) -> str:
    keys = dict.fromkeys(item["source"] for item in account["files"].values())
    titles = "; ".join(prose(str(origin["sources"][key]["title"]).rstrip(".")) for key in keys)
    told = (
        f"- Imported as `{name}` from {titles}: {counted(account['source_rows'], 'source row')}, "
        f"{counted(account['records'], 'record')}"
    )
    for number, words in (
        ("merged_rows", "merged"),
        ("left_out_rows", "left out"),
        ("corrections_applied", "corrections"),
    ):
        if account[number]:
            told += f", {account[number]:,} {words}"
    return told + "."


def _changes(root: Path, changes: Diff) -> list[str]:
    counts = {
        "added": changes.added,
        "removed": changes.removed,
        "renamed": changes.renamed,
        "revised": changes.revised,
    }
    told = ", ".join(f"{len(items):,} {word}" for word, items in counts.items() if items) or "no record changed"
    filled = sum(all(cell.kind == "filled" for cell in change.cells) for change in changes.revised)
    if filled:
        told += f" ({filled:,} of these only by values that were not stated before)"
    lines = [f"- {changes.rows_after:,} records, {changes.rows_before:,} in {changes.before}: {told}."]
    if changes.provenance_only:
        lines.append(f"- {changes.provenance_only:,} records changed in nothing but their source.")
    headline = load_schema(changes.dataset, root).headline_column
    lines += _headline(headline, changes.revised)
    lines += _reasons(headline, changes.revised)
    for words, kinds in (("changed", ("changed", "emptied")), ("newly filled", ("filled",))):
        others = [f"{name} ({count:,})" for name, count in changes.cells_by_column(*kinds) if name != headline]
        if others:
            more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
            lines.append(f"- Cells {words}, by column: {', '.join(others[:_SHOWN])}{more}.")
    for word, items in (("Added", changes.added), ("Removed", changes.removed)):
        if items:
            lines.append(f"- {word}: {'; '.join(_told_apart(items))}.")
    if changes.renamed:
        names = [
            text(f"{item.cells[0].was or 'unnamed'} → {item.cells[0].now or 'unnamed'}") for item in changes.renamed
        ]
        more = f"; and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        lines.append(f"- Renamed: {'; '.join(names[:_SHOWN])}{more}.")
    return lines


def _told_apart(items: Iterable[RecordChange]) -> list[str]:
    """Names of records, with the record_id where several have one name."""
    held = list(items)
    uses = Counter(item.name for item in held)
    return [
        text(item.name) + (f" (`{item.record}`)" if uses[item.name] > 1 else "") if item.name else text(item.record)
        for item in held
    ]


def _headline(column: str, revised: Iterable[RecordChange]) -> list[str]:
    found = [(change, cell) for change in revised for cell in change.cells if cell.column == column]
    if not found:
        return []
    kinds = {kind: [pair for pair in found if pair[1].kind == kind] for kind in ("changed", "filled", "emptied")}
    twofold = sum(_distance(cell) > 2 for _, cell in kinds["changed"])
    parts = []
    if kinds["changed"]:
        count = len(kinds["changed"])
        moved = f"{counted(count, 'value')} changed"
        which = "" if count == 1 else ("all of them " if twofold == count else f"{twofold:,} of them ")
        parts.append(f"{moved}, {which}more than two-fold" if twofold else moved)
    if kinds["filled"]:
        parts.append(f"{len(kinds['filled']):,} newly known")
    if kinds["emptied"]:
        parts.append(f"{len(kinds['emptied']):,} no longer stated")
    lines = [f"- `{column}`: {'; '.join(parts)}."]
    largest = sorted(kinds["changed"], key=lambda pair: -_distance(pair[1]))[:_SHOWN]
    if largest:
        told = [
            f"{text(change.name or change.record)} {short(cell.was)} → {short(cell.now)}" for change, cell in largest
        ]
        lines.append(f"- Largest revisions of `{column}`: {'; '.join(told)}.")
    return lines


def _reasons(column: str, revised: Iterable[RecordChange]) -> list[str]:
    """A line for each value of the headline column of which it is known why it changed."""
    return [
        f"- {text(change.name or change.record)} {short(cell.was)} → {short(cell.now)}: {prose(cell.why.rstrip('.'))}."
        for change in revised
        for cell in change.cells
        if cell.column == column and cell.why and None not in (cell.was, cell.now)
    ]


def _distance(cell: CellChange) -> float:
    return max(cell.factor, 1 / cell.factor) if cell.factor else 0.0
