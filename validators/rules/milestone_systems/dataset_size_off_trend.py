"""Training data of a size far from those of its year."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.size_trends import bounds, may_be_off, measured, off_trend, with_size
from compute_trends.validators.rules.shared.trend_lines import TrendLine

_DATA = measured(663, 32, "training data of the year")

_LEAST_DATA = TrendLine(
    "least",
    ((1950, 3), (1985, 25), (1995, 150), (2005, 1e3), (2012, 1e4), (2018, 25e3), (2022, 5e4), (2027, 1e5)),
    "datapoint",
    _DATA,
)

_LEAST_LANGUAGE_DATA = TrendLine(
    "least_language",
    ((1950, 3), (1990, 1e3), (2005, 15e2), (2014, 4e4), (2019, 1e5), (2021, 1e6), (2024, 1e7), (2027, 1e8)),
    "datapoint",
    _DATA,
)

_MOST_DATA = TrendLine(
    "most",
    ((1950, 1e3), (1985, 6e5), (1995, 15e6), (2005, 3e8), (2012, 15e9), (2018, 1e11), (2021, 1e13), (2027, 15e13)),
    "datapoint",
    _DATA,
)

_MOST_LANGUAGE_DATA = TrendLine(
    "most_language",
    ((1950, 1e5), (1990, 3e7), (2005, 1e9), (2012, 15e9), (2018, 2e11), (2021, 25e11), (2024, 25e12), (2027, 2e14)),
    "datapoint",
    _DATA,
)

RULE = Rule(
    id="dataset-size-off-trend",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training data is far larger or smaller than those of its year",
    explanation=(
        "Training data are counted in the field's own datapoints: tokens for language, images, frames, games. They "
        "grew from some hundred to more than 1e13. A number outside the bounds is mostly a slip in the unit, or "
        "counts pixels or bytes; fine-tuning data is a true exception, and belongs to the fine-tuned system."
    ),
    fix="Write the number of distinct datapoints as a plain number (300e9 tokens), without epochs.",
    source="The training data of milestone_systems by year.",
    reads=("publication_date", "domains", "training_dataset_size_datapoint", "base_model"),
    thresholds=(
        *_LEAST_DATA.thresholds,
        *_LEAST_LANGUAGE_DATA.thresholds,
        *_MOST_DATA.thresholds,
        *_MOST_LANGUAGE_DATA.thresholds,
    ),
    sql=off_trend(
        "training_dataset_size_datapoint",
        "datapoint",
        bounds(_LEAST_DATA, _MOST_DATA, _LEAST_LANGUAGE_DATA, _MOST_LANGUAGE_DATA),
    ),
    applies=with_size("training_dataset_size_datapoint"),
    needs=may_be_off(
        "training_dataset_size_datapoint", (_LEAST_DATA, _LEAST_LANGUAGE_DATA), (_MOST_DATA, _MOST_LANGUAGE_DATA)
    ),
    passes=(
        {"training_dataset_size_datapoint": 238e9, "publication_date": "2020-05-28", "domains": ["Language"]},
        {"training_dataset_size_datapoint": 1.28e6, "publication_date": "2015-12-10", "domains": ["Vision"]},
    ),
    fails=(
        {"training_dataset_size_datapoint": 238, "publication_date": "2020-05-28", "domains": ["Language"]},
        {"training_dataset_size_datapoint": 1.28e12, "publication_date": "2015-12-10", "domains": ["Vision"]},
    ),
)
