"""A number of parameters far from those of its year."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.size_trends import bounds, may_be_off, measured, off_trend, with_size
from compute_trends.validators.rules.shared.trend_lines import TrendLine

_PARAMETERS = measured(718, 13, "parameters of the year")

_LEAST_PARAMETERS = TrendLine(
    "least",
    ((1950, 8), (1990, 30), (2005, 200), (2012, 1e4), (2018, 3e4), (2021, 4e5), (2024, 6e5), (2027, 5e6)),
    "parameter",
    _PARAMETERS,
)

_LEAST_LANGUAGE_PARAMETERS = TrendLine(
    "least_language",
    ((1950, 10), (1990, 30), (2005, 1e3), (2012, 12e3), (2018, 4e5), (2021, 6e6), (2024, 15e6), (2027, 1e8)),
    "parameter",
    _PARAMETERS,
)

_MOST_PARAMETERS = TrendLine(
    "most",
    ((1950, 3e5), (1980, 15e5), (1995, 6e7), (2005, 1e8), (2012, 1e10), (2017, 6e10), (2021, 2e12), (2027, 1e13)),
    "parameter",
    _PARAMETERS,
)

RULE = Rule(
    id="parameters-off-trend",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The number of parameters is far from those of its year",
    explanation=(
        "Milestones grew from some hundred parameters in the 1980s to more than 1e12, within bounds that hold for "
        "98% of the systems. A number outside is mostly millions or billions written as ones, or a count of "
        "something else. Small controllers and n-gram models are true exceptions."
    ),
    fix="Write the total number of trainable parameters as a plain number: 175e9 for 175 billion.",
    source="The parameters of milestone_systems by year.",
    reads=("publication_date", "domains", "parameters", "base_model"),
    thresholds=(
        *_LEAST_PARAMETERS.thresholds,
        *_LEAST_LANGUAGE_PARAMETERS.thresholds,
        *_MOST_PARAMETERS.thresholds,
    ),
    sql=off_trend(
        "parameters",
        "parameter",
        bounds(_LEAST_PARAMETERS, _MOST_PARAMETERS, _LEAST_LANGUAGE_PARAMETERS, _MOST_PARAMETERS),
    ),
    applies=with_size("parameters"),
    needs=may_be_off("parameters", (_LEAST_PARAMETERS, _LEAST_LANGUAGE_PARAMETERS), (_MOST_PARAMETERS,)),
    passes=({"parameters": 175e9, "publication_date": "2020-05-28", "domains": ["Language"]},),
    fails=(
        {"parameters": 175, "publication_date": "2020-05-28", "domains": ["Language"]},
        {"parameters": 175e15, "publication_date": "2020-05-28"},
        {"parameters": 60e12, "publication_date": "1989-05-28"},
    ),
)
