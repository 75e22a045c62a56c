"""Links to papers on arXiv: one paper, however it is linked, and no other page."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from compute_trends.validators.rules.shared.arxiv_links import arxiv_id, arxiv_id_sql, arxiv_month_sql
from compute_trends.validators.rules.shared.identities import link_sql

PAPERS = {
    "https://arxiv.org/abs/2005.14165": ("2005.14165", dt.date(2020, 5, 1)),
    "HTTP://WWW.ArXiv.org/PDF/2005.14165V4.pdf": ("2005.14165", dt.date(2020, 5, 1)),
    "export.arxiv.org/html/2401.12345v2#S1": ("2401.12345", dt.date(2024, 1, 1)),
    "https://arxiv.org/pdf/0704.0001v2.pdf": ("0704.0001", dt.date(2007, 4, 1)),
    "https://arxiv.org/abs/hep-th/9901001": ("hep-th/9901001", dt.date(1999, 1, 1)),
    "https://arxiv.org/abs/cs/0309048v1": ("cs/0309048", dt.date(2003, 9, 1)),
    "https://arxiv.org/abs/math.GT/0309136": ("math/0309136", dt.date(2003, 9, 1)),
    "https://example.org/a https://arxiv.org/abs/2302.09288 https://arxiv.org/abs/1706.03762": (
        "2302.09288",
        dt.date(2023, 2, 1),
    ),
}
OTHER_PAGES = (
    "https://arxiv.org/list/cs.LG/recent",
    "https://arxiv.org/list/cs.CL/recent",
    "https://arxiv.org/search/?query=1706.03762",
    "https://arxiv.org/abs/2013.14165",
    "https://arxiv.org/abs/2005.141651",
    "https://arxiv.org/abs/",
    "https://notarxiv.org/abs/2005.14165",
    "https://example.org/2005.14165",
    "",
)


@pytest.mark.parametrize("link", [*PAPERS, *OTHER_PAGES])
def test_a_paper_is_known_by_its_id_and_dated_by_its_month(link: str) -> None:
    paper, month = PAPERS.get(link, (None, None))
    query = f"select id, {arxiv_month_sql('id')} from (select {arxiv_id_sql('link')} as id from (select ? as link))"
    assert arxiv_id(link) == paper
    assert duckdb.execute(query, [link]).fetchall() == [(paper, month)]


def test_links_are_one_where_they_lead_to_one_paper_and_else_where_they_are_one_text() -> None:
    links = [*PAPERS, *OTHER_PAGES]
    query = f"select {link_sql('link')} from (select unnest(?) as link)"
    meant = [row[0] for row in duckdb.execute(query, [links]).fetchall()]
    expected = {PAPERS[link][0] if link in PAPERS else link for link in links}
    assert len(set(meant)) == len(expected)
    assert meant[0] == meant[1] == "arxiv:2005.14165"
