"""Quantities of a training_energy record against the chip, the grid, the facility and the milestone system."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.systems import SYSTEMS, against_system_sql

_TABLE_4 = "Patterson et al. 2021 (arXiv 2104.10350), table 4"

#: The chip of each row with its highest peak rate for training and its design power.
_CHIPS = """
    select s.*, a.record_id as chip, a.tdp_w,
      greatest(a.fp32_vector_flop_per_s, a.fp16_vector_flop_per_s, a.tf32_tensor_flop_per_s, a.fp16_tensor_flop_per_s,
        a.fp16_unspecified_flop_per_s, a.fp8_tensor_flop_per_s) as peak_flop_per_s,
      coalesce(s.measured_flop_per_s, s.training_compute_flop / (s.accelerator_count * s.training_time_hour * 3600))
        as achieved_flop_per_s
    from submission s
    join accelerator_names n on n.name = s.accelerator
    join accelerators a on a.record_id = n.record_id
"""

_ABOVE_PEAK = Rule(
    id="energy-rate-above-peak",
    layer="plausibility",
    severity="error",
    datasets=("training_energy",),
    title="The chips are said to compute faster than they can",
    explanation=(
        "The rate that an accelerator achieves in training is below its peak rate; the published runs reach 20% to "
        "54% of it. A higher rate means a wrong unit, too few chips, too short a time or another chip."
    ),
    fix="Check measured_flop_per_s (FLOP/s per chip), accelerator, accelerator_count and training_time_hour.",
    source=f"{_TABLE_4}, and the peak rates in the accelerators dataset.",
    thresholds=(Threshold("highest", 1, "1", "The peak rate is the highest rate that the chip can reach."),),
    sql=f"""
        select _row, case when measured_flop_per_s is null then 'training_compute_flop' else 'measured_flop_per_s' end
            as "column", coalesce(measured_flop_per_s, training_compute_flop) as value,
          format('each chip would compute {{:.3g}} FLOP/s, {{:.3g}} times the peak rate of {{}}', achieved_flop_per_s,
            achieved_flop_per_s / peak_flop_per_s, accelerator) as message,
          format('accelerators/{{}}: {{:.3g}} FLOP/s', chip, peak_flop_per_s) as evidence
        from ({_CHIPS}) where achieved_flop_per_s > $highest * peak_flop_per_s
    """,
    applies=f"select _row from ({_CHIPS}) where achieved_flop_per_s * peak_flop_per_s is not null",
    passes=({"accelerator": "NVIDIA V100", "measured_flop_per_s": 2.46e13},),
    fails=(
        {"accelerator": "NVIDIA V100", "measured_flop_per_s": 2.46e16},
        {
            "accelerator": "NVIDIA V100",
            "accelerator_count": 10_000,
            "training_time_hour": 14.8,
            "training_compute_flop": 3.14e23,
        },
    ),
)

_LOW_RATE = Rule(
    id="energy-rate-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="The chips are said to run at an unusually low share of their peak rate",
    explanation=(
        "The published runs reach 20% to 54% of the peak rate. A few per cent or less is more often a wrong unit (GPU "
        "hours for hours, hours for days) than a run so poor."
    ),
    fix="Check measured_flop_per_s (FLOP/s per chip), accelerator, accelerator_count and training_time_hour.",
    source=f"{_TABLE_4}, and the peak rates in the accelerators dataset.",
    thresholds=(Threshold("lowest", 0.05, "1", f"{_TABLE_4}: the lowest of six is 0.20; a quarter of that."),),
    sql=f"""
        select _row, case when measured_flop_per_s is null then 'training_compute_flop' else 'measured_flop_per_s' end
            as "column", coalesce(measured_flop_per_s, training_compute_flop) as value,
          format('each chip would compute {{:.3g}} FLOP/s, {{:.3g}} of the peak rate of {{}}', achieved_flop_per_s,
            achieved_flop_per_s / peak_flop_per_s, accelerator) as message,
          format('accelerators/{{}}: {{:.3g}} FLOP/s', chip, peak_flop_per_s) as evidence
        from ({_CHIPS}) where achieved_flop_per_s < $lowest * peak_flop_per_s
    """,
    applies=f"select _row from ({_CHIPS}) where achieved_flop_per_s * peak_flop_per_s is not null",
    passes=({"accelerator": "NVIDIA V100", "measured_flop_per_s": 2.46e13},),
    fails=({"accelerator": "NVIDIA V100", "measured_flop_per_s": 2.46e10},),
)

_POWER = Rule(
    id="energy-power-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="The average power is far from the design power of the chip",
    explanation=(
        "The average power holds the chip's share of host, memory and network, so it may exceed the chip's design "
        "power a little; the published runs draw 0.54 to 1.1 times of it. Much less or more is a wrong unit, the power "
        "of a whole server, or another chip."
    ),
    fix="Give the average power per accelerator in watts, without the facility's overhead.",
    source=f"{_TABLE_4}, and the design power in the accelerators dataset.",
    thresholds=(
        Threshold("lowest", 0.25, "1", f"{_TABLE_4}: the lowest of six is 0.54; half of that."),
        Threshold("highest", 2.2, "1", f"{_TABLE_4}: the highest of six is 1.1; twice that."),
    ),
    sql=f"""
        select _row, 'average_power_w' as "column", average_power_w as value,
          format('{{:.3g}} W per chip are {{:.3g}} times the design power of {{}}', average_power_w,
            average_power_w / tdp_w, accelerator) as message,
          format('accelerators/{{}}: {{:.3g}} W', chip, tdp_w) as evidence
        from ({_CHIPS}) where average_power_w not between $lowest * tdp_w and $highest * tdp_w
    """,
    applies=f"select _row from ({_CHIPS}) where average_power_w * tdp_w is not null",
    passes=({"accelerator": "NVIDIA V100", "average_power_w": 330},),
    fails=(
        {"accelerator": "NVIDIA V100", "average_power_w": 2640},
        {"accelerator": "NVIDIA V100", "average_power_w": 0.33},
    ),
)

_SYSTEM = Rule(
    id="energy-differs-from-system",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="Parameters, compute or time differ from those of the milestone system",
    explanation=(
        "A record that names a milestone system is about the same run, so its parameters, training compute and time "
        "are the same but for rounding and later estimates. The published runs agree within 1.3 times. A larger gap "
        "is a wrong unit, or another model of the same family."
    ),
    fix="Check the figures against the paper, and milestone_system against the size of the model.",
    source="The milestone_systems dataset.",
    thresholds=(
        Threshold("parameter_factor", 1.5, "1", "Four runs of Patterson et al. 2021 agree within 1.05."),
        Threshold("compute_factor", 3, "1", "Epoch's `confident`; four runs of Patterson et al. agree within 1.3."),
        Threshold("time_factor", 3, "1", "As for compute; four runs of Patterson et al. 2021 agree within 1.01."),
    ),
    sql=(
        against_system_sql("parameters", "parameters", "parameter_factor")
        + " union all "
        + against_system_sql("training_compute_flop", "FLOP", "compute_factor")
        + " union all "
        + against_system_sql("training_time_hour", "hours", "time_factor")
    ),
    applies=f"""
        select s._row from submission s join {SYSTEMS} m on m.called = s.milestone_system
        where coalesce(s.parameters * m.parameters, s.training_compute_flop * m.training_compute_flop,
          s.training_time_hour * m.training_time_hour) is not null
    """,
    passes=({"milestone_system": "GPT-3 175B (davinci)", "parameters": 1.75e11, "training_compute_flop": 3.14e23},),
    fails=(
        {"milestone_system": "GPT-3 175B (davinci)", "parameters": 1.75e8},
        {"milestone_system": "GPT-3 175B (davinci)", "training_compute_flop": 3.14e20},
    ),
)

_TOKENS = Rule(
    id="energy-parameters-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="The training compute does not go with the number of parameters",
    explanation=(
        "A dense language model takes 6 operations per parameter and token, so compute / (6 x parameters) is about "
        "the number of tokens seen. The published runs give 4e9 (a mixture of experts, of which a token sees a few) "
        "to 8e12 (an architecture search). Beyond that, parameters or compute are in a wrong unit."
    ),
    fix="Give parameters as a plain number (175e9, not 175) and the compute in FLOP.",
    source=f"{_TABLE_4}; Kaplan et al. 2020 (arXiv 2001.08361) for 6 N D.",
    thresholds=(
        Threshold("fewest", 1e9, "token", f"{_TABLE_4}: the fewest are 3.6e9 (GShard-600B)."),
        Threshold("most", 1e14, "token", f"{_TABLE_4}: the most are 7.6e12; above all text in use for training."),
    ),
    sql="""
        select _row, 'parameters' as "column", parameters as value,
          format('{:.3g} FLOP and {:.3g} parameters would mean about {:.3g} tokens', training_compute_flop, parameters,
            training_compute_flop / (6 * parameters)) as message,
          'tokens = training_compute_flop / (6 x parameters)' as evidence
        from submission where training_compute_flop not between 6 * $fewest * parameters and 6 * $most * parameters
    """,
    applies="select _row from submission where training_compute_flop * parameters is not null",
    passes=({"parameters": 1.75e11, "training_compute_flop": 3.14e23},),
    fails=(
        {"parameters": 175, "training_compute_flop": 3.14e23},
        {"parameters": 1.75e11, "training_compute_flop": 3.14e17},
    ),
)

_GRID = Rule(
    id="carbon-intensity-implausible",
    layer="plausibility",
    severity="error",
    datasets=("training_energy",),
    title="The carbon intensity is beyond any grid's, or net is above gross",
    explanation=(
        "Electricity from coal emits about 0.8 to 1.1 kg per kWh over its life, so no grid is far above that; a larger "
        "figure is in grams per kWh. The net intensity subtracts purchases of clean energy, so it is not above gross."
    ),
    fix="Give both intensities in kg/kWh, gross before and net after purchases of clean energy.",
    source="IPCC AR5 WG3, annex III, table A.III.2 (coal: 0.74 to 0.91 kg/kWh); " + _TABLE_4 + " (0.18 to 0.55).",
    thresholds=(
        Threshold("highest", 1.5, "kg/kWh", "IPCC AR5 WG3, table A.III.2: coal is at most 0.91; old plants more."),
    ),
    sql="""
        select _row, u.name as "column", u.value,
          format('{:.3g} kg/kWh is more than any grid emits; coal emits about 0.9', u.value) as message,
          null as evidence
        from submission, unnest([
          {name: 'gross_carbon_intensity_kg_per_kwh', value: gross_carbon_intensity_kg_per_kwh},
          {name: 'net_carbon_intensity_kg_per_kwh', value: net_carbon_intensity_kg_per_kwh}]) as t(u)
        where u.value > $highest
        union all
        select _row, 'net_carbon_intensity_kg_per_kwh', net_carbon_intensity_kg_per_kwh,
          format('the net intensity of {:.3g} kg/kWh is above the gross one of {:.3g}', net_carbon_intensity_kg_per_kwh,
            gross_carbon_intensity_kg_per_kwh), 'gross_carbon_intensity_kg_per_kwh'
        from submission
        where net_carbon_intensity_kg_per_kwh > gross_carbon_intensity_kg_per_kwh
          and net_carbon_intensity_kg_per_kwh <= $highest
    """,
    applies="""
        select _row from submission
        where gross_carbon_intensity_kg_per_kwh is not null or net_carbon_intensity_kg_per_kwh is not null
    """,
    passes=({"gross_carbon_intensity_kg_per_kwh": 0.201, "net_carbon_intensity_kg_per_kwh": 0.177},),
    fails=(
        {"gross_carbon_intensity_kg_per_kwh": 429},
        {"gross_carbon_intensity_kg_per_kwh": 0.177, "net_carbon_intensity_kg_per_kwh": 0.201},
    ),
)

_PUE = Rule(
    id="pue-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="The power usage effectiveness is that of no data centre that trains models",
    explanation=(
        "The facility's overhead is a tenth in the published runs and about 0.6 in an average data centre. A value of "
        "110 is a percentage."
    ),
    fix="Give the ratio of the facility's energy to that of its computers, such as 1.1.",
    source=f"{_TABLE_4}: 1.09 to 1.12; Uptime Institute, global data center survey 2020: 1.58 on average.",
    thresholds=(Threshold("highest", 2.5, "1", "Uptime Institute 2020: the average of 2007, its highest."),),
    sql="""
        select _row, 'pue_ratio' as "column", pue_ratio as value,
          format('a PUE of {:.3g}; expected at most {:.2g}', pue_ratio, $highest::double) as message, null as evidence
        from submission where pue_ratio > $highest
    """,
    applies="select _row from submission where pue_ratio is not null",
    passes=({"pue_ratio": 1.1},),
    fails=({"pue_ratio": 110},),
)

RULES = (_ABOVE_PEAK, _LOW_RATE, _POWER, _SYSTEM, _TOKENS, _GRID, _PUE)
