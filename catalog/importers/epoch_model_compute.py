"""Training compute of models that are no milestones, from Epoch's wider tables, for the results that name them.

The results of language models come with the compute of notable models. Epoch's tables of models with benchmark scores,
of large-scale models and of all models state it for smaller ones too. It goes into the results of `epoch_benchmarks`
and `epoch_index` whose model, or model version, has the same letters and digits in its name; the models become no
milestone systems. What a result's own source states stays, and a result that names a milestone system has its
computation there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers import epoch_benchmarks, epoch_index
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    column_account,
    number_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.benchmark_cells import DATASET
from compute_trends.catalog.importers.columns import meaning
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.importers.tables import Table, read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.names import slug
from compute_trends.catalog.texts.numbers import count

FORMAT = "epoch-model-compute"
SUMMARY = (
    "Training compute of models with benchmark results, from Epoch's tables of benchmarked, large-scale or all models"
)
SUPPLEMENTS = "training_compute_source"
LAYOUTS = (Layout("epoch-model-tables", "AI models"),)

#: The layouts whose results get it.
_RESULTS = {layout.key for layout in (*epoch_benchmarks.LAYOUTS, *epoch_index.LAYOUTS)}

_COMPUTE, _CONFIDENCE = "Training compute (FLOP)", "Confidence"
#: What the tables are called, by what their files are.
_TABLES = {
    "benchmark": ("epoch-benchmarked-models", "Models with benchmark scores"),
    "large": ("epoch-large-scale-models", "Large-scale AI models"),
    "": ("epoch-all-models", "All AI models"),
}
_WRONG = "wrong"
#: How far two tables may differ on one model and still agree: they round.
_SAME = 0.01


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read one table or several; of a model in several of them the first that has it counts, newest tables first.

    A model that the first states no compute of has none: what an older table states was taken back since.

    Raises:
        ImportRefusedError: no file, or one of another kind; all at once, labels that are unknown and cells that are not
            what their columns hold.
    """
    if not paths:
        raise ImportRefusedError(f"{FORMAT} reads one of Epoch's tables of models or more; none was given")
    result, asked = Imported(DATASET, [], []), exports
    exports = exports or Exports()
    stated: dict[str, _Stated] = {}
    for path in paths:
        table = read_table(path)
        series, title = next(words for part, words in _TABLES.items() if part in path.name.lower())
        days = (row.get("Publication date") for row in table.rows)
        key = exports.key(LAYOUTS[0], path, days, series=series, title=title)
        result.files.append(table.source(key))
        names = ["Model" if "Model" in table.header else "System", _COMPUTE, _CONFIDENCE]
        column_account(table.header, dict.fromkeys(names), path, needed=names)
        _read_models(table, names[0], key, stated, result, exports.problems)
    if asked is None:
        exports.problems.refuse()
    counts = {item.key: 0 for item in result.files}
    results = [row for row in previous if exports.layout(str(row["source"])) in _RESULTS]
    for row in results:
        is_own = row["training_compute_flop"] is not None and row[SUPPLEMENTS] is None
        # A result that names a milestone system has its computation there, and where that is unknown, it is unknown.
        if row["admission"] == "submitted" or is_own or row["milestone_system"] is not None:
            continue
        named = [stated.get(_folded(row[name])) for name in ("name", "model_version")]
        known = next((found for found in named if found is not None), None)
        if known is not None and known.flop is not None:
            counts[known.key] += 1
            result.records.append(
                {
                    "record_id": row["record_id"],
                    "training_compute_flop": known.flop,
                    "compute_confidence": known.confidence,
                    SUPPLEMENTS: known.key,
                    "source": known.key,
                    "admission": "upstream",
                }
            )
    result.notes += [
        f"{count(number, 'result')} {agreed(number, 'have')} {'its' if number == 1 else 'their'} training compute "
        f"from {key}"
        for key, number in counts.items()
    ]
    return result


@dataclass(frozen=True)
class _Stated:
    """What a table says of a model; the compute is None where it states none, or several models are called so."""

    flop: float | None
    confidence: str | None
    key: str


def _read_models(
    table: Table, name_column: str, key: str, stated: dict[str, _Stated], result: Imported, problems: Problems
) -> None:
    own: dict[str, _Stated] = {}
    label = meaning(DATASET, "compute_confidence")
    for number, line, row in table.numbered():
        name, folded = text_or_none(row[name_column]) or "", _folded(row[name_column])
        flop = problems.read(table.path, line, _COMPUTE, row[_COMPUTE], number_or_none, row=name)
        if (text_or_none(row[_CONFIDENCE]) or "").lower() == _WRONG:
            result.left_out.append(LeftOut(key, number, name, "the table's own editors mark the row as wrong"))
            continue
        confidence = problems.read(table.path, line, _CONFIDENCE, row[_CONFIDENCE], label, row=name)
        found = _Stated(flop if flop and flop > 0 else None, confidence, key)  # 0 is unknown
        before = own.get(folded)
        if before is None or not folded:
            own[folded] = found
        elif not _alike(before, found):
            own[folded] = _Stated(None, None, key)
            reason = "another model of the table has the same letters and digits in its name, and another compute"
            result.left_out.append(LeftOut(key, number, name, reason))
    own.pop("", None)
    known = sum(item.flop is not None for item in own.values())
    result.notes.append(
        f"{table.path.name}: {count(len(own), 'model')}, of which {known:,} {agreed(known, 'state')} training compute"
    )
    for folded, item in own.items():
        first = stated.setdefault(folded, item)
        if item.flop is not None and not _alike(first, item):
            result.notes.append(f"{folded}: {_told(first)}, {_told(item)}; the first counts")


def _alike(one: _Stated, other: _Stated) -> bool:
    if one.flop is None or other.flop is None:
        return one.flop is other.flop
    return math.isclose(one.flop, other.flop, rel_tol=_SAME)


def _told(item: _Stated) -> str:
    return f"{'none' if item.flop is None else f'{item.flop:.3g} FLOP'} in {item.key}"


def _folded(name: object) -> str:
    return slug(str(name)).replace("-", "") if name else ""
