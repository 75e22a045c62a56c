"""Where pages of the repository are on the web: a report of few findings asks for nothing else of what can be cited."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text

CITATION_FILE = "CITATION.cff"


def page_address(page: str, root: Path = PACKAGE_ROOT) -> str | None:
    """Where a page of the repository is on the web; None as long as CITATION.cff has no `repository-code`.

    Args:
        page: its path in the repository.
        root: the package or checkout.
    """
    path = root / CITATION_FILE
    address = _repository(path, path.stat().st_mtime_ns)
    return f"{address.rstrip('/')}/blob/main/{page}" if address else None


@lru_cache(maxsize=1)
def _repository(path: Path, _changed_ns: int) -> str | None:
    """The address of the repository; reports ask for it once for each rule."""
    if "repository-code:" not in path.read_text(encoding="utf-8"):  # then nothing else of a check may need YAML
        return None
    address = yaml_text.read(path).get("repository-code")
    return str(address) if address else None
