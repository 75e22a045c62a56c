"""Machines since 1946 beside the computation of training: did hardware keep up until GPUs, and what came then?"""

from __future__ import annotations

from datetime import date

from compute_trends.catalog.texts.numbers import CALENDAR_YEAR
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.methods.against import break_year, growth_against
from compute_trends.trends.methods.growth import doubling
from compute_trends.trends.script import load_script

STUDY = Study(
    key="hardware-history",
    title="Machines before accelerators, and when computation outran them",
    picture="hardware-history-efficiency",
    question="Did hardware keep up with the computation of training until GPUs came, and how far was it outrun then?",
    data=(
        "computers 2022.2.0: 80 computers of 1946 to 2009 (computations per second and per kWh) and 465 points of "
        "microprocessors of 1971 to 2021. Training compute of milestone_systems 2026.8.0 until 2022-02, after which "
        "that of the leading systems is mostly unknown; machine-learning chips of accelerators 2026.8.4."
    ),
    method=(
        "Least squares of log10 of the quantity on its date; doubling times in years of 365 days, with the interval of "
        "1,000 resamples. Training compute over one machine: both series are fitted in the same period, and the "
        "slopes subtracted, resample by resample; training compute carries noise within a factor of two. The break is "
        "the one day at which two lines fit training compute best, its interval from 199 samples of residuals."
    ),
    differences=(
        "Koomey et al. fit the 80 computers by a formula of the whole appendix and print 1.57 years; a plain fit of "
        "these rows gives 1.58. Which machines they count as desktops is not in the table; ours are all those with a "
        "microprocessor since 1981, whatever their kind, the fairest comparison that the rows allow."
    ),
    caveats=(
        (
            "Computations (of a mixed workload), SpecINT and FLOP/s are three measures: growth is compared, never "
            "levels, and a growth of one says little about another."
        ),
        (
            "The speed of one machine is not the speed of what a laboratory could use: more machines, longer runs and "
            "better use of them are what the ratio measures, not an imbalance."
        ),
        (
            "Before 2010 there are 62 systems with a known training compute, and who is remembered as a milestone is "
            "itself a selection."
        ),
        "Points of microprocessors are unnamed, partly read off a plot; a year is all that is known of a computer.",
    ),
)

_OPTIONS = ("as_of", "since", "until")
_X = Axis("introduction_date", "Introduced", scale="time")
_LAST_CPU_ERA, _FIRST_GPU_ERA = date(2009, 12, 31), date(2010, 1, 1)


def _growth(name: str, question: str, quantity: str, subset: str, y: Axis, *figures: Comparison, **span: date) -> Trend:
    statement = next(
        f"hardware-history-{stem}"
        for stem in ("efficiency-microprocessors", "efficiency", "rate", "transistors", "single-thread")
        if name.startswith(stem)
    )
    return Trend(
        name=f"hardware-history-{name}",
        study=STUDY.key,
        statement=statement,
        question=question,
        quantity=f"doubling time of {quantity}",
        subset=subset,
        unit="year",
        script=load_script(__file__),
        dataset="computers",
        estimate=doubling(DAYS_PER_YEAR, noise_factor=1.0),
        x=_X,
        y=y,
        options=_OPTIONS,
        overrides=span,
        comparisons=figures,
    )


_EFFICIENCY = Axis("efficiency_computation_per_kwh", "Computations per kWh", "1/kWh", "log")
_TRANSISTORS = Axis("transistors", "Transistors", "transistor", "log")
_SINGLE_THREAD = Axis("single_thread_specint_ratio", "Single-thread SpecINT", "", "log")

