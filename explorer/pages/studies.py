"""The pages of the studies: what was asked, from which rows, how, and every published figure beside ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compute_trends.explorer.files import File
from compute_trends.explorer.site import Site
from compute_trends.trends.doors.pages import studies
from compute_trends.trends.published.verdicts import VERDICTS

SECTION = "studies/index.html"


def pages(site: Site) -> Iterator[File]:
    """The list of the studies, and a page and a picture of each."""
    declared = studies()
    figures = site.computed("reproduced", declared)
    drawn = site.computed("study_pictures", declared) if site.pictures else {}
    rows: list[dict[str, Any]] = []
    for key, study in declared.items():
        verdicts = [row["verdict"] for row in figures[key]]
        trends = [trend for trend in site.trends.values() if trend["study"] == key]
        counts = [(verdict, verdicts.count(verdict)) for verdict in VERDICTS if verdict in verdicts]
        rows.append({"study": study, "trends": len(trends), "verdicts": counts})
        picture = drawn.get(key)
        yield site.page(
            f"studies/{key}.html",
            "study.html",
            title=study.title,
            description=study.question,
            section=SECTION,
            study=study,
            figures=figures[key],
            trends=trends,
            picture=picture,
        )
        if picture:
            yield File(f"studies/{key}.svg", picture["svg"].encode())
    yield site.page(
        SECTION,
        "studies.html",
        title="Studies",
        description=f"{len(rows)} studies whose figures are recomputed here, with the verdict on each figure.",
        section=SECTION,
        rows=rows,
    )
