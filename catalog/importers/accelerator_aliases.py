"""`datasets/accelerators/aliases.yaml`: which names mean the same chip, decided by people.

* same_chip {name, into, reason}: a name in a source that is the same chip as another name in a source
* mapped {alias, record, reason}: a name in another dataset, and the record it means
* unmapped {name, reason}: a name in another dataset that means no record, or not surely one
* families {family, records, reason}: a name under which other tables count several chips together
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text

ALIASES_PATH = Path("datasets") / "accelerators" / "aliases.yaml"


@dataclass(frozen=True)
class Aliases:
    """What `aliases.yaml` declares."""

    same_chip: Mapping[str, tuple[str, str]]  # name -> (the name it is merged into, reason)
    mapped: Mapping[str, tuple[str, str]]  # alias -> (record_id, reason)
    unmapped: Mapping[str, str]  # name -> reason
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # family -> record_ids


def read_aliases(path: Path | None = None) -> Aliases:
    """Read the declarations.

    Raises:
        ImportRefusedError: an entry lacks a key, has one too many, or a name is declared twice.
    """
    path = path or PACKAGE_ROOT / ALIASES_PATH
    content = yaml_text.read(path) or {}
    odd = sorted(content.keys() - {"same_chip", "mapped", "unmapped", "families"})
    if odd:
        raise ImportRefusedError(f"{path}: no section {odd[0]!r}; there are same_chip, mapped, unmapped and families")
    same = _entries(path, "same_chip", content.get("same_chip"), ("name", "into", "reason"))
    mapped = _entries(path, "mapped", content.get("mapped"), ("alias", "record", "reason"))
    unmapped = _entries(path, "unmapped", content.get("unmapped"), ("name", "reason"))
    both = sorted(mapped.keys() & unmapped.keys())
    if both:
        raise ImportRefusedError(f"{path}: {both[0]!r} is both mapped and unmapped")
    chains = sorted(name for name, (into, _) in same.items() if into in same and into != name)
    if chains:
        raise ImportRefusedError(f"{path}: {chains[0]!r} is merged into a name that is merged itself")
    return Aliases(
        same_chip={name: (rest[0], rest[1]) for name, rest in same.items()},
        mapped={name: (rest[0], rest[1]) for name, rest in mapped.items()},
        unmapped={name: rest[0] for name, rest in unmapped.items()},
        families=_families(path, content.get("families"), mapped),
    )


def _families(path: Path, entries: Any, mapped: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries or []:
        if not isinstance(entry, dict) or set(entry) != {"family", "records", "reason"}:
            raise ImportRefusedError(
                f"{path}: an entry of families has the keys family, records, reason; found {entry!r}"
            )
        if entry["family"] in found or entry["family"] in mapped:
            raise ImportRefusedError(f"{path}: {entry['family']!r} is declared twice")
        found[entry["family"]] = tuple(entry["records"])
    return found


def _entries(path: Path, section: str, entries: Any, keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries or []:
        if not isinstance(entry, dict) or set(entry) != set(keys):
            raise ImportRefusedError(f"{path}: an entry of {section} has the keys {', '.join(keys)}; found {entry!r}")
        first, *rest = (str(entry[key]).strip() for key in keys)
        if first in found:
            raise ImportRefusedError(f"{path}: {section} names {first!r} twice")
        found[first] = tuple(rest)
    return found
