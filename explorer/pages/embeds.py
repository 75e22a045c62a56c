"""A chart to put into a page of one's own: `embed/<trend>.html`, the chart with its source and nothing around it.

The rows that it draws are those of the trend's page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compute_trends.explorer.files import File
from compute_trends.explorer.pages.heads import API
from compute_trends.explorer.site import Site

#: Size of the frame that the Embed tab and oEmbed offer, in pixels.
WIDTH, HEIGHT = 720, 560


def pages(site: Site) -> Iterator[File]:
    """A page per trend that has a picture; and, where the address of the site is known, what oEmbed asks for."""
    for name, trend in site.trends.items():
        drawn = site.drawn.get(name)
        if not drawn or not drawn["svg"]:
            continue
        yield site.page(
            f"embed/{name}.html",
            "embed.html",
            title=trend["question"],
            description=f"{trend['quantity']}: {trend['told']}",
            trend=trend,
            drawn=drawn,
        )
        if site.base_url:
            yield File(f"{API}/oembed/{name}.json", _oembed(site, trend))


def _oembed(site: Site, trend: Mapping[str, Any]) -> bytes:
    """The answer of oEmbed 1.0 for a trend's page."""
    from html import escape

    from compute_trends.catalog.doors.render import to_json

    address, title = f"{site.base_url}embed/{trend['name']}.html", escape(trend["question"], quote=True)
    frame = (
        f'<iframe src="{escape(address, quote=True)}" title="{title}" width="{WIDTH}" height="{HEIGHT}" '
        'style="border:0;max-width:100%" loading="lazy"></iframe>'
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": trend["question"],
        "provider_name": "compute-trends",
        "provider_url": site.base_url,
        "html": frame,
        "width": WIDTH,
        "height": HEIGHT,
        "thumbnail_url": f"{site.base_url}cards/{trend['name']}.png",
        "thumbnail_width": 600,
        "thumbnail_height": 315,
    }
    return (to_json(answer) + "\n").encode()
