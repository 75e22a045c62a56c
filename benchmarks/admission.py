"""Whether inclusion criteria hold on every way in: the systems of an upstream export, imported and submitted.

Run: python benchmarks/admission.py EXPORT.csv

EXPORT is one of Epoch's tables of all systems, as published. Imported into an empty dataset it must leave out what its
source does not call notable. Submitted, each notable system claims the criteria that its source names and gives as
evidence what the export holds: citations, counted on the day of the export; cost; the editors' note on its historical
significance. A claim of which the export lacks the evidence (a benchmark with its score, a page on use, a reviewer) is
not made; a system of which no claim is left, or whose computation is stated without the method, has no complete
evidence and is left out. Its other cells are the export's own. The share of systems with complete evidence that have no
error must be 98% at least; the rules that refuse the others are listed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from compute_trends.catalog.importers import epoch_models
from compute_trends.catalog.importers.plain import plain_record
from compute_trends.catalog.importers.tables import read_table
from compute_trends.catalog.schema import LIST_DELIMITER, load_schema
from compute_trends.validators.engine.check import check_table

DATASET = "milestone_systems"
GOAL = 0.98
#: What a note has to say at least to show why a system is of historical significance.
_FEWEST_LETTERS = 10


def submissions(records: list[dict[str, Any]], notes: dict[str, str], day: str) -> list[dict[str, Any]]:
    """The notable systems as somebody would submit them; those without complete evidence are left out."""
    found = []
    for record in records:
        criteria = [item for item in record["inclusion_criteria"] or [] if _has_evidence(item, record, notes)]
        if not criteria or not record["source_url"] or not record["publication_date"]:
            continue
        if record["training_compute_flop"] and not record["training_compute_method"]:
            continue  # how the compute was found is evidence too
        found.append(
            {name: value for name, value in record.items() if value not in (None, [])}
            | {
                "record_id": f"{record['record_id']}-submitted",
                "inclusion_criteria": criteria,
                "inclusion_note": notes.get(record["name"]) if "historical_significance" in criteria else None,
                "citations_date": day if record["citations"] else None,
                "publication_date_precision": "day",
                "has_learning_component": True,
                "shows_experimental_results": True,
                "advances_state_of_the_art": True,
                "source": "submitted",
                "admission": "submitted",
            }
        )
    return found


def _has_evidence(criterion: str, record: dict[str, Any], notes: dict[str, str]) -> bool:
    if criterion == "highly_cited":
        return (record["citations"] or 0) >= 1000
    if criterion == "training_cost":
        return (record["training_cost_2023_usd"] or 0) > 1e6
    return criterion == "historical_significance" and len(notes.get(record["name"], "")) >= _FEWEST_LETTERS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        help="a column of ours that the export has damaged, left out as import would",
    )
    parser.add_argument("--day", default="2025-06-20", help="the day on which citations were counted")
    given = parser.parse_args()
    table = read_table(given.export, epoch_models.wanted_columns())
    imported = epoch_models.read([given.export])
    schema = load_schema(DATASET)
    print(f"{len(table.rows):,} rows; let in {len(imported.records):,}, left out {len(imported.left_out):,}:")
    for reason, count in Counter(item.reason for item in imported.left_out).most_common():
        print(f"  {count:,} {reason}")
    told = "Notability criteria notes"
    notes = {row["Model"].strip(): " ".join(row.get(told, "").split()) for row in table.rows}
    plain = [plain_record(schema, record) for record in imported.records]
    lists = {column.name for column in schema.columns if column.is_list}
    records = [
        {name: value.split(LIST_DELIMITER) if name in lists and value else value for name, value in record.items()}
        for record in plain
    ]
    records = [record | dict.fromkeys(given.without) for record in records]
    submitted = submissions(records, notes, given.day)
    report = check_table(submitted, DATASET)
    refused: dict[str, set[str]] = {}
    for finding in report:
        if finding.severity == "error":
            refused.setdefault(finding.record or "", set()).add(finding.rule)
    accepted = len(submitted) - len(refused)
    share = accepted / len(submitted)
    print(f"with complete evidence {len(submitted):,}: accepted {accepted:,}, {share:.1%} (goal {GOAL:.0%})")
    print(
        "evidence is complete where a criterion has its proof, the source a page and the computation a method: systems "
        "without are not counted, as the goal is of those whose evidence is complete"
    )
    if given.without:
        print(f"left out, as an import leaves what a guard found damaged: {', '.join(given.without)}")
    for rule, count in Counter(rule for rules in refused.values() for rule in rules).most_common():
        names = sorted(record for record, rules in refused.items() if rule in rules)
        print(f"  {rule} {count}: {', '.join(names[:6])}")
        print(f"    {next(item.message for item in report if item.rule == rule and item.severity == 'error')}")
    return share < GOAL


if __name__ == "__main__":
    raise SystemExit(main())
