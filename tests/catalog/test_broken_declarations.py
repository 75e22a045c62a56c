"""A declaration that somebody is writing, and that cannot be read yet, is told by its file, with what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.errors import DeclarationError, MissingExtraError, read_as
from compute_trends.catalog.schema import load_schema

_AREA = {"name": "area_m2", "type": "number", "title": "Area", "description": "Floor area.", "example": "28000"}
_WHOLE = {"name": "sites", "title": "Sites", "description": "One row is a site.", "fields": [_AREA]}


def _without(raw: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key != name}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps(_WHOLE)[:-1], "schemas/sites.json is no JSON: Expecting ',' delimiter: line 1 column"),
        (json.dumps(_without(_WHOLE, "fields")), "schemas/sites.json lacks fields; catalog/schema.py says how"),
        (
            json.dumps({**_WHOLE, "fields": [_without(_AREA, "type")]}),
            "schemas/sites.json: the column area_m2 lacks type; catalog/schema.py says how",
        ),
        (
            json.dumps({**_WHOLE, "fields": [{**_AREA, "type": "float"}]}),
            "schemas/sites.json: the column area_m2 has the type 'float'; write one of string, number, ",
        ),
        (
            json.dumps({**_WHOLE, "fields": [{**_AREA, "example": "28,000"}]}),
            "schemas/sites.json: the column area_m2 has the example '28,000', which is no number",
        ),
    ],
    ids=["no JSON", "no columns", "no type", "unknown type", "example"],
)
def test_a_schema_that_cannot_be_read_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "sites.json").write_text(text)
    with pytest.raises(DeclarationError) as caught:
        load_schema("sites", tmp_path)
    assert str(caught.value).startswith(message)
    assert caught.value.exit_code == 2


def test_a_schema_that_is_whole_is_read(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "sites.json").write_text(json.dumps(_WHOLE))
    assert load_schema("sites", tmp_path).names == ["area_m2"]


def test_a_module_that_cannot_be_imported_is_named() -> None:
    broken = r"^importers/sites\.py, line 1 cannot be read as an importer: .* closed; mend it, or remove the file$"
    with pytest.raises(DeclarationError, match=broken), read_as("an importer", "importers/sites.py"):
        compile("x = (", "sites.py", "exec")
    lost = r"^importers/sites\.py cannot be read as an importer: No module named 'sites'; mend it, or remove the file$"
    with pytest.raises(DeclarationError, match=lost), read_as("an importer", "importers/sites.py"):
        raise ModuleNotFoundError("No module named 'sites'")


def test_an_error_that_says_what_to_do_stays() -> None:
    with pytest.raises(MissingExtraError), read_as("an importer", "importers/sites.py"):
        raise MissingExtraError("it", "openpyxl", "excel")
