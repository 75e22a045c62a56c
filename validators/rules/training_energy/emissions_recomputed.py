"""Emissions that energy and carbon intensity do not give."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import GPT_3_ENERGY
from compute_trends.validators.rules.shared.sources import PATTERSON


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


RULE = Rule(
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
    source=f"{PATTERSON}: gross and net emissions.",
    reads=(
        "gross_carbon_intensity_kg_per_kwh",
        "net_carbon_intensity_kg_per_kwh",
        "energy_mwh",
        "gross_co2e_t",
        "net_co2e_t",
    ),
    thresholds=(
        Threshold("tolerance", 0.05, "1", f"{PATTERSON}: its twelve figures follow within 1.1%."),
        Threshold("rounding", 0.05, "t", f"{PATTERSON} prints one decimal."),
    ),
    sql=f"{_emissions('gross')} union all {_emissions('net')}",
    applies="""
        select _row from submission
        where energy_mwh * gross_carbon_intensity_kg_per_kwh * gross_co2e_t is not null
          or energy_mwh * net_carbon_intensity_kg_per_kwh * net_co2e_t is not null
    """,
    passes=(GPT_3_ENERGY, {"gross_co2e_t": 552.1}),
    fails=({**GPT_3_ENERGY, "gross_co2e_t": 552_100}, {**GPT_3_ENERGY, "net_carbon_intensity_kg_per_kwh": 429}),
)
