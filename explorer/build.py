"""Writes the site: every maker of pages is asked for its files, which become a folder all at once.

A maker takes the context of a build and gives files. To add pages, write a module in `pages` and put its maker into
`MAKERS`; an entry at the top of every page goes into `site.NAVIGATION`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from compute_trends.catalog.doors.connect import one_database
from compute_trends.catalog.errors import UsageError
from compute_trends.explorer.files import File
from compute_trends.explorer.pages import (
    about,
    api,
    cards,
    datasets,
    embeds,
    front,
    manual,
    rules,
    search,
    sql,
    studies,
    trends,
)  # fmt: skip
from compute_trends.explorer.pages.sitemap import sitemap
from compute_trends.explorer.site import Site, assets, environment
from compute_trends.explorer.vendored.bundle import vendored

Maker = Callable[[Site], Iterable[File]]

#: Who makes the pages: first what waits for nothing, while that which takes long is computed.
MAKERS: tuple[Maker, ...] = (
    lambda _: assets(),
    vendored,
    about.pages,
    manual.pages,
    datasets.pages,
    rules.pages,
    front.pages,
    trends.pages,
    studies.pages,
    search.pages,
    embeds.pages,
    sql.pages,
    cards.pages,
    api.pages,
)

#: A file that says of a folder that it was written by us, and may be replaced.
MARK = ".compute-trends-site"


def site_files(site: Site) -> dict[str, bytes]:
    """Every file of the site: address -> content.

    Raises:
        MissingExtraError: the extra "site" is not installed.
        ValueError: two makers write the same address.
    """
    environment()
    site.begin()
    found: dict[str, bytes] = {}

    def last(of: Site) -> Iterable[File]:
        return sitemap(of, list(found))

    with one_database():
        for maker in (*MAKERS, last):
            for file in maker(site):
                if file.path in found:
                    raise ValueError(f"two makers write {file.path}")
                found[file.path] = file.content
    return found


def write_site(out: Path, site: Site) -> dict[str, int]:
    """Write the site into a folder that does not exist, is empty, or holds an earlier build, which it replaces.

    The folder is exchanged whole: whoever reads it finds the earlier build or this one.

    Args:
        out: the folder.
        site: what to build.

    Returns:
        Address -> bytes of every file.

    Raises:
        UsageError: the folder holds something else, or the folder above it does not exist.
        MissingExtraError: the extra "site" is not installed.
    """
    out = out.absolute()
    check_folder(out)
    try:
        files = site_files(site)
    finally:
        site.close()
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        for path, content in files.items():
            target = made / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        (made / MARK).write_text("written by compute-trends site; the next build replaces this folder\n")
        made.chmod(0o755)
        if out.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent)) / "old"
            out.replace(old)
            made.replace(out)
            shutil.rmtree(old.parent, ignore_errors=True)
        else:
            made.replace(out)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return {path: len(content) for path, content in files.items()}


def check_folder(out: Path) -> None:
    """Refuse a folder that somebody else's files are in.

    Raises:
        UsageError: it is.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"{out} is no folder: name one that does not exist yet")
    if not out.parent.is_dir():
        raise UsageError(f"the folder {out.parent} does not exist")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise UsageError(f"{out} holds files that `compute-trends site` did not write: name another folder")
