"""The forms of a report: each holds every finding, and nothing of what a submission wrote gets out of its place."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
from rich.cells import cell_len

from compute_trends.catalog.errors import FindingsError, UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.api import validate
from compute_trends.validators.registry import rule_page
from compute_trends.validators.reports.finding import FINDING_KEYS
from compute_trends.validators.reports.report import Report
from compute_trends.validators.reports.write import FORMATS, write_report

HOSTILE = "<img src=x>|`@someone` #1 [a](http://b)\n::error::owned\x1b[31m\u202e"


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """A report on one file with a clean record, a hostile one and one with an error and a warning."""
    monkeypatch.chdir(tmp_path)
    records = [
        {"record_id": "fine", "publication_date": "2021-02-03", "source": "x", "admission": "submitted"},
        {"record_id": "bad", "publication_date": "2021-02-30", "source": "x", "admission": HOSTILE},
        {"record_id": HOSTILE, "publication_date": "2021-02-03", "source": "x", "admission": "submitted"},
    ]
    with Path("a file.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(records[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    Path("bom.csv").write_bytes(b"\xef\xbb\xbfrecord_id,publication_date,source,admission\nc,2021-02-03,x,submitted\n")
    return validate(["a file.csv", "bom.csv"], "milestone_systems", select=["structure"])


@pytest.fixture
def rendered(report: Report) -> Callable[..., str]:
    def render(format_name: str, limit: int | None = None) -> str:
        stream = io.StringIO()
        write_report(report, format_name, stream, limit)
        return stream.getvalue()

    return render


def test_json_is_a_summary_and_the_findings(rendered: Callable[..., str]) -> None:
    document = json.loads(rendered("json"))
    assert list(document) == ["summary", "findings"]
    assert document["summary"] == {"files": 2, "records": 4, "errors": 3, "warnings": 1}
    assert all(tuple(finding) == FINDING_KEYS for finding in document["findings"])
    assert [(f["rule"], f["severity"], f["line"], f["record"], f["column"]) for f in document["findings"]] == [
        ("structure-type", "error", 3, "bad", "publication_date"),
        ("structure-enum", "error", 3, "bad", "admission"),
        ("structure-pattern", "error", 5, HOSTILE, "record_id"),
        ("structure-byte-order-mark", "warning", 1, None, None),
    ]
    assert document["findings"][0]["value"] == "2021-02-30"
    assert document["findings"][1]["value"] == HOSTILE


def test_json_lines_are_the_findings_of_the_json(rendered: Callable[..., str]) -> None:
    lines = [json.loads(line) for line in rendered("jsonl").splitlines()]
    assert lines == json.loads(rendered("json"))["findings"]


def test_a_cap_leaves_the_totals_true(rendered: Callable[..., str]) -> None:
    for format_name in FORMATS:
        capped = rendered(format_name, 1)
        assert "publication_date" in capped.replace("\\_", "_")
        assert "structure-pattern" not in capped.replace("\\-", "-"), format_name
    assert json.loads(rendered("json", 1))["summary"]["errors"] == 3
    for format_name in ("text", "markdown", "github"):
        assert "3 errors, 1 warning" in rendered(format_name, 1)
        assert "irst 1 of 4 findings are shown; --limit 0 shows all" in rendered(format_name, 1)
        assert "--limit" not in rendered(format_name, 0)
    (run,) = json.loads(rendered("sarif", 1))["runs"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("the first 1 of 4 findings are shown")
    assert "invocations" not in json.loads(rendered("sarif"))["runs"][0]


def test_text_groups_by_record_and_puts_the_remedy_on_its_own_line(rendered: Callable[..., str]) -> None:
    text = rendered("text")
    assert text == click.unstyle(text), "no escape of the submission reaches the terminal"
    head = """\
a file.csv, record bad
  error structure-type: line 3: publication_date = '2021-02-30': not a date of
        the form YYYY-MM-DD that exists
    fix:  Write the value in the column's type, or leave the cell empty where it
          is unknown.
    page: docs/rules/structure-type.md
  error structure-enum: line 3: admission = '<img src=x>|`@someone`"""
    assert text.startswith(head)
    long = [line for line in text.splitlines() if len(line) > 80 and line.startswith(" ")]
    assert all(len(line.split()) == 1 for line in long), "only what cannot be broken is longer"
    assert text.count("a file.csv, record") == 2
    assert text.endswith("\n4 records in 2 files: 3 errors, 1 warning\n")
    assert not any(line.startswith("::") for line in text.splitlines())
    assert "\\x1b[31m" in text
    assert "\u202e" not in text


def test_text_of_a_clean_check_says_so(tmp_path: Path) -> None:
    record = {"record_id": "a", "publication_date": "2021-02-03", "source": "x", "admission": "submitted"}
    stream = io.StringIO()
    write_report(validate(record, "milestone_systems", select=["structure"]), "text", stream)
    assert stream.getvalue() == "1 record in 1 file: nothing to object\n"


