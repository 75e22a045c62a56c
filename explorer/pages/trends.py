"""The pages of the trends: one per trend, with its chart, and the list of all."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Mapping
from typing import Any

from compute_trends.catalog.doors.render import python_rows, write_text
from compute_trends.explorer.files import File, json_for_page, packed_json
from compute_trends.explorer.pages.histogram import histogram
from compute_trends.explorer.pages.replay import replay
from compute_trends.explorer.pages.shared import SharedRows
from compute_trends.explorer.pages.themes import dark_colours
from compute_trends.explorer.site import Site
from compute_trends.trends.doors.pages import studies
from compute_trends.trends.known.fillings import FILLINGS
from compute_trends.trends.pictures.look import COLOURS, GREYS

SECTION = "trends/index.html"

_SHOWN = 25  # rows of a table that are there without a script, and on paper; a script adds the others
_MANY = 300  # rows; more are written compressed


def pages(site: Site) -> Iterator[File]:
    """The list, and of each trend its page, its points and its figure as CSV, and its picture."""
    known = set(studies())
    own = [trend for trend in site.trends.values() if is_first(trend)]
    yield site.page(
        SECTION,
        "trends.html",
        title="Trends",
        description=f"{len(own)} questions on computation in deep learning, each with its estimate and interval.",
        section=SECTION,
        trends=own,
        count=len(own),
    )
    declared = _declared(site.trends)
    shared = SharedRows(site.trends.values())
    yield from shared.files()
    for name, trend in site.trends.items():
        drawn = site.drawn.get(name, {"svg": "", "spec": None, "kinds": [], "series": [], "text": "", "why": ""})
        yield site.page(
            f"trends/{name}.html",
            "trend.html",
            title=trend["question"],
            description=f"{trend['quantity']}: {trend['told']}, n = {trend['n']:,}, {trend['tables_told']}.",
            section=SECTION,
            trend=trend,
            drawn=drawn,
            choices=_choices(site.chosen.get(name), trend),
            replay=replay(site.trends, trend),
            study=trend["study"] if trend["study"] in known else "",
            rows=_table(trend)[:_SHOWN],
            count=len(trend["rows"]["x"]),
            points=points_file(trend),
            fillings=FILLINGS,
        )
        held = packed_json(_for_script(trend, drawn, declared, shared))
        yield File(f"trends/{name}.js", f"(window.trends ??= {{}})[{json_for_page(name)}] = '{held}';\n".encode())
        points = _points(trend)
        packed = points if len(trend["rows"]["x"]) <= _MANY else gzip.compress(points, 9, mtime=0)
        yield File(points_file(trend), packed)
        yield File(f"trends/{name}.figure.csv", _figure(trend))
        if drawn["svg"]:
            yield File(f"trends/{name}.svg", drawn["svg"].encode())


def _choices(found: dict[str, Any] | None, trend: Mapping[str, Any]) -> dict[str, Any] | None:
    return None if found is None else {**found, "picture": histogram(found, trend["estimate"], trend["unit"])}


def is_first(trend: Mapping[str, Any]) -> bool:
    """Whether it is the first of the versions on which the question is asked."""
    return bool(trend["name"] == next(iter(trend["versions"].values()), trend["name"]))


def _declared(trends: Mapping[str, dict[str, Any]]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Mark of a selection with the columns of its axes -> the trend that asks of it."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for name, trend in trends.items():
        found.setdefault(_selection(trend), (name, trend))
    return found


def _selection(trend: Mapping[str, Any]) -> str:
    axes = "/".join((trend["axes"][axis] or {}).get("column", "") for axis in ("x", "y"))
    return f"{trend['mark']} {trend['version']} {axes} {trend['quantity']}"


def points_file(trend: Mapping[str, Any]) -> str:
    """The address of the rows behind a trend."""
    return f"trends/{trend['name']}.csv{'.gz' if len(trend['rows']['x']) > _MANY else ''}"


def _for_script(
    trend: dict[str, Any], drawn: Mapping[str, Any], declared: Mapping[str, tuple[str, dict[str, Any]]],
    shared: SharedRows,
) -> dict[str, Any]:  # fmt: skip
    """What the script of the page needs beside the cells of the table."""
    rows = trend["rows"]
    why = sorted(set(rows["left_out"]))
    series: dict[str, list[str]] = {}
    for record, name in drawn["series"]:
        series.setdefault(record, []).append(name)
    held = set(rows["record_id"])
    return {
        "name": trend["name"],
        "question": trend["question"],
        "quantity": trend["quantity"],
        "unit": trend["unit"],
        "told": trend["told"],
        "n": trend["n"],
        "note": trend["note"],
        "tables": trend["tables_told"],
        "version": trend["version"],
        "command": trend["command"],
        "options": trend["options"],
        "axes": trend["axes"],
        "line": trend["line"],
        "mark": trend["mark"],
        "rows": shared.address(trend),
        "at": shared.places(trend),
        "x": rows["x"],
        "y": rows["y"],
        "why": why,
        "left": [why.index(reason) for reason in rows["left_out"]],
        "series": [
            None if reason else (series.get(record or "", [""])[0])
            for record, reason in zip(rows["record_id"], rows["left_out"], strict=True)
        ],
        "facts": trend["facts"],
        "spec": drawn["spec"],
        "kinds": drawn["kinds"],
        "dark": dark_colours(),
        "palette": {"colours": COLOURS, "rest": GREYS["unknown"]},
        "declared": {
            mark.split(" ")[0]: {
                "name": name,
                "told": other["told"],
                "question": other["question"],
            }
            for mark, (name, other) in declared.items()
            if name != trend["name"]
            and mark.split(" ", 1)[1] == _selection(trend).split(" ", 1)[1]
            and set(other["rows"]["record_id"]) <= held
        },
    }


def _table(trend: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = trend["rows"]
    return [dict(zip(rows, cells, strict=True)) for cells in zip(*rows.values(), strict=True)]


def _points(trend: Mapping[str, Any]) -> bytes:
    """The rows behind the figure, as `compute-trends trend NAME --points --format csv` prints them."""
    return _csv(trend["columns"], zip(*trend["rows"].values(), strict=True))


def _figure(trend: Mapping[str, Any]) -> bytes:
    """The figure in one row, with what was published and how to cite it."""
    row = {
        "question": trend["question"],
        "quantity": trend["quantity"],
        "unit": trend["unit"],
        "estimate": trend["estimate"],
        "low": trend["low"],
        "high": trend["high"],
        "level": trend["level"],
        "n": trend["n"],
        "published": "; ".join(item["told"] for item in trend["published"]),
        "verdict": "; ".join(item["verdict"] for item in trend["published"]),
        "rows": trend["tables_told"],
        "data_to": trend["data_to"],
        "command": trend["command"],
        "note": trend["note"],
        "citation": trend["cite"]["text"],
    }
    return _csv(row, [row.values()])


def _csv(columns: Any, rows: Any) -> bytes:
    buffer = io.StringIO()
    write_text(python_rows(list(columns), rows), "csv", buffer)
    return buffer.getvalue().encode()