_OVER_TIME = (
    _growth(
        "efficiency",
        "How fast did the computations per kilowatt-hour of computers double?",
        "computations per kWh",
        "computers, 1946 to 2009",
        _EFFICIENCY,
        Comparison("koomey-all"),
    ),
    _growth(
        "efficiency-microprocessors",
        "And since 1981, of computers with a microprocessor?",
        "computations per kWh",
        "computers with a microprocessor, 1981 to 2009",
        _EFFICIENCY,
        Comparison(
            "koomey-desktop",
            note="The table does not say which machines are desktops: ours are all with a microprocessor since 1981.",
        ),
        since=date(1981, 1, 1),
    ),
    _growth(
        "rate",
        "How fast did the computations per second of computers double?",
        "computations per second",
        "computers, 1946 to 2009",
        Axis("rate_computation_per_s", "Computations per second", "1/s", "log"),
    ),
    _growth(
        "transistors",
        "How fast does the number of transistors of microprocessors double?",
        "transistors",
        "microprocessors, 1971 to 2021",
        _TRANSISTORS,
    ),
    _growth(
        "transistors-since-2010",
        "And since 2010?",
        "transistors",
        "microprocessors, 2010 to 2021",
        _TRANSISTORS,
        since=_FIRST_GPU_ERA,
    ),
    _growth(
        "single-thread-before-2005",
        "How fast did the speed of one thread double until clocks stopped rising?",
        "single-thread SpecINT",
        "microprocessors, 1988 to 2004",
        _SINGLE_THREAD,
        until=date(2004, 12, 31),
    ),
    _growth(
        "single-thread-since-2005",
        "And since then?",
        "single-thread SpecINT",
        "microprocessors, 2005 to 2021",
        _SINGLE_THREAD,
        since=date(2005, 1, 1),
    ),
)

_WHO = {"all": "all systems", "records": "record setters"}
_WHAT = {
    "computers": "computations per second of a computer",
    "single_thread": "speed of one thread",
    "fp32": "FP32 rate of a machine-learning chip",
    "fastest": "fastest 16-bit or 32-bit rate of a machine-learning chip",
}


def _lag(name: str, systems: str, machine: str, since: date, until: date) -> Trend:
    span = f"{since.year} to {until.year}"
    return Trend(
        name=f"hardware-history-{name}",
        study=STUDY.key,
        statement="hardware-history-lag",
        question=f"By what factor a year did training compute outgrow the {_WHAT[machine]}, {span}, {_WHO[systems]}?",
        quantity=f"growth of training compute over that of the {_WHAT[machine]}",
        subset=f"{_WHO[systems]}, {span}",
        unit="x/year",
        script=load_script(__file__),
        dataset="milestone_systems",
        beside=("accelerators",) if machine in ("fp32", "fastest") else ("computers",),
        estimate=growth_against("training compute", "machine"),
        x=Axis("day", "Date", scale="time"),
        y=Axis("relative_value", "Relative to the median of its series", "x", "log"),
        options=_OPTIONS,
        overrides={"systems": systems, "machine": machine, "since": since, "until": until},
        colour="series",
        rests_on_compute=True,
    )


_GPU_END = date(2022, 2, 28)
_LAGS = (
    _lag("outgrown-before", "all", "computers", date(1946, 1, 1), _LAST_CPU_ERA),
    _lag("outgrown-before-records", "records", "computers", date(1946, 1, 1), _LAST_CPU_ERA),
    _lag("outgrown-before-since-1970", "all", "computers", date(1970, 1, 1), _LAST_CPU_ERA),
    _lag("outgrown-before-since-1985", "all", "computers", date(1985, 1, 1), _LAST_CPU_ERA),
    _lag("outgrown-before-single-thread", "all", "single_thread", date(1985, 1, 1), _LAST_CPU_ERA),
    _lag("outgrown-since-single-thread", "all", "single_thread", _FIRST_GPU_ERA, _GPU_END),
    _lag("outgrown-since-fp32", "all", "fp32", _FIRST_GPU_ERA, _GPU_END),
    _lag("outgrown-since-fastest", "all", "fastest", _FIRST_GPU_ERA, _GPU_END),
    _lag("outgrown-since-fp32-records", "records", "fp32", _FIRST_GPU_ERA, _GPU_END),
    _lag("outgrown-since-fastest-records", "records", "fastest", _FIRST_GPU_ERA, _GPU_END),
)

_BREAK = Trend(
    name="hardware-history-break",
    study=STUDY.key,
    question="In what year did the growth of training compute change?",
    quantity="year of the break in the growth of training compute",
    subset="all systems until 2022-02",
    unit=CALENDAR_YEAR,
    script=load_script(__file__),
    dataset="milestone_systems",
    estimate=break_year(),
    x=Axis("publication_date", "Publication date", scale="time"),
    y=Axis("training_compute_flop", "Training compute", "FLOP", "log"),
    options=_OPTIONS,
)

TRENDS = (*_OVER_TIME, *_LAGS, _BREAK)
