from __future__ import annotations

import re
from pathlib import Path

import compute_trends
from compute_trends.catalog.changes.diff import diff_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import release
from compute_trends.catalog.release.changelog import BY_HAND, _changes, render_changelog
from compute_trends.catalog.schema import load_schema

TEXT = (PACKAGE_ROOT / BY_HAND).read_text(encoding="utf-8") if (PACKAGE_ROOT / BY_HAND).is_file() else ""


def test_what_is_written_by_hand_ends_the_changelog(things_checkout: Path) -> None:
    head = "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\n"
    (things_checkout / "datasets" / "things" / "records.csv").write_text(f"{head}a,1,,,,,,,,a-source\n")
    release(things_checkout, "2020.1.0")
    before = render_changelog(things_checkout)
    (things_checkout / BY_HAND).parent.mkdir(exist_ok=True)
    (things_checkout / BY_HAND).write_text("# Code\n\n## After 2020.1.0\n\nx # y\n")
    assert render_changelog(things_checkout) == before + "\n## Code\n\n### After 2020.1.0\n\nx # y\n"


def test_the_section_of_a_released_version_never_changes(things_checkout: Path) -> None:
    head = "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\n"
    path = things_checkout / "datasets" / "things"
    path.joinpath("records.csv").write_text(f"{head}a,1,,,,,,one;two,,a-source\nb,1,,,,,,,,a-source\n")
    release(things_checkout, "2020.1.0")
    more = "".join(f"c{number},1,,,,,,,,a-source\n" for number in range(9))
    path.joinpath("records.csv").write_text(f"{head}a,1,,,,,,two;one,,a-source\n{more}")
    release(things_checkout, "2020.2.0")
    told = render_changelog(things_checkout)
    assert "- 10 records, 2 in 2020.1.0: 9 added, 1 removed." in told  # a list in another order is no revision
    assert "- Added: c0; c1; c2; c3; c4; c5; c6; c7; c8." in told
    assert "- Removed: b." in told
    origin = path / "origin.yaml"
    origin.write_text(origin.read_text().replace("title: ", "title: another "))
    assert render_changelog(things_checkout) == told


def test_records_of_one_name_are_told_apart() -> None:
    added = {name: {"record_id": name, "name": name[:3]} for name in ("vit-224", "vit-384", "bit-224")}
    lines = _changes(PACKAGE_ROOT, diff_records(load_schema("inference_models"), {}, added, "2020.1.0", "2020.2.0"))
    assert "- Added: bit; vit (`vit-224`); vit (`vit-384`)." in lines


def test_it_names_what_is_public() -> None:
    listed = re.search(r"names in `compute_trends` \(([^)]*)\)", TEXT)
    assert TEXT == "" or (listed and re.findall(r"\w+", listed[1]) == compute_trends.__all__)


def test_what_moved_is_where_it_says() -> None:
    for line in TEXT.splitlines():
        if moved := re.match(r"\| `([a-z/_]+)` \| from (?:`\w+`(?: and )?)+: (.*) \|", line):
            for name in re.findall(r"(?:`\w+\.py` as )?`(\w+\.py)`", moved[2]):
                assert (PACKAGE_ROOT / moved[1] / name).is_file(), f"{moved[1]}/{name}"


def test_a_long_list_of_names_is_cut_short_and_stands_whole_in_the_file_that_is_named(things_checkout: Path) -> None:
    head = "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\n"
    path = things_checkout / "datasets" / "things"
    path.joinpath("records.csv").write_text(f"{head}a,1,,,,,,,,a-source\n")
    release(things_checkout, "2020.1.0")
    names = [f"c{number:02}" for number in range(40)]
    path.joinpath("records.csv").write_text(
        head + "a,1,,,,,,,,a-source\n" + "".join(f"{n},1,,,,,,,,a-source\n" for n in names)
    )
    release(things_checkout, "2020.2.0")
    told, section = render_changelog(things_checkout), "datasets/things/2020.2.0.md"
    assert f"- Added: c00; c01; c02; c03; c04; and 35 more, all of them in [{section}]({section})." in told
    assert f"- Added: {'; '.join(names)}." in (things_checkout / section).read_text(encoding="utf-8")


def test_no_line_of_the_shipped_changelog_is_a_wall_of_names() -> None:
    told = render_changelog(PACKAGE_ROOT)
    assert max(map(len, told.splitlines())) < 1500
    for link in re.findall(r"\]\((datasets/[^)]+)\)", told):
        assert (PACKAGE_ROOT / link).is_file(), link
