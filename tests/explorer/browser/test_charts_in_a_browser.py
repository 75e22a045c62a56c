from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from compute_trends.catalog.doors.connect import relation, sql
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.explorer.computed.filters import point_facts
from compute_trends.explorer.computed.lines import selection_mark
from compute_trends.trends.choices.options import Options
from compute_trends.trends.run import run_trend

pytestmark = pytest.mark.slow

NEWER = "sevilla-deep-learning-era-2026"
#: Filters drawn by chance: trend -> how many.
DRAWN = {NEWER: 34, "hardware-fp32-rate": 16}


def _shown(page: Any, choice: str) -> dict[str, str]:
    """What the page says after its address was changed."""
    before = page.evaluate("document.body.dataset.ready")
    page.evaluate("(choice) => { location.hash = choice; }", choice)
    page.wait_for_function("(before) => document.body.dataset.ready !== before", arg=before)
    held: dict[str, str] = page.evaluate("({...document.querySelector('[data-selection]').dataset})")
    return held


def _choices(trend: str, count: int) -> list[tuple[dict[str, str], list[str]]]:
    """Filters by chance, and the points that SQL over the table finds of them."""
    result = run_trend(trend)
    records = result.points.texts("record_id")
    dataset, version = result.trend.dataset, result.version
    facts = [fact for fact in point_facts(dataset, version, records) if fact["choose"]]
    chance = random.Random(f"{trend} 19")
    table = relation(dataset, version)
    kinds = dict(zip(table.columns, map(str, table.types), strict=True))
    found: list[tuple[dict[str, str], list[str]]] = []
    days = sorted(result.points.texts(result.trend.x.column)) if result.trend.x.scale == "time" else []
    while len(found) < count:
        some = chance.sample(facts, min(len(facts), chance.choice((1, 1, 2))))
        held_by_points = {fact["name"]: [fact["values"][at] for of in fact["of"] for at in of] for fact in some}
        chosen = {name: chance.choice(values) for name, values in held_by_points.items()}
        where = []
        for name, value in chosen.items():
            text = "'" + value.replace("'", "''") + "'"
            if kinds[name].endswith("[]"):
                where.append(f"list_contains({name}, {text})")
            elif kinds[name] == "BOOLEAN":
                where.append(name if value == "yes" else f"not {name}")
            else:
                where.append(f"{name} = {text}")
        if days and chance.random() < 0.5:
            first = chance.choice(days[: len(days) // 2])
            where.append(f"{result.trend.x.column} >= date '{first}'")
            chosen["from"] = str(first)
        held = {row[0] for row in table.filter(" and ".join(where)).project("record_id").fetchall()}
        pair = (chosen, [record for record in records if record in held])
        if pair not in found:
            found.append(pair)
    return found


@pytest.mark.parametrize("trend", DRAWN)
def test_what_a_filter_leaves_is_what_sql_and_the_command_line_say(reading: Any, trend: str) -> None:
    lines = 0
    with reading() as reader:
        page = reader.open(f"trends/{trend}.html")
        own = float(run_trend(trend).estimate.n)
        assert float(page.get_attribute("[data-selection]", "data-total")) == own
        for chosen, records in _choices(trend, DRAWN[trend]):
            keys = {(name if name == "from" else f"f.{name}"): value for name, value in chosen.items()}
            said = _shown(page, urlencode(keys))
            assert int(said["n"]) == len(records), chosen
            if said["slope"] and 3 <= len(set(records)) < own:
                try:
                    result = run_trend(trend, Options(only=tuple(dict.fromkeys(records))))
                except ComputeTrendsError as error:  # a doubling time of what does not grow
                    assert "does not grow" in str(error)
                    assert float(said["slope"]) <= 0
                    continue
                assert result.estimate.n == len(records), chosen
                slope = result.estimate.numbers["slope_log10_per_year"]
                assert float(said["slope"]) == pytest.approx(slope, rel=0.005), chosen
                lines += 1
        assert reader.wrong == []
    assert lines > DRAWN[trend] // 4


def test_the_line_of_a_power_law_follows_what_is_chosen(reading: Any) -> None:
    trend = "thompson-imagenet-computing-power"
    with reading() as reader:
        page = reader.open(f"trends/{trend}.html")
        said = _shown(page, "name=net")
        points = run_trend(trend).points
        pairs = zip(points.texts("record_id"), points.texts("name"), strict=True)
        records = [record for record, name in pairs if "net" in name.lower()]
        result = run_trend(trend, Options(only=tuple(records)))
        assert int(said["n"]) == result.estimate.n == len(records)
        assert float(said["slope"]) == pytest.approx(float(result.estimate.value), rel=0.005)


def test_a_choice_that_leaves_nothing_says_so(reading: Any) -> None:
    with reading() as reader:
        page = reader.open(f"trends/{NEWER}.html#name=nobody+is+called+so")
        assert "No point matches" in page.inner_text("[data-selection]")
        assert page.locator("[data-points] tbody tr:visible").count() == 0
        assert reader.wrong == []


def test_an_address_that_asks_for_the_unknown_falls_back_and_says_so(reading: Any) -> None:
    with reading() as reader:
        page = reader.open(f"trends/{NEWER}.html#f.domains=Alchemy&y=cubic&wings=2&from=1%2F2&f.confidence=likely")
        told = page.inner_text("[data-told]")
        for text in ("f.domains = Alchemy", "y = cubic", "wings = 2", "from = 1/2"):
            assert text in told
        assert page.input_value("[data-key='f.confidence']") == "likely"
        assert 0 < int(page.get_attribute("[data-selection]", "data-n")) < 325
        page = reader.open("data/milestone_systems.html#sort=wings&q=katago")
        assert "sort = wings" in page.inner_text("[data-told]")
        assert page.get_attribute("main [data-count]", "data-n") == "1"
        page = reader.open("record.html?dataset=milestone_systems&id=%3Cb%3Enobody")
        assert "holds no record <b>nobody" in page.inner_text("[data-told]")
        page = reader.open("record.html?dataset=__proto__&id=x")
        assert "There is no dataset __proto__" in page.inner_text("[data-told]")
        assert reader.wrong == []


def test_rows_without_a_value_are_counted_and_drawn(reading: Any) -> None:
    with reading() as reader:
        page = reader.open(f"trends/{NEWER}.html")
        counted = int(page.get_attribute("[data-selection]", "data-rug"))
        assert counted == run_trend(NEWER).left_out["training compute is not known"]
        assert f"{counted} without a value" in page.inner_text("[data-selection]")
        assert page.locator("[data-chart] .mark-rect.role-mark path").count() >= counted


def test_what_a_reader_takes_away_is_what_is_shown(reading: Any) -> None:
    with reading("http", accept_downloads=True) as reader:
        page = reader.open(f"trends/{NEWER}.html#f.domains=Vision&y=linear&colour=confidence")

        def saved(kind: str) -> bytes:
            with page.expect_download() as waiting:
                page.click(f"[data-save={kind}]")
            return Path(waiting.value.path()).read_bytes()

        rows = list(csv.DictReader(saved("csv").decode().splitlines()))
        assert len(rows) == int(page.get_attribute("[data-selection]", "data-n"))
        assert all("Vision" in row["domains"].split(";") for row in rows)
        version = run_trend(NEWER).version
        known = dict(relation("milestone_systems", version, ["record_id", "training_compute_flop"]).fetchall())
        assert all(float(row["training_compute_flop"]) == known[row["record_id"]] for row in rows)
        picture = saved("svg").decode()
        assert picture.startswith("<svg")
        assert f"n = {len(rows)}" in picture
        assert saved("png").startswith(b"\x89PNG")
        reference = saved("bib").decode()
        mark = selection_mark([row["record_id"] for row in rows])
        assert mark in reference.splitlines()[0]
        assert f"n = {len(rows)}" in reference
        assert reference.count("{") == reference.count("}")
        assert reader.wrong == []


def test_a_point_tells_where_it_comes_from(reading: Any) -> None:
    with reading() as reader:
        page = reader.open("trends/sevilla-deep-learning-era.html")
        spot = page.evaluate(
            "(() => { const all = [...document.querySelectorAll('[data-chart] g.mark-symbol.role-mark')];"
            " const group = all.sort((a, b) => b.children.length - a.children.length)[0];"
            " const box = group.children[20].getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        page.mouse.move(*spot)
        page.locator("#vg-tooltip-element.visible").wait_for()
        page.mouse.click(*spot)
        card = page.locator(".pointcard")
        card.wait_for()
        assert "FLOP" in card.inner_text()
        assert card.locator("a[href^='http']").count() >= 1
        assert "record.html?dataset=milestone_systems" in card.locator("h3 a").get_attribute("href")


def test_hostile_text_is_shown_as_text(reading: Any) -> None:
    with reading(width=390) as reader:
        page = reader.open("trends/hostile.html")
        page.click("button[role=tab]:has-text('Table')")
        text = page.inner_text("[data-points] tbody tr:first-child td:first-child")
        assert text.startswith("</script><img src=x onerror=alert(1)>")
        assert "\\u202e" in text
        assert page.locator("[data-points] a[href^='javascript']").count() == 0
        assert page.locator("img[src='x']").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert reader.wrong == []


def test_a_table_of_a_dataset_is_filtered_and_sorted_as_sql_does(reading: Any) -> None:
    with reading() as reader:
        page = reader.open("data/milestone_systems.html#w.training_compute_flop=%3E1e25&sort=-training_compute_flop")
        wanted = sql(
            "select record_id, training_compute_flop from milestone_systems where training_compute_flop > 1e25"
        )
        rows = wanted.fetchall()
        assert int(page.get_attribute("main [data-count]", "data-n")) == len(rows)
        top = page.inner_text("[data-records] tbody tr:first-child th")
        assert dict(rows)[top] == max(dict(rows).values())
        assert reader.wrong == []


def test_a_record_shows_every_version_and_why_a_value_changed(reading: Any) -> None:
    with reading() as reader:
        page = reader.open("record.html?dataset=milestone_systems&id=katago")
        text = page.inner_text("main")
        for told in (
            "2024.10.0",
            "2026.8.0",
            "2026.8.1",
            "2.32e19",
            "6.26e20",
            "27 GPUs trained",
            "Report a wrong value",
        ):
            assert told in text
        page.check("input[type=checkbox]")
        assert page.locator("tbody tr:visible").count() < page.locator("tbody tr").count()


def test_a_number_of_many_digits_is_shown_short_and_kept_whole(reading: Any) -> None:
    [(exact,)] = sql("select training_power_w from milestone_systems where record_id = '3dmm-cnn'").fetchall()
    assert len(str(exact)) > 12
    with reading() as reader:
        page = reader.open("record.html?dataset=milestone_systems&id=3dmm-cnn")
        shown = page.locator(f"[title='{exact}']")
        assert shown.first.inner_text() == f"{exact:.7g} W"
        assert str(exact) not in page.inner_text("main")


def test_on_paper_a_chart_page_has_the_first_rows_and_says_so(reading: Any) -> None:
    with reading() as reader:
        page = reader.open(f"trends/{NEWER}.html#tab=table")
        page.locator("[data-points] tbody tr >> nth=200").wait_for()
        page.emulate_media(media="print")
        rows = "(rows) => rows.filter((row) => row.offsetHeight).length"
        seen = page.locator("[data-points] tbody tr").evaluate_all(rows)
        assert 0 < seen < 100
        assert f"The first {seen} stand here." in page.inner_text("#table")


@pytest.mark.parametrize(("text", "kind"), [("H100", "accelerators"), ("doubling", "trends"), ("KataGo", "systems")])
def test_the_search_finds_what_has_a_name(reading: Any, text: str, kind: str) -> None:
    with reading() as reader:
        page = reader.open("index.html")
        assert not any("search-index" in url for url in reader.asked)  # loaded only when somebody searches
        page.fill("#find-here", text)
        page.wait_for_selector("[data-results][data-found]")
        heads = " ".join(page.locator("[data-results] h2").all_inner_texts()).lower()
        assert kind in heads
        page.click("[data-results] a >> nth=0")
        page.wait_for_selector("main h1")
        assert reader.wrong == []
