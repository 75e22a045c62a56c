"""What a check has to know of a rule to ask it: when, and with what SQL.

To import a hundred rules and to put their SQL together takes as long as to judge a record by them. Both follow from the
files of the package alone, so what came of it is kept, for each dataset.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from compute_trends.catalog.files.kept import keep, place, read_kept
from compute_trends.catalog.paths import DESCRIPTOR, PACKAGE_ROOT
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.versions import EVERY_VERSION, UNRELEASED
from compute_trends.validators.engine.conditions import OfColumns, needed_columns, row_filter
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import find_rule, rule_paths, rules_for
from compute_trends.validators.rule import ON_SUBMITTED, Day, Layer, Rule, Severity, day_sql

if TYPE_CHECKING:
    import duckdb

#: Of the form of what is kept, beside the version of Python.
_FORM = 5

_COMPUTED = ("plausibility", "inclusion")

_AS_OF: Final = "$as_of"
_DAY = re.compile(r"(?<![\w$'])\$as_of\b")

#: A table of a version, as SQL names it.
_OF_VERSION = re.compile(rf"\b(?:{UNRELEASED}|{EVERY_VERSION}|v\d{{4}}_\d+_\d+)\.(\w+)")


#: Names of columns, by dataset.
Columns = Mapping[str, tuple[str, ...]]
Prepare = Callable[["duckdb.DuckDBPyConnection"], object]


class Plan(NamedTuple):
    """How a rule is asked of the rows of a dataset; `$as_of` stands for the day of the check.

    Attributes:
        id: that of the rule; `severity`, `layer`, `title` and `fix` are the rule's as well.
        is_computed: whether its messages hold what was computed.
        is_on_submitted: whether it binds submissions alone.
        condition: where no row meets it, the rule finds nothing.
        of_columns: of a condition that is `OfColumns`, what that says of the dataset: columns, made, test.
        needed: columns without a value of which no row meets it, nor the filter.
        filter: what the rule filters rows by, where it does nothing else: it finds nothing where no row meets that.
        statement: selects what it finds.
        probe: short SQL that yields a row wherever the statement does.
        names: the tables that the SQL reads beside `submission`.
        columns: of the datasets that it reads, in any version, the columns that it may name.
        probe_names: the tables that the probe reads.
        probe_columns: the columns that it may name of them.
        prepared_by: module and name of the function that makes tables for it; of one without a name the first alone.
            Empty where there is none.
        is_of_rows: whether what it finds in a row follows from that row and the shipped tables.
        would_do: as in `Rule`.
    """

    id: str
    severity: Severity
    layer: Layer
    title: str
    fix: str
    is_computed: bool
    is_on_submitted: bool
    condition: str
    of_columns: tuple[dict[str, bool], str, str] | None
    needed: tuple[str, ...]
    filter: str | None
    statement: str
    probe: str | None
    names: tuple[str, ...]
    columns: Columns
    probe_names: tuple[str, ...]
    probe_columns: Columns
    prepared_by: tuple[str, ...]
    is_of_rows: bool
    would_do: Mapping[str, tuple[str, ...]]

    @property
    def rule(self) -> Rule:
        """The rule, which is imported for it."""
        return find_rule(self.id)

    @property
    def prepare(self) -> Prepare | None:
        """What makes tables for the rule; its module alone is imported."""
        if len(self.prepared_by) < 2:
            return self.rule.prepare if self.prepared_by else None
        module, name = self.prepared_by
        made: Prepare = getattr(import_module(module), name)
        return made


def with_day(sql: str, day: dt.date) -> str:
    """SQL with the day of the check in its place."""
    return _DAY.sub(day_sql(day), sql) if _AS_OF in sql else sql  # to look for the word alone takes a hundredth


def is_computed(rule: Rule) -> bool:
    """Whether the messages of a rule hold what was computed; those of others quote texts, which may be "nan"."""
    return rule.layer in _COMPUTED


def plan_of(rule: Rule, schema: TableSchema) -> Plan:
    """How a rule is asked of a dataset.

    Raises:
        ValueError: its SQL names a threshold that is not declared.
    """
    day: Day = _AS_OF
    statement, probe = rule.statement(schema, day), rule.asked_first(schema, day)
    needs, of_columns = rule.needs, None
    if isinstance(needs, OfColumns):
        of_columns = (dict(needs.columns(schema)), needs.made, rule.on_rows(needs.test, schema, day))
    filtered = None if probe else row_filter(statement)
    if filtered and rule.binds == "submitted":
        filtered = f"{ON_SUBMITTED}({filtered})"
    condition = rule.condition(schema, day)
    needed = needed_columns(condition) | needed_columns(filtered or "true")
    of_probe = _names(probe or "")
    names = {*rule.opened(schema), *_names(statement), *of_probe}
    return Plan(
        id=rule.id,
        severity=rule.severity,
        layer=rule.layer,
        title=rule.title,
        fix=rule.fix,
        is_computed=is_computed(rule),
        is_on_submitted=rule.binds == "submitted",
        condition=condition,
        of_columns=of_columns,
        needed=tuple(sorted(needed.intersection(schema.names))),
        filter=filtered,
        statement=statement,
        probe=probe,
        names=tuple(sorted(names)),
        columns=_columns(names, f"{statement} {probe} {_source(rule)}", {schema.name: rule.columns(schema)}),
        probe_names=tuple(sorted(of_probe)),
        probe_columns=_columns(of_probe, probe or "", {}),
        prepared_by=_address(rule.prepare),
        is_of_rows=rule.reach == "row" and rule.prepare is None,
        would_do=dict(rule.would_do),
    )


def _address(prepare: Prepare | None) -> tuple[str, ...]:
    if prepare is None:
        return ()
    module, name = prepare.__module__, getattr(prepare, "__name__", "")
    return (module, name) if getattr(sys.modules[module], name, None) is prepare else (module,)


def _names(sql: str) -> set[str]:
    """What SQL names beside `submission`: shipped tables, those of versions, other submissions."""
    known, words = {*dataset_names(), "accelerator_names"}, set(re.findall(r"\w+", sql))
    named = {word for word in words if word.removeprefix("submitted_") in known}
    return named | {found[0] for found in _OF_VERSION.finditer(sql) if found[1] in known}


def _columns(names: Iterable[str], text: str, more: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The columns of datasets among `names` that a text names, and `more`; a star reads what is named elsewhere."""
    words, found = set(re.findall(r"\w+", text)), {}
    for dataset in {"accelerators" if name == "accelerator_names" else name for name in names}.intersection(
        dataset_names()
    ):
        asked = words.union(more.get(dataset, ()))
        found[dataset] = tuple(name for name in load_schema(dataset).names if name in asked)
    return found


