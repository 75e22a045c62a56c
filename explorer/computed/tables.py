"""The tables as scripts load them: every version packed in a script of its own, which a page reads from a disk too.

A browser reads no other file from a disk than a script. Each holds the columns of a version as JSON, compressed.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from compute_trends.catalog.doors.export import export
from compute_trends.catalog.doors.load import read_table, with_lists
from compute_trends.catalog.texts.terminal import visible
from compute_trends.catalog.versions import Version, all_versions, version_schema
from compute_trends.explorer.files import json_for_page, packed_json


def compute(dataset: str) -> dict[str, Any]:
    """A dataset in the forms that take long to write.

    Returns:
        `scripts`, version -> `packed`; `csv`, the newest version.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{dataset}.csv"
        export(dataset, target)
        return {
            "scripts": {item.version: packed(item) for item in all_versions()[dataset]},
            "csv": target.read_bytes().decode(),
        }


def packed(item: Version) -> str:
    """A version of a dataset: `tables["<dataset> <version>"]` is base64 of gzip of {"columns": {name: [cells]}}.

    Dates are texts; list cells are lists; unknown is null; characters that do something are spelled out.
    """
    schema = version_schema(item)
    table = with_lists(read_table(item.dataset, item.version), schema)
    columns = {name: [_cell(value) for value in table[name].to_pylist()] for name in table.column_names}
    body = packed_json({"columns": columns})
    name = json_for_page(f"{item.dataset} {item.version}")
    return f'(window.tables ??= {{}})[{name}] = "{body}";\n'


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [_cell(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value != value:
        return None
    return value
