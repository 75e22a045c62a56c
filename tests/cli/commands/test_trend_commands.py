from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import click
import pytest
from click.testing import Result

from compute_trends.cli.texts.trend import reproduced_output
from compute_trends.trends import run as run_module
from compute_trends.trends.published.figures import figures as published_figures
from compute_trends.trends.published.verdicts import NOT_COMPARABLE, OUTSIDE, WITHIN, Reproduced
from compute_trends.trends.registry import list_trends, own_name

Run = Callable[..., Result]

FIELDS = [field.name for field in fields(Reproduced)]
ROW = Reproduced(
    figure="a-figure",
    trend="a-trend",
    command="compute-trends trend a-trend",
    study="a-study-2020",
    quantity="doubling time of something",
    subset="all of it, with a long description that has to be wrapped in its column",
    unit="month",
    published=21.3,
    published_low=17.0,
    published_high=29.3,
    estimate=21.2692,
    low=16.1466,
    high=32.1664,
    n=1234,
    r2=0.77,
    data_to="2022-01",
    verdict=WITHIN,
    known=False,
    note="The same note.",
)


def test_reproduce_prints_the_declared_fields_as_json(run: Run) -> None:
    result = run("reproduce", "sevilla-2022", "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert len(found) == 5
    assert list(found[0]) == FIELDS
    assert {row["study"] for row in found} == {"sevilla-2022"}
    rows = list(csv.reader(io.StringIO(run("reproduce", "sevilla-2022", "--format", "csv").stdout)))
    assert rows[0] == FIELDS
    assert [row[FIELDS.index("n")] for row in rows[1:]] == [str(row["n"]) for row in found]


def test_reproduce_prints_a_table_of_80_columns_with_its_notes_below(run: Run) -> None:
    text = run("reproduce", "sevilla-2022").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "21.3" in text
    assert "17 to 29.3" in text
    assert "\n[1] " in text
    assert "\n5 published figures; " in text


def test_reproduce_of_all_studies_fits_80_columns(run: Run) -> None:
    result = run("reproduce", "--all")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if len(line) > 80] == []


def test_the_table_wraps_cells_and_prints_a_shared_note_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    missing = replace(
        ROW, figure="another", command="compute-trends trend another",
        published="slower than in FLOP, because hardware grew", published_low=None, published_high=None,
        estimate=None, low=None, high=None, n=None, r2=None, verdict=NOT_COMPARABLE, quantity="a direction", unit="",
    )  # fmt: skip
    text = click.unstyle(reproduced_output([ROW, missing, replace(ROW, note="", estimate=5)])["human"]())
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("The same note.") == 1
    assert text.count("[1]") == 3  # two rows and the note
    assert "16.1 to 32.2" in text
    assert "1,234" in text
    assert "doubling time of something (month)" in text
    assert "3 published figures; of the same points counted once: 1 within, 1 not comparable" in " ".join(text.split())


def test_reproduce_fails_only_where_a_figure_is_outside(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "reproduce", lambda study, every: [ROW, replace(ROW, verdict=OUTSIDE)])
    result = run("reproduce", "--format", "json")
    assert result.exit_code == 1
    assert [row["verdict"] for row in json.loads(result.stdout)] == ["within", "outside"]
    for verdict in ("explained", "agrees", "too wide to tell", "not comparable"):
        monkeypatch.setattr(
            run_module, "reproduce", lambda study, every, verdict=verdict: [replace(ROW, verdict=verdict)]
        )
        assert run("reproduce").exit_code == 0
    known = [replace(ROW, verdict="differs", known=True)]
    monkeypatch.setattr(run_module, "reproduce", lambda study, every: known)
    assert run("reproduce").exit_code == 0


def test_reproduce_shows_the_headlines_and_all_figures_when_asked(run: Run) -> None:
    headlines = json.loads(run("reproduce", "--format", "json").stdout)
    every = json.loads(run("reproduce", "--all", "--format", "json").stdout)
    figures = published_figures().values()
    assert (len(headlines), len(every)) == (sum(item.headline for item in figures), len(figures))
    assert {row["figure"] for row in headlines} < {row["figure"] for row in every}
    assert all(row["trend"] and row["command"].startswith("compute-trends trend ") for row in every)


def test_an_unknown_study_or_trend_names_the_nearest(run: Run) -> None:
    result = run("reproduce", "sevilla-2021")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean sevilla-2022" in result.stderr
    result = run("trend", "sevilla-deep-learning")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "sevilla-deep-learning-era" in result.stderr


def test_trend_prints_the_estimate_with_the_published_value_beside_it(run: Run) -> None:
    name = "sevilla-deep-learning-era"
    text = run("trend", name).stdout
    assert max(map(len, text.splitlines())) <= 80
    found = json.loads(run("trend", name, "--format", "json").stdout)
    for shown in (
        found["question"],
        f"{found['estimate']:.3g} month",
        f"\nn {found['n']:>39}"[:3],
        "\nR2 ",
        "5.6 months  (5 to 6.2)",
    ):
        assert shown in text
    assert [item["id"] for item in found["published"]] == ["sevilla-table-3-all"]
    assert found["published"][0]["verdict"] == "within"


