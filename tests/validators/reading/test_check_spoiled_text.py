"""Cells as other programs leave them: lists, numbers, dates, spaces and words for what is missing."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from compute_trends.validators.api import validate
from compute_trends.validators.reports.finding import Finding

RECORD = {"record_id": "zork", "publication_date": "2021-02-03", "source": "x", "admission": "submitted"}


def said(tmp_path: Path, *select: str, **cells: str) -> list[Finding]:
    record = RECORD | cells
    with (tmp_path / "a.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([record, record.values()])
    report = validate(tmp_path / "a.csv", "milestone_systems", select=["structure", *select])
    return [finding for finding in report if finding.column not in RECORD or finding.column in cells]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("['Canada', 'France']", "Canada;France"),
        ("['Canada' 'France']", "Canada;France"),
        ('["Canada", "France"]', "Canada;France"),
        ("['Canada'\n 'France']", "Canada;France"),
        ("array(['Canada', 'France'], dtype=object)", "Canada;France"),
        ("np.array(['Canada'])", "Canada"),
        ("('Canada', 'France')", "Canada;France"),
        ("{'Canada', 'France'}", "Canada;France"),
        ('{Canada,"United States"}', "United States"),
        ("{Canada,France}", "Canada;France"),
        ("[Canada, France]", "Canada;France"),
        ('c("Canada", "France")', "Canada;France"),
        ('"Canada", "France"', "Canada;France"),
        ("['Canada']", "Canada"),
        ("[]", None),
    ],
)
@pytest.mark.parametrize("column", ["countries", "organizations"])
def test_a_list_of_another_program_is_told_as_it_is_written_here(
    tmp_path: Path, column: str, text: str, meant: str | None
) -> None:
    (finding,) = said(tmp_path, "list-item-repeated", "text-placeholder", **{column: text})
    assert (finding.rule, finding.value) == ("structure-list-form", text)
    assert finding.message.endswith(repr(meant) if meant else "an empty cell")


def test_a_list_of_fixed_values_is_told_once_too(tmp_path: Path) -> None:
    (finding,) = said(tmp_path, sectors="['academia', 'industry']")
    assert (finding.rule, "academia;industry" in finding.message) == ("structure-list-form", True)


@pytest.mark.parametrize("text", ["Zork (Quax)", "(unaffiliated)", "d-Matrix", "x.ai (formerly Y)", "Zork's;Quax"])
def test_names_with_brackets_and_quotes_are_no_lists(tmp_path: Path, text: str) -> None:
    assert said(tmp_path, organizations=text) == []


@pytest.mark.parametrize("text", ["#REF!", "#DIV/0!", "#NAME?", "#N/A", "########", "#BEZUG!", " #NULL! "])
def test_an_error_of_a_spreadsheet_is_told_in_every_column(tmp_path: Path, text: str) -> None:
    cells = {"name": text, "organizations": text, "parameters": text, "confidence": text, "open_weights": text}
    found = {finding.column: finding for finding in said(tmp_path, "text-placeholder", **cells)}
    assert len(found) == len(cells)
    assert {found[name].rule for name in ("name", "organizations", "confidence")} == {"structure-spreadsheet-error"}
    assert found["parameters"].message == "not a number; it is an error of a spreadsheet program"


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("publication_date", "44561", "as the number of a day in a spreadsheet program it is 2021-12-31"),
        ("publication_date", "44561.0", "as the number of a day in a spreadsheet program it is 2021-12-31"),
        ("publication_date", "18688", "in a spreadsheet program it is 1951-03-01, counted from 1970 2021-03-02"),
        ("publication_date", "2021-03-02 00:00:00", "write 2021-03-02, without a time"),
        ("publication_date", "2021-03-02 11:30:00", "write the day alone, without a time"),
        ("publication_date", "2021-03-02 05:00:00+00", "write the day alone, without a time"),
        ("publication_date", "1614643200", "as seconds since 1970 it is 2021-03-02 in UTC"),
        ("publication_date", "1614643200000", "as milliseconds since 1970 it is 2021-03-02 in UTC"),
        ("publication_date", "1614643200000000000", "as nanoseconds since 1970 it is 2021-03-02 in UTC"),
        ("publication_date", "20210302", "write 2021-03-02"),
        ("publication_date", "2021/3/2", "write 2021-03-02"),
        ("publication_date", "31.01.2021", "write 2021-01-31"),
        ("publication_date", "1/31/2021", "write 2021-01-31"),
        ("publication_date", "2 March 2021", "write 2021-03-02"),
        ("publication_date", "Mar 2nd, 2021", "write 2021-03-02"),
        (
            "publication_date",
            "2021-03",
            "where only the month is known, write 2021-03-01 and say so in publication_date_precision",
        ),
        ("publication_date", "Sept. 2021", "where only the month is known, write 2021-09-01 and say so"),
        ("publication_date", "03/2021", "where only the month is known, write 2021-03-01 and say so"),
        ("publication_date", "971395200000", "as milliseconds since 1970 it is 2000-10-13 in UTC"),
        ("publication_date", "2021\u5e743\u67082\u65e5", "write 2021-03-02"),
        ("publication_date", "2021\ub144 3\uc6d4", "where only the month is known, write 2021-03-01"),
        ("publication_date", "\uff12\uff10\uff12\uff11-\uff10\uff13-\uff10\uff12", "write 2021-03-02"),
        ("publication_date", "2. M\u00e4rz 2021", "write 2021-03-02"),
        ("publication_date", "2 d\u00e9c. 2021", "write 2021-12-02"),
        ("publication_date", "2 de marzo de 2021", "write 2021-03-02"),
        ("publication_date", "TBA", "unknown is an empty cell"),
        ("publication_date", "-", "unknown is an empty cell"),
        ("record_id", "1.23E+11", "a spreadsheet program made a number of it"),
        ("parameters", "3,84e+24", "the decimal mark is a point, and digits are not grouped"),
        ("parameters", "1,5B", "the decimal mark is a point, and digits are not grouped"),
        ("parameters", "1.234.567", "the decimal mark is a point, and digits are not grouped"),
        ("parameters", "-", "unknown is an empty cell"),
        ("parameters", "--", "unknown is an empty cell"),
        ("parameters", "NA", "unknown is an empty cell"),
        ("citations", "n/a", "unknown is an empty cell"),
        ("source_url", "-", "unknown is an empty cell"),
        ("confidence", "None", "unknown is an empty cell"),
    ],
)
def test_the_cause_is_told_with_the_cell(tmp_path: Path, column: str, text: str, words: str) -> None:
    (finding,) = said(tmp_path, **{column: text})
    assert words in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "02/03/2021",
        "3.2.21",
        "20210231",
        "202103",
        "1614643",
        "May 2021 or so",
        "Ma 2, 2021",
        "2 Match 2021",
        "2 jui 2021",
        "13/2021",
    ],
)
def test_a_day_that_nobody_can_tell_is_not_guessed(tmp_path: Path, text: str) -> None:
    (finding,) = said(tmp_path, publication_date=text)
    assert finding.message == "not a date of the form YYYY-MM-DD that exists"


@pytest.mark.parametrize("dash", ["-", "--", "\u2013", "\u2014", "- -", "...", "?"])
def test_a_dash_stands_for_what_is_missing_and_is_no_formula(tmp_path: Path, dash: str) -> None:
    found = said(tmp_path, "text-placeholder", organizations=dash, reference=dash)
    assert {(f.rule, f.message) for f in found} == {
        ("text-placeholder", "it stands for a text that is missing; unknown is an empty cell")
    }
    assert len(found) == 2


@pytest.mark.parametrize("text", ["-1+2", "=1", "@sum", "+A1", "-a"])
def test_what_computes_is_a_formula(tmp_path: Path, text: str) -> None:
    assert [f.rule for f in said(tmp_path, reference=text)] == ["structure-formula"]


@pytest.mark.parametrize(
    ("text", "typed"),
    [("2.5e3", 2500), ("1e+05", 100_000), ("1E5", 100_000), ("100e-2", 1), ("2.55e1", None), ("1e-1", None),
     ("1e30", None), ("1e19", None), ("9e18", 9 * 10**18)],
)  # fmt: skip
def test_a_whole_number_may_have_an_exponent(tmp_path: Path, text: str, typed: int | None) -> None:
    found = said(tmp_path, citations=text)
    assert [f.rule for f in found] == ([] if typed else ["structure-type"])
    if typed:
        report = validate(tmp_path / "a.csv", "milestone_systems")
        query = "select citations from submitted_milestone_systems"
        assert report.connection.execute(query).fetchall() == [(typed,)]


SPACES = "\t\u00a0\u1680\u2000\u2003\u2007\u2009\u200a\u200b\u202f\u205f\u3000\ufeff\u2800\u3164"


@pytest.mark.parametrize("space", SPACES)
def test_a_space_of_any_width_at_an_edge_is_told(tmp_path: Path, space: str) -> None:
    cells = {
        "name": f"Zork{space}",
        "reference": f"{space}Zork",
        "organizations": f"Zork{space};Quax",
        "tasks": f"Zork;{space}Quax",
    }
    found = said(tmp_path, "text-invisible-characters", **cells)
    assert {f.column for f in found if f.rule == "text-invisible-characters"} == set(cells)
    assert all("U+" in f.message for f in found)
    if space.isspace():
        url = said(tmp_path, source_url=f"https://zork.example/a{space}")
        assert [f.rule for f in url] == ["structure-pattern"]


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("countries", "Canada, France", "list-joined-otherwise"),
        ("countries", "Canada / France", "list-joined-otherwise"),
        ("domains", "Language and Vision", "list-joined-otherwise"),
        ("organizations", "Google|OpenAI;Zork", "list-joined-otherwise"),
        ("organizations", "Zork;zork", "list-item-repeated"),
        ("domains", "Language;Vision;Language", "list-item-repeated"),
        ("name", "1.23E+11", "text-of-a-spreadsheet"),
        ("name", "2-Sep", "text-of-a-spreadsheet"),
        ("organizations", "Zork;Err:508", "text-of-a-spreadsheet"),
        ("name", "M\u00c3\u00bcnchen", "text-encoded-twice"),
        ("reference", "\u00e2\u20ac\u0153Zork\u00e2\u20ac\u009d", "text-encoded-twice"),
    ],
)
def test_what_passed_in_silence_is_one_finding(tmp_path: Path, column: str, text: str, rule: str) -> None:
    rules = ["list-joined-otherwise", "list-item-repeated", "text-of-a-spreadsheet", "text-encoded-twice"]
    found = said(tmp_path, *rules, "text-invisible-characters", **{column: text})
    assert [(f.rule, f.column) for f in found] == [(rule, column)]


WORDS = ("NA", "NaN", "nan", "None", "NULL", "null", "<NA>", "\\N")


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".xlsx", ".parquet"])
def test_the_word_of_a_program_for_what_is_missing_is_one_finding_a_file(tmp_path: Path, suffix: str) -> None:
    for at, word in enumerate(WORDS):
        rows = [
            RECORD | {"record_id": f"r-{at}-{n}", "name": f"Zork {n}", "parameters": word, "epochs": word,
                      "confidence": word, "organizations": word, "source_url": word if n else "https://zork.example"}
            for n in range(4)
        ]  # fmt: skip
        frame, path = pd.DataFrame(rows), tmp_path / f"{at}{suffix}"
        if suffix == ".csv":
            frame.to_csv(path, index=False)
        elif suffix == ".tsv":
            frame.to_csv(path, index=False, sep="\t")
        elif suffix == ".jsonl":
            frame.to_json(path, orient="records", lines=True)
        elif suffix == ".xlsx":
            frame.to_excel(path, index=False)
        else:
            frame.to_parquet(path)
    report = validate(tmp_path, "milestone_systems", select=["structure", "text-placeholder", "link-malformed"])
    found = [finding for finding in report if finding.rule != "structure-storage-type"]
    assert [Path(finding.file).stem for finding in found] == [str(at) for at in range(len(WORDS))]
    assert {(finding.rule, finding.line) for finding in found} == {("structure-missing-value", None)}
    for word, finding in zip(WORDS, found, strict=True):
        assert finding.message.startswith(f"19 cells hold {word}, as ")
    query = (
        "select split_part(record_id, '-', 2)::INTEGER as word, count(parameters), count(organizations), "
        "count(source_url) from submitted_milestone_systems group by word order by word"
    )
    assert report.connection.execute(query).fetchall() == [(at, 0, 0, 1) for at in range(len(WORDS))]


def test_a_cell_that_must_be_filled_is_missing_where_it_holds_such_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("record_id,publication_date,source,admission,epochs\na,NA,x,submitted,NA\nb,NA,x,submitted,1\n")
    report = validate(path, "milestone_systems", select=["structure"])
    assert [(f.rule, f.line, f.column) for f in report] == [
        ("structure-missing-value", None, None),
        ("structure-required", 2, "publication_date"),
        ("structure-required", 3, "publication_date"),
    ]


@pytest.mark.parametrize("form", ["|", ">", "|+", ">-", "|2"])
def test_the_line_break_that_ends_a_text_in_block_form_is_none_of_it(tmp_path: Path, form: str) -> None:
    lines = [f"{name}: {cell}" for name, cell in RECORD.items()]
    (tmp_path / "a.yaml").write_text("\n".join([*lines, f"reference: {form}", "  Zork: seeing", "  again", ""]))
    report = validate(tmp_path / "a.yaml", "milestone_systems", select=["structure", "text-invisible-characters"])
    assert report.findings == []


@pytest.mark.parametrize("rows", [1, 3000])
def test_a_file_appended_to_another_with_its_byte_order_mark_is_one_finding(tmp_path: Path, rows: int) -> None:
    header, body = "record_id,publication_date,source,admission\n", ",2021-02-03,x,submitted\n"
    first, second = (header + "".join(f"{name}-{at}{body}" for at in range(rows)) for name in "ab")
    (tmp_path / "both.csv").write_text(f"\ufeff{first}\ufeff{second}")
    report = validate(tmp_path / "both.csv", "milestone_systems", select=["structure"])
    line = rows + 2
    assert [(f.rule, f.line) for f in report] == [("structure-byte-order-mark", 1), ("structure-header", line)]
    assert sum(file.rows or 0 for file in report.files) == 2 * rows


@pytest.mark.parametrize(("sign", "is_none"), [("\u2713", False), ("\u2717", False), ("\u2014", True), ("?", True)])
def test_a_sign_for_yes_or_no_is_not_called_unknown(tmp_path: Path, sign: str, is_none: bool) -> None:
    (finding,) = said(tmp_path, open_weights=sign)
    assert finding.message == "not true or false" + ("; unknown is an empty cell" if is_none else "")
