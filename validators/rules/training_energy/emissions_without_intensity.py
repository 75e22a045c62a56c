"""Emissions without the carbon intensity with which they were computed."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import GPT_3_ENERGY
from compute_trends.validators.rules.shared.sources import PATTERSON

RULE = Rule(
    id="emissions-without-intensity",
    layer="inclusion",
    severity="error",
    datasets=("training_energy",),
    reads=("gross_carbon_intensity_kg_per_kwh", "net_carbon_intensity_kg_per_kwh", "gross_co2e_t", "net_co2e_t"),
    binds="submitted",
    title="Emissions are stated without their carbon intensity",
    explanation=(
        "Emissions without the intensity of the grid that they were computed with cannot be checked, and cannot be "
        "compared with a run elsewhere."
    ),
    fix="Give the carbon intensity in kg/kWh beside the emissions, or leave both empty.",
    source=f"{PATTERSON}, which states both for every run.",
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
    passes=(GPT_3_ENERGY, {"energy_mwh": 5}),
    fails=({"gross_co2e_t": 552.1}, {**GPT_3_ENERGY, "net_carbon_intensity_kg_per_kwh": None}),
)
