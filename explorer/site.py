"""What all pages of the site share: the context of a build, the base layout, links between pages, texts in HTML."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import MissingExtraError
from compute_trends.catalog.texts.numbers import measured, rounded
from compute_trends.catalog.texts.terminal import visible
from compute_trends.catalog.versions import all_versions, package_version
from compute_trends.explorer.cache import Workers, begin, computed
from compute_trends.explorer.files import File, json_for_page, packed_json
from compute_trends.explorer.pages.heads import head_of

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
ASSETS = Path(__file__).parent / "assets"

#: The policy of every page: nothing from elsewhere, no script of the page's own; Wasm and a worker for the SQL page.
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'"
)

#: What stands at the top of every page: label, address. A page that belongs to a section names its address.
NAVIGATION = (
    ("Answers", "index.html"),
    ("Trends", "trends/index.html"),
    ("Studies", "studies/index.html"),
    ("Data", "data/index.html"),
    ("Rules", "rules/index.html"),
    ("SQL", "sql/index.html"),
    ("Docs", "docs/index.html"),
)

_SCROLLED = '<div class="scroll" tabindex="0" role="region" aria-label="Table {}"><table>'
_LINK = re.compile(r"https?://", re.IGNORECASE)


@dataclass
class Site:
    """One build of the site.

    Args:
        pictures: draw the charts; without them, pages have numbers and tables alone.
        choices: rerun trends under other choices and on the rows of other versions.
        cache: folder of what was computed before; None keeps nothing.
        base_url: address that the site will have, with a `/` at the end; "" where it is not known.
        workers: processes at most.
        step: is told what is being done.
        sql_engine: folder or zip that holds the engine of the SQL page; None leaves it out.
    """

    pictures: bool = True
    choices: bool = True
    cache: Path | None = None
    base_url: str = ""
    workers: int | None = None
    step: Callable[[str], None] = field(default=lambda _: None)
    sql_engine: Path | None = None
    _held: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)

    def page(
        self, path: str, template: str, *, title: str, description: str, section: str = "", **context: Any
    ) -> File:  # fmt: skip
        """A page of the site.

        Args:
            path: its address, from the root of the site.
            template: name of the file in `templates`, which extends `base.html`.
            title: of the page, without the name of the site.
            description: one sentence for search engines and for what shows a link.
            section: address of the entry of `NAVIGATION` that it belongs to.
            context: for the template.
        """
        here = posixpath.dirname(path)
        shared = {
            "site": self,
            "path": path,
            "url": partial(relative, here),
            "title": title,
            "description": description,
            "section": section,
            "navigation": NAVIGATION,
            "policy": POLICY,
            "version": package_version(),
            "head": head_of(path, self.base_url, self.pictures),
        }
        text = environment().get_template(template).render({**shared, **context})
        return File(path, text.encode())

    @cached_property
    def _workers(self) -> Workers:
        return Workers(self.workers)

    def close(self) -> None:
        """End the processes that computed."""
        self._workers.close()

    @cached_property
    def trends(self) -> dict[str, dict[str, Any]]:
        """Every trend with all that its page says, by name, study by study; `computed/facts.py` says what is in it."""
        from compute_trends.trends.registry import list_trends

        return self.computed("facts", [trend.name for trend in list_trends()])

    def begin(self) -> None:
        """Have what takes long computed, what pages ask for first at the head, while pages without it are written."""
        from compute_trends.trends.doors.pages import studies
        from compute_trends.trends.registry import list_trends

        names = [] if "trends" in self.__dict__ else [trend.name for trend in list_trends()]
        wanted: dict[str, Collection[str]] = {"tables": all_versions(), "judged": all_versions(), "facts": names}
        wanted["reproduced"] = studies()
        if self.pictures:
            wanted |= {"pictures": names, "study_pictures": studies()}
        if self.choices:
            wanted["choices"] = names
        for kind, of in wanted.items():
            begin(kind, [name for name in of if name not in self._held.get(kind, {})], self.cache, self._workers)

    def computed(self, kind: str, names: Collection[str]) -> dict[str, Any]:
        """What a module of `computed` gives for each name, asked once in a build."""
        held = self._held.setdefault(kind, {})
        if missing := [name for name in names if name not in held]:
            held |= computed(kind, missing, self.cache, self._workers, self.step)
        return {name: held[name] for name in names}

    @cached_property
    def drawn(self) -> dict[str, dict[str, Any]]:
        """The picture of every trend by name; {} without pictures."""
        if not self.pictures:
            return {}
        return self.computed("pictures", self.trends)

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """Every trend under other choices by name, None for one without choices; {} without choices."""
        if not self.choices:
            return {}
        return self.computed("choices", self.trends)


def relative(here: str, target: str) -> str:
    """The address of a page or file from a folder of the site, so that it works in any folder and from a disk."""
    address, mark, rest = target.partition("#")
    if not address:
        return target
    return posixpath.relpath(address, here or ".") + mark + rest


@cache
def environment() -> Environment:
    """The templates, with every text escaped.

    Raises:
        MissingExtraError: Jinja2 or markdown-it-py is not installed.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise MissingExtraError("writing the site", "jinja2", "site") from error
    from compute_trends.trends.pictures.series import value_text

    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    found.filters |= {
        "number": rounded,
        "measured": measured,
        "quantity": value_text,
        "thousands": "{:,}".format,
        "markdown": markdown,
        "json": _json,
        "packed": packed_json,
        "link": link,
    }
    return found


