"""Fetches the engine of the site's SQL page, as explorer/vendored/sql_engine.json pins it, into a folder or a zip.

Run: python .github/scripts/sql_engine.py FOLDER|FILE.zip

npm fetches the packages; each file is held against its hash before anything is written.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.explorer.vendored.sql_engine import lock, read_engine

#: Of every file in the zip, so that the same files give the same zip.
_WHEN = (1980, 1, 1, 0, 0, 0)


def fetch() -> dict[str, bytes]:
    """The files of the engine, by name."""
    packages = [f"{name}@{version}" for name, version in lock()["packages"].items()]
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, *packages]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return read_engine(Path(folder))


def write(files: dict[str, bytes], out: Path) -> None:
    """Write the files into a folder, or a zip where the name ends so."""
    if out.suffix == ".zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)


def main() -> None:
    """Fetch and write."""
    if len(sys.argv) != 2:
        sys.exit("usage: sql_engine.py FOLDER|FILE.zip")
    try:
        write(fetch(), Path(sys.argv[1]))
    except (ComputeTrendsError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"the engine was not fetched: {error}")


if __name__ == "__main__":
    main()
