"""What search engines are told of the site: its pages, where its address is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from compute_trends.explorer.files import File
from compute_trends.explorer.site import Site

#: Pages that are not to be found: what stands in pages of others, and what depends on the rest of an address.
_APART = ("embed/", "404.html", "record.html", "search.html")


def sitemap(site: Site, addresses: Iterable[str]) -> Iterator[File]:
    """`sitemap.xml` and `robots.txt`; nothing where the site's own address is not known, which both must say.

    Args:
        site: that is built.
        addresses: of all its files.
    """
    if not site.base_url:
        return
    pages = sorted(path for path in addresses if path.endswith(".html") and not path.startswith(_APART))
    entries = "".join(f"<url><loc>{escape(site.base_url + _short(path))}</loc></url>\n" for path in pages)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    yield File("sitemap.xml", f"{head}{entries}</urlset>\n".encode())
    yield File("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.base_url}sitemap.xml\n".encode())


def _short(path: str) -> str:
    """The address of a page, that of a folder for its first page."""
    return path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path