def link(address: object) -> str:
    """An address that a page may link to: of the web; "" for any other, of which a script is one."""
    text = str(address or "")
    return text if _LINK.match(text) and visible(text) == text else ""


def markdown(text: str, inline: bool = False, links: Callable[[str], str] = lambda address: address) -> Any:
    """Markdown as HTML; HTML in it is shown as text, tables can be scrolled, headings be linked to.

    Args:
        text: in Markdown.
        inline: without a paragraph around it.
        links: from an address in the text, of a link or a picture, to the one on the site; "" for a text without.

    Raises:
        MissingExtraError: markdown-it-py is not installed.
    """
    from markupsafe import Markup

    reader = _reader()
    tokens = reader.parseInline(text) if inline else reader.parse(text)
    names: Counter[str] = Counter()
    for place, token in enumerate(tokens):
        token.children = _relinked(token.children, links)
        if token.type == "heading_open":
            name = _heading_name(tokens[place + 1])
            token.attrSet("id", f"{name}-{names[name]}" if names[name] else name)
            names[name] += 1
    found = str(reader.renderer.render(tokens, reader.options, {}))
    found = found.replace("<pre>", '<pre tabindex="0">').replace("</table>", "</table></div>")
    number = count(1)
    return Markup(re.sub("<table>", lambda _: _SCROLLED.format(next(number)), found))


def _relinked(tokens: Any, links: Callable[[str], str]) -> Any:
    """The parts of a line with their links led elsewhere, or taken out."""
    kept, taken = [], 0
    for token in tokens or ():
        if token.type == "link_open":
            address = links(str(token.attrGet("href") or ""))
            if not address:
                taken += 1
                continue
            token.attrSet("href", address)
        elif token.type == "link_close" and taken:
            taken -= 1
            continue
        elif token.type == "image":
            address = links(str(token.attrGet("src") or ""))
            if not address:
                continue
            token.attrSet("src", address)
        kept.append(token)
    return kept if tokens is not None else None


def _heading_name(token: Any) -> str:
    """The name by which a heading is linked to, as GitHub makes it from the text."""
    text = "".join(part.content for part in token.children or () if part.type in ("text", "code_inline"))
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") or "part"


@cache
def _reader() -> Any:
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise MissingExtraError("writing the site", "markdown-it-py", "site") from error
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _shown(value: Any) -> Any:
    """What is written into a page: texts with every character in sight; nothing for what there is not."""
    if value is None:
        return ""
    if type(value) is str and not value.isprintable():
        return "\n".join(
            map(visible, value.replace("\u00a0", " ").split("\n"))
        )  # which pictures keep lines together by
    return value


def _json(value: Any) -> Any:
    from markupsafe import Markup

    return Markup(json_for_page(value))


def assets() -> Iterable[File]:
    """The style, the scripts and the pictures that pages share."""
    for path in sorted(ASSETS.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            yield File(f"assets/{path.name}", path.read_bytes())
