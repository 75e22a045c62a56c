"""Who contributed a record stands in its history and in citations of its dataset."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from compute_trends.catalog.changes.history import history
from compute_trends.catalog.doors.cite import cite
from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.catalog.files.contributors import (
    Contribution,
    checked_name,
    contributors_path,
    contributors_text,
    read_contributions,
)
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import versions
from compute_trends.cli.texts.history import history_text

DATASET = "accelerator_systems"
ADA = Contribution("nvidia-dgx-1-v100", "Ada Lovelace", "added")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with what a citation and a history read of one dataset."""
    for folder in (f"datasets/{DATASET}", "schemas"):
        shutil.copytree(PACKAGE_ROOT / folder, tmp_path / folder)
    for name in ("CITATION.cff", "datapackage.json"):
        shutil.copy(PACKAGE_ROOT / name, tmp_path)
    return tmp_path


def _write(root: Path, *found: Contribution) -> None:
    text = contributors_text(DATASET, root, found)
    if text is not None:
        contributors_path(DATASET, root).write_text(text, encoding="utf-8")


def test_people_are_held_once_each_in_the_order_in_which_they_came(root: Path) -> None:
    assert read_contributions(DATASET, root) == []
    revised = Contribution(ADA.record, "Zoë Ng", "revised")
    _write(root, ADA)
    _write(root, revised, ADA, revised)
    assert read_contributions(DATASET, root) == [ADA, revised]
    assert contributors_text(DATASET, root, [ADA]) is None


def test_history_and_citation_name_them(root: Path) -> None:
    record = history_of(root)
    ada = Contribution(record, "Ada Lovelace", "added")
    assert history(record, DATASET, root)[0].contributions == ()
    assert "The contributors named in" in cite(DATASET, root=root)
    _write(root, ada, Contribution("another", "Zoë Ng", "added"))
    [found] = history(record, DATASET, root)
    assert found.contributions == (ada,)
    assert history_text(found, False).endswith("added by Ada Lovelace\n")
    assert "Ada Lovelace, Zoë Ng" in cite(DATASET, root=root)
    assert "author = {{Ada Lovelace} and {Zoë Ng}}" in cite(DATASET, "bibtex", root)


def history_of(root: Path) -> str:
    """A record of the dataset."""
    text = (root / "datasets" / DATASET / "records.csv").read_text(encoding="utf-8")
    return text.splitlines()[1].partition(",")[0]


@pytest.mark.parametrize("name", ["", "  ", "a\x1b[31m", "x" * 201])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is no name of a contributor"):
        checked_name(name)
    assert checked_name("  Ada \n Lovelace ") == "Ada Lovelace"


def test_a_damaged_entry_is_named(root: Path) -> None:
    contributors_path(DATASET, root).write_text("- record: a\n  name: b\n  did: invented\n", encoding="utf-8")
    with pytest.raises(ComputeTrendsError, match="entry 1: an entry has record, name, and did: added or revised"):
        read_contributions(DATASET, root)


def test_a_history_of_every_version_breaks_no_word_in_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    [found] = history("alphago-zero", "milestone_systems")
    text = history_text(found, False)
    assert [item.version for item in found.appearances] == versions("milestone_systems")
    assert "\ntraining_compute_flop\n" in text
    assert "6.49439910290227e20" in text
    assert max(map(len, text.splitlines())) <= 80
    words = set(text.split())
    told = [str(value) for column in found.columns if column.changed for value in column.values.values()]
    plain = {
        word for value in told for word in value.split() if value.isascii() and len(word) < 40 and ";" not in value
    }
    assert {word for word in plain if word.isalpha() and word not in ("None", "True", "False")} <= words
    monkeypatch.setenv("COLUMNS", "300")
    assert re.search(r"\ntraining_compute_flop +3.41e23 +3.41e23 ", history_text(found, False))
