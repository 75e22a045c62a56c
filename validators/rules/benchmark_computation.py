"""The computation of a benchmark_results record follows from its parts (Thompson et al. 2022)."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_PAPER = "Thompson et al. 2022 (arXiv 2007.05558)"
_MEASURED = "measured on benchmark_results 2026.8.0"
_RUN = {
    "benchmark": "imagenet",
    "forward_flop": 8.2e9,
    "forward_backward_ratio": 3,
    "training_dataset_size_datapoint": 1.28e6,
    "training_epochs": 90,
    "network_operations_flop": 2.83e18,
    "log10_network_operations": 18.452,
    "training_gpu_count": 8,
    "training_gpu_peak_flop_per_s": 1.413e13,
    "training_time_hour": 48,
    "training_time_as_reported": "2 days",
    "hardware_burden_flop": 1.95e19,
    "log10_hardware_burden": 19.29,
    "computing_power_flop": 1.95e19,
    "includes_architecture_search": False,
}


def _stage(stage: str) -> str:
    """SQL for the hardware burden of a stage in FLOP; 0 where nothing is stated."""
    devices = " + ".join(
        f"coalesce({stage}_{device}_count * {stage}_{device}_peak_flop_per_s, 0)" for device in ("gpu", "tpu", "cpu")
    )
    return f"coalesce(({devices}) * {stage}_time_hour * 3600, 0)"


#: SQL for the hardware burden that the parts of a row give, in FLOP.
BURDEN = f"({_stage('training')} + {_stage('pretraining')})"
#: SQL for the network operations that the parts of a row give, in FLOP.
OPERATIONS = (
    "(coalesce(forward_flop, 2 * forward_multiply_adds) * forward_backward_ratio * ("
    + " + ".join(
        f"coalesce({stage}_dataset_size_datapoint * {stage}_epochs, 0)"
        for stage in ("training", "pretraining", "fine_tuning")
    )
    + "))"
)


def _recomputed(rule_id: str, column: str, title: str, explanation: str, fix: str, expected: str, formula: str,
                tolerance: str, fails: tuple[dict[str, object], ...]) -> Rule:  # fmt: skip
    """A rule that compares `column` with `expected`, SQL over the row."""
    return Rule(
        id=rule_id,
        layer="inclusion",
        severity="error",
        datasets=("benchmark_results",),
        title=title,
        explanation=explanation,
        fix=fix,
        source=f"{_PAPER}, its definitions of network operations and hardware burden.",
        thresholds=(Threshold("tolerance", 0.05, "1", tolerance),),
        sql=f"""
            select _row, '{column}' as "column", {column} as value,
              format('{{:.3g}} FLOP are stated, but the parts of the record give {{:.3g}} FLOP', {column}, expected)
                as message, '{formula}' as evidence
            from (select *, {expected} as expected from submission where {column} is not null)
            where expected > 0 and abs({column} - expected) > $tolerance * expected
        """,
        applies=f"select _row from submission where {column} is not null and {expected} > 0",
        passes=(_RUN, {column: 1e20}),
        fails=fails,
    )


_NETWORK = _recomputed(
    "network-operations-recomputed",
    "network_operations_flop",
    "The network operations do not follow from their parts",
    "Network operations are operations per pass times the forward and backward ratio, the examples and the epochs, "
    "summed over the stages. All but one of the runs held follow within 0.4%, so a gap is a slip in one of the parts, "
    "or multiply-adds counted as operations.",
    "Check forward_flop or forward_multiply_adds, forward_backward_ratio, dataset sizes and epochs.",
    OPERATIONS,
    "network_operations_flop = forward_flop (or 2 x forward_multiply_adds) x forward_backward_ratio x datapoints x "
    "epochs, over stages",
    f"{_MEASURED}: 128 of 129 follow within 0.4%.",
    (
        {**_RUN, "forward_flop": 4.1e9},
        {**_RUN, "training_epochs": 90e3},
        {**_RUN, "forward_flop": None, "forward_multiply_adds": 8.2e9},
    ),
)

_HARDWARE = _recomputed(
    "hardware-burden-recomputed",
    "hardware_burden_flop",
    "The hardware burden does not follow from its parts",
    "Hardware burden is processors times peak rate times time, summed over devices and stages. All runs held follow "
    "within 3%, the rounding of two digits, so a gap is a slip in one of the parts, or the burden of another run.",
    "Check counts, peak rates (FLOP/s of one device) and times (hours).",
    BURDEN,
    "hardware_burden_flop = count x peak rate x hours x 3600, over devices and stages",
    f"{_MEASURED}: all of 176 follow within 3.1%, printed with two or three digits.",
    (
        {**_RUN, "hardware_burden_flop": 1.95e16},
        {**_RUN, "training_time_hour": 2},
        {**_RUN, "training_gpu_peak_flop_per_s": 14130},
    ),
)

_DERIVED = Rule(
    id="computation-copies-disagree",
    layer="plausibility",
    severity="error",
    datasets=("benchmark_results",),
    title="Logarithm or computing power do not repeat the computation",
    explanation=(
        "The logarithms repeat the network operations and the hardware burden with more digits, and the computing "
        "power repeats the hardware burden where it is known. A difference means that one was changed without the "
        "other."
    ),
    fix="Correct the figure that is wrong, and the copy with it, or leave the copies empty.",
    source=f"{_PAPER}, data of its meta-analysis.",
    thresholds=(
        Threshold("decades", 0.02, "1", f"{_MEASURED}: they agree within 0.0133, the rounding of two digits."),
        Threshold("tolerance", 0.05, "1", f"{_MEASURED}: they agree within 2%."),
    ),
    sql="""
        select _row, u.name as "column", u.value, format('{} is {:.5g}, but {} is {:.3g}', u.name, u.value, u.other,
          u.stated) as message, u.name || ' = log10(' || u.other || ')' as evidence
        from (select * from submission where log10_network_operations is not null or log10_hardware_burden is not null),
        unnest([{name: 'log10_network_operations', value: log10_network_operations, other: 'network_operations_flop',
            stated: network_operations_flop},
          {name: 'log10_hardware_burden', value: log10_hardware_burden, other: 'hardware_burden_flop',
            stated: hardware_burden_flop}]) as t(u)
        where u.stated > 0 and abs(u.value - log10(u.stated)) > $decades
        union all
        select _row, 'computing_power_flop', computing_power_flop,
          format('computing_power_flop is {:.3g}, but hardware_burden_flop is {:.3g}', computing_power_flop,
            hardware_burden_flop), 'computing_power_flop = hardware_burden_flop'
        from submission where abs(computing_power_flop - hardware_burden_flop) > $tolerance * hardware_burden_flop
    """,
    applies="""
        select _row from submission where coalesce(log10_network_operations * network_operations_flop,
          log10_hardware_burden * hardware_burden_flop, computing_power_flop * hardware_burden_flop) is not null
    """,
    passes=(_RUN,),
    fails=({**_RUN, "log10_hardware_burden": 16.29}, {**_RUN, "computing_power_flop": 1.95e22}),
)

_CONVERTED = Rule(
    id="computing-power-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="The burden per operation is unlike that of known runs",
    explanation=(
        "Hardware burden, or the computing power predicted from the operations, is 0.6 to 23 times the network "
        "operations: the inverse of the utilisation. Far below, the processors would have run above their peak; far "
        "above, they would have idled, or the burden includes more than this training."
    ),
    fix="Check network operations and hardware burden; mark a burden that includes architecture search.",
    source=f"{_PAPER}, which predicts hardware burden from network operations.",
    thresholds=(
        Threshold("lowest", 0.3, "1", f"{_MEASURED}: the lowest of 130 is 0.57; half of that."),
        Threshold("highest", 60, "1", f"{_MEASURED}: the highest of 130 is 22.5."),
    ),
    sql="""
        select _row, if(hardware_burden_flop is null, 'computing_power_flop', 'hardware_burden_flop') as "column",
          coalesce(hardware_burden_flop, computing_power_flop) as value,
          format('{:.3g} FLOP of hardware for {:.3g} network operations are {:.3g} times as many',
            coalesce(hardware_burden_flop, computing_power_flop), network_operations_flop,
            coalesce(hardware_burden_flop, computing_power_flop) / network_operations_flop) as message,
          'hardware_burden_flop (or computing_power_flop) / network_operations_flop' as evidence
        from submission
        where coalesce(hardware_burden_flop, computing_power_flop) / network_operations_flop
          not between $lowest and $highest
    """,
    applies="""
        select _row from submission
        where coalesce(hardware_burden_flop, computing_power_flop) / network_operations_flop is not null
    """,
    passes=(_RUN,),
    fails=({"network_operations_flop": 2.83e18, "hardware_burden_flop": 1.95e22},),
)


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


_TIME = Rule(
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
    source=f"{_PAPER}, data of its meta-analysis, which holds both.",
    thresholds=(Threshold("tolerance", 0.03, "1", f"{_MEASURED}: all but one agree within 2%, rounded to digits."),),
    sql=f"{_reported('training')} union all {_reported('pretraining')}",
    applies="""
        select _row from submission
        where training_time_hour is not null and training_time_as_reported is not null
          or pretraining_time_hour is not null and pretraining_time_as_reported is not null
    """,
    passes=(_RUN, {"training_time_as_reported": "8 GPU days", "training_time_hour": 192}),
    fails=({**_RUN, "training_time_hour": 2}, {**_RUN, "training_time_hour": 96}),
)

RULES = (_NETWORK, _HARDWARE, _DERIVED, _CONVERTED, _TIME)
