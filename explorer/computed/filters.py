"""Which columns of a dataset readers choose points by, and which only the card of a point tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from compute_trends.catalog.doors.connect import relation
from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.versions import find_version, version_schema

#: Columns to choose by, in the order of the page.
FILTERS = {
    "accelerators": ("type", "manufacturer", "is_machine_learning_hardware"),
    "accelerator_systems": ("manufacturer", "power_basis"),
    "ai_usage": ("company", "product", "source_kind", "confidence"),
    "algorithmic_efficiency": ("performance_level", "is_baseline"),
    "benchmark_results": ("benchmark", "model_accessibility", "compute_confidence", "includes_architecture_search"),
    "chip_deliveries": ("designer", "coverage", "owner"),
    "compute_contradictions": ("verdict", "slip", "certainty"),
    "compute_spend": ("company", "categories", "source_kind", "confidence"),
    "computers": ("kind", "technology"),
    "gpu_clusters": ("country", "sector", "status", "certainty", "manufacturer"),
    "hardware_prices": ("manufacturer", "vendor", "price_kind"),
    "inference_models": ("architecture_family", "config_origin", "uses_extra_training_data"),
    "inference_prices": ("benchmark", "record_kind", "is_reasoning_model"),
    "milestone_systems": (
        "domains", "sectors", "countries", "confidence", "open_weights", "inclusion_criteria", "frontier",
        "training_compute_method",
    ),
}  # fmt: skip

#: Columns that say who made a thing: told of a point, and too many to choose by.
TOLD = ("organizations", "owners", "manufacturer", "company", "designer", "vendor")

_MOST = 60  # values that a reader can choose among


def point_facts(dataset: str, version: str, records: Sequence[str]) -> list[dict[str, Any]]:
    """What is known of the points by column: those to choose by first.

    Args:
        dataset, version: that hold the records.
        records: id per point; one that the table does not hold has no facts.

    Returns:
        Of each column with a value: `name`, `title`, `choose` (whether to choose by it), `values`, and `of`, per point
        the positions of its values in `values`, [] where it is not known.
    """
    item = find_version(dataset, version)
    held = {column.name: column for column in version_schema(item).columns}
    wanted = [name for name in FILTERS.get(dataset, ()) if name in held]
    told = [name for name in TOLD if name in held and name not in wanted][:1]
    columns = [*wanted, *told]
    if not columns:
        return []
    cells = _cells(dataset, version, tuple(columns))
    found = []
    for place, name in enumerate(columns):
        items = [_items(cells[record][place]) if record in cells else [] for record in records]
        values = sorted({value for some in items for value in some})
        if not values:
            continue
        position = {value: at for at, value in enumerate(values)}
        alike = len({tuple(some) for some in items}) < 2
        found.append(
            {
                "name": name,
                "title": held[name].title,
                "choose": name in wanted and len(values) <= _MOST and not alike,
                "values": values,
                "of": [[position[value] for value in some] for some in items],
            }
        )
    return found


@cache  # many trends ask of few tables
def _cells(dataset: str, version: str, columns: tuple[str, ...]) -> Mapping[str, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in relation(dataset, version, ["record_id", *columns]).fetchall()}


def _items(cell: Any) -> list[str]:
    if cell is None:
        return []
    if isinstance(cell, list):
        return list(dict.fromkeys(str(item) for item in cell))
    if isinstance(cell, bool):
        return ["yes" if cell else "no"]
    return [cell_text(cell) or ""]
