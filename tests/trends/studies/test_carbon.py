"""Carbon of a site: known spreads are recovered, and a country without an intensity is named."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.methods.means import quantile_ratio
from compute_trends.trends.points import Points
from compute_trends.trends.run import run_trend


def test_the_ratio_of_quantiles_of_a_known_spread_is_found() -> None:
    values = np.exp(np.random.Generator(np.random.SFC64(1)).normal(0, 1, 4000))
    found = quantile_ratio()(Points(pa.table({"y": values}), None, "y"))
    known = float(np.exp(2 * 1.2815515655446004))
    assert found.low is not None and found.high is not None
    assert found.low < known < found.high
    assert found.value == pytest.approx(known, rel=0.1)


def test_one_row_has_no_spread() -> None:
    with pytest.raises(ComputeTrendsError, match="one row has no spread"):
        quantile_ratio()(Points(pa.table({"y": [1.0]}), None, "y"))


def test_the_choice_of_site_follows_from_the_year_that_is_asked_for() -> None:
    now, before = (run_trend("carbon-choice-of-site", settings={"wanted_year": year}) for year in (2023, 2022))
    assert now.estimate.n > 190
    assert before.estimate.value != now.estimate.value
    assert all(3 < float(item.estimate.value) < 15 for item in (now, before))


def test_a_country_without_an_intensity_is_named() -> None:
    found = run_trend("carbon-countries-of-organisations")
    assert "not that of its data centre" in found.note
    assert any("of United States of America in that year" in reason for reason in found.left_out)
