"""A carbon intensity above that of any grid, or a net one above the gross one."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import PATTERSON

RULE = Rule(
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
    source="IPCC AR5 WG3, annex III, table A.III.2 (coal: 0.74 to 0.91 kg/kWh); " + PATTERSON + " (0.18 to 0.55).",
    reads=("gross_carbon_intensity_kg_per_kwh", "net_carbon_intensity_kg_per_kwh"),
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
