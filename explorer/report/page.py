"""Writes the report: one page that holds all it shows, for a browser that is offline and for paper."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path

from compute_trends.catalog.doors.cite import cite
from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.files.target import check_target, new_file
from compute_trends.catalog.texts.cells import clipped
from compute_trends.catalog.texts.numbers import share
from compute_trends.catalog.versions import datasets, find_version, package_version
from compute_trends.explorer.report.answers import answers, headlines, told_together
from compute_trends.explorer.report.movements import movements, unmoved
from compute_trends.explorer.report.quality import quality
from compute_trends.explorer.site import environment
from compute_trends.trends.doors.pages import studies
from compute_trends.trends.pictures.series import interval_text, value_text
from compute_trends.trends.published.verdicts import AGREES, EXPLAINED, WITHIN
from compute_trends.trends.registry import list_trends
from compute_trends.trends.robustness.attribution import End
from compute_trends.validators.explaining.scores import UNTOUCHED
from compute_trends.validators.registry import all_rules

_CELL_WIDTH = 120  # characters
_STANDING = (WITHIN, AGREES, EXPLAINED)


#: What the page is put together from, in the order in which it is computed.
PARTS = ("movements", "published figures", "answers", "quality", "page")


def write_report(
    path: Path,
    since: Mapping[str, str] | None = None,
    force: bool = False,
    step: Callable[[str], None] = lambda _: None,
) -> int:
    """Write the report to a file, which appears whole or not at all.

    Args:
        path: of the file, a `.html`.
        since: as `render_report` takes it.
        force: overwrite a file that is there.
        step: is told each of `PARTS` before it is computed.

    Returns:
        Bytes written.

    Raises:
        MissingExtraError: Jinja2, Altair or vl-convert is not installed.
        UsageError: the file is no `.html`, exists, or cannot be there.
        UnknownNameError: no such dataset or version.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{path}: the report is a page; name it as one, as in {path.stem or 'report'}.html")
    check_target(path, force)
    content = render_report(since, step).encode()
    with new_file(path, force) as temporary:
        temporary.write_bytes(content)
    return len(content)


def render_report(since: Mapping[str, str] | None = None, step: Callable[[str], None] = lambda _: None) -> str:
    """The report as HTML.

    Args:
        since: dataset -> version that its newest is compared with; the one before it otherwise.
        step: is told each of `PARTS` before it is computed.

    Raises:
        MissingExtraError: Jinja2, Altair or vl-convert is not installed.
        UnknownNameError, UsageError: no such dataset or version, or none that is older than the newest.
    """
    template = environment().get_template("report.html")
    step("movements")  # first, so that what was asked wrongly is told at once
    moved = movements(since)
    step("published figures")
    quoted = headlines()
    every = [item for rows in quoted.values() for item in rows]
    step("answers")
    found = answers()
    step("quality")
    judged = quality()
    step("page")
    rows = sum(find_version(name).rows for name in datasets())
    text: str = template.render(
        version=package_version(),
        tiles=[
            ("datasets", len(datasets())),
            ("records", f"{rows:,}"),
            ("trends", len(list_trends())),
            ("rules", len(all_rules())),
            ("published figures that people quote", len(every)),
            ("of them within, agreeing or explained", sum(item.row.verdict in _STANDING for item in every)),
        ],
        answers=found,
        headlines=quoted,
        studies={key: study.title for key, study in studies().items()},
        tally=told_together(every),
        since=since,
        movements=moved,
        unmoved=unmoved(),
        quality=judged,
        untouched=UNTOUCHED,
        citation=cite(),
        cell_told=_cell,
        data_uri=_data_uri,
        ends=_ends,
        share=share,
        value_text=value_text,
    )
    return text


def _data_uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _cell(value: object) -> str:
    text = " ".join((cell_text(value) or "unknown").split())
    return clipped(text, _CELL_WIDTH)


def _ends(end: End, unit: str) -> str:
    return interval_text(end.low, end.high, end.level, unit=unit)
