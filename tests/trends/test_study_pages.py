from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.trends.declaration import Picture, Study, Trend
from compute_trends.trends.doors import pages as writing
from compute_trends.trends.doors.pages import PAGES, PICTURES, picture_of, render_pages, studies
from compute_trends.trends.doors.values import PATH as VALUES
from compute_trends.trends.pictures.draw import draw_trend, render
from compute_trends.trends.pictures.together import draw_together
from compute_trends.trends.published.figures import figures
from compute_trends.trends.registry import list_trends
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import reproduce

KEYS = sorted(studies())
#: With published figures and without, with trends on training compute and without.
SOME = KEYS[1::6]
LARGEST_PICTURE = 120_000  # bytes; names, rings and the footer take some


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The pages as they are shipped: one test holds that the trends give them, to compute all takes half a minute."""
    shipped = {f"{PAGES}/{path.name}": path.read_text("utf-8") for path in (PACKAGE_ROOT / PAGES).glob("*.md")}
    return shipped | {VALUES: (PACKAGE_ROOT / VALUES).read_text("utf-8")}


def _stale(keys: list[str], pages: dict[str, str], result_of: Callable[[str], TrendResult]) -> list[str]:
    """Pages that are not those that the trends give: of studies, or of all studies with the list and the values."""
    of_all = keys == list(studies())
    with pytest.MonkeyPatch.context() as patch:  # the results are those of `run_trend`, shared with other modules
        patch.setattr(writing, "run_trend", lambda trend: result_of(trend.name))
        if not of_all:
            patch.setattr(writing, "studies", lambda: {key: studies()[key] for key in keys})
            patch.setattr(writing, "list_trends", lambda: [trend for trend in list_trends() if trend.study in keys])
            published = {item.study for item in figures().values()}.intersection(keys)
            patch.setattr(writing, "reproduce", lambda: [row for key in published for row in reproduce(key)])
        rendered = render_pages()
    if of_all:
        assert sorted(pages) == sorted(rendered)
    else:
        rendered = {path: rendered[path] for path in (f"{PAGES}/{key}.md" for key in keys)}
    return [path for path, text in rendered.items() if pages[path] != text]


def test_pages_are_those_that_the_trends_give(pages: dict[str, str], result_of: Callable[[str], TrendResult]) -> None:
    assert _stale(SOME, pages, result_of) == [], "compute-trends build --pages brings them up to date"


@pytest.mark.slow
def test_all_pages_are_those_that_the_trends_give(
    pages: dict[str, str], result_of: Callable[[str], TrendResult]
) -> None:
    assert _stale(list(studies()), pages, result_of) == [], "compute-trends build --pages brings them up to date"


def test_every_trend_and_every_published_figure_stands_on_a_page(pages: dict[str, str]) -> None:
    for trend in list_trends():
        assert f"| `{trend.name}` | " in pages[f"{PAGES}/{trend.study}.md"]
    for key in KEYS:
        rows = pages[f"{PAGES}/{key}.md"].partition("## Published and ours")[2].partition("## ")[0].split("\n| ")
        assert max(0, len(rows) - 3) == sum(item.study == key for item in figures().values())


@pytest.mark.parametrize("key", KEYS)
def test_a_page_has_the_declared_texts_and_its_picture(key: str, pages: dict[str, str]) -> None:
    study: Study = studies()[key]
    text = pages[f"{PAGES}/{key}.md"]
    for part in (study.title, study.question, study.data, study.method, study.differences, study.url, *study.caveats):
        assert part in text
    picture, *further = re.findall(r"!\[[^]]+\]\((\S+)\)", text)
    assert further == [f"../pictures/{item.name}.svg" for item in study.further_pictures]
    assert (PACKAGE_ROOT / PAGES / picture).resolve().is_file()


@pytest.mark.parametrize("key", KEYS)
def test_a_picture_is_small_and_says_the_numbers_of_today(key: str, result_of: Callable[[str], TrendResult]) -> None:
    picture = picture_of(studies()[key])
    assert picture is not None
    path = PACKAGE_ROOT / PICTURES / f"{picture.name}.svg"
    svg = path.read_text("utf-8")
    assert path.stat().st_size < LARGEST_PICTURE
    chart = draw_together(picture) if isinstance(picture, Picture) else draw_trend(result_of(picture.name))
    text = re.search(r"<desc[^>]*>(.*?)</desc>", svg)
    assert text is not None
    assert unescape(text[1]) == chart.to_dict(validate=False)["description"]
    assert 'fill="white"' in svg


def test_a_study_that_names_no_picture_shows_its_first_trend_with_axes() -> None:
    plain = replace(studies()["patterson-2021"], picture="")
    drawn = picture_of(plain)
    assert isinstance(drawn, Trend)
    assert drawn.name == "patterson-predicted-energy"  # the first six have no axes
    assert picture_of(replace(plain, key="without-trends")) is None
    with pytest.raises(UnknownNameError, match="did you mean patterson-power"):
        picture_of(replace(plain, picture="patterson-powr"))


def test_a_picture_is_the_same_whatever_was_drawn_before(result_of: Callable[[str], TrendResult]) -> None:
    chart = draw_trend(result_of("patterson-power"))
    first = render(chart, "svg")
    render(draw_trend(result_of("hernandez-alexnet-doubling")), "svg")
    assert render(chart, "svg") == first


def test_no_page_prints_a_number_that_is_none(pages: dict[str, str]) -> None:
    for text in pages.values():
        assert re.search(r"\b(nan|inf|None)\b", text) is None
