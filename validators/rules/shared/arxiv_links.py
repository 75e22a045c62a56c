r"""Links to papers on arXiv: which paper they lead to, and the month of its first version.

A paper has a page under `abs`, `pdf` and `html`, on arxiv.org and its mirrors (www., export.), with or without a
version. Its id is `2005.14165` since April 2007 (year, month, number) and `hep-th/9901001` before; in `math.GT/0309136`
the subject class is no part of it. Source: arXiv, Understanding the arXiv identifier.
"""

from __future__ import annotations

import re

_MONTH = "[0-9]{2}(?:0[1-9]|1[0-2])"

#: An id in lower case, as RE2 (DuckDB) and Python's re read it.
ID = rf"{_MONTH}\.[0-9]{{4,5}}|[a-z-]+(?:\.[a-z-]+)?/{_MONTH}[0-9]{{3}}"

#: The host and the form of the page in a link to a paper in lower case, up to the id.
PAGE = r"arxiv\.org/(?:abs|pdf|html)/"

_PAPER = rf"(?:^|[^a-z0-9-]){PAGE}({ID})(?:[^0-9]|$)"
_SUBJECT_CLASS = r"\.[a-z-]+/"


def arxiv_id(link: str) -> str | None:
    """The id of the first paper on arXiv that a text links; None without one."""
    found = re.search(_PAPER, link.lower())
    return re.sub(_SUBJECT_CLASS, "/", found[1]) if found else None


def arxiv_id_sql(link: str) -> str:
    """SQL for the id of the first paper on arXiv that a text links; null without one.

    Args:
        link: SQL for the text. Texts without "arxiv.org" cost no regular expression.
    """
    found = f"nullif(regexp_extract(lower({link}), '{_PAPER}', 1), '')"
    return f"case when {is_on_arxiv_sql(link)} then regexp_replace({found}, '{_SUBJECT_CLASS}', '/') end"


def is_on_arxiv_sql(link: str) -> str:
    """SQL for whether a text may link a paper on arXiv: true for each that does, and for other pages there."""
    return f"contains(lower({link}), 'arxiv.org/')"


def arxiv_month_sql(paper: str) -> str:
    """SQL for the first day of the month in which the first version of a paper appeared, given its id."""
    digits = f"regexp_extract({paper}, '(?:^|/)([0-9]{{4}})', 1)"
    century = f"if(left({digits}, 2) > '90', '19', '20')"  # arXiv began in August 1991
    return f"try_cast({century} || left({digits}, 2) || '-' || right({digits}, 2) || '-01' as date)"
