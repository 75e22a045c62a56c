"""Two scores of one training run that say the run took different computation."""

from compute_trends.validators.rule import Keys, Rule
from compute_trends.validators.rules.shared.examples import IMAGENET_RUN
from compute_trends.validators.rules.shared.other_record import record_sql

_SHARED_COLUMNS = (
    "parameters", "forward_flop", "forward_multiply_adds", "training_time_hour", "training_compute_flop",
    "network_operations_flop", "hardware_burden_flop", "computing_power_flop",
)  # fmt: skip

_PACKED = ", ".join(f"{name}: {name}" for name in ("record_id", "is_beside", *_SHARED_COLUMNS))

_FIRST_DIFFERENCE = " ".join(f"when s.{name} is distinct from o.{name} then '{name}'" for name in _SHARED_COLUMNS)

#: A score that is submitted anew takes away its shipped record from the run of that.
_KEYS = "[run_id, (select any_value(h.run_id) from benchmark_results h where h.record_id = submission.record_id)]"

RULE = Rule(
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
    reach=Keys("scores of one run", _KEYS),
    reads=(
        "record_id",
        "run_id",
        "parameters",
        "training_compute_flop",
        "forward_flop",
        "forward_multiply_adds",
        "training_time_hour",
        "network_operations_flop",
        "hardware_burden_flop",
        "computing_power_flop",
    ),
    # The scores that we ship say what the run cost; a record that is submitted anew stands in for its shipped one.
    opens=("benchmark_results",),
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
        IMAGENET_RUN,
        [{**IMAGENET_RUN, "run_id": "a", "record_id": "a-1"}, {**IMAGENET_RUN, "run_id": "a", "record_id": "a-2"}],
    ),
    fails=(
        [
            {**IMAGENET_RUN, "run_id": "a", "record_id": "a-1"},
            {**IMAGENET_RUN, "run_id": "a", "record_id": "a-2", "hardware_burden_flop": 1e21},
        ],
    ),
)
