from __future__ import annotations

import base64
import gzip
import json
import re

import pytest

from compute_trends.catalog.doors.connect import sql
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, find_version
from compute_trends.explorer.computed.filters import FILTERS, TOLD
from compute_trends.explorer.computed.tables import packed
from compute_trends.explorer.pages import rules, studies
from compute_trends.explorer.site import Site
from compute_trends.validators.registry import all_rules


@pytest.mark.parametrize("dataset", ["accelerators", "milestone_systems", "training_energy"])
def test_a_packed_table_is_the_table(dataset: str) -> None:
    item = find_version(dataset)
    script = packed(item)
    found = re.fullmatch(r'\(window\.tables \?\?= \{\}\)\["(.+)"\] = "([A-Za-z0-9+/=]+)";\n', script)
    assert found is not None
    assert found[1] == f"{dataset} {item.version}"
    columns = json.loads(gzip.decompress(base64.b64decode(found[2])))["columns"]
    assert {len(cells) for cells in columns.values()} == {item.rows}
    number = next(column.name for column in load_schema(dataset).columns if column.type == "number")
    known, total = sql(f"select count({number}), sum({number}) from {dataset}").fetchall()[0]
    assert sum(cell is not None for cell in columns[number]) == known
    assert sum(cell for cell in columns[number] if cell is not None) == pytest.approx(total or 0)


def test_readers_choose_by_columns_that_there_are() -> None:
    for dataset, columns in FILTERS.items():
        assert set(columns) <= set(load_schema(dataset).names), dataset
    assert set(TOLD) <= {name for dataset in all_versions() for name in load_schema(dataset).names}


def test_a_rule_has_its_page_and_its_links_lead_somewhere(few: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(iter(all_rules().values()))
    judged = [
        {"rule": rule.id, "version": "2026.8.1", "applicable": 7, "findings": [["x", "name", "<b>odd</b>", None]]}
    ]
    monkeypatch.setattr(few, "_held", {"judged": {name: [] for name in all_versions()} | {rule.datasets[0]: judged}})
    written = {file.path: file.content.decode() for file in rules.pages(few)}
    assert set(written) == {f"rules/{name}.html" for name in ("index", "findings", *all_rules())}
    for path, page in written.items():
        for address in re.findall(r'<a href="([^"#]+)"', page):
            if not address.startswith(("http", "../")):
                assert f"rules/{address}" in written, (path, address)
            assert not address.endswith((".md", ".py"))
    assert f"<code>{rule.id}</code>" in written["rules/index.html"]


def test_a_study_shows_every_published_figure_with_its_verdict(few: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from compute_trends.explorer.computed import reproduced
    from compute_trends.trends.doors.pages import studies as declared

    chosen = "amodei-hernandez-2018"
    figures = {key: reproduced.compute(key) if key == chosen else [] for key in declared()}
    monkeypatch.setattr(few, "_held", {"reproduced": figures})
    written = {file.path: file.content.decode() for file in studies.pages(few)}
    page = written[f"studies/{chosen}.html"]
    assert figures[chosen]
    for row in figures[chosen]:
        assert f'id="{row["figure"]}"' in page
        assert f">{row['verdict']}</span>" in page
    assert set(written) == {f"studies/{name}.html" for name in ("index", *declared())}
