from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from compute_trends.explorer.computed import reproduced
from compute_trends.explorer.computed.lines import line_of, selection_mark
from compute_trends.explorer.pages import front, trends
from compute_trends.explorer.pages.histogram import histogram
from compute_trends.explorer.site import Site
from compute_trends.trends.pictures.look import COLOURS, GREYS
from compute_trends.trends.run import run_trend


def _text(content: bytes) -> str:
    return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()


@pytest.fixture(scope="module")
def written(few: Site) -> dict[str, str]:
    """Address -> text of the pages of the few trends."""
    return {file.path: _text(file.content) for maker in (front.pages, trends.pages) for file in maker(few)}


def _facts(script: str) -> dict[str, Any]:
    found = re.search(r"'([A-Za-z0-9+/=]+)';", script)
    assert found is not None
    held: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return held


def test_a_page_says_without_a_script_what_the_command_line_says(written: dict[str, str]) -> None:
    page = written["trends/sevilla-deep-learning-era.html"]
    for text in ("5.55 months", "95% interval 5.02 to 6.24", "n = 99", "5.6 months", "within", "low outlier"):
        assert text in page
    assert "104 rows" in page  # points and the rows beside them
    assert page.count("<tr><td>") == 25
    assert "compute-trends trend sevilla-deep-learning-era" in page


def test_the_tables_to_load_are_those_of_the_command_line(written: dict[str, str], few: Site) -> None:
    name = "sevilla-deep-learning-era"
    rows = list(csv.DictReader(io.StringIO(written[f"trends/{name}.csv"])))
    assert sum(not row["left_out"] for row in rows) == few.trends[name]["n"] == 99
    [figure] = csv.DictReader(io.StringIO(written[f"trends/{name}.figure.csv"]))
    assert float(figure["estimate"]) == few.trends[name]["estimate"]
    assert "compute-trends" in figure["citation"]


def test_what_the_script_gets_are_the_rows_of_the_table(written: dict[str, str], few: Site) -> None:
    for name, trend in few.trends.items():
        facts = _facts(written[f"trends/{name}.js"])
        assert facts["x"] == trend["rows"]["x"]
        held = _facts(written[str(facts["rows"])])
        assert [held["id"][place] for place in facts["at"]] == trend["rows"]["record_id"]
        assert [held["dataset"][place] for place in facts["at"]] == trend["rows"]["dataset"]
        assert all(len(fact["of"]) == len(trend["rows"]["x"]) for fact in trend["facts"])


def test_newer_rows_can_be_chosen_by_what_is_known_of_systems(few: Site) -> None:
    chosen = [fact["name"] for fact in few.trends["sevilla-deep-learning-era-2026"]["facts"] if fact["choose"]]
    assert {"domains", "sectors", "countries", "confidence", "open_weights"} <= set(chosen)


def test_a_question_on_several_versions_is_replayed_oldest_first(written: dict[str, str]) -> None:
    page = written["trends/sevilla-deep-learning-era.html"]
    held = re.findall(r'<tr data-at="([\d.]+)">', page)
    assert len(held) > 1
    assert held == sorted(held)
    assert "sevilla-deep-learning-era-2026.html" in page


@pytest.mark.parametrize("name", ["sevilla-deep-learning-era", "thompson-imagenet-computing-power"])
def test_the_line_of_the_page_is_that_of_the_trend(name: str) -> None:
    result = run_trend(name)
    line = line_of(result)
    assert line is not None
    assert line["own"]
    x, y = result.points.x, result.points.y
    x = x / line["days"] if line["days"] > 1 else np.log10(x)
    assert line["slope"] == pytest.approx(np.polyfit(x, np.log10(y), 1)[0])


def test_a_page_colours_points_as_pictures_do(written: dict[str, str]) -> None:
    facts = _facts(written["trends/sevilla-systems.js"])
    assert facts["palette"] == {"colours": list(COLOURS), "rest": GREYS["unknown"]}


def test_bounds_are_told_with_their_unit(written: dict[str, str]) -> None:
    assert re.search(r"<dd>[\d.]+ months</dd>", written["trends/sevilla-deep-learning-era-2026.html"])


def test_a_selection_has_a_name_whatever_its_order() -> None:
    assert selection_mark(["b", "a"]) == selection_mark(["a", "b"])
    assert selection_mark(["a", "b"]) != selection_mark(["ab"])
    assert selection_mark([]) == "0-811c9dc5"


def test_cards_are_the_trends_to_start_with(written: dict[str, str]) -> None:
    page = written["index.html"]
    assert page.count('<li class="card">') == 2
    assert page.count("<svg") == 2


def test_years_of_the_calendar_are_told_as_years(monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = reproduced.reproduce("patterson-2021")[:1]
    year = replace(row, unit="calendar year", published=2002.0, published_low=1999.4, published_high=2005.0)
    year = replace(year, estimate=2008.9, low=2001.6, high=None)
    monkeypatch.setattr(reproduced, "reproduce", lambda _: [year])
    (told,) = reproduced.compute("patterson-2021")
    assert told["published"] == "2002 (1999 to 2005)"
    assert told["ours"] == "2009 (2002 to ?)"
    text = histogram({"estimates": [1998.2, 2002.0, 2009.6]}, 2002.0, "calendar year")
    assert "from 1998 to 2010, ours 2002" in text


def test_trends_on_the_same_versions_tell_their_rows_once(written: dict[str, str], few: Site) -> None:
    tables = {str(_facts(written[f"trends/{name}.js"])["rows"]) for name in few.trends}
    assert tables == {path for path in written if path.startswith("trends/rows/")}
    of_the_paper = {"sevilla-deep-learning-era", "sevilla-systems"}
    assert len({str(_facts(written[f"trends/{name}.js"])["rows"]) for name in of_the_paper}) == 1
    for path in tables:
        rows = _facts(written[path])
        assert len(set(zip(*rows.values(), strict=True))) == len(rows["id"])
