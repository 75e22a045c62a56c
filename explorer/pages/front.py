"""The front page: ten answers as cards, and a search over everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compute_trends.catalog.versions import all_versions
from compute_trends.explorer.files import File
from compute_trends.explorer.pages.spark import spark
from compute_trends.explorer.pages.trends import is_first
from compute_trends.explorer.site import Site
from compute_trends.trends.doors.listing import START_WITH
from compute_trends.trends.doors.pages import studies
from compute_trends.validators.registry import all_rules


def pages(site: Site) -> Iterator[File]:
    """The page."""
    cards: list[dict[str, Any]] = [
        {**site.trends[name], "spark": spark(site.trends[name])} for name in START_WITH if name in site.trends
    ]
    newest = {dataset: versions[-1] for dataset, versions in all_versions().items()}
    yield site.page(
        "index.html",
        "front.html",
        title="How much computation deep learning needs",
        description="Ten answers on the growth of training compute, algorithmic efficiency and hardware, recomputed.",
        cards=cards,
        counts={
            "trends": sum(map(is_first, site.trends.values())),
            "records": sum(item.rows for item in newest.values()),
            "datasets": len(newest),
            "rules": len(all_rules()),
            "studies": len(studies()),
        },
    )
