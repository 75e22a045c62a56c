"""Which rules there are: each in the file of its id, `validators/rules/<dataset or any>/<rule_id>.py`.

Nothing registers a rule; a file that is added, moved or removed counts at once. What needs the rules of some datasets
reads their folders alone: to import every rule takes longer than to check a record.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.rule import LAYERS, Rule

_RULES = PACKAGE_ROOT / "validators" / "rules"

#: Where the rules of the structure layer are declared.
_STRUCTURE = "validators/structure/rules.py"

#: The folder of rules for several datasets, and that of what rules have in common.
_ANY, _SHARED = "any", "shared"

#: What a rule file takes from what rules have in common; the dataset of a family of rules is named there.
_FAMILY = re.compile(rb"(?m)^from compute_trends\.validators\.rules\.shared\.(\w+) import")


class MisplacedRuleError(ComputeTrendsError):
    """A file in `validators/rules/` is not the one rule that its place says."""

    exit_code = 2


@cache
def structure_rules() -> dict[str, Rule]:
    """The rules of the structure layer by id; the modules of the other layers are not read for them."""
    from compute_trends.validators.structure.rules import STRUCTURE_RULES

    return {rule.id: rule for rule in STRUCTURE_RULES}


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by id: by layer, then by id.

    Raises:
        MisplacedRuleError: a file declares no rule, the rule of another file, or one of another dataset.
    """
    return _sorted([*structure_rules().values(), *(_declared(path) for path in _files().values())])


def find_rule(rule_id: str) -> Rule:
    """The rule called `rule_id`; no other is read for it.

    Raises:
        UnknownNameError: there is none.
        MisplacedRuleError: its file declares another rule, or one of another dataset.
    """
    if rule_id in structure_rules():
        return structure_rules()[rule_id]
    if rule_id not in _files():
        raise UnknownNameError("rule", rule_id, [*structure_rules(), *_files()])
    return _declared(_files()[rule_id])


def refuse_doubles(rule_id: str) -> None:
    """Refuse another file that declares the rule as well; only those are read that name it.

    Raises:
        MisplacedRuleError: there is one.
    """
    name = f'"{rule_id}"'.encode()
    for other, path in _files().items():
        if other != rule_id and name in path.read_bytes():
            _declared(path)


@cache
def rules_for(dataset: str) -> tuple[Rule, ...]:
    """The rules that apply to a dataset, by layer, then by id; those of other datasets alone are not read.

    Raises:
        MisplacedRuleError: a file declares no rule, the rule of another file, or one of another dataset.
    """
    declared = [_declared(path) for path in _files().values() if path.parent.name in (dataset, _ANY)]
    _refuse_strays(dataset)
    return tuple(
        rule for rule in _sorted([*structure_rules().values(), *declared]).values() if dataset in rule.datasets
    )


def rule_ids() -> tuple[str, ...]:
    """The ids of all rules, without reading those above structure."""
    return (*structure_rules(), *_files())


def rule_paths() -> Collection[Path]:
    """The files of all rules above structure."""
    return _files().values()


def rule_page(rule_id: str) -> str:
    """The page on a rule, as a path in the repository."""
    return f"docs/rules/{rule_id}.md"


def rule_file(rule: Rule) -> str:
    """The file in which a rule is declared, as a path below the package's root."""
    return _told(_files()[rule.id]) if rule.id in _files() else _STRUCTURE


def _sorted(rules: list[Rule]) -> dict[str, Rule]:
    return {rule.id: rule for rule in sorted(rules, key=lambda rule: (LAYERS.index(rule.layer), rule.id))}


@cache
def _files() -> dict[str, Path]:
    """The file of each rule above structure, by id."""
    found: dict[str, Path] = {}
    for path in _rule_files():
        rule_id = path.stem.replace("_", "-")
        if rule_id in found or rule_id in structure_rules():
            other = _told(found[rule_id]) if rule_id in found else _STRUCTURE
            raise MisplacedRuleError(f"{_told(path)} and {other} both declare the rule {rule_id}; remove or rename one")
        found[rule_id] = path
    return found


def _rule_files() -> Iterator[Path]:
    # `os.walk`, since `Path.rglob` takes three times as long, which the check of one record would notice.
    for at, folders, names in os.walk(_RULES):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        folder = Path(at)
        paths = [folder / name for name in sorted(names) if name.endswith(".py")]
        if paths and folder.parent != _RULES:
            raise MisplacedRuleError(
                f"{_told(paths[0])} is in no dataset's folder; move it to that, or to validators/rules/{_ANY}/"
            )
        if folder.name != _SHARED:
            yield from paths


@cache
def _declared(path: Path) -> Rule:
    folder, rule_id = path.parent.name, path.stem.replace("_", "-")
    try:
        rule = getattr(import_module(f"compute_trends.validators.rules.{folder}.{path.stem}"), "RULE", None)
    except (ImportError, NameError, SyntaxError, TypeError, ValueError) as error:
        raise MisplacedRuleError(f"{_told(path)} cannot be read as a rule: {error}") from error
    if not isinstance(rule, Rule):
        raise MisplacedRuleError(f"{_told(path)} sets no RULE; validators/rule.py says how a rule is written")
    if rule.id != rule_id:
        where = _files().get(rule.id)
        fix = f"{_told(where)} does that already: remove one" if where else f"call it {rule.id.replace('-', '_')}.py"
        raise MisplacedRuleError(f"{_told(path)} declares the rule {rule.id}; {fix}")
    if folder not in (_ANY, *rule.datasets) or (folder != _ANY and len(rule.datasets) > 1):
        place = rule.datasets[0] if len(rule.datasets) == 1 else _ANY
        raise MisplacedRuleError(
            f"{_told(path)} declares a rule of {', '.join(rule.datasets)}; move it to validators/rules/{place}/"
        )
    return rule


def _refuse_strays(dataset: str) -> None:
    """Refuse rules of a dataset that lie in the folder of another, where its checks would not see them.

    To import all of those folders takes too long; their files say in text of which dataset the rule is.
    """
    name = f'"{dataset}"'.encode()
    for path in _files().values():
        if (folder := path.parent.name) in (dataset, _ANY):
            continue
        text = path.read_bytes()
        if f'datasets=("{folder}",)'.encode() in text and name not in text:
            continue
        if not _names(text, folder) or _names(text, dataset):
            families = (_RULES / _SHARED / f"{found.decode()}.py" for found in _FAMILY.findall(text))
            text += b"".join(family.read_bytes() for family in families if family.is_file())
            if not _names(text, folder) or _names(text, dataset):
                _declared(path)


def _names(text: bytes, dataset: str) -> bool:
    """Whether a file may declare a rule of the dataset: it is the first of `datasets`, or an argument by itself."""
    name = f'"{dataset}"'.encode()
    return name in text and re.search(rb"(datasets=\(\s*|[(,]\s*(?=%b,\s))%b" % (name, name), text) is not None


def _told(path: Path) -> str:
    return path.relative_to(PACKAGE_ROOT).as_posix()