def test_a_trend_on_other_points_shows_no_figure_of_its_own_points(run: Run) -> None:
    args = ("trend", "sevilla-deep-learning-era", "--until", "2018-12-31")
    found = json.loads(run(*args, "--format", "json").stdout)
    assert found["options"] == {"until": "2018-12-31"}
    assert found["published"] == []
    assert found["subset"] == "2010-03 to 2018-10, all, low outliers removed"
    text = run(*args).stdout
    assert "--until 2018-12-31" in text
    assert "published" not in text


@pytest.mark.parametrize(
    ("option", "values"),
    [("--domain", ("Vision", "Games")), ("--since", ("2010-01-01", "2011-01-01")), ("--version", ("2022.2.0",) * 2)],
)
def test_an_option_of_one_value_is_refused_twice(run: Run, option: str, values: tuple[str, str]) -> None:
    args = [item for value in values for item in (option, value)]
    result = run("trend", "sevilla-deep-learning-era", *args)
    assert (result.exit_code, result.stderr) == (2, f"Error: {option} is given 2 times; it takes one value\n")


def test_the_points_of_a_trend_are_listed_in_every_form(run: Run) -> None:
    args = ("trend", "sevilla-large-scale-era", "--points", "--exclude", "gnmt")
    rows = list(csv.DictReader(io.StringIO(run(*args, "--format", "csv").stdout)))
    assert {row["left_out"] for row in rows if row["record_id"] == "gnmt"} == {"excluded by --exclude"}
    assert [row["record_id"] for row in json.loads(run(*args, "--format", "json").stdout)] == [
        row["record_id"] for row in rows
    ]
    text = run(*args).stdout
    assert "78 points of 84 rows from milestone_systems 2022.2.0" in text
    assert max(map(len, text.splitlines())) <= 80
    result = run("trend", "sevilla-large-scale-era", "--points", "--multiverse")
    assert (result.exit_code, result.stdout) == (2, "")


def test_trend_options_that_have_no_answer_are_told_in_one_line(run: Run) -> None:
    for args, status in (
        (["--since", "2021-01-01", "--until", "2020-01-01"], 2),
        (["--domain", "no such domain"], 2),
        (["--version", "2022.2.1"], 2),
    ):
        result = run("trend", "sevilla-deep-learning-era", *args)
        assert (result.exit_code, result.stdout) == (status, "")
        assert result.stderr.count("\n") == 1


def test_an_unknown_domain_names_the_domains_there_are(run: Run) -> None:
    result = run("trend", "sevilla-deep-learning-era", "--domain", "Visoin")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no domain in milestone_systems 'Visoin'; did you mean Vision?" in result.stderr
    assert "Language" in run("trend", "sevilla-deep-learning-era", "--domain", "Qzx").stderr


def test_long_labels_and_addresses_fit_80_columns_unbroken(run: Run) -> None:
    longest = sorted(list_trends(), key=lambda trend: (-len(trend.quantity), trend.name))[:5]
    assert len(longest[0].quantity) > 80
    for name in (*(trend.name for trend in longest), "thompson-imagenet-computing-power"):
        text = run("trend", name).stdout
        assert [line for line in text.splitlines() if len(line) > 80] == [], name
        assert len(text.splitlines()) < 40, name
    assert "MIT-FutureTech/TheComputationalLimitsOfDeepLearning" in text


def test_a_list_is_not_drawn_and_a_suffix_says_the_format(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("trend", "--list", "--plot", "a.svg")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: --plot draws one trend: name it and leave out --list\n"
    result = run("trend", "--list", "--format", "json", "-o", "x.csv")
    assert result.exit_code == 2
    assert "x.csv is named as csv, not json" in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert run("trend", "--list", "--format", "json", "-o", "x.json").exit_code == 0
    assert run("trend", "--list", "--format", "json", "-o", "x.txt").exit_code == 0


def test_trend_list_names_every_trend(run: Run) -> None:
    text = run("trend", "--list").stdout
    entries = json.loads(run("trend", "--list", "--format", "json").stdout)
    assert [entry["name"] for entry in entries] == [
        trend.name for trend in list_trends() if own_name(trend) == trend.name
    ]
    assert all(f"\n  {entry['name']} " in text for entry in entries)


def test_trend_sql_prints_a_script(run: Run) -> None:
    text = run("trend", "sevilla-deep-learning-era", "--sql", "--since", "2015-01-01").stdout
    assert "set variable since = date '2015-01-01'" in text.lower()
    assert text.rstrip().endswith(";")


def test_the_list_begins_with_ten_and_is_narrowed_by_words_study_and_dataset(run: Run) -> None:
    lines = run("trend", "--list").stdout.splitlines()
    assert lines[0] == "10 trends to start with"
    assert lines[1].split() == ["sevilla-deep-learning-era", "5.55", "months", "(5.02", "to", "6.24)"]
    narrow = json.loads(
        run("trend", "--list", "AlexNet efficiency", "--study", "hernandez-brown-2020", "--format", "json").stdout
    )
    assert [entry["name"] for entry in narrow] == ["hernandez-alexnet-doubling", "hernandez-table-3"]
    assert narrow[0]["versions"] == ["2020.6.0", "2026.8.0"]
    published = json.loads(run("trend", "--list", "--published", "--format", "json").stdout)
    assert all(entry["published"] for entry in published)
    assert "no trend holds all of that" in run("trend", "--list", "zzqq").stdout
    assert "no study 'sevilla-202'" in run("trend", "--list", "--study", "sevilla-202").stderr
    assert "are for --list" in run("trend", "hernandez-moore", "--published").stderr
