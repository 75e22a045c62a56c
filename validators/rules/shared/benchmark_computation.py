"""The computation of a benchmark_results record from its parts (Thompson et al. 2022)."""

from __future__ import annotations

import re

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import THOMPSON_RUN
from compute_trends.validators.rules.shared.sources import THOMPSON

_DEVICES = ("gpu", "tpu", "cpu")
_STAGES = ("training", "pretraining", "fine_tuning")


def stage_burden(stage: str) -> str:
    """SQL for the hardware burden of a stage in FLOP; 0 where nothing is stated."""
    devices = " + ".join(
        f"coalesce({stage}_{device}_count * {stage}_{device}_peak_flop_per_s, 0)" for device in _DEVICES
    )
    return f"coalesce(({devices}) * {stage}_time_hour * 3600, 0)"


#: SQL for the hardware burden that the parts of a row give, in FLOP.
BURDEN = f"({stage_burden('training')} + {stage_burden('pretraining')})"

#: The columns that it reads.
BURDEN_COLUMNS = tuple(
    f"{stage}_{part}"
    for stage in ("training", "pretraining")
    for part in ("time_hour", *(f"{device}_{of}" for device in _DEVICES for of in ("count", "peak_flop_per_s")))
)

#: SQL for the network operations that the parts of a row give, in FLOP.
OPERATIONS = (
    "(coalesce(forward_flop, 2 * forward_multiply_adds) * forward_backward_ratio * ("
    + " + ".join(f"coalesce({stage}_dataset_size_datapoint * {stage}_epochs, 0)" for stage in _STAGES)
    + "))"
)


#: The columns that they read.
OPERATIONS_COLUMNS = (
    *("forward_flop", "forward_multiply_adds", "forward_backward_ratio"),
    *(f"{stage}_{part}" for stage in _STAGES for part in ("dataset_size_datapoint", "epochs")),
)


def recomputed(rule_id: str, column: str, title: str, explanation: str, fix: str, expected: str, reads: tuple[str, ...],
               formula: str, tolerance: str, fails: tuple[dict[str, object], ...]) -> Rule:  # fmt: skip
    """A rule that compares `column` with `expected`, SQL over the row that reads `reads`."""
    return Rule(
        id=rule_id,
        layer="inclusion",
        severity="error",
        datasets=("benchmark_results",),
        title=title,
        explanation=explanation,
        fix=fix,
        source=f"{THOMPSON}, its definitions of network operations and hardware burden.",
        reads=(column, *reads),
        thresholds=(Threshold("tolerance", 0.05, "1", tolerance),),
        sql=f"""
            select _row, '{column}' as "column", {column} as value,
              format('{{:.3g}} FLOP are stated, but the parts of the record give {{:.3g}} FLOP', {column}, expected)
                as message, '{formula}' as evidence
            from (select *, {expected} as expected from submission where {column} is not null)
            where expected > 0 and abs({column} - expected) > $tolerance * expected
        """,
        applies=f"select _row from submission where {column} is not null and {expected} > 0",
        passes=(THOMPSON_RUN, {column: 1e20}),
        fails=fails,
    )


#: The six benchmarks of Thompson et al. 2022; the others are those of language models.
OF_THOMPSON = (
    "benchmark in ('imagenet', 'ms_coco', 'squad_1_1') or benchmark in ('conll_2003', 'wmt2014_en_fr', 'wmt2014_en_de')"
)

#: The benchmarks of Thompson et al., as `OF_THOMPSON` lists them.
THOMPSON_NAMES = frozenset(re.findall("'(\\w+)'", OF_THOMPSON))
