"""Computations per kilowatt-hour that rate and power do not come to."""

from compute_trends.validators.rule import Rule, Threshold

_IBM_PC = {
    "kind": "computer",
    "rate_computation_per_s": 2.5e5,
    "power_w": 72,
    "efficiency_computation_per_kwh": 1.26e10,
}

RULE = Rule(
    id="computer-efficiency-recomputed",
    layer="plausibility",
    severity="error",
    datasets=("computers",),
    title="Computations per kWh are not rate over power",
    explanation=(
        "Computations per kilowatt-hour are the computations of 3.6 million seconds at one watt: rate x 3.6e6 / power. "
        "Where they are not, one of the three has its unit slipped or is of another machine."
    ),
    fix="Check rate_computation_per_s, power_w and efficiency_computation_per_kwh against the source.",
    source="What the quantities mean.",
    reads=("rate_computation_per_s", "power_w", "efficiency_computation_per_kwh"),
    thresholds=(
        Threshold(
            "tolerance", 0.08, None, "measured on computers 2022.2.0, n = 80: at most 0.043; printed to 2 digits"
        ),
    ),
    sql="""
        select _row, 'efficiency_computation_per_kwh' as "column", efficiency_computation_per_kwh as value,
          format('{:.3g} computations per kWh, where {:.3g} per second at {:.3g} W come to {:.3g}',
            efficiency_computation_per_kwh, rate_computation_per_s, power_w, rate_computation_per_s * 3.6e6 / power_w)
            as message,
          null as evidence
        from submission
        where abs(efficiency_computation_per_kwh / (rate_computation_per_s * 3.6e6 / power_w) - 1) > $tolerance
    """,
    applies="select _row from submission where rate_computation_per_s is not null and power_w is not null "
    "and efficiency_computation_per_kwh is not null",
    passes=(_IBM_PC,),
    fails=(_IBM_PC | {"power_w": 0.072}, _IBM_PC | {"rate_computation_per_s": 0.25}),
)
