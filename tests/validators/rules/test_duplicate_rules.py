"""Duplicates: what is found again under another id, and what is left alone."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import compute_trends
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.registry import all_rules
from compute_trends.validators.rules.shared import near_names
from compute_trends.validators.rules.shared.identities import named

SOURCE = {"source": "submitted", "admission": "submitted"}


@cache
def rows(dataset: str) -> list[dict[str, Any]]:
    found = compute_trends.load(dataset, as_="pyarrow").sort_by("record_id").to_pylist()
    named = [row for row in found if row["name"] is not None]
    return [{key: value for key, value in row.items() if value is not None} | SOURCE for row in named]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in row.items()}


def found(records: list[dict[str, Any]], dataset: str, *rules: str) -> dict[str, set[str]]:
    report = validate(records, dataset, select=rules or ["duplicate"])
    said: dict[str, set[str]] = {}
    for finding in report:
        if finding.layer == "duplicate":
            said.setdefault(str(finding.record), set()).add(finding.rule)
    return said


def found_to_repeat_shipped(records: list[dict[str, Any]], dataset: str, *rules: str) -> set[str]:
    """Ids of those records of which a finding names a shipped record; their own ids begin with `zz-new-`."""
    report = validate(records, dataset, select=rules or ["duplicate"])
    # A finding names the first of the records that it is about, and no shipped id comes after these.
    assert all(row["record_id"] < "zz-new-" for row in rows(dataset))
    return {
        str(finding.record)
        for finding in report
        if finding.layer == "duplicate" and not str(finding.evidence).startswith("submitted beside it: zz-new-")
    }


RENAMES: dict[str, Callable[[str], str]] = {
    "the same name": lambda name: name,
    "upper case": str.upper,
    "other punctuation": lambda name: name.replace("-", " ").replace("_", "-"),
    "a word added": lambda name: f"{name} (model)",
    "a word before": lambda name: f"The {name}",
}


@pytest.mark.parametrize("dataset", [name for name in named() if not load_schema(name).closed])
def test_at_least_19_of_20_copies_of_shipped_records_are_found(dataset: str) -> None:
    some = rows(dataset)[:: 1 if len(rows(dataset)) < 20 else 9]
    known = ("source_url", *load_schema(dataset).identity["numbers"])  # a name with another word needs more to go by
    copies = [
        plain(row) | {"record_id": f"zz-new-{number}-{at}", "name": renamed}
        for at, (how, rename) in enumerate(RENAMES.items())
        for number, row in enumerate(some)
        if (renamed := rename(row["name"]))
        and (not how.startswith("a word") or any(row.get(name) is not None for name in known))
    ]
    repeating = found_to_repeat_shipped(copies, dataset)
    for at, how in enumerate(RENAMES):
        ids = {copy["record_id"] for copy in copies if copy["record_id"].endswith(f"-{at}")}
        assert len(repeating & ids) >= 0.95 * len(ids) > 0, how


NEW = {"record_id": "new", "publication_date": "2024-05-01", **SOURCE}


def test_names_that_differ_in_version_size_or_variant_are_two() -> None:
    pairs = [
        ("Grondhal V3", "Grondhal V3+"),
        ("Grondhal 2-7B", "Grondhal 2-70B"),
        ("Grondhal 1.6GF", "Grondhal 16GF"),
        ("Grondhal Haiku", "Grondhal Opus"),
        ("Grondhal (Mar 2024)", "Grondhal (May 2024)"),
    ]
    # Each pair has a name and a paper of its own, so that they can be checked side by side.
    families = ("Grondhal", "Quorzalt", "Ibberdyx", "Vlumotch", "Tjaqinef")
    records = [
        NEW
        | {"record_id": f"{family}-{number}".lower(), "name": name.replace("Grondhal", family)}
        | {"source_url": f"https://example.org/a-paper-on-{family}"}
        for family, pair in zip(families, pairs, strict=True)
        for number, name in enumerate(pair)
    ]
    assert found(records, "milestone_systems") == {}


def test_case_accents_punctuation_and_the_v_of_versions_say_nothing() -> None:
    pairs = [
        ("Grøndhal v2", "grøndhal-2"),
        ("Quörz", "QUORZ"),
        ("Ibberdyx 175B (davinci)", "Ibberdyx-175B davinci"),
        ("Vlumo+", "vlumo plus"),
    ]
    records = [
        NEW | {"record_id": f"{record_id}-{number}", "name": name}
        for number, pair in enumerate(pairs)
        for record_id, name in zip(("new", "newer"), pair, strict=True)
    ]
    said = found(records, "milestone_systems", "duplicate-name")
    assert said == {record["record_id"]: {"duplicate-name"} for record in records}


def test_both_records_are_shown() -> None:
    (finding,) = validate(NEW | {"name": "Alex-Net"}, "milestone_systems", select=["duplicate-name"]).findings
    assert finding.value == "Alex-Net"
    assert "AlexNet (alexnet)" in finding.message
    assert finding.evidence == "milestone_systems/alexnet: AlexNet of 2012-09-30; here: Alex-Net of 2024-05-01"


def test_the_same_name_is_told_from_one_that_is_the_same_but_for_case() -> None:
    messages = [
        validate(NEW | {"name": name}, "milestone_systems", select=["duplicate-name"]).findings[0].message
        for name in ("AlexNet", "ALEXNET")
    ]
    assert messages == [
        "this is the name of AlexNet (alexnet)",
        "but for case and punctuation this is the name of AlexNet (alexnet)",
    ]


def test_a_record_submitted_beside_it_is_said_to_be_that() -> None:
    pair = [NEW | {"record_id": record_id, "name": "Grondhal"} for record_id in ("zz-new-one", "b")]
    findings = {str(found.record): found for found in validate(pair, "milestone_systems", select=["duplicate-name"])}
    assert "Grondhal (b, submitted beside it)" in findings["zz-new-one"].message
    assert findings["zz-new-one"].evidence == (
        "submitted beside it: b: Grondhal of 2024-05-01; here: Grondhal of 2024-05-01"
    )
    assert "submitted beside it: zz-new-one: " in str(findings["b"].evidence)


def test_no_remedy_is_one_that_accept_refuses() -> None:
    rules = [rule for rule in all_rules().values() if rule.id in ("duplicate-name", "duplicate-near-name")]
    rules += [rule for rule in all_rules().values() if rule.id in ("duplicate-link", "duplicate-numbers")]
    assert len(rules) == 4
    for rule in [*rules, all_rules()["record-id-taken"]]:
        assert "corrections.yaml" in rule.fix
        assert "use its record_id" not in rule.fix


HELD = {"record_id": "gpt-3-175b-davinci", "name": "GPT-3 175B (davinci)", **SOURCE}


def test_a_held_record_id_is_noted_and_no_finding() -> None:
    rules = ["duplicate", "record-id-taken", "record-revised"]
    report = validate(HELD, "milestone_systems", select=rules)
    assert report.notes == ["table: a revision of gpt-3-175b-davinci, held already; accept shows what it changes"]
    assert report.findings == []
    both = validate([NEW | {"name": "Grondhal"}, HELD, HELD | {"record_id": "alexnet"}], "milestone_systems")
    (note,) = both.notes
    assert "a revision of alexnet and 1 more, held already" in note


def test_new_records_shipped_ones_and_checks_of_structure_are_not_noted() -> None:
    new = validate(NEW | {"name": "Grondhal"}, "milestone_systems", select=["duplicate"])
    structure = validate(HELD, "milestone_systems", select=["structure"])
    ours = validate([HELD | {"admission": "upstream"}, HELD | {"record_id": "alexnet"}], "milestone_systems")
    assert new.notes == structure.notes == ours.notes == []


def test_an_arxiv_link_is_one_whatever_its_version_and_form() -> None:
    links = (
        "https://arxiv.org/abs/2405.00001",
        "http://www.arxiv.org/pdf/2405.00001v3",
        "https://arxiv.org/pdf/2405.00001.pdf",
    )
    families = ("Grondhal", "Quorzalt", "Ibberdyx")
    pairs = [
        NEW | {"record_id": f"{family}-{number}", "name": name, "source_url": link.replace("0001", f"000{paper}")}
        for paper, (family, pair) in enumerate(zip(families, itertools.combinations(links, 2), strict=True), 1)
        for number, (name, link) in enumerate(zip((family, f"{family} base"), pair, strict=True))
    ]
    assert set(found(pairs, "milestone_systems", "duplicate-link")) == {record["record_id"] for record in pairs}


def test_a_quantity_that_contradicts_makes_two_systems_of_one_paper() -> None:
    link = {"source_url": "https://example.org/a-paper"}
    pair = [
        NEW | link | {"name": "Grondhal", "parameters": 1e9},
        NEW | link | {"record_id": "newer", "name": "Grondhal base", "parameters": 3e9},
    ]
    assert found(pair, "milestone_systems", "duplicate-link") == {}
    pair[1]["parameters"] = 1.02e9
    assert set(found(pair, "milestone_systems", "duplicate-link")) == {"new", "newer"}


@pytest.mark.parametrize("dataset", named())
def test_a_shipped_record_checked_again_meets_not_itself(dataset: str) -> None:
    records = [plain(row) for row in rows(dataset)[::40]]
    again = found(records, dataset, "duplicate-name")
    assert len(again) <= 0.02 * len(records)


def test_new_records_are_left_alone() -> None:
    held = rows("milestone_systems")
    new = [
        plain(row) | {"record_id": f"new-{n}", "name": f"Quorzalt{n:x}jw", "source_url": f"https://a{n}.org/p"}
        for n, row in enumerate(held)
    ]
    for record in new:
        record["publication_date"] = str(dt.date.fromisoformat(record["publication_date"]) + dt.timedelta(days=30))
    with_links = found(new, "milestone_systems", "duplicate-name", "duplicate-link", "duplicate-numbers")
    assert len(with_links) <= 0.01 * len(new)


PUNCTUATION = st.sampled_from([" ", "-", "_", ".", "  ", " - ", "/", ", "])


@given(st.data())
@settings(max_examples=4)
def test_a_shipped_name_is_found_however_it_is_punctuated_and_cased(data: st.DataObject) -> None:
    names = [row["name"] for row in rows("milestone_systems")]
    records = []
    for number, name in enumerate(data.draw(st.lists(st.sampled_from(names), min_size=20, max_size=20, unique=True))):
        letters = []
        for char in name:
            if unicodedata.category(char)[0] in "LN" or char == "+":
                letters.append(char.upper() if data.draw(st.booleans()) and len(char.upper()) == 1 else char)
            elif unicodedata.category(char)[0] in "PZ":
                letters.append(data.draw(PUNCTUATION))
            else:
                letters.append(char)
        # A text that begins with a hyphen is a formula to a spreadsheet, which is told instead.
        records.append(NEW | {"record_id": f"zz-new-{number}", "name": "".join(letters).lstrip(" -")})
    repeating = found_to_repeat_shipped(records, "milestone_systems", "duplicate-name")
    assert [record["name"] for record in records if record["record_id"] not in repeating] == []


def test_many_rows_of_one_name_cost_no_square(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    lines = (f"r-{n},Grondhal {'x' * (n % 3)},2024-05-01,https://example.org/p" for n in range(30_000))
    path.write_text("record_id,name,publication_date,source_url\n" + "\n".join(lines) + "\n")
    report = validate(path, "milestone_systems", select=["duplicate-name", "duplicate-link", "duplicate-numbers"])
    assert sum(finding.rule == "duplicate-name" for finding in report) == 30_000


def test_a_price_submitted_beside_it_is_said_to_be_that() -> None:
    price = {
        "accelerator": "nvidia-tesla-k80", "price_kind": "purchase", "price_date": "2031-02-01", "price_usd": 100.0,
        "vendor": "A Shop",
    }  # fmt: skip
    pair = [price | {"record_id": record_id} for record_id in ("one", "two")]
    findings = validate(pair, "hardware_prices", select=["duplicate-price"]).findings
    assert {found.evidence for found in findings} == {"submitted beside it: one", "submitted beside it: two"}


def names_of(number: int) -> list[str]:
    """Folded names of many lengths and scripts, most of them like another one."""
    chance = random.Random(5)
    parts = ["nvidia", "geforce", "grondhal", "quörz", "云燧", "λ", "mnist", "net", "former", "trans", "x", "昇腾", "e"]
    made: list[str] = []
    while len(made) < number:
        name = "".join(chance.choices(parts, k=chance.randint(1, 9)))
        at = chance.randrange(len(name))
        made += [name, name[:at] + name[at + 1 :], name[:at] + chance.choice("eqλ") + name[at:]]
    return list(dict.fromkeys(name for name in made if name))


@pytest.mark.parametrize("chunk", [1_000_000, 300, 1])
def test_no_pair_of_near_names_is_lost_among_many(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """All spans of dates at once, several, or one by one."""
    monkeypatch.setattr(near_names, "_CHUNK", chunk)
    connection, names = duckdb.connect(), names_of(900)
    connection.execute("create table names as select unnest(?::VARCHAR[]) as fold", [names])
    blocks = "if(rowid % 3 = 0, 'a', 'b') as block, 40 * (rowid % 4) as day"
    connection.execute(
        f"create table held as select rowid as place, rowid as _row, rowid as id, {blocks}, * from names"
    )
    near_names.measure(connection, "held")
    near_names.find_similar(connection, 0.92)
    found = connection.execute("select least(one, two), greatest(one, two) from alike_names").fetchall()
    expected = connection.execute(
        "select a.place, b.place from held a join held b on a.place < b.place and a.block = b.block "
        "and abs(a.day - b.day) <= 60 and jaro_winkler_similarity(a.fold, b.fold) >= 0.92"
    ).fetchall()
    assert len(expected) > 200
    assert sorted(found) == sorted(expected)


def test_records_of_one_name_are_compared_as_one_with_the_same_pairs() -> None:
    """The pairs are those of comparing each with each, but of others with one id and the same numbers the first."""
    connection = duckdb.connect()
    names = [*["alexnet"] * 60, *["alexnett"] * 50, *["grondhal"] * 40]
    held = [
        (row if row % 5 else None, f"id-{row % 7}" if row % 3 else None, name, [float(row % 2)], row % 200)
        for row, name in enumerate(names)
    ]
    connection.execute(
        "create table held_things (_row BIGINT, id VARCHAR, numbers DOUBLE[], digits VARCHAR, result VARCHAR, d DATE, "
        "fold VARCHAR)"
    )
    connection.executemany(
        "insert into held_things select ?, ?, ?, '', '', date '2020-01-01' + ?::INTEGER % 3 * 50, ?",
        [(row, id_, numbers, day, name) for row, id_, name, numbers, day in held],
    )
    each = connection.execute(
        f"""select distinct p._row, h.id, h.numbers, h.d, first_value(h.rowid) over (
              partition by p._row, h.id, h.numbers, h.d, h.fold order by h.rowid) as other
            from ({near_names._near_pairs_of_few("held_things")}) p join held_things h on h.rowid = p.other"""
    ).fetchall()
    found = connection.execute(near_names._near_pairs(connection, "held_things")).fetchall()
    assert sorted(found) == sorted((row, other, None) for row, *_, other in each)
    assert connection.execute("select count(*) from named").fetchall() == [(9,)]  # three names, three days


def permuted(number: int) -> list[str]:
    """Names that are made of the same letters, and two of them with two letters swapped after each other."""
    chance, letters = random.Random(22), list("grondhalmixtures")
    names: dict[str, None] = {}
    while len(names) < number:
        chance.shuffle(letters)
        names["".join(letters)] = None
        names["".join(letters[:6] + letters[6:8][::-1] + letters[8:])] = None
    return list(names)[:number]


def test_crowded_names_are_compared_with_those_beside_them_and_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """In any order of the rows; where there are not too many, with each other."""
    rows = [
        NEW | {"record_id": f"system-{number}", "name": name.capitalize(), "publication_date": "2024-03-01"}
        for number, name in enumerate(permuted(120))
    ]

    def found(rows: list[dict[str, Any]]) -> set[tuple[str | None, str]]:
        report = compute_trends.validate(rows, "milestone_systems", select=["duplicate-near-name"])
        return {(finding.record, finding.message) for finding in report}

    exact = {record for record, _ in found(rows)}
    assert exact
    for limit in ("_LIKELY", "_SIMILAR", "_CROWD"):
        with monkeypatch.context() as patch:
            patch.setattr(near_names, limit, 0)
            crowded = found(rows)
            assert found(rows[::-1]) == crowded
        (told,) = (message for _, message in crowded if "too much alike to compare each with each" in message)
        assert "compared with the 25 before and after it" in told
        # Of two that differ late in the name both stand beside each other.
        pairs = {record for record, message in crowded if message != told}
        assert pairs <= exact and len(pairs) > 0.9 * len(exact)


def test_systems_of_one_training_run_are_no_duplicates_and_others_are() -> None:
    run = {"parameters": 1.5e9, "training_compute_flop": 2e21, "publication_date": "2024-03-01"}
    pair = [NEW | run | {"record_id": "grondhal", "name": "Grondhal"}, NEW | run | {"record_id": "qu", "name": "Quor"}]
    rule = ["duplicate-numbers"]
    assert len(validate(pair, "milestone_systems", select=rule).findings) == 2
    shared = [record | {"training_run": "grondhal"} for record in pair]
    assert validate(shared, "milestone_systems", select=rule).findings == []
    apart = [record | {"training_run": record["record_id"]} for record in pair]
    assert len(validate(apart, "milestone_systems", select=rule).findings) == 2
