"""What people ask of milestone systems beside training compute: size, data, time, chips, cost, thresholds, who."""

from __future__ import annotations

from collections.abc import Mapping

from compute_trends.trends.declaration import Axis, Study, Trend
from compute_trends.trends.methods.eras import group_against
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.growth import growth
from compute_trends.trends.methods.system_answers import (
    above_threshold,
    decomposed,
    energy_beside,
    median_lag,
    share,
)
from compute_trends.trends.points import Setting
from compute_trends.trends.script import load_script

STUDY = Study(
    key="systems",
    title="Systems: size, time, cost, thresholds and who makes them",
    picture="systems-cost",
    question="What grows beside training compute, what is compute made of, and who trains the systems?",
    data=(
        "milestone_systems 2026.8.2: systems since 2010-01-01 for which the quantity asked for is known, the others "
        "left out and counted. The chip behind a system is that of accelerators 2026.8.4 by name or alias, where the "
        "system names one kind only; its rate is the fastest in a 16-bit or 32-bit format, unknown where only the "
        "rate of the vector units of a chip with matrix engines is held. Shares are of the systems that name a "
        "country, a sector, or say whether their weights are open."
    ),
    method=(
        "Growth is a least-squares line of log10 of the quantity on the publication date, years of 365 days, interval "
        "from 1,000 bootstrap resamples. Training compute is chips x time x rate x utilisation: each is fitted on the "
        "same rows, and the residual is the growth of compute over the product of theirs. Above a threshold count, "
        "systems of one training run once, those known to be, and those of unknown compute whose cost or power puts "
        "them there at the median of the known within 364 days; the limits are the known ones alone, and all unknown "
        "ones without cost and power as well. Shares have Wilson's interval. The lag is from the first day on which a "
        "system with closed weights had taken as much compute to each record of open weights, as the median with its "
        "bootstrap interval; records that no closed system came before are left out."
    ),
    caveats=(
        "Notable systems are a selection by their source, and closed systems say less of themselves.",
        "Cost and power are the source's own estimates; power x time is energy at that power all the time.",
        "With the implied utilisation the four factors explain compute by construction; only the stated one can fail.",
        "The country of an organisation is not that of its machines.",
    ),
)
_X = Axis("publication_date", "Publication date", scale="time")
_COMPUTE = Axis("training_compute_flop", "Training compute", "FLOP", "log")
_OPTIONS = ("as_of", "since", "until", "domain")
_SINCE = "since 2010"


def _trend(
    key: str,
    question: str,
    quantity: str,
    subset: str,
    unit: str,
    estimate: Method,
    y: Axis | None,
    *,
    statement: str = "",
    overrides: Mapping[str, Setting] | None = None,
    note: str = "",
    beside: tuple[str, ...] = (),
    rests_on_compute: bool | None = None,
    endless: str = "",
    x: Axis = _X,
    colour: str | None = None,
    by_construction: str = "",
) -> Trend:
    return Trend(
        name=f"systems-{key}",
        statement=f"systems-{statement or key}",
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset=subset,
        unit=unit,
        script=load_script(__file__),
        dataset="milestone_systems",
        beside=beside,
        estimate=estimate,
        x=x if y else None,
        y=y,
        options=_OPTIONS,
        overrides=overrides or {},
        note=note,
        colour=colour,
        by_construction=by_construction,
        rests_on_compute=rests_on_compute,
        endless=endless,
    )


def _growth(key: str, question: str, quantity: str, y: Axis, note: str = "") -> Trend:
    fitted = growth(noise_factor=1.0)
    return _trend(key, question, f"growth of {quantity}", f"systems {_SINCE}", "x/year", fitted, y, note=note)


