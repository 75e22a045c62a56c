"""What an import refuses of a file that can be read: text that ends at one length."""

from __future__ import annotations

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.guards import refuse_cut
from compute_trends.catalog.schema import load_schema

SCHEMA = load_schema("milestone_systems")
NAMES = ("University of Toronto", "University of Montreal", "University of Oxford", "MIT", "Carnegie Mellon University")


def _records(names: tuple[str, ...]) -> list[Record]:
    empty = dict.fromkeys(SCHEMA.names)
    return [{**empty, "record_id": f"system-{n}", "organizations": [name]} for n, name in enumerate(names)]


def _told(names: tuple[str, ...]) -> None:
    imported = Imported(dataset="milestone_systems", files=[], records=[], left_out=[])
    refuse_cut(SCHEMA, _records(names), _records(NAMES), imported)


def test_text_that_ends_at_one_length_is_named_with_the_way_out() -> None:
    with pytest.raises(ImportRefusedError, match=r"organizations ends at 12 .* in 4 records .* --without organ"):
        _told(tuple(name[:12].strip() for name in NAMES))


@pytest.mark.parametrize(
    "names",
    [
        NAMES,
        ("Toronto", "Montreal", "Oxford", "MIT", "CMU"),  # other names, none the beginning of what is held
        ("University of Toronto", "University", "University of Oxford", "MIT", "Carnegie Mellon University"),
        ("University of Toronto and others", "University", "University", "MIT", "Carnegie"),  # of unlike lengths
    ],
)
def test_text_that_was_rewritten_is_no_cut(names: tuple[str, ...]) -> None:
    _told(names)
