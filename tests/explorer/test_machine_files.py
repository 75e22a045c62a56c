from __future__ import annotations

import gzip
import hashlib
import io
import json
import posixpath
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from compute_trends.catalog.versions import all_versions
from compute_trends.explorer.computed import pictures
from compute_trends.explorer.pages import api, cards, embeds, trends
from compute_trends.explorer.pages.heads import dataset_for_search, head_of
from compute_trends.explorer.pages.sitemap import sitemap
from compute_trends.explorer.site import Site
from compute_trends.trends.doors.pages import studies

URL = "https://example.org/compute/"
EVIL = "</text><script>alert(1)</script>\"'&\u202e" + "long" * 80

#: What programs may rely on: within v1, keys are added and none is taken away.
OF_A_TREND = {
    "api", "package_version", "name", "question", "quantity", "subset", "unit", "estimate", "low", "high", "level", "n",
    "r2", "numbers", "answer", "note", "by_construction", "study", "dataset", "version", "tables", "data_to",
    "line_until", "known", "settings", "options", "bounds", "left_out", "sources", "command", "sql", "published",
    "axes", "points", "versions", "citation", "links",
}  # fmt: skip
OF_A_DATASET = {
    "api", "package_version", "name", "title", "description", "closed", "version", "rows", "columns", "sources",
    "versions", "trends", "citation", "links",
}  # fmt: skip
OF_A_STUDY = {
    "api", "package_version", "key", "title", "question", "reference", "url", "data", "method", "differences",
    "caveats", "published", "trends",
}  # fmt: skip


@pytest.fixture(scope="module")
def files(few: Site) -> dict[str, bytes]:
    return {file.path: file.content for file in api.pages(few)}


def parsed(files: dict[str, bytes], path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files[path])
    return found


def test_every_trend_dataset_and_study_has_a_file_at_its_address(few: Site, files: dict[str, bytes]) -> None:
    for kind, names, keys in (
        ("trends", list(few.trends), OF_A_TREND),
        ("datasets", list(all_versions()), OF_A_DATASET),
        ("studies", list(studies()), OF_A_STUDY),
    ):
        listed = {item["name"]: item["json"] for item in parsed(files, "api/v1/index.json")[kind]}
        assert list(listed) == names
        for name, address in listed.items():
            assert posixpath.join("api/v1", address) == f"api/v1/{kind}/{name}.json"
            assert set(parsed(files, f"api/v1/{kind}/{name}.json")) >= keys


def test_a_trend_says_what_its_page_says(few: Site, files: dict[str, bytes]) -> None:
    found, trend = (
        parsed(files, "api/v1/trends/sevilla-deep-learning-era.json"),
        few.trends["sevilla-deep-learning-era"],
    )
    assert [found[key] for key in ("estimate", "low", "high", "n")] == [
        trend[key] for key in ("estimate", "low", "high", "n")
    ]
    assert [item["verdict"] for item in found["published"]] == [item["verdict"] for item in trend["published"]]
    assert len(found["points"]["record_id"]) == len(found["points"]["x"]) == found["n"]
    assert found["versions"]["2022.2.0"] == "sevilla-deep-learning-era.json"
    assert found["versions"]["2026.8.0"] == "sevilla-deep-learning-era-2026.json"
    assert "picture_svg" not in found["links"]  # this site was written without


def test_links_lead_to_files_of_the_site(few: Site, files: dict[str, bytes]) -> None:
    pages = {file.path for file in trends.pages(few)}
    for path in files:
        if not path.startswith("api/"):
            continue
        found = parsed(files, path)
        held = [*found.get("versions", ()), *found.get("trends", ())]
        links = [*found.get("links", {}).values()]
        links += [item[key] for item in held if isinstance(item, dict) for key in ("parquet", "json") if key in item]
        for link in links:
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) in files.keys() | pages, (
                path,
                link,
            )


def test_the_link_to_many_points_leads_to_their_compressed_file(few: Site) -> None:
    name, site = "sevilla-deep-learning-era", replace(few)
    trend = few.trends[name]
    site.__dict__["trends"] = {name: {**trend, "rows": {key: cells * 50 for key, cells in trend["rows"].items()}}}
    written = {file.path: file.content for file in trends.pages(site)}
    (link,) = (
        json.loads(file.content)["links"]["points_csv"]
        for file in api.pages(site)
        if file.path.endswith(f"{name}.json")
    )
    path = posixpath.normpath(posixpath.join("api/v1/trends", link))
    assert path.endswith(".csv.gz")
    assert len(gzip.decompress(written[path]).splitlines()) > 1000


def test_links_are_absolute_where_the_address_of_the_site_is_known(few: Site) -> None:
    site = replace(few, base_url=URL)
    site.__dict__["trends"] = few.trends
    files = {file.path: file.content for file in api.pages(site)}
    found = parsed(files, "api/v1/datasets/milestone_systems.json")
    assert found["links"]["croissant"] == f"{URL}croissant.json"
    assert all(item["parquet"].startswith(f"{URL}datasets/milestone_systems/") for item in found["versions"])


