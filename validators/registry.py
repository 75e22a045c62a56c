"""Which rules there are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.rule import LAYERS, Rule


@cache
def structure_rules() -> dict[str, Rule]:
    """The rules of the structure layer by id; the modules of the other layers are not read for them."""
    from compute_trends.validators.structure.rules import STRUCTURE_RULES

    return {rule.id: rule for rule in STRUCTURE_RULES}


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by id: by layer, then by id.

    Raises:
        ValueError: two modules declare the same id.
    """
    found: dict[str, Rule] = {}
    for rule in (*structure_rules().values(), *_declared()):
        if rule.id in found:
            raise ValueError(f"two rules are called {rule.id}")
        found[rule.id] = rule
    return dict(sorted(found.items(), key=lambda item: (LAYERS.index(item[1].layer), item[0])))


def find_rule(rule_id: str) -> Rule:
    """The rule called `rule_id`.

    Raises:
        UnknownNameError: there is none.
    """
    rules = structure_rules()
    if rule_id not in rules:
        rules = all_rules()
    if rule_id not in rules:
        raise UnknownNameError("rule", rule_id, rules)
    return rules[rule_id]


def rules_for(dataset: str) -> list[Rule]:
    """The rules that apply to a dataset."""
    return [rule for rule in all_rules().values() if dataset in rule.datasets]


def _declared() -> Iterable[Rule]:
    for path in sorted((PACKAGE_ROOT / "validators" / "rules").glob("*.py")):
        module = import_module(f"compute_trends.validators.rules.{path.stem}")
        declared: tuple[Rule, ...] = getattr(module, "RULES", None) or (module.RULE,)
        yield from declared
