"""What GitHub's reader of Markdown shows of texts that may hold anything."""

from __future__ import annotations

import re
from html import unescape

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st

from compute_trends.catalog.texts.markdown import cell, code, prose, row, table, text
from compute_trends.catalog.texts.terminal import visible

JOINER = "\u2060"
MARKUP = "\\`*_[]()<>&|~$@#!:-+=.{}^/ \n\t1a"
TEXTS = st.one_of(
    st.text(MARKUP, max_size=20),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.lists(
        st.sampled_from(
            ["https://a.b/c_d", "www.x.org", "a@b.cd", "@someone", "#12", "GH-3", "&amp;", "<b>", "<!--", "# ", "1. ",
             "- ", "> ", "---", "```", "~~~", "**", "__", "~~", "[a](b)", "![a](b)", "[^1]", "|", "\\", " ", "\n",
             ":a:", "$$", "snake_case", "x"]
        ),
        max_size=6,
    ).map("".join),
)  # fmt: skip
HOSTILE = "<img src=x>|`@someone` #1 [a](http://b)\n::error::owned\x1b[31m\u202e GH-12 o/r#1 a@b.cd :tada: $x$ www.x.yz"


def html(source: str) -> str:
    """What GitHub makes of Markdown, before it looks for names and numbers in what is shown."""
    return str(cmarkgfm.github_flavored_markdown_to_html(source, options=Options.CMARK_OPT_UNSAFE))


def shown(page: str) -> str:
    """The text of a page, white space folded as browsers do."""
    return " ".join(unescape(re.sub("<[^>]*>", "", page.replace("<br>", "\n")).replace(JOINER, "")).split())


def tags(page: str) -> list[str]:
    return re.findall(r"<(\w+)", page)


def folded(plain: str) -> str:
    return " ".join(plain.replace(JOINER, "").split())


@given(TEXTS)
@example(HOSTILE)
def test_a_text_is_shown_as_it_is_wherever_it_stands(plain: str) -> None:
    expected = folded(visible(plain.strip(" \t\r\n")))
    for before, wanted in (("", ["p"]), ("# ", ["h1"]), ("- ", ["ul", "li"]), ("so: ", ["p"])):
        page = html(before + text(plain))
        assert shown(page) == (f"so: {expected}".strip() if before == "so: " else expected)
        assert tags(page) == (wanted if expected or before else []), before + text(plain)
    assert not re.search(r"@\w|#\d|\bGH-\d", text(plain), re.IGNORECASE)


@given(TEXTS, TEXTS, TEXTS)
@example(HOSTILE, HOSTILE, HOSTILE)
@example("`a|b`", "a\\|b", "\\|")
def test_cells_of_a_table_are_shown_as_they_are(one: str, two: str, three: str) -> None:
    page = html(table(["h"] * 3, [[text(one), cell(two), code(three)]], right=[1]))
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)
    assert len(cells) == 3
    assert shown(cells[0]) == folded(visible(one.strip(" \t\r\n")))
    lines = re.split("\r\n|\r|\n", two.strip(" \t\r\n").replace("\t", " "))
    assert shown(cells[1]) == folded(" ".join(map(visible, lines)))
    assert shown(cells[2]) == folded(visible(three))
    assert tags(cells[0]) == []
    assert set(tags(cells[1])) <= {"a", "br"}
    assert tags(cells[2]) == ["code"]


@given(TEXTS)
def test_code_is_shown_as_it_is(plain: str) -> None:
    page = html(f"so {code(plain)}")
    assert tags(page) == ["p", "code"]
    assert unescape(page.removeprefix("<p>so <code>").removesuffix("</code></p>\n")).strip() == visible(plain).strip()


def test_ordinary_texts_stay_readable() -> None:
    for plain in (
        "training_compute_flop",
        "2022-01-31",
        "-5",
        "3.1e+20",
        "GPT-4 (0.5%)",
        "C#, F#",
        "AT&T",
        "a < b > c",
    ):
        assert cell(plain) == plain
    assert text("DeepLabV3+ (2018-02-07): x < 3") == "DeepLabV3+ (2018-02-07): x < 3"


def test_addresses_are_links_in_a_table_and_nowhere_else() -> None:
    address = "https://arxiv.org/abs/1706.03762?a=1&b=c_d"
    assert cell(address) == address
    assert f'<a href="{address.replace("&", "&amp;")}">' in html(table(["h"], [[cell(address)]]))
    assert "<a" not in html(text(address))
    assert shown(html(table(["h"], [[cell("https://a.b/~x")]]))) == "h https://a.b/~x"


def test_mentions_and_numbers_of_issues_lead_nowhere() -> None:
    assert text("@name fixes #1, GH-2") == f"@{JOINER}name fixes #{JOINER}1, GH-{JOINER}2"


def test_code_in_our_prose_stays_code() -> None:
    assert prose("a <b> *c* `d*<e>`\n  # f") == r"a &lt;b> \*c\* `d*<e>` # f"
    assert shown(html(prose("# not `a` *heading*"))) == "# not a *heading*"


@pytest.mark.parametrize("content", ["x | y", "`p|q`", r"a\|b"])
def test_a_bar_ends_no_cell(content: str) -> None:
    assert len(re.findall("<td>", html(table(["a", "b"], [[content, "z"]])))) == 2
    assert row(["x | y", "z"]) == r"| x \| y | z |"
