"""An energy that chips, power, time and overhead do not give."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import GPT_3_ENERGY
from compute_trends.validators.rules.shared.sources import PATTERSON

RULE = Rule(
    id="energy-recomputed",
    layer="inclusion",
    severity="error",
    datasets=("training_energy",),
    title="The energy does not follow from chips, power, time and overhead",
    explanation=(
        "The energy of a run is the number of accelerators times their average power, the time and the power usage "
        "effectiveness of the facility. The published runs follow within 1%, the rounding of their figures. A larger "
        "gap means that one of the five figures is wrong or in another unit (days for hours, kWh for MWh)."
    ),
    fix="Compare accelerator_count, average_power_w, training_time_hour, pue_ratio and energy_mwh with the source.",
    source=f"{PATTERSON}: energy = processors x average power x time x PUE.",
    reads=("accelerator_count", "training_time_hour", "average_power_w", "pue_ratio", "energy_mwh"),
    thresholds=(
        Threshold(
            "tolerance", 0.05, "1", f"{PATTERSON}: its six runs follow within 0.8%; five times that, rounded up."
        ),
    ),
    sql="""
        select _row, 'energy_mwh' as "column", energy_mwh as value,
          format('{:.3g} MWh are stated, but {:.3g} chips at {:.3g} W for {:.3g} hours at a PUE of {:.3g} use {:.3g} '
            'MWh', energy_mwh, accelerator_count::double, average_power_w, training_time_hour, pue_ratio, expected)
            as message,
          'energy = accelerator_count x average_power_w x training_time_hour x pue_ratio / 1e6' as evidence
        from (select *, accelerator_count * average_power_w * training_time_hour * pue_ratio / 1e6 as expected
          from submission)
        where abs(energy_mwh - expected) > $tolerance * expected
    """,
    applies="""
        select _row from submission
        where energy_mwh * accelerator_count * average_power_w * training_time_hour * pue_ratio is not null
    """,
    passes=(GPT_3_ENERGY, {"energy_mwh": 1287}),
    fails=(
        {**GPT_3_ENERGY, "energy_mwh": 1_287_000},
        {**GPT_3_ENERGY, "training_time_hour": 14.8},
        {**GPT_3_ENERGY, "pue_ratio": 1.59},
    ),
)
