"""Which rules a check runs."""

from __future__ import annotations

from collections.abc import Sequence

from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.validators.registry import all_rules, rule_ids, structure_rules
from compute_trends.validators.rule import LAYERS
from compute_trends.validators.structure.rules import ALWAYS


def selected_rules(select: Sequence[str], ignore: Sequence[str]) -> frozenset[str]:
    """The ids of the rules that a check runs, given rules and layers to which it is confined or which it leaves out.

    A single text is taken as on the command line: names, with commas between them.

    Raises:
        UnknownNameError: one of them is neither a rule nor a layer.
        UsageError: nothing is left of those that are selected.
    """
    known = frozenset(rule_ids())

    def ids(names: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        for name in map(str.strip, names.split(",")) if isinstance(names, str) else names:
            if name in known:
                found.add(name)
            elif name == "structure":
                found |= structure_rules().keys()
            elif name in LAYERS:
                found |= {rule.id for rule in all_rules().values() if rule.layer == name}
            else:
                raise UnknownNameError("rule or layer", name, [*known, *LAYERS])
        return frozenset(found)

    asked = (ids(select) if select else known) - ids(ignore)
    if select and not asked:
        raise UsageError("every rule that is selected is ignored as well: nothing would be checked")
    return asked | ALWAYS