_GROWTHS = (
    _growth(
        "parameters",
        "How fast do the parameters of notable systems grow?",
        "parameters",
        Axis("parameters", "Parameters", "parameter", "log"),
        "All experts of a mixture of experts count.",
    ),
    _growth(
        "dataset-size",
        "How fast do the training data of notable systems grow?",
        "training data",
        Axis("data_datapoint", "Training data", "datapoint", "log"),
        "Datapoints are tokens or words of language and images of vision: they are not alike across domains.",
    ),
    _growth(
        "training-time",
        "How fast does the time grow that training takes?",
        "training time",
        Axis("training_time_hour", "Training time", "hour", "log"),
    ),
    _growth(
        "cluster-size",
        "How fast does the number of chips grow that train a system?",
        "number of chips",
        Axis("hardware_quantity", "Chips", "chip", "log"),
    ),
    _growth(
        "power",
        "How fast does the power grow that training draws?",
        "training power",
        Axis("training_power_w", "Power of the training hardware", "W", "log"),
        "The source's own estimate, with the overhead of the data centre.",
    ),
    _growth(
        "cost",
        "How fast does the cost of training a notable system grow?",
        "training cost",
        Axis("training_cost_2023_usd", "Training cost", "USD", "log"),
        "The source's own estimate, in US dollars of 2023.",
    ),
)


def _decomposed(statement: str, words: str, rows: str, by_construction: str = "", frontier: bool = False) -> Trend:
    who = "frontier systems" if frontier else "systems"
    return _trend(
        f"{'frontier-' * frontier}{statement}",
        f"How much of the growth of {who}' training compute is chips, time, rate and utilisation{words}?",
        "growth of training compute",
        f"{who} {_SINCE} that state {rows}",
        "x/year",
        decomposed(),
        _COMPUTE,
        statement=statement,
        overrides={"frontier_only": True} if frontier else {},
        beside=("accelerators",),
        by_construction=by_construction,
    )


def _above(threshold: str, what: str = "") -> Trend:
    return _trend(
        f"above-{threshold}",
        f"How many notable systems of a year took {threshold} FLOP or more{what}?",
        f"systems of at least {threshold} FLOP in the last whole year",
        "notable systems since 2017",
        "system",
        above_threshold(),
        Axis("above", "Systems known to be above", "system"),
        statement="above",
        overrides={"threshold_flop": float(threshold)} if threshold != "1e25" else {},
        x=Axis("middle", "Year", scale="time"),
        rests_on_compute=False,
        endless="A count of each year has no line to end: it has bounds from cost and power instead.",
    )


def _share(key: str, words: str, statement: str, overrides: Mapping[str, Setting] | None = None) -> Trend:
    return _trend(
        key,
        f"What share of notable systems {words}?",
        f"share of systems that {words}",
        f"systems {_SINCE}",
        "1",
        share(),
        None,
        statement=statement,
        overrides=overrides,
    )


TRENDS = (
    *_GROWTHS,
    _trend(
        "energy",
        "How fast does the energy of a training run grow, by its power and time?",
        "growth of training energy, power x time",
        f"systems {_SINCE} with known power, time and chip",
        "x/year",
        energy_beside("chip_energy_mwh"),
        Axis("energy_mwh", "Training energy, power x time", "MWh", "log"),
        beside=("accelerators",),
        note="three-forces-energy-per-frontier-model-since-2010 asks the same of frontier systems and chips apart.",
    ),
    *(
        _decomposed(statement, words, rows, by_construction, frontier)
        for statement, words, rows, by_construction in (
            ("compute-decomposed", "", "all of them", ""),
            (
                "compute-implied",
                ", if utilisation is what is left",
                "chips, time and compute",
                "The residual is 1 by construction: the utilisation is compute over chips x time x rate.",
            ),
        )
        for frontier in (False, True)
    ),
    _above("1e23"),
    _above("1e25", ", the European Union's threshold for systemic risk"),
    _above("1e26"),
    _share("from-united-states", "are from the United States", "share-country"),
    _share("from-china", "are from China", "share-country", {"wanted_country": "China"}),
    _share("from-industry", "are from industry", "share-sector"),
    _share("from-academia", "are from academia", "share-sector", {"wanted_sector": "academia"}),
    _share("open-weights", "have open weights", "share-open"),
    _trend(
        "open-against-closed",
        "How much training compute do systems with open weights take, beside closed ones of the same day?",
        "training compute of open weights over the trend of closed ones (geometric mean)",
        f"systems {_SINCE}",
        "1",
        group_against("weights", "open", "closed"),
        _COMPUTE,
        colour="weights",
    ),
    _trend(
        "open-lag",
        "How long after closed systems do open weights reach the same training compute?",
        "lag of record-setting open weights (median)",
        f"record setters among open weights {_SINCE} that a closed system came before",
        "month",
        median_lag(),
        Axis("lag_month", "Months after the first closed system", "month"),
        rests_on_compute=True,
    ),
)
