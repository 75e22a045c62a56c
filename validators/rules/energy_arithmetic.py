"""The figures of a training_energy record follow from one another: energy, emissions and computation."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_TABLE_4 = "Patterson et al. 2021 (arXiv 2104.10350), table 4"

#: GPT-3 as Patterson et al. state it.
_GPT_3 = {
    "accelerator": "NVIDIA V100",
    "accelerator_count": 10_000,
    "training_time_hour": 355.2,
    "training_compute_flop": 3.14e23,
    "average_power_w": 330,
    "measured_flop_per_s": 2.46e13,
    "pue_ratio": 1.1,
    "gross_carbon_intensity_kg_per_kwh": 0.429,
    "net_carbon_intensity_kg_per_kwh": 0.429,
    "energy_mwh": 1287,
    "gross_co2e_t": 552.1,
    "net_co2e_t": 552.1,
}

_ENERGY = Rule(
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
    source=f"{_TABLE_4}: energy = processors x average power x time x PUE.",
    thresholds=(
        Threshold("tolerance", 0.05, "1", f"{_TABLE_4}: its six runs follow within 0.8%; five times that, rounded up."),
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
    passes=(_GPT_3, {"energy_mwh": 1287}),
    fails=(
        {**_GPT_3, "energy_mwh": 1_287_000},
        {**_GPT_3, "training_time_hour": 14.8},
        {**_GPT_3, "pue_ratio": 1.59},
    ),
)


def _emissions(kind: str) -> str:
    """SQL for the emissions of one kind (gross, net) that their intensity does not give."""
    energy, intensity, stated = "energy_mwh", f"{kind}_carbon_intensity_kg_per_kwh", f"{kind}_co2e_t"
    return f"""
        select _row, '{stated}' as "column", {stated} as value,
          format('{{:.3g}} t are stated, but {{:.3g}} MWh at {{:.3g}} kg/kWh emit {{:.3g}} t', {stated}, {energy},
            {intensity}, {energy} * {intensity}) as message,
          '{stated} = energy_mwh x {intensity}' as evidence
        from submission
        where abs({stated} - {energy} * {intensity}) > greatest($tolerance * {energy} * {intensity}, $rounding)
    """


_EMISSIONS = Rule(
    id="emissions-recomputed",
    layer="plausibility",
    severity="error",
    datasets=("training_energy",),
    title="The emissions do not follow from energy and carbon intensity",
    explanation=(
        "Emissions are the energy times the carbon intensity: MWh times kg/kWh are tonnes. The published runs follow "
        "within 2%, the rounding of small figures. A larger gap means a wrong unit (kilograms for tonnes, grams per "
        "kWh) or gross and net figures interchanged."
    ),
    fix="Compare energy_mwh, the carbon intensities and the emissions with the source.",
    source=f"{_TABLE_4}: gross and net emissions.",
    thresholds=(
        Threshold("tolerance", 0.05, "1", f"{_TABLE_4}: its twelve figures follow within 1.1%."),
        Threshold("rounding", 0.05, "t", f"{_TABLE_4} prints one decimal."),
    ),
    sql=f"{_emissions('gross')} union all {_emissions('net')}",
    applies="""
        select _row from submission
        where energy_mwh * gross_carbon_intensity_kg_per_kwh * gross_co2e_t is not null
          or energy_mwh * net_carbon_intensity_kg_per_kwh * net_co2e_t is not null
    """,
    passes=(_GPT_3, {"gross_co2e_t": 552.1}),
    fails=({**_GPT_3, "gross_co2e_t": 552_100}, {**_GPT_3, "net_carbon_intensity_kg_per_kwh": 429}),
)

_COMPUTE = Rule(
    id="energy-compute-recomputed",
    layer="plausibility",
    severity="error",
    datasets=("training_energy",),
    title="The training compute does not follow from the measured rate",
    explanation=(
        "Where the rate that each accelerator achieved is stated, times their number and the time it is the training "
        "compute. The published runs follow within 1.1%. A larger gap means that one of the four figures is wrong, or "
        "that the rate is the peak rate instead of the measured one."
    ),
    fix="Compare measured_flop_per_s, accelerator_count, training_time_hour and training_compute_flop with the source.",
    source=f"{_TABLE_4}: measured performance and total computation.",
    thresholds=(Threshold("tolerance", 0.05, "1", f"{_TABLE_4}: its six runs follow within 1.1%."),),
    sql="""
        select _row, 'training_compute_flop' as "column", training_compute_flop as value,
          format('{:.3g} FLOP are stated, but {:.3g} chips at {:.3g} FLOP/s for {:.3g} hours compute {:.3g} FLOP',
            training_compute_flop, accelerator_count::double, measured_flop_per_s, training_time_hour, expected)
            as message,
          'training_compute_flop = measured_flop_per_s x accelerator_count x training_time_hour x 3600' as evidence
        from (select *, measured_flop_per_s * accelerator_count * training_time_hour * 3600 as expected
          from submission)
        where abs(training_compute_flop - expected) > $tolerance * expected
    """,
    applies="""
        select _row from submission
        where training_compute_flop * measured_flop_per_s * accelerator_count * training_time_hour is not null
    """,
    passes=(_GPT_3, {"training_compute_flop": 3.14e23}),
    fails=({**_GPT_3, "measured_flop_per_s": 1.25e14}, {**_GPT_3, "training_compute_flop": 3.14e20}),
)

_EVIDENCE = Rule(
    id="emissions-without-intensity",
    layer="inclusion",
    severity="error",
    datasets=("training_energy",),
    binds="submitted",
    title="Emissions are stated without their carbon intensity",
    explanation=(
        "Emissions without the intensity of the grid that they were computed with cannot be checked, and cannot be "
        "compared with a run elsewhere."
    ),
    fix="Give the carbon intensity in kg/kWh beside the emissions, or leave both empty.",
    source=f"{_TABLE_4}, which states both for every run.",
    sql="""
        select _row, u.kind || '_carbon_intensity_kg_per_kwh' as "column", null as value,
          format('{:.3g} t of {} emissions are stated, but no carbon intensity', u.stated, u.kind) as message,
          null as evidence
        from submission, unnest([
          {kind: 'gross', stated: gross_co2e_t, intensity: gross_carbon_intensity_kg_per_kwh},
          {kind: 'net', stated: net_co2e_t, intensity: net_carbon_intensity_kg_per_kwh}]) as t(u)
        where u.stated is not null and u.intensity is null
    """,
    applies="select _row from submission where gross_co2e_t is not null or net_co2e_t is not null",
    passes=(_GPT_3, {"energy_mwh": 5}),
    fails=({"gross_co2e_t": 552.1}, {**_GPT_3, "net_carbon_intensity_kg_per_kwh": None}),
)

RULES = (_ENERGY, _EMISSIONS, _COMPUTE, _EVIDENCE)
