"""How the rules stand on the records that we ship: to how many each applies, and on how many it fires.

A warning that fires on more than a tenth of what it applies to tells nobody anything. A rule about evidence binds
submitted records only; on upstream records it says how much of the evidence there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.explaining.shipped import Judgement, judge
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rule import Rule


@dataclass(frozen=True)
class RuleCoverage:
    """A rule on the newest version of a dataset; waivers are not applied, and evidence is asked of every record."""

    rule: Rule
    applicable: int  # records that the rule can judge
    firing: int  # of those, records with a finding

    @property
    def satisfied_fraction(self) -> float | None:
        """Share of the records judged that have no finding; None where none can be judged."""
        return None if self.applicable == 0 else 1 - self.firing / self.applicable


@cache
def standing(dataset: str) -> tuple[Judgement, ...]:
    """What every rule above structure says of the shipped records of a dataset.

    Raises:
        UnknownNameError: there is no such dataset.
        RuleCrashedError: a rule failed, or fires on a record to which it says not to apply.
    """
    load_schema(dataset)
    return tuple(judge(dataset, [rule for rule in rules_for(dataset) if rule.sql is not None]))


def coverage(dataset: str) -> tuple[RuleCoverage, ...]:
    """Every rule above structure on the shipped records of a dataset.

    Raises:
        UnknownNameError: there is no such dataset.
        RuleCrashedError: a rule failed, or fires on a record to which it says not to apply.
    """
    return tuple(RuleCoverage(item.rule, item.applicable, len(item.firing)) for item in standing(dataset))
