"""Where the package's files are: as imported (read) and in the checkout (written)."""

from __future__ import annotations

from pathlib import Path

from compute_trends.catalog.errors import UsageError

#: The folder that holds `datapackage.json`, links resolved: what imports through a link finds the checkout behind it.
PACKAGE_ROOT = Path(__file__).resolve().parent.parent

DESCRIPTOR = "datapackage.json"


def is_checkout(root: Path) -> bool:
    """Whether a folder is a checkout, which may be edited, and no installed copy."""
    return (root / "pyproject.toml").is_file() and (root / "schemas").is_dir()


def checkout_root(root: Path | None = None) -> Path:
    """The folder to write into: `root`, or the checkout behind an editable install.

    An installed copy is never written to.

    Raises:
        UsageError: `root` is not a checkout of compute-trends, or the package is an installed copy.
    """
    candidate = root.resolve() if root is not None else PACKAGE_ROOT
    if is_checkout(candidate):
        return candidate
    if root is not None:
        raise UsageError(f"{root} is not a compute-trends checkout: it has no pyproject.toml and schemas/ folder")
    raise UsageError(
        "this is an installed copy of compute-trends, which is never changed; "
        "work in a clone of the repository (pip install -e .) or name one with --root"
    )
