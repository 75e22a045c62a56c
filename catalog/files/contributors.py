"""Who contributed which record, where a submission names somebody: `datasets/<dataset>/contributors.yaml`.

- record: kimi-k2-5
  name: Ada Lovelace
  did: added          # or revised

`accept --contributor` writes the entries; `history` tells them with the record, and `cite` credits the names as the
authors of the records that were submitted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.catalog.texts import yaml_text

DEEDS = ("added", "revised")

_LONGEST = 200  # characters of a name


@dataclass(frozen=True)
class Contribution:
    """What somebody did to a record."""

    record: str
    name: str
    did: str

    @property
    def told(self) -> str:
        """In words: "added by Ada Lovelace"."""
        return f"{self.did} by {self.name}"


def contributors_path(dataset: str, root: Path) -> Path:
    """The file of a dataset's contributions."""
    return root / "datasets" / dataset / "contributors.yaml"


def read_contributions(dataset: str, root: Path) -> list[Contribution]:
    """The contributions to a dataset that are known, in the order in which they came.

    Raises:
        ComputeTrendsError: an entry has other keys than `record`, `name` and `did`, or did something else.
    """
    path = contributors_path(dataset, root)
    if not path.is_file():
        return []
    found = []
    for number, entry in enumerate(yaml_text.read(path) or [], start=1):
        if not isinstance(entry, dict) or entry.keys() != {"record", "name", "did"} or entry["did"] not in DEEDS:
            raise ComputeTrendsError(
                f"{path}, entry {number}: an entry has record, name, and did: {' or '.join(DEEDS)}"
            )
        found.append(Contribution(**{key: str(value) for key, value in entry.items()}))
    return found


def contributors_text(dataset: str, root: Path, further: Iterable[Contribution]) -> str | None:
    """The text of the file with further contributions; None where it says them already."""
    held = read_contributions(dataset, root)
    new = [item for item in dict.fromkeys(further) if item not in held]
    return yaml_text.dump([asdict(item) for item in [*held, *new]]) if new else None


def checked_name(name: str) -> str:
    """A name as a person gave it, in one line.

    Raises:
        UsageError: it is empty, very long, or has signs that cannot be read.
    """
    found = " ".join(name.split())
    if not found or len(found) > _LONGEST or not found.isprintable():
        raise UsageError(f"{name!r} is no name of a contributor: one line of letters, {_LONGEST} at most")
    return found
