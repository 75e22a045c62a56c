"""A fine-tuning that took next to no compute."""

from compute_trends.validators.rule import Rule, Threshold

RULE = Rule(
    id="fine-tune-compute-implausible",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="The compute of the fine-tuning is that of no fine-tuning",
    explanation=(
        "One step of gradient descent on one example takes six operations per parameter, so even a small network is "
        "fine-tuned with more than 1e12 FLOP. A smaller figure lost its power of ten, or is in another unit."
    ),
    fix="Give fine_tune_compute_flop in FLOP, with its power of ten; leave it empty where it is unknown.",
    source="Measured on milestone_systems 2026.8.1: the least of the shipped ones is 2.0e16 FLOP.",
    reads=("fine_tune_compute_flop",),
    thresholds=(Threshold("lowest", 1e12, "FLOP", "A ten-thousandth of the least that is shipped."),),
    applies="select _row from submission where fine_tune_compute_flop is not null",
    sql="""
        select _row, 'fine_tune_compute_flop' as "column", fine_tune_compute_flop as value,
          format('{:.3g} FLOP of fine-tuning; expected at least {:.3g}', fine_tune_compute_flop, $lowest::double)
            as message,
          null as evidence
        from submission where fine_tune_compute_flop < $lowest
    """,
    passes=({"fine_tune_compute_flop": 2e16},),
    fails=({"fine_tune_compute_flop": 3.0}, {"fine_tune_compute_flop": 5e9}),
)
