"""The run behind a benchmark_results record: its shared computation, and what has to be stated of it."""

from __future__ import annotations

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.benchmark_computation import BURDEN, OPERATIONS
from compute_trends.validators.rules.benchmark_scores import THOMPSON
from compute_trends.validators.rules.benchmark_sizes import EXAMPLE_LANGUAGE_MODEL, EXAMPLE_RUN
from compute_trends.validators.rules.shared.other_record import record_sql

_MISSING = Rule(
    id="benchmark-computation-missing",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    binds="submitted",
    title="The computation cannot be recomputed, or hangs in the air",
    explanation=(
        "On the six benchmarks of Thompson et al. a result counts by its computation, so it needs network operations "
        "or hardware burden, with the parts from which either follows. The training compute of a language model is "
        "that of a milestone system, where its evidence is; without one, none is claimed."
    ),
    fix=(
        "Give operations per pass, dataset size and epochs, or count, peak rate and time of the processors; for a "
        "language model name milestone_system, or leave training_compute_flop empty."
    ),
    source="Thompson et al. 2022 (arXiv 2007.05558); Epoch AI's benchmark-stitching.",
    sql=f"""
        select _row, case when training_compute_flop is not null then 'milestone_system'
            when network_operations_flop is not null then 'network_operations_flop' else 'hardware_burden_flop' end
            as "column", null as value,
          case when training_compute_flop is not null
            then format('{{:.3g}} FLOP of training compute are claimed, but no milestone system is named',
              training_compute_flop)
            when hardware_burden_flop is null and network_operations_flop is null
            then 'neither network operations nor hardware burden are stated'
            else 'the parts that would give network operations or hardware burden are not stated' end as message,
          null as evidence
        from submission
        where case when {THOMPSON}
          then not coalesce(network_operations_flop > 0 and {OPERATIONS} > 0, false)
            and not coalesce(hardware_burden_flop > 0 and {BURDEN} > 0, false)
          else training_compute_flop is not null and milestone_system is null end
    """,
    applies=f"select _row from submission where training_compute_flop is not null or {THOMPSON}",
    passes=(EXAMPLE_RUN, EXAMPLE_LANGUAGE_MODEL, {"benchmark": "mmlu"}),
    fails=(
        {"benchmark": "imagenet"},
        {**EXAMPLE_RUN, "training_time_hour": None},
        {**EXAMPLE_LANGUAGE_MODEL, "milestone_system": None},
    ),
)

_SEARCH = Rule(
    id="architecture-search-unmarked",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    binds="submitted",
    title="Whether the hardware burden includes an architecture search is not stated",
    explanation=(
        "Papers on architecture search often state the time of the search, which trains thousands of networks; as the "
        "burden of the one network reported it is orders of magnitude too high."
    ),
    fix="Set includes_architecture_search to true or false.",
    source="Thompson et al. 2022 (arXiv 2007.05558), whose burden of NASNet-A is that of the search.",
    sql="""
        select _row, 'includes_architecture_search' as "column", null as value,
          format('{:.3g} FLOP of hardware burden may or may not include a search for the architecture',
            hardware_burden_flop) as message, null as evidence
        from submission where hardware_burden_flop is not null and includes_architecture_search is null
    """,
    applies="select _row from submission where hardware_burden_flop is not null",
    passes=(EXAMPLE_RUN, EXAMPLE_LANGUAGE_MODEL),
    fails=({**EXAMPLE_RUN, "includes_architecture_search": None},),
)

_SHARED_COLUMNS = (
    "parameters", "forward_flop", "forward_multiply_adds", "training_time_hour", "training_compute_flop",
    "network_operations_flop", "hardware_burden_flop", "computing_power_flop",
)  # fmt: skip
_PACKED = ", ".join(f"{name}: {name}" for name in ("record_id", "is_beside", *_SHARED_COLUMNS))
_FIRST_DIFFERENCE = " ".join(f"when s.{name} is distinct from o.{name} then '{name}'" for name in _SHARED_COLUMNS)

_SHARED = Rule(
    id="run-computation-differs",
    layer="plausibility",
    severity="error",
    datasets=("benchmark_results",),
    title="Two scores of one run have different computation",
    explanation=(
        "The scores that share a run_id come from one training run, so what the run cost is the same in all of them. A "
        "difference is a slip in one, or another run that needs its own run_id."
    ),
    fix="Repeat the run's computation in all its records, or give this record a run_id of its own.",
    source="The declaration of run_id.",
    # The scores that we ship say what the run cost; a record that is submitted anew stands in for its shipped one.
    sql=f"""
        select _row, "column", null as value, format('{{}} is not that of {{}}, of the same run {{}}', "column",
          other, run_id) as message, {record_sql("benchmark_results", "other", "is_beside")} as evidence
        from (select s._row, s.run_id, o.record_id as other, o.is_beside, case {_FIRST_DIFFERENCE} end as "column"
          from submission s
          join (select run_id, arg_min({{{_PACKED}}}, (is_beside, record_id)) as o from (
              select run_id, record_id, false as is_beside, {", ".join(_SHARED_COLUMNS)} from benchmark_results
              where run_id in (select run_id from submission)
                and record_id not in (select record_id from submission where record_id is not null)
              union all
              select run_id, coalesce(record_id, 'a record without record_id'),
                coalesce(record_id not in (select record_id from benchmark_results), true), {", ".join(_SHARED_COLUMNS)}
              from submission)
            group by 1) g on g.run_id = s.run_id)
        where "column" is not null
    """,
    applies="select _row from submission where run_id is not null",
    passes=(
        EXAMPLE_RUN,
        [{**EXAMPLE_RUN, "run_id": "a", "record_id": "a-1"}, {**EXAMPLE_RUN, "run_id": "a", "record_id": "a-2"}],
    ),
    fails=(
        [
            {**EXAMPLE_RUN, "run_id": "a", "record_id": "a-1"},
            {**EXAMPLE_RUN, "run_id": "a", "record_id": "a-2", "hardware_burden_flop": 1e21},
        ],
    ),
)

RULES = (_MISSING, _SEARCH, _SHARED)
