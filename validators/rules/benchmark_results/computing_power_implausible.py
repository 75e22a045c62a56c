"""A hardware burden per network operation that no known run has."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import THOMPSON_RUN
from compute_trends.validators.rules.shared.sources import ON_RESULTS, THOMPSON

RULE = Rule(
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
    source=f"{THOMPSON}, which predicts hardware burden from network operations.",
    reads=("network_operations_flop", "hardware_burden_flop", "computing_power_flop"),
    thresholds=(
        Threshold("lowest", 0.3, "1", f"{ON_RESULTS}: the lowest of 130 is 0.57; half of that."),
        Threshold("highest", 60, "1", f"{ON_RESULTS}: the highest of 130 is 22.5."),
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
    passes=(THOMPSON_RUN,),
    fails=({"network_operations_flop": 2.83e18, "hardware_burden_flop": 1.95e22},),
)