def _source(rule: Rule) -> str:
    """The code of what makes tables for a rule, and of the modules of rules that it takes SQL from."""
    if rule.prepare is None:
        return ""
    texts: dict[str, str] = {}

    def read(module: str) -> None:
        if module not in texts and module.startswith("compute_trends.validators.") and module in sys.modules:
            texts[module] = Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8")
            for found in re.findall(r"(?m)^from ([\w.]+) import", texts[module]):
                read(found)

    read(rule.prepare.__module__)
    return " ".join(texts.values())


#: The plans that were made or read so far, by the id of their rule.
_PLANNED: dict[str, Plan] = {}


def told(rule_id: str) -> Rule | Plan:
    """What has the severity, layer, title and fix of a rule; it is not imported where it was planned to be asked.

    Raises:
        UnknownNameError: there is no such rule.
        MisplacedRuleError: its file declares another rule, or one of another dataset.
    """
    return _PLANNED.get(rule_id) or find_rule(rule_id)


@cache
def plans_for(dataset: str) -> tuple[Plan, ...]:
    """How the rules above structure are asked of a dataset, in their order.

    Raises:
        MisplacedRuleError: a file declares no rule, the rule of another file, or one of another dataset.
        ValueError: the SQL of a rule names a threshold that is not declared.
    """
    plans = _read(dataset)
    if plans is None:
        schema = load_schema(dataset)
        plans = tuple(plan_of(rule, schema) for rule in rules_for(dataset) if rule.sql is not None)
        _keep(dataset, plans)
    _PLANNED.update((plan.id, plan) for plan in plans)
    return plans


def _place(dataset: str) -> Path:
    return place("validators/rules", dataset)


def _form() -> list[Any]:
    """What is kept is of other code or rules otherwise."""
    return [_FORM, *(str(path) for path in rule_paths())]


def _read(dataset: str) -> tuple[Plan, ...] | None:
    """What was kept, where it is of the files as they are."""
    plans = read_kept(_place(dataset), _form())
    return None if plans is None else tuple(Plan(*cells) for cells in plans)


def _keep(dataset: str, plans: Iterable[Plan]) -> None:
    modules = [str(module.__file__) for name, module in sys.modules.items() if name.startswith("compute_trends.")
               and getattr(module, "__file__", None)]  # fmt: skip
    # Of the descriptor: versions; of origin.yaml and its like: sources, names and what else SQL lists.
    data = [PACKAGE_ROOT / DESCRIPTOR, *(PACKAGE_ROOT / "schemas").glob("*.json")]
    data += (PACKAGE_ROOT / "datasets").glob("*/*.yaml")
    keep(_place(dataset), _form(), [*rule_paths(), *modules, *data], [tuple(plan) for plan in plans])
