"""Energy is not carbon: what the choice of a site changes, and where the organisations of milestone systems are."""

from __future__ import annotations

from compute_trends.trends.declaration import Axis, Study, Trend
from compute_trends.trends.methods.means import geometric_mean, quantile_ratio
from compute_trends.trends.script import load_script

STUDY = Study(
    key="carbon",
    title="Place and carbon",
    question="How much carbon does a training cause, apart from how much energy it takes?",
    data=(
        "carbon_intensity 2026.6.0: grams of carbon dioxide equivalent per kilowatt-hour of electricity generated in a "
        "country and year (Ember). milestone_systems 2026.8.2: the countries of the organisations behind a system."
    ),
    method=(
        "The carbon of a training is its energy times the intensity of the electricity, so the factor between two "
        "sites is that between their intensities. The choice of site is the ninth decile over the first among the "
        "countries and territories of one year, each counted once; its interval comes from 1,000 resamples of them. "
        "The mean over organisations is geometric, a system counting once in its year, with Student's t interval on "
        "the logarithms. Settings: wanted_year."
    ),
    caveats=(
        "The country of an organisation is not that of its machines; no table of ours says where a system was trained.",
        "An intensity is the mean of a country and year: contracts, imports and the hour of the day give others.",
        "Small countries count as much as large ones in the choice of site; few of them could host a large training.",
        (
            "The table holds 203 countries and territories of 2023, 90 of 2024 and none of 2025 and 2026: systems "
            "without an intensity of their year, all those of 2025 and 2026 among them, are left out and counted."
        ),
    ),
)

_SCRIPT = load_script(__file__)
_PLACE = "The country of an organisation is not that of its data centre."

TRENDS = (
    Trend(
        name="carbon-choice-of-site",
        study=STUDY.key,
        question="By what factor does the choice of a country change the carbon of one and the same training?",
        quantity="carbon intensity, ninth decile over first",
        subset="countries and territories in 2023",
        unit="x",
        script=_SCRIPT,
        dataset="carbon_intensity",
        estimate=quantile_ratio(),
        y=Axis("carbon_intensity_g_per_kwh", "Carbon intensity", "g/kWh", "log"),
        note="For the same energy, carbon is proportional to the intensity of the electricity.",
    ),
    Trend(
        name="carbon-countries-of-organisations",
        study=STUDY.key,
        question="What does a kilowatt-hour weigh in the countries of those who train milestone systems?",
        quantity="carbon intensity in the countries of organisations",
        subset="milestone systems since 2021 whose countries have an intensity in the year of publication",
        unit="g/kWh",
        script=_SCRIPT,
        dataset="milestone_systems",
        beside=("carbon_intensity",),
        estimate=geometric_mean(),
        x=Axis("publication_date", "Publication date", scale="time"),
        y=Axis("carbon_intensity_g_per_kwh", "Carbon intensity", "g/kWh", "log"),
        options=("as_of",),
        note=_PLACE,
    ),
)
