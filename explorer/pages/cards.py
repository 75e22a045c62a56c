"""The picture that a network shows beside a link (Open Graph): question, answer, interval and points, 600 by 315.

Cards are kept by a hash of what is drawn.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from html import escape
from importlib.metadata import version
from pathlib import Path
from textwrap import wrap

from compute_trends.catalog.errors import MissingExtraError
from compute_trends.catalog.files.atomic import write_bytes
from compute_trends.catalog.texts.terminal import visible
from compute_trends.catalog.versions import package_version
from compute_trends.explorer.files import File
from compute_trends.explorer.pages.spark import spark
from compute_trends.explorer.site import Site

WIDTH, HEIGHT = 1200, 630
_SCALE = 1 / 2  # 600 by 315 pixels, the least that networks show large
_LEFT, _PLOT_TOP, _PLOT_HEIGHT = 60, 345, 205
_QUESTION, _VALUE, _SMALL = 44, 62, 27  # pixels of a letter's height
_FONT = "system-ui, 'Liberation Sans', 'DejaVu Sans', Arial, sans-serif"
_STYLE = ".spark circle { fill: #00598c; opacity: .55 } .spark path { fill: none; stroke: #d55e00; stroke-width: 2 }"
_KEPT = 2000  # cards
_COLOURS = 8


def pages(site: Site) -> Iterator[File]:
    """A card per trend, and one for all other pages; none without pictures."""
    if not site.pictures:
        return
    title = "How much computation deep learning needs"
    counted = f"{len(site.trends):,} trends, recomputed from versioned tables"
    drawn = {"site": card(title, "compute-trends", counted, "")}
    for name, trend in site.trends.items():
        value = trend["short"]
        interval = trend["interval"].strip(" ()")
        told = [trend["answer"], ", ".join(filter(None, [interval, f"n = {trend['n']:,}"]))]
        told += [f"published: {item['told']}, {item['verdict']}" for item in trend["published"][:1]]
        drawn[name] = card(trend["question"], value, "; ".join(filter(None, told)), str(spark(trend)))
    folder = site.cache / "cards" if site.cache else None
    for name, svg in drawn.items():
        site.step(f"card of {name}")
        yield File(f"cards/{name}.png", _png(svg, folder))
    if folder is not None:
        _forget(folder)


def card(question: str, value: str, about: str, picture: str) -> str:
    """A card as SVG.

    Args:
        question, value, about: its three texts, the largest the value.
        picture: of points and lines, as `spark` draws it; "" for none.
    """
    lines = _fitting(question, 50, 2)
    texts = [_text(_LEFT, 92 + at * 54, _QUESTION, "#16191d", line, "600") for at, line in enumerate(lines)]
    below = 92 + len(lines) * 54
    texts.append(_text(_LEFT, below + 38, _VALUE, "#00598c", _cut(value, 34), "700"))
    told = enumerate(_fitting(about, 86, 2))
    texts += [_text(_LEFT, below + 84 + at * 34, _SMALL, "#515a66", line) for at, line in told]
    place = f'<svg x="{_LEFT}" y="{_PLOT_TOP}" width="{WIDTH - 2 * _LEFT}" height="{_PLOT_HEIGHT}" class="spark"'
    drawn = picture.replace('<svg class="spark"', place, 1)
    foot = _text(_LEFT, HEIGHT - 30, 25, "#515a66", f"compute-trends {package_version()}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/><rect width="{WIDTH}" height="14" fill="#00598c"/>'
        f"<style>{_STYLE}</style>{''.join(texts)}{drawn}{foot}</svg>"
    )


def _text(x: float, y: float, size: int, fill: str, text: str, weight: str = "400") -> str:
    style = f'font-family="{_FONT}" font-size="{size}" font-weight="{weight}" fill="{fill}"'
    return f'<text x="{x}" y="{y}" {style}>{escape(visible(text))}</text>'


def _fitting(text: str, width: int, most: int) -> list[str]:
    lines = wrap(text, width)
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width)]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _png(svg: str, folder: Path | None) -> bytes:
    try:
        import PIL
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("drawing a card", "pillow and vl-convert-python", "site") from error
    key = hashlib.sha256(
        f"{version('vl-convert-python')} {PIL.__version__} {_SCALE} {_COLOURS} {svg}".encode()
    ).hexdigest()[:32]
    kept = folder / f"{key}.png" if folder else None
    if kept is not None and kept.is_file():
        kept.touch()
        return kept.read_bytes()
    content = _smaller(bytes(vl_convert.svg_to_png(svg, scale=_SCALE)))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(kept, content)
    return content


def _smaller(png: bytes) -> bytes:
    """The same picture in few colours, a tenth of the size."""
    from PIL import Image

    found = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS).save(found, "PNG", optimize=True)
    return found.getvalue()


def _forget(folder: Path) -> None:
    """Remove the cards that were asked for longest ago."""
    held = sorted(folder.glob("*.png"), key=lambda path: path.stat().st_mtime)
    for path in held[:-_KEPT]:
        path.unlink(missing_ok=True)
