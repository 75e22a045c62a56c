"""An upstream export of the shipped milestone systems, for tests and measurements of what takes one in."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.corrections import read_corrections
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.files.records import read_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema

Row = dict[str, str]

DATASET = "milestone_systems"
EXPORT, LAYOUT = "epoch-2026-08", "epoch-models-3"
# What upstream writes for our values, where it is not the text of the value itself.
LABELS = {
    "sectors": {"academia": "Academia", "industry": "Industry", "government": "Government",
                "research_collective": "Research collective"},
    "model_access": {"open_weights_unrestricted": "Open weights (unrestricted)",
                     "open_weights_restricted": "Open weights (restricted use)",
                     "open_weights_non_commercial": "Open weights (non-commercial)", "api": "API access",
                     "hosted_without_api": "Hosted access (no API)", "unreleased": "Unreleased"},
    "training_code_access": {"open_source": "Open source", "open_restricted": "Open (restricted use)",
                             "open_non_commercial": "Open (non-commercial)", "unreleased": "Unreleased"},
}  # fmt: skip
LABELS["inference_code_access"] = LABELS["training_code_access"]


def _upstream_cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, float):
        return repr(value)
    items = [LABELS.get(name, {}).get(item, item) for item in str(value).split(";")]
    return ",".join(item.replace("_", " ") if name == "inclusion_criteria" else item for item in items)


def upstream_rows(every: int = 1) -> tuple[list[str], list[Row]]:
    """The shipped records, or one in `every` of them, as upstream's export of 2026-08 would hold them."""
    header, rows = _upstream_rows()
    return list(header), [dict(row) for row in rows[::every]]


@cache
def _upstream_rows() -> tuple[list[str], list[Row]]:
    schema = load_schema(DATASET)
    columns = [column for column in schema.columns if LAYOUT in column.source]
    files = read_origin(PACKAGE_ROOT, DATASET)["versions"]["2026.8.0"]["imports"]["epoch-models"]["files"]
    order = next(csv.reader([files[EXPORT]["header"]]))
    header = sorted({column.source[LAYOUT] for column in columns}, key=order.index)
    rows = []
    wrong = {
        (item.record, item.column): item.was for item in read_corrections(DATASET) if item.source in (None, EXPORT)
    }
    for record in read_records(PACKAGE_ROOT / "datasets" / DATASET / "records.csv", schema):
        record |= {name: wrong[key] for name in record if (key := (record["record_id"], name)) in wrong}
        row: Row = dict.fromkeys(header, "")
        for column in columns:
            cell = _upstream_cell(column.name, record[column.name])
            # One upstream column may feed two of ours: the link and the further links, a label and its note.
            row[column.source[LAYOUT]] = ",".join(filter(None, [row[column.source[LAYOUT]], cell]))
        rows.append(row)
    return header, rows


def write_csv(path: Path, header: list[str], rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header)
        writer.writeheader()
        writer.writerows(rows)
    return path
