"""Files of others that the site carries, with their licences: the bundle of Vega that draws the charts."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import MissingExtraError
from compute_trends.explorer.files import File
from compute_trends.explorer.site import Site

_HERE = Path(__file__).parent

#: What is in the bundle, and the file beside this module that holds its licence.
LICENCES = ("vega.txt",)


def vendored(site: Site) -> Iterator[File]:
    """The bundle, where charts are drawn, and the licences.

    Raises:
        MissingExtraError: vl-convert is not installed.
    """
    if not site.pictures:
        return
    yield File("assets/vega.js", _bundle(site.cache))
    for name in LICENCES:
        yield File(f"assets/licences/{name}", (_HERE / name).read_bytes())


def _bundle(cache: Path | None) -> bytes:
    """The bundle as vl-convert puts it together, which takes seconds: kept by its version."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("drawing a picture", "vl-convert-python", "plot") from error
    bundled: Any = vl_convert.javascript_bundle  # whose argument may be left out
    kept = cache / f"vega-{version('vl-convert-python')}.js" if cache else None
    if kept is not None and kept.is_file():
        return kept.read_bytes()
    content = str(bundled()).encode()
    if kept is not None:
        from compute_trends.catalog.files.atomic import write_bytes

        kept.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(kept, content)
    return content
