"""Hours of training that are not the time in the paper's own words."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import THOMPSON_RUN
from compute_trends.validators.rules.shared.sources import ON_RESULTS, THOMPSON


def _reported(stage: str) -> str:
    """SQL for the rows whose time of a stage is not the one that the paper states in words."""
    text = f"lower(trim({stage}_time_as_reported))"
    pattern = r"^([0-9.]+) ?(minute|min|hour|hr|h|day|week)s?$"
    return f"""
        select _row, '{stage}_time_hour' as "column", {stage}_time_hour as value,
          format('{{:.3g}} hours are given, but the paper states {{}}', {stage}_time_hour, {stage}_time_as_reported)
            as message, '{stage}_time_as_reported' as evidence
        from (select *, try_cast(regexp_extract({text}, '{pattern}', 1) as double)
            * case regexp_extract({text}, '{pattern}', 2) when 'week' then 168 when 'day' then 24
              when 'minute' then 1 / 60.0 when 'min' then 1 / 60.0 else 1 end as reported_hour
          from submission where {stage}_time_as_reported is not null)
        where abs({stage}_time_hour - reported_hour) > $tolerance * reported_hour
    """


RULE = Rule(
    id="training-time-as-reported-differs",
    layer="plausibility",
    severity="error",
    datasets=("benchmark_results",),
    title="The time in hours is not the one that the paper states",
    explanation=(
        "The paper's words stand beside the time in hours, from which the hardware burden follows. They differ where "
        "days were taken for hours, or a figure was converted twice."
    ),
    fix="Convert the paper's time to hours (a day is 24, a week 168).",
    source=f"{THOMPSON}, data of its meta-analysis, which holds both.",
    reads=("training_time_hour", "training_time_as_reported", "pretraining_time_hour", "pretraining_time_as_reported"),
    thresholds=(Threshold("tolerance", 0.03, "1", f"{ON_RESULTS}: all but one agree within 2%, rounded to digits."),),
    sql=f"{_reported('training')} union all {_reported('pretraining')}",
    applies="""
        select _row from submission
        where training_time_hour is not null and training_time_as_reported is not null
          or pretraining_time_hour is not null and pretraining_time_as_reported is not null
    """,
    passes=(THOMPSON_RUN, {"training_time_as_reported": "8 GPU days", "training_time_hour": 192}),
    fails=({**THOMPSON_RUN, "training_time_hour": 2}, {**THOMPSON_RUN, "training_time_hour": 96}),
)
