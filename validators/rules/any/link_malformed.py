"""Links that lead nowhere, as far as their text can tell."""

from __future__ import annotations

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.validators.engine.conditions import OfColumns
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared import arxiv_links as arxiv

_HOST = r"^https?://(?:[^/?#@]*@)?([^/?#:]*)(?::[0-9]+)?(?:[/?#]|$)"


def _good_host(letter: str, number: str) -> str:
    label = f"[{letter}{number}](?:[{letter}{number}_-]*[{letter}{number}])?"
    return rf"^(?:{label}\.)+(?:[{letter}]{{2,}}|xn--[a-z0-9-]+)\.?$"


_ASCII_HOST, _ANY_HOST = _good_host("a-z", "0-9"), _good_host(r"\pL", r"\pN")

#: The pattern of all letters takes 8 ms to compile, so it is made no constant: only hosts of such letters compile it.
_IS_DOMAIN = (
    f"case when strlen(host) = length(host) then regexp_matches(host, '{_ASCII_HOST}') "
    f"else regexp_matches(host, left(host, 0) || '{_ANY_HOST}') end"
)

#: What a link to a paper on arXiv has behind the form of the page: an id, and what belongs to its version or page.
_ON_ARXIV = rf"^https?://(?:[a-z]+\.)?{arxiv.PAGE}([^?#]+)"

_PAPER = rf"^(?:{arxiv.ID})(?:\.pdf)?(?:[v/].*)?$"

#: A new-style id with the wrong number of digits: four until December 2014, five since.
_DIGITS = r"^(?:(?:0[7-9]|1[0-4])[0-9]{2}\.[0-9]{5}|(?:1[5-9]|[2-8][0-9])[0-9]{2}\.[0-9]{4})(?:[^0-9]|$)"

#: What names papers and nothing else, without the name of one.
_NO_PAPER = r"^https?://(?:www\.)?(?:arxiv\.org/?(?:(?:abs|pdf|html)/?)?|(?:dx\.)?doi\.org/?(?:10\.?)?)(?:[?#].*)?$"


def link_columns(schema: TableSchema) -> list[Column]:
    """The columns that hold links."""
    return [column for column in schema.columns if column.name.endswith(("url", "urls"))]


def _links(schema: TableSchema) -> str:
    selects = []
    for column in link_columns(schema):
        item = f"unnest({column.name})" if column.is_list else column.name
        # What a pattern of the column forbids already is a finding of the structure layer.
        kept = rf"regexp_matches(link, '{column.pattern}')" if column.pattern else "link <> ''"
        selects.append(
            f"""select _row, '{column.name}' as "column", link from (
                  select _row, {item} as link from submission where {column.name} is not null) where {kept}"""
        )
    return " union all ".join(selects)


def _sql(schema: TableSchema) -> str:
    return rf"""
        with links as (
          select *, lower(regexp_extract(link, '(?i){_HOST}', 1)) as host,
            regexp_extract(lower(link), '{_ON_ARXIV}', 1) as paper
          from ({_links(schema)})),
        judged as (
          select *, case
            when regexp_matches(link, '\s') then 'it holds a space or line break'
            when regexp_matches(link, '(?i)^(doi:|10\.[0-9]{{4,}}/)') then 'a DOI needs its resolver: https://doi.org/10...'
            when not regexp_matches(link, '(?i)^https?://') then 'it does not begin with http:// or https://'
            when regexp_matches(link, '(?i)^https?://https?(:|//)') then 'it begins with http:// twice'
            when host = 'localhost' or regexp_matches(host, '\.(local|localhost|internal|test|invalid)$')
              or regexp_matches(host, '^[0-9.]+$') then 'its host is a machine of a private network or a bare address'
            when not {_IS_DOMAIN} then 'its host is no domain name'
            when paper <> '' and not regexp_matches(paper, '{_PAPER}')
              then 'it has no arXiv id of the form YYMM.NNNNN'
            when paper <> '' and regexp_matches(paper, '{_DIGITS}')
              then 'the number in an arXiv id has five digits since 2015, and had four before'
            when ends_with(host, 'arxiv.org') or ends_with(host, 'doi.org') then case
              when regexp_matches(lower(link), '{_NO_PAPER}') then 'it names no paper' end end as flaw
          from links)
        select _row, "column", link as value, 'the link leads nowhere: ' || flaw as message, null as evidence
        from judged where flaw is not null
    """


#: Links of usual forms, which have no flaw: to a host of a common domain but arXiv and DOI, to a paper on arXiv.
_USUAL = (
    r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|ai|io|edu|gov|co|dev|cn|jp|kr|fr|de|uk)(?:/[^\s]*)?"
)
_USUAL_PAPER = (
    r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/(?:(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.[0-9]{4}|"
    r"(?:1[5-9]|2[0-9])(?:0[1-9]|1[0-2])\.[0-9]{5})(?:v[0-9]+)?"
)

#: True where a link is of another form.
_UNUSUAL = OfColumns(
    lambda schema: {column.name: column.is_list for column in link_columns(schema)},
    "flatten([{lists}])",
    f"""list_bool_or([not regexp_full_match(link, '{_USUAL_PAPER}') and (not regexp_full_match(link, '{_USUAL}')
      or contains(link, 'arxiv.org') or contains(link, 'doi.org')) for link in {{made}}])""",
)


RULE = Rule(
    id="link-malformed",
    layer="reference",
    severity="error",
    datasets=dataset_names(),
    title="A link cannot lead anywhere",
    explanation=(
        "Every fact is to be found again by its link. A link without a host, with a space, to the writer's own "
        "machine or with half an arXiv id leads nobody to a page. The check looks at the text alone and opens no page."
    ),
    fix="Copy the address from the browser, beginning with https://.",
    source="RFC 3986 (generic syntax), RFC 6761 (special-use names) and arXiv's identifier scheme of 2007 and 2015.",
    reads=lambda schema: (column.name for column in link_columns(schema)),
    sql=_sql,
    applies=lambda schema: f"select distinct _row from ({_links(schema)})",
    needs=_UNUSUAL,
    passes=(
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/abs/2005.14165v4"},
        {"_dataset": "milestone_systems", "source_url": "http://papers.nips.cc:80/paper/4824?x=1#y"},
        {"_dataset": "milestone_systems", "source_url": "https://web.archive.org/web/2020/https://example.com/a"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/abs/1412.8905"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/abs/2412.08905"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/abs/hep-th/9901001"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/list/cs.LG/recent"},
        {"_dataset": "milestone_systems", "source_url": "https://doi.org/10.1145/3065386"},
    ),
    fails=(
        {"_dataset": "milestone_systems", "source_url": "https://localhost/paper"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv/abs/2005.14165"},
        {"_dataset": "milestone_systems", "source_url": "http://https://arxiv.org/abs/2005.14165"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/abs/2013.1416"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/abs/2412.8905"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/pdf/1412.08905v2"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/"},
        {"_dataset": "milestone_systems", "source_url": "https://arxiv.org/abs/"},
        {"_dataset": "milestone_systems", "source_url": "https://doi.org/"},
        {"_dataset": "milestone_systems", "source_urls": ["http://dx.doi.org"]},
        {"_dataset": "milestone_systems", "source_urls": ["ftp://ftp.cs.edu/paper.ps"]},
        {"_dataset": "milestone_systems", "source_urls": ["10.1145/3065386"]},
    ),
)