def test_markdown_escapes_what_a_submission_wrote(rendered: Callable[..., str]) -> None:
    text = rendered("markdown")
    assert text.startswith("### 4 records in 2 files: 3 errors, 1 warning\n\n####")
    rows = [line for line in text.splitlines() if line.startswith("| error")]
    assert len(rows) == 3
    assert all(re.match(r"\| error \[`([a-z-]+)`\]\(docs/rules/\1\.md\) \|", row) for row in rows)
    outside = "".join(part for row in rows for part in _outside_code(row.replace("](docs/rules/", "", 1)))
    for hostile in ("<img", "@someone", "#1", "](", "\n::", "\x1b", "\u202e"):
        assert hostile not in outside
    assert all(row.replace("\\|", "").count("|") == 7 for row in rows), "no cell breaks out of its column"


def _outside_code(text: str) -> list[str]:
    """The parts of a line that are in no code span."""
    parts, rest = [], text
    while "`" in rest:
        before, rest = rest.split("`", 1)
        if before.endswith("\\"):
            parts.append(before + "`")
            continue
        fence = 1 + len(rest) - len(rest.lstrip("`"))
        parts.append(before)
        _, _, rest = rest.lstrip("`").partition("`" * fence)
    return [*parts, rest]


def test_sarif_names_rules_places_and_levels(rendered: Callable[..., str]) -> None:
    log = json.loads(rendered("sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
    assert [result["level"] for result in run["results"]] == ["error", "error", "error", "warning"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20file.csv"}, "region": {"startLine": 3}}


def test_junit_has_a_suite_per_file_and_a_failure_per_error(rendered: Callable[..., str]) -> None:
    root = ElementTree.fromstring(rendered("junit"))
    assert (root.get("tests"), root.get("failures")) == ("4", "3")
    assert [(suite.get("name"), suite.get("failures")) for suite in root] == [("a file.csv", "3"), ("bom.csv", "0")]
    assert len(root.findall(".//failure")) == 3
    assert len(root.findall(".//system-out")) == 1
    failure = root.find(".//failure")
    assert failure is not None
    assert "2021-02-30" in str(failure.text)


def test_junit_counts_every_finding_and_passes_no_file_beyond_the_cap(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        day = "2021-02-03" if name == "c.csv" else "2021-02-30"
        rows = "".join(f"{name[0]}{number},{day},x,submitted\n" for number in range(2))
        (tmp_path / name).write_text("record_id,publication_date,source,admission\n" + rows)
    stream = io.StringIO()
    write_report(validate(tmp_path, "milestone_systems", select=["structure"]), "junit", stream, limit=1)
    root = ElementTree.fromstring(stream.getvalue())
    assert (root.get("tests"), root.get("failures")) == ("5", "4")
    assert [(suite.get("tests"), suite.get("failures"), len(suite.findall("testcase"))) for suite in root] == [
        ("2", "2", 1),
        ("2", "2", 0),
        ("1", "0", 1),
    ]
    assert [suite.findtext("system-out") for suite in root] == [
        "the first 1 of 2 findings are shown; --limit 0 shows all",
        "none of 2 findings is shown; --limit 0 shows all",
        None,
    ]


def test_junit_passes_a_file_without_findings(tmp_path: Path) -> None:
    record = {"record_id": "a", "publication_date": "2021-02-03", "source": "x", "admission": "submitted"}
    stream = io.StringIO()
    write_report(validate(record, "milestone_systems", select=["structure"]), "junit", stream)
    root = ElementTree.fromstring(stream.getvalue())
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


def test_github_annotations_are_one_line_each(rendered: Callable[..., str]) -> None:
    lines = rendered("github").splitlines()
    assert lines[-1] == "4 records in 2 files: 3 errors, 1 warning"
    assert [line.split(" ")[0] for line in lines[:-1]] == ["::error"] * 3 + ["::warning"]
    assert lines[0].startswith("::error file=a file.csv,line=3,title=structure-type (bad)::publication_date: ")
    properties = lines[2].removeprefix("::error ").split("::")[0]
    assert properties.count(",") == 2
    assert "\\n%3A%3Aerror%3A%3Aowned\\x1b[31m\\u202e" in properties
    assert all(line.isprintable() for line in lines)


@pytest.fixture
def long_values(tmp_path: Path) -> Callable[[str], str]:
    """A report on values of up to 100,000 characters."""
    record = {"record_id": "a", "domains": "x" * 100_000, "name": "=" + "y" * 500, "base_model": ["z" * 100_000]}
    record["w" * 5000] = "unknown"
    report = validate(record, "milestone_systems", select=["structure", "system-unknown"])

    def render(format_name: str) -> str:
        stream = io.StringIO()
        write_report(report, format_name, stream)
        return stream.getvalue()

    return render


@pytest.mark.parametrize("format_name", ["text", "markdown", "sarif", "junit", "github"])
def test_long_values_are_cut_for_people_and_the_cut_is_not_taken_for_the_length(
    long_values: Callable[[str], str], format_name: str
) -> None:
    shown = " ".join(long_values(format_name).replace("\\", "").split())
    assert re.search(r"([wxyz])\1{120}", shown) is None
    assert "(1,000 or more characters)" in shown.replace("%2C", ",")
    assert "(501 characters)" in shown
    if format_name == "text":
        assert max(map(len, long_values("text").splitlines())) < 200


@pytest.mark.parametrize("format_name", ["json", "jsonl"])
def test_programs_get_values_whole(long_values: Callable[[str], str], format_name: str) -> None:
    shown = long_values(format_name)
    assert "=" + "y" * 500 in shown
    assert "z" * 1000 in shown


def test_an_unknown_format_is_an_error(report: Report) -> None:
    with pytest.raises(UnknownNameError, match="did you mean json"):
        write_report(report, "jsno", io.StringIO())


def _text(report: Report) -> str:
    stream = io.StringIO()
    write_report(report, "text", stream)
    return stream.getvalue()


def test_findings_of_a_record_without_a_name_are_one_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    record = "name: A\npublication_date: 2021-02-30\nsource: No Slug\nadmission: x\n"
    Path("a.yaml").write_text(f"# two records\n{record}---\n{record}")
    text = _text(validate("a.yaml", "milestone_systems", select=["structure"]))
    assert [line for line in text.splitlines() if line.startswith("a.yaml")] == ["a.yaml, line 2", "a.yaml, line 7"]
    assert "structure-type: line 3: publication_date" in text
    assert "structure-required: record_id" in text


def test_text_fits_80_columns_whatever_a_submission_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    link, wide = "https://example.org/" + "a" * 80, "日本語" * 30
    record = {
        "record_id": wide,
        "name": "=" + "x" * 110,
        "w" * 110: 1,
        "source_url": f"_{link}",
        "domains": [f"{wide};"],
    }
    text = _text(validate(record, "milestone_systems", select=["structure"]))
    long = [line for line in text.splitlines() if cell_len(line) > 80 and line.startswith(" ")]
    assert long
    assert all(link in line and len(line.split()) == 1 for line in long), "only a link is never broken"
    joined = "".join(text.split())
    assert all(whole in joined for whole in ("=" + "x" * 110, "w" * 110, f'["{wide};"]', f"'{wide}'"))


def test_an_empty_key_has_no_subject_and_sarif_tells_values_and_evidence() -> None:
    report = validate({"record_id": "a", "": 1, "publication_date": "2021-02-30"}, "milestone_systems")
    assert "structure-unknown-column: row 1: milestone_systems has no column ''" in " ".join(_text(report).split())
    records = [{"record_id": "a", "publication_date": "2021-02-30"}, {"record_id": "a"}]
    report = validate(records, "milestone_systems", select=["structure-unique", "structure-type"])
    stream = io.StringIO()
    write_report(report, "sarif", stream)
    said = [result["message"]["text"] for result in json.loads(stream.getvalue())["runs"][0]["results"]]
    assert said[0].startswith("publication_date = '2021-02-30': not a date of the form YYYY-MM-DD that exists. Write")
    assert said[1].startswith("record_id = 'a': is used by an earlier record too (seen: first on row 1 of table). Give")


def test_in_python_a_report_is_the_commands_text_and_a_frame(report: Report, rendered: Callable[..., str]) -> None:
    assert str(report) + "\n" == rendered("text")
    assert repr(report) == "<4 records in 2 files: 3 errors, 1 warning>"
    frame = report.to_frame("pandas")
    assert list(frame.columns) == list(FINDING_KEYS)
    assert frame["rule"].tolist() == [finding.rule for finding in report]
    assert str(frame["line"].dtype) == "Int64"
    shown = report._repr_html_()
    assert "<img" not in shown
    assert "&lt;img" in shown
    assert shown.count("<tr>") == 1 + report.total


def test_errors_are_raised_on_demand_and_warnings_are_not(report: Report) -> None:
    with pytest.raises(FindingsError) as raised:
        report.raise_for_errors()
    assert str(raised.value) == str(report)
    assert raised.value.report is report
    validate("bom.csv", "milestone_systems", select=["structure"]).raise_for_errors()
    with pytest.raises(UnknownNameError, match="did you mean pandas"):
        report.to_frame("panda")  # type: ignore[arg-type]


def test_sarif_leads_to_the_page_of_each_rule(rendered: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    for rule in json.loads(rendered("sarif"))["runs"][0]["tool"]["driver"]["rules"]:
        assert f"docs/rules/{rule['id']}.md" in rule["help"]["text"]
        assert (PACKAGE_ROOT / rule_page(rule["id"])).is_file()
    known = "https://example.org/us/compute-trends"
    monkeypatch.setattr("compute_trends.catalog.doors.address._repository", lambda *_: f"{known}/")
    (first, *_) = json.loads(rendered("sarif"))["runs"][0]["tool"]["driver"]["rules"]
    assert first["helpUri"] == f"{known}/blob/main/docs/rules/{first['id']}.md"
