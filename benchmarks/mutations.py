"""How much of what can go wrong in a record the check finds, and how often it objects to what is right.

Run: python benchmarks/mutations.py [--records 200] [--write docs/mutations.md] [--kinds TEXT] [--verbose]

Shipped records are made new (name, link and date moved; evidence filled in) and checked as they are: an error there is
a false alarm. Then one thing is corrupted in each, one kind of corruption at a time, and what the check says beyond
what it said of the untouched record counts as found. Chance is seeded: the same package gives the same table. Exits
with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mutation_changes import GROUPS, Kind
from mutation_kinds import kinds
from mutation_records import Record, as_json, made_new

import compute_trends
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.engine.check import check_files
from compute_trends.validators.explaining.scores import PATH, UNTOUCHED, Score, render_scores
from compute_trends.validators.registry import all_rules

#: Share of untouched copies that may have an error.
FALSE_ALARMS = 0.01
_SHOWN = 3
RULES = all_rules()
#: Groups that count only what the layer finds that is about them.
LAYER_OF_GROUP = {"structure": "structure", "reference": "reference", "duplicate": "duplicate"}
Said = set[tuple[str, str | None]]


@dataclass
class Outcome:
    """What the check made of one kind of corruption."""

    kind: Kind
    records: int = 0
    found: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    missed: list[Record] = field(default_factory=list)


def check(dataset: str, records: list[Record], folder: Path) -> list[Said]:
    """The rules and columns that the check names for each record."""
    path = folder / "records.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    said: list[Said] = [set() for _ in records]
    for finding in check_files([path], dataset):
        lines: Iterable[int] = [finding.line - 1] if finding.line is not None else range(len(records))
        if finding.rule == "structure-unknown-column":  # told once for all records that have it
            lines = [at for at, record in enumerate(records) if finding.column in record]
        for line in lines:
            said[line].add((finding.rule, finding.column))
    return said


class Bench:
    """The records of every dataset, made new, with what the check says of them."""

    def __init__(self, sample: int, folder: Path) -> None:
        self.sample, self.folder = sample, folder
        self.pairs: dict[str, list[tuple[Record, Record, Said]]] = {}
        self.shipped: dict[str, int] = {}
        self.newly_warned: dict[str, int] = {}  # untouched copies with a warning that the shipped record has not

    def of(self, dataset: str) -> list[tuple[Record, Record, Said]]:
        """(new record, shipped record, what the check says of the new one), where the evidence is complete."""
        if dataset not in self.pairs:
            chance = random.Random(dataset)
            rows = [_lists(dataset, row) for row in compute_trends.load(dataset, as_="pyarrow").to_pylist()]
            new = [made_new(dataset, row, chance) for row in rows]
            said = check(dataset, new, self.folder)
            said_before = check(dataset, [as_json(row) for row in rows], self.folder)
            self.shipped[dataset] = len(rows)
            self.pairs[dataset] = [
                (record, as_json(row), rules)
                for record, row, rules in zip(new, rows, said, strict=True)
                if not any(_asks_evidence(rule) for rule, _ in rules)
            ]
            self.newly_warned[dataset] = sum(
                any(
                    RULES[rule].severity == "warning" for rule in {rule for rule, _ in now} - {rule for rule, _ in then}
                )
                for now, then in zip(said, said_before, strict=True)
                if not any(_asks_evidence(rule) for rule, _ in now)
            )
        return self.pairs[dataset]

    def run(self, kind: Kind) -> Outcome:
        """Corrupt a sample of the records and check them."""
        chance = random.Random(zlib.crc32(f"{kind.dataset} {kind.title} {kind.group}".encode()))
        candidates = self.of(kind.dataset)
        changed: list[tuple[Record, Said]] = []
        for new, old, before in chance.sample(candidates, len(candidates)):
            record = kind.change(new, old, chance)
            if record is not None:
                changed.append((record, before))
            if len(changed) == self.sample:
                break
        outcome = Outcome(kind, len(changed))
        if not changed:
            return outcome
        for (record, before), after in zip(
            changed, check(kind.dataset, [record for record, _ in changed], self.folder), strict=True
        ):
            said = {rule for rule, _ in after - before}
            if layer := LAYER_OF_GROUP.get(kind.group):  # a finding of another layer would be luck
                said = {rule for rule in said if RULES[rule].layer == layer}
            outcome.found += bool(said)
            outcome.rules.update(said)
            if not said:
                outcome.missed.append(record)
        return outcome


def _asks_evidence(rule: str) -> bool:
    return RULES[rule].layer == "inclusion" and RULES[rule].binds == "submitted"


def _lists(dataset: str, row: Record) -> Record:
    from compute_trends.catalog.schema import load_schema

    columns = {column.name for column in load_schema(dataset).columns if column.is_list}
    return {
        name: value.split(";") if name in columns and isinstance(value, str) else value for name, value in row.items()
    }


def measured(outcomes: list[Outcome], bench: Bench) -> list[Score]:
    """The groups that records were corrupted of, then the untouched copies."""
    found = []
    for group, goal in GROUPS.items():
        mine = [outcome for outcome in outcomes if outcome.kind.group == group]
        if records := sum(item.records for item in mine):
            found.append(Score(group, len(mine), records, sum(item.found for item in mine), goal))
    said = [rules for pairs in bench.pairs.values() for *_, rules in pairs]
    return [*found, Score(UNTOUCHED, 0, len(said), sum(map(_has_error, said)), FALSE_ALARMS)]


def _has_error(said: Said) -> bool:
    return any(RULES[rule].severity == "error" for rule, _ in said)


def render(outcomes: list[Outcome], bench: Bench, groups: list[Score]) -> str:
    """The page."""
    lines = [
        "# What the check finds",
        "",
        "Written by `python benchmarks/mutations.py --write docs/mutations.md`, never by hand.",
        "",
        "Shipped records are made new: another name, link and date, with the evidence that a submission needs. Then",
        "one thing is corrupted at a time. A corruption is found where the check says something of the record that it",
        "did not say of the untouched one. `rules` are those that found most.",
        "",
        "## By group",
        "",
        "| group | kinds | records | found | goal | |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    *corrupted, untouched = groups
    for item in corrupted:
        asked = f"{item.goal:.0%} | {'met' if item.met else 'missed'}" if item.goal is not None else " | "
        lines.append(f"| {item.group} | {item.kinds} | {item.records:,} | {item.found_fraction:.1%} | {asked} |")
    lines += [
        "",
        "## Untouched copies",
        "",
        "Records whose evidence cannot be completed from what they hold (chips without a rate or a date, systems",
        "without a single number) are left out: a submission of them is rightly refused.",
        "",
        "| dataset | shipped | with complete evidence | with an error | with a warning | with a new warning |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for dataset, pairs in sorted(bench.pairs.items()):
        errors = sum(_has_error(said) for *_, said in pairs)
        warned = sum(any(RULES[rule].severity == "warning" for rule, _ in said) for *_, said in pairs)
        shipped, fresh = bench.shipped[dataset], bench.newly_warned[dataset] / len(pairs)
        shares = " | ".join(f"{share:.1%}" for share in (errors / len(pairs), warned / len(pairs), fresh))
        lines.append(f"| {dataset} | {shipped:,} | {len(pairs):,} | {shares} |")
    verdict = f"{untouched.found_fraction:.2%} (goal {FALSE_ALARMS:.0%}, {'met' if untouched.met else 'missed'})"
    counted = f"{untouched.found} of {untouched.records:,} untouched copies have an error: {verdict}."
    lines += [
        "",
        f"{counted} Warnings ask to look twice. Most are",
        "about the shipped record itself, see [the findings on our own records](rules/findings.md); the last column",
        "counts copies with a warning that their record has not.",
        "",
        "## By kind",
        "",
        "| dataset | group | corruption | records | found | rules |",
        "| --- | --- | --- | ---: | ---: | --- |",
    ]
    for outcome in outcomes:
        if not outcome.records:
            continue
        most = sorted(outcome.rules.items(), key=lambda r: (-r[1], r[0]))[:_SHOWN]
        rules = ", ".join(f"`{rule}`" for rule, _ in most)
        lines.append(
            f"| {outcome.kind.dataset} | {outcome.kind.group} | {outcome.kind.title} | {outcome.records} "
            f"| {outcome.found / outcome.records:.1%} | {rules} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=200, help="records of each kind, at most")
    parser.add_argument("--write", type=Path, help="write the page; of all kinds, also scores.csv")
    parser.add_argument("--kinds", default="", help="only kinds whose dataset, group or title holds this text")
    parser.add_argument("--verbose", action="store_true", help="print missed records and false alarms")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.records, Path(folder))
        chosen = [kind for kind in kinds() if options.kinds in f"{kind.dataset} {kind.group} {kind.title}"]
        outcomes = [bench.run(kind) for kind in chosen]
        groups = measured(outcomes, bench)
        text = render(outcomes, bench, groups)
    if options.verbose:
        for outcome in outcomes:
            for record in outcome.missed[:_SHOWN]:
                print("missed:", outcome.kind.dataset, outcome.kind.title, json.dumps(record), file=sys.stderr)
        for dataset, pairs in bench.pairs.items():
            alarms = Counter(rule for *_, said in pairs for rule, _ in said)
            for rule, number in alarms.most_common():
                print(f"untouched: {dataset} {RULES[rule].severity} {rule} {number}", file=sys.stderr)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
        if not options.kinds:
            (PACKAGE_ROOT / PATH).write_text(render_scores(groups), encoding="utf-8")
    print(text)
    sys.exit(1 if any(item.met is False for item in groups) else 0)


if __name__ == "__main__":
    main()
