"""Every command of CONTRIBUTING.md, in order, on a copy of the checkout that lacks the record of the walk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import all_versions

PAGE = PACKAGE_ROOT / "CONTRIBUTING.md"
DATASET, RECORD = "milestone_systems", "kimi-k2-5"

#: What another release of the data, another version of a writer, or an edit of another dataset changes; it says nothing
#: about the walk.
VARIES = re.compile(
    r"\b(20\d\d\.\d+\.\d+|\d,\d{3}|unreleased-[0-9a-f]{12})\b|^(?!milestone_systems)\w+: records\.csv differs .*\n",
    re.MULTILINE,
)

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="an installed copy has no CONTRIBUTING.md")


def leave_out(root: Path) -> None:
    """Take the record out of all versions, as if it had never been imported."""
    folder = root / "datasets" / DATASET
    for item in all_versions()[DATASET]:
        if item.version != "unreleased":
            _leave_out_of(root, folder / f"{item.version}.parquet")
    records = folder / "records.csv"
    text = records.read_text(encoding="utf-8")
    assert f"\n{RECORD}," in text
    records.write_text(re.sub(rf"(?m)^{RECORD},.*\n", "", text), encoding="utf-8", newline="")


def _leave_out_of(root: Path, parquet: Path) -> None:
    table = pq.read_table(parquet)
    kept = table.filter(pc.not_equal(table["record_id"], RECORD))
    if kept.num_rows == table.num_rows:
        return
    old = hashlib.sha256(parquet.read_bytes()).hexdigest()
    pq.write_table(kept, parquet)
    new = hashlib.sha256(parquet.read_bytes()).hexdigest()
    for name in ("datapackage.json", "croissant.json", f"datasets/{DATASET}/origin.yaml"):
        described = (root / name).read_text(encoding="utf-8").replace(old, new)
        (root / name).write_text(re.sub(rf"(rows\W+){table.num_rows}\b", rf"\g<1>{table.num_rows - 1}", described))


@pytest.mark.slow
def test_the_walk_goes_as_it_is_told(clone: Callable[..., Any], follow: Callable[..., list[Any]]) -> None:
    copy = clone(leave_out)
    told = follow(PAGE, copy, VARIES)
    checks = [item.status for item in told if item.command.startswith("compute-trends check")]
    assert checks == [1, 0]
    assert all(item.status == 0 for item in told if not item.command.startswith("compute-trends check"))
    assert f"\n{RECORD}," in (copy.root / "datasets" / DATASET / "records.csv").read_text(encoding="utf-8")


def test_the_page_names_what_there_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", page)
    assert len(links) > 5
    assert [link for link in links if not (PACKAGE_ROOT / link).exists()] == []
    (hook,) = yaml.safe_load((PACKAGE_ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    inputs = yaml.safe_load((PACKAGE_ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    shown = [yaml.safe_load(content) for content in re.findall(r"(?ms)^```yaml\n(.*?)^```$", page)]
    (step,) = (item[0] for item in shown if isinstance(item, list))
    assert set(step["with"]) <= set(inputs)
    (config,) = (item for item in shown if "repos" in item)
    assert config["repos"][0]["hooks"] == [{"id": hook["id"]}]


def test_the_issue_form_offers_every_dataset() -> None:
    form = PACKAGE_ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-value.yml"
    fields = {item["id"]: item for item in yaml.safe_load(form.read_text(encoding="utf-8"))["body"]}
    assert fields["dataset"]["attributes"]["options"] == sorted(all_versions())
