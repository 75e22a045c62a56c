"""The datasets in libraries that build on the ones that we give: Ibis over `connect`, Narwhals over any frame."""

from __future__ import annotations

from typing import Any

import ibis
import narwhals as nw
import pytest

import compute_trends as ct
from compute_trends.catalog.doors.frames import LIBRARIES

LARGEST = "select max(training_compute_flop) from milestone_systems"


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")  # of DuckDB, whose older names Ibis uses
def test_ibis_reads_the_views_and_keeps_to_the_pins() -> None:
    connection = ibis.duckdb.from_connection(ct.connect(milestone_systems="2022.2.0"))
    systems = connection.table("milestone_systems")
    assert systems.count().execute() == 123
    recent = systems.filter(systems.publication_date >= ibis.date("2012-01-01"))
    by_hand = ct.sql(f"{LARGEST} where publication_date >= '2012-01-01'", pins={"milestone_systems": "2022.2.0"})
    assert recent.training_compute_flop.max().execute() == by_hand.fetchall()[0][0]
    assert systems.domains.length().max().execute() >= 1


@pytest.mark.parametrize("library", LIBRARIES)
def test_narwhals_reads_every_kind_of_frame_alike(library: Any) -> None:
    frame = nw.from_native(ct.load("milestone_systems", as_=library))
    found = frame.filter(nw.col("publication_date").dt.year() == 2020)
    found = found.select(nw.col("training_compute_flop").max(), nw.len().alias("n")).lazy().collect()
    counted = "select max(training_compute_flop), count(*) from milestone_systems where year(publication_date) = ?"
    assert found.rows() == ct.sql(counted, [2020]).fetchall()
