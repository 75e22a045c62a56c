"""The rule pages: one per rule, current, and the same however often they are written."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import Version
from compute_trends.validators.engine import databases
from compute_trends.validators.explaining import pages as rule_pages
from compute_trends.validators.explaining import shipped
from compute_trends.validators.explaining.coverage import standing
from compute_trends.validators.explaining.pages import RULE_PAGES, render_rule_pages
from compute_trends.validators.explaining.shipped import judge
from compute_trends.validators.registry import all_rules
from compute_trends.validators.rule import Rule
from compute_trends.validators.waivers import shipped_waivers


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return render_rule_pages()


def test_the_pages_are_those_that_the_rules_give(pages: dict[str, str]) -> None:
    folder = PACKAGE_ROOT / RULE_PAGES
    if not folder.is_dir():
        pytest.skip("an installed copy has no docs")
    written = {f"{RULE_PAGES}/{path.name}": path.read_text("utf-8") for path in folder.glob("*.md")}
    assert sorted(written) == sorted(pages)
    stale = [path for path, text in pages.items() if written[path] != text]
    assert stale == [], "compute-trends build --pages brings them up to date"


def test_every_rule_has_a_page_with_its_texts_and_examples(pages: dict[str, str]) -> None:
    index = pages[f"{RULE_PAGES}/README.md"]
    for rule in all_rules().values():
        text = pages[f"{RULE_PAGES}/{rule.id}.md"]
        assert f"[`{rule.id}`]({rule.id}.md)" in index
        assert all(f"## {heading}" in text for heading in ("How to fix", "Source", "Passes", "Fails"))
        assert all(f"`{item.name}`" in text for item in rule.thresholds)
        assert all(re.search(rf"(?m)^\| {dataset} \| [\d.]+ \| [\d,]+ \|", text) for dataset in rule.datasets)


def test_links_between_the_pages_lead_somewhere(pages: dict[str, str]) -> None:
    targets = {target for text in pages.values() for target in re.findall(r"\]\(([a-z0-9-]+\.md)\)", text)}
    assert targets
    assert {f"{RULE_PAGES}/{target}" for target in targets} <= set(pages)


def test_findings_name_the_records_and_count_the_waived_ones(pages: dict[str, str]) -> None:
    text = pages[f"{RULE_PAGES}/findings.md"]
    for item in rule_pages._explanations():
        for judged in item.standing:
            if judged.violations and item.rule.binds == "all":
                counts = f"{judged.applicable:,} | {len(judged.firing):,} | {len(judged.waived):,}"
                assert f"[`{item.rule.id}`]({item.rule.id}.md) | {item.rule.severity} | {counts} |" in text
                assert all(f"`{record}`" in text for record in judged.firing[:20])


def test_every_waiver_stands_on_its_rules_page(pages: dict[str, str]) -> None:
    for waiver in shipped_waivers({dataset for rule in all_rules().values() for dataset in rule.datasets}):
        assert f"`{waiver.record}`" in pages[f"{RULE_PAGES}/{waiver.rule}.md"]


@pytest.mark.slow
def test_every_rule_is_asked_once_to_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    real = shipped._ask

    def count(item: Version, rules: list[Rule], record: str | None) -> Any:
        asked.update(f"{rule.id} of {item.dataset}" for rule in rules)
        return real(item, rules, record)

    monkeypatch.setattr(shipped, "_ask", count)
    monkeypatch.setattr(shipped, "_kept", shipped._Kept())
    for cached in (rule_pages._explanations, standing):
        cached.cache_clear()
    render_rule_pages()
    written = [rule for rule in all_rules().values() if rule.sql is not None]
    assert asked == Counter(f"{rule.id} of {dataset}" for rule in written for dataset in rule.datasets)


@pytest.mark.usefixtures("pages")
def test_judging_again_gives_the_same() -> None:
    # That all datasets are judged alike every time shows in the comparison with the shipped pages.
    for dataset in ("algorithmic_efficiency", "training_energy"):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(shipped, "_kept", shipped._Kept())
            again = {item.rule.id: item for item in judge(dataset)}
        held = [item for found in rule_pages._explanations() for item in found.standing if item.dataset == dataset]
        assert {item.rule.id: item for item in held} == again


def test_rules_are_asked_again_once_the_files_of_a_dataset_that_they_read_are_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    ask, stats = shipped._ask, databases.stats

    def noted(item: Version, rules: list[Rule], record: str | None) -> Any:
        asked.append(item.dataset)
        return ask(item, rules, record)

    monkeypatch.setattr(shipped, "_ask", noted)
    monkeypatch.setattr(shipped, "_kept", shipped._Kept())
    rules = [all_rules()["accelerator-unknown"]]
    for longer, times in ((0, 1), (0, 1), (1, 2), (1, 2), (2, 3)):
        monkeypatch.setattr(
            databases,
            "stats",
            lambda names, by=longer: [
                (name, size + by * ("/accelerators/" in name), at) for name, size, at in stats(names)
            ],
        )
        judge("training_energy", rules)
        assert asked == ["training_energy"] * times
