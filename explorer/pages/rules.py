"""The pages of the rules: the text that the documentation has, with what each finds on our own records."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from compute_trends.catalog.doors.address import page_address
from compute_trends.catalog.versions import datasets
from compute_trends.explorer.files import File
from compute_trends.explorer.site import Site, markdown
from compute_trends.validators.explaining.explain import RuleExplanation, waivers_of
from compute_trends.validators.explaining.pages import RULE_PAGES, pages_of
from compute_trends.validators.explaining.shipped import Judgement, Violation
from compute_trends.validators.registry import all_rules
from compute_trends.validators.waivers import shipped_waivers

SECTION = "rules/index.html"

_TITLE = re.compile(r"# (.+)")


def pages(site: Site) -> Iterator[File]:
    """A page for every rule, the list of them, and what they find."""
    for path, text in pages_of(_explanations(site)).items():
        stem = posixpath.basename(path).removesuffix(".md")
        title = found[1] if (found := _TITLE.match(text)) else stem
        name = "index" if stem == "README" else stem
        body = re.sub(r"\nThis page is written by .*", "", text)
        yield site.page(
            f"rules/{name}.html",
            "text.html",
            title=title if name in ("index", "findings") else f"Rule {title}",
            description=all_rules()[stem].title if stem in all_rules() else f"{title}: what a record has to satisfy.",
            section=SECTION,
            text=markdown(body, links=_link),
        )


def _link(address: str) -> str:
    """Where a link of the documentation leads on the site: to a page, to the repository, or nowhere ("")."""
    if re.match(r"https?:|#", address):
        return address
    path = posixpath.normpath(posixpath.join(RULE_PAGES, address))
    if posixpath.dirname(path) == RULE_PAGES and path.endswith(".md"):
        stem = posixpath.basename(path).removesuffix(".md")
        return f"{'index' if stem == 'README' else stem}.html"
    if path.startswith("docs/data/"):
        return f"../data/{posixpath.basename(path).removesuffix('.md')}.html"
    return page_address(path) or ""


def _explanations(site: Site) -> list[RuleExplanation]:
    """Every rule with its standing, from what was computed dataset by dataset."""
    rules = all_rules()
    by_rule: dict[str, list[Judgement]] = {}
    for dataset, judged in site.computed("judged", datasets()).items():
        waivers = {(item.rule, item.record): item for item in shipped_waivers([dataset])}
        for item in judged:
            found = tuple(
                Violation(record, column, None, message, None, waivers.get((item["rule"], record)) if reason else None)
                for record, column, message, reason in item["findings"]
            )
            standing = Judgement(rules[item["rule"]], dataset, item["version"], item["applicable"], found)
            by_rule.setdefault(item["rule"], []).append(standing)
    return [RuleExplanation(rule, tuple(by_rule.get(rule.id, ())), waivers_of(rule)) for rule in rules.values()]


def findings(site: Site, dataset: str) -> dict[str, list[list[Any]]]:
    """What the rules say of the records of a dataset: record -> [rule, severity, column, message, waiver] each."""
    rules, found = all_rules(), dict[str, list[list[Any]]]()
    for item in site.computed("judged", datasets())[dataset]:
        rule = rules[item["rule"]]
        if rule.binds == "submitted":  # says which evidence upstream records lack, not what is wrong with them
            continue
        for record, column, message, reason in item["findings"]:
            found.setdefault(record, []).append([rule.id, rule.severity, column, message, reason])
    return found
