"""How the rules stand on the records that we ship: to how many each applies, and on how many it fires.

A warning that fires on more than a tenth of what it applies to tells nobody anything. A rule about evidence binds
submitted records only; on upstream records it says how much of the evidence there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from compute_trends.catalog.schema import load_schema
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
def coverage(dataset: str) -> tuple[RuleCoverage, ...]:
    """Every rule above structure on the shipped records of a dataset.

    Raises:
        UnknownNameError: there is no such dataset.
        RuleCrashedError: a rule failed.
    """
    load_schema(dataset)
    return tuple(_measure(dataset, [rule for rule in rules_for(dataset) if rule.sql is not None]))


def _measure(dataset: str, rules: Iterable[Rule]) -> Iterable[RuleCoverage]:
    import duckdb

    from compute_trends.validators.engine import connect
    from compute_trends.validators.submission import RuleCrashedError, Shipped, create_absent

    connection, schema = connect(), load_schema(dataset)
    statements = [(rule, rule.applicable(schema), rule.statement(schema)) for rule in rules]
    texts = [text for _, *both in statements for text in both]
    shipped = Shipped(connection)
    shipped.open_for(dataset, *texts)
    connection.execute(
        f"create temp table submitted_{dataset} as select row_number() over () as _row, *, true as _upstream "
        f"from {dataset}"
    )
    create_absent(connection, *texts)
    connection.execute(f"create temp view submission as from submitted_{dataset}")
    prepared = set()
    for rule, applicable, failing in statements:
        try:
            if rule.prepare and rule.prepare not in prepared:
                prepared.add(rule.prepare)
                rule.prepare(connection)
            counts = connection.execute(
                f"with judged as (select distinct _row from ({applicable})), "
                f"firing as (select distinct _row from ({failing.strip().rstrip(';')})) "
                "select (select count(*) from judged), (select count(*) from firing), "
                "(select count(*) from firing anti join judged using (_row))"
            ).fetchone()
        except duckdb.Error as error:
            raise RuleCrashedError(f"the rule {rule.id} failed: {' '.join(str(error).split())[:500]}") from error
        assert counts is not None
        judged, firing, beside = counts
        if beside:
            raise RuleCrashedError(f"the rule {rule.id} fires on {beside} records to which it says not to apply")
        yield RuleCoverage(rule, judged, firing)
