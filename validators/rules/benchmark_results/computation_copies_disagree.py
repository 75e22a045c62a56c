"""Logarithms and computing power that are no copies of the computation beside them."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import THOMPSON_RUN
from compute_trends.validators.rules.shared.sources import ON_RESULTS, THOMPSON

RULE = Rule(
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
    source=f"{THOMPSON}, data of its meta-analysis.",
    reads=(
        "network_operations_flop",
        "log10_network_operations",
        "hardware_burden_flop",
        "log10_hardware_burden",
        "computing_power_flop",
    ),
    thresholds=(
        Threshold("decades", 0.02, "1", f"{ON_RESULTS}: they agree within 0.0133, the rounding of two digits."),
        Threshold("tolerance", 0.05, "1", f"{ON_RESULTS}: they agree within 2%."),
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
    passes=(THOMPSON_RUN,),
    fails=({**THOMPSON_RUN, "log10_hardware_burden": 16.29}, {**THOMPSON_RUN, "computing_power_flop": 1.95e22}),
)