def test_the_descriptors_find_the_files_that_they_describe(files: dict[str, bytes]) -> None:
    for resource in parsed(files, "datapackage.json")["resources"]:
        content = files[resource["path"]]
        assert hashlib.sha256(content).hexdigest() == resource["hash"].removeprefix("sha256:")
    for item in parsed(files, "croissant.json")["distribution"]:
        if "contentUrl" in item:
            assert item["contentUrl"] in files


def test_a_dataset_is_told_to_search_engines_in_their_words() -> None:
    for name in all_versions():
        found = dataset_for_search(name, URL)
        assert found["@type"] == "Dataset"
        assert 50 <= len(found["description"]) <= 5000  # what search engines for data take
        assert found["license"].startswith("https://")
        assert found["url"] == f"{URL}data/{name}.html"
        assert len({item["sha256"] for item in found["distribution"]}) == len(all_versions()[name])
        assert all(item["name"] and item["description"] for item in found["variableMeasured"])


@pytest.mark.parametrize(
    ("path", "canonical", "image", "twin"),
    [
        ("index.html", "", "cards/site.png", ""),
        ("trends/index.html", "trends/", "cards/site.png", ""),
        ("trends/x.html", "trends/x.html", "cards/x.png", "api/v1/trends/x.json"),
        ("studies/y.html", "studies/y.html", "cards/site.png", "api/v1/studies/y.json"),
        ("data/z.html", "data/z.html", "cards/site.png", "api/v1/datasets/z.json"),
    ],
)
def test_the_head_says_absolute_addresses_only_where_they_are_known(
    path: str, canonical: str, image: str, twin: str
) -> None:
    known = head_of(path, URL, True)
    assert (known["canonical"], known["image"], known["json"]) == (URL + canonical, URL + image, twin)
    unknown = head_of(path, "", True)
    assert (unknown["canonical"], unknown["image"], unknown["json"]) == ("", "", twin)
    assert head_of(path, URL, False)["image"] == ""


def test_pages_carry_their_head(few: Site) -> None:
    site = replace(few, base_url=URL, pictures=True)
    text = site.page("data/accelerators.html", "404.html", title='A "t" <b>', description="d").content.decode()
    parser = HTMLParser()
    held: list[tuple[str, dict[str, str | None]]] = []
    parser.handle_starttag = lambda tag, attrs: held.append((tag, dict(attrs)))  # type: ignore[method-assign]
    parser.feed(text)
    metas = {item.get("property"): item["content"] for tag, item in held if tag == "meta" and "property" in item}
    assert metas["og:title"] == 'A "t" <b>'
    assert metas["og:image"] == f"{URL}cards/site.png"
    assert ("link", {"rel": "canonical", "href": f"{URL}data/accelerators.html"}) in held
    assert "application/ld+json" in text


def test_the_sitemap_lists_the_pages_that_can_be_found(few: Site) -> None:
    addresses = ["index.html", "trends/x.html", "data/index.html", "embed/x.html", "404.html", "record.html", "a.css"]
    assert list(sitemap(few, addresses)) == []
    xml, robots = sitemap(replace(few, base_url=URL), addresses)
    found = [item.text for item in ElementTree.fromstring(xml.content).iter() if item.tag.endswith("loc")]
    assert found == [f"{URL}data/", URL, f"{URL}trends/x.html"]
    assert f"Sitemap: {URL}sitemap.xml" in robots.content.decode()


def test_a_card_shows_any_text_and_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vl_convert, image = pytest.importorskip("vl_convert"), pytest.importorskip("PIL.Image")
    svg = cards.card(EVIL, EVIL, EVIL, "")
    ElementTree.fromstring(svg)
    assert "<script" not in svg
    assert "\u202e" not in svg
    png = cards._png(svg, tmp_path)
    assert image.open(io.BytesIO(png)).size == (600, 315)
    assert len(png) < 20_000
    monkeypatch.setattr(vl_convert, "svg_to_png", lambda *_, **__: pytest.fail("drawn twice"))
    assert cards._png(svg, tmp_path) == png


def test_a_chart_can_be_put_into_another_page(few: Site) -> None:
    pytest.importorskip("vl_convert")
    name = "sevilla-systems"
    site = replace(few, base_url=URL, pictures=True)
    site.__dict__.update(trends={name: few.trends[name]}, drawn={name: pictures.compute(name)})
    files = {file.path: file.content for file in embeds.pages(site)}
    assert set(files) == {f"embed/{name}.html", f"api/v1/oembed/{name}.json"}
    page = files[f"embed/{name}.html"].decode()
    assert "<nav" not in page
    assert f"../trends/{name}.svg" in page
    answer = json.loads(files[f"api/v1/oembed/{name}.json"])
    assert answer["type"] == "rich"
    assert f'src="{URL}embed/{name}.html"' in answer["html"]
