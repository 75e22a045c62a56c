"""Parameters and training data against what systems of their year have."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.trend_lines import YEAR, TrendLine, in_field_sql

_DATED = in_field_sql("publication_date")
_IS_LANGUAGE = "coalesce(list_contains(domains, 'Language'), false)"

#: Language systems trained from scratch; what is built on a base model may have seen little data of its own.
_IS_PRETRAINED_LANGUAGE = f"({_IS_LANGUAGE} and base_model is null)"


def _measured(n: int, firing: int, of: str) -> str:
    return (
        f"Measured on milestone_systems 2026.8.0: {firing} of {n} systems lie outside. The line keeps the {of} in and "
        "leaves out what a factor of 1e6 makes of at least 90% of the systems."
    )


_PARAMETERS = _measured(718, 13, "parameters of the year")
_DATA = _measured(663, 32, "training data of the year")

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


def _bounds(least: TrendLine, most: TrendLine, least_language: TrendLine, most_language: TrendLine) -> str:
    lower = f"if({_IS_PRETRAINED_LANGUAGE}, {least_language.sql('year')}, {least.sql('year')}) as least"
    upper = (
        most.sql("year")
        if most is most_language
        else f"if({_IS_LANGUAGE}, {most_language.sql('year')}, {most.sql('year')})"
    )
    return f"{lower}, {upper} as most"


def _off_trend(column: str, unit: str, bounds: str) -> str:
    return f"""
        select _row, '{column}' as "column", {column} as value,
            format('{{:.3g}} {unit}s are {{}} than expected of {{}}: the rule''s bounds are {{:.2g}} and {{:.2g}}',
                {column}, if({column} > most, 'more', 'fewer'), floor(year)::integer, least, most) as message,
            'the trend of milestone_systems' || if({_IS_LANGUAGE}, ', language', '') as evidence
        from (
            select _row, domains, {column}, year, {bounds}
            from (select _row, domains, base_model, {column}::double as {column}, {YEAR} as year from submission
                where {column} is not null and {_DATED}))
        where {column} < least or {column} > most
    """


def _judged(column: str) -> str:
    return f"select _row from submission where {column} is not null and {_DATED}"


_SAME = """
    with alike as (
        select s._row, s.training_dataset as names, s.training_dataset_size_datapoint as size, m.record_id,
            m.training_dataset_size_datapoint as other
        from submission s join milestone_systems m using (training_dataset)
        where s.training_dataset_size_datapoint > 0 and m.training_dataset_size_datapoint > 0
            and m.record_id is distinct from s.record_id
            and not list_contains(s.training_dataset, 'Unspecified unreleased')),
    judged as (
        select _row, any_value(names) as names, any_value(size) as size, count(*) as others, min(other) as least,
            max(other) as most, min(abs(log10(size / other))) as distance, min(record_id) as example
        from alike group by _row having count(*) >= $others)
"""

RULES = (
    Rule(
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
        thresholds=(
            *_LEAST_PARAMETERS.thresholds,
            *_LEAST_LANGUAGE_PARAMETERS.thresholds,
            *_MOST_PARAMETERS.thresholds,
        ),
        sql=_off_trend(
            "parameters",
            "parameter",
            _bounds(_LEAST_PARAMETERS, _MOST_PARAMETERS, _LEAST_LANGUAGE_PARAMETERS, _MOST_PARAMETERS),
        ),
        applies=_judged("parameters"),
        passes=({"parameters": 175e9, "publication_date": "2020-05-28", "domains": ["Language"]},),
        fails=(
            {"parameters": 175, "publication_date": "2020-05-28", "domains": ["Language"]},
            {"parameters": 175e15, "publication_date": "2020-05-28"},
            {"parameters": 60e12, "publication_date": "1989-05-28"},
        ),
    ),
    Rule(
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
        thresholds=(
            *_LEAST_DATA.thresholds,
            *_LEAST_LANGUAGE_DATA.thresholds,
            *_MOST_DATA.thresholds,
            *_MOST_LANGUAGE_DATA.thresholds,
        ),
        sql=_off_trend(
            "training_dataset_size_datapoint",
            "datapoint",
            _bounds(_LEAST_DATA, _MOST_DATA, _LEAST_LANGUAGE_DATA, _MOST_LANGUAGE_DATA),
        ),
        applies=_judged("training_dataset_size_datapoint"),
        passes=(
            {"training_dataset_size_datapoint": 238e9, "publication_date": "2020-05-28", "domains": ["Language"]},
            {"training_dataset_size_datapoint": 1.28e6, "publication_date": "2015-12-10", "domains": ["Vision"]},
        ),
        fails=(
            {"training_dataset_size_datapoint": 238, "publication_date": "2020-05-28", "domains": ["Language"]},
            {"training_dataset_size_datapoint": 1.28e12, "publication_date": "2015-12-10", "domains": ["Vision"]},
        ),
    ),
    Rule(
        id="data-per-parameter-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The training data does not go with the number of parameters",
        explanation=(
            "Language models learn from some 0.01 to 1,000 tokens per parameter (20 is optimal for compute, Hoffmann "
            "et al. 2022), other systems from about 0.001 to 10,000 datapoints. A ratio far outside means that one of "
            "the two has the wrong unit, or that they stand in each other's place; fine-tuned systems have less data."
        ),
        fix="Check both numbers against the paper, and that they are not swapped.",
        source="Hoffmann et al. 2022, Training compute-optimal large language models; milestone_systems.",
        thresholds=(
            Threshold(
                "least_language",
                3e-4,
                "datapoint per parameter",
                "Measured on milestone_systems 2026.8.0: the least of the language systems without a base model has "
                "0.0029.",
            ),
            Threshold(
                "most_language",
                1e3,
                "datapoint per parameter",
                "Measured on 2026.8.0: 3 of 271 language systems since 2012 lie above.",
            ),
            Threshold(
                "most_early_language",
                1e6,
                "datapoint per parameter",
                "Before 2012: one of 16 language systems has 5e5, the others at most 3e4.",
            ),
            Threshold(
                "least_tuned",
                1e-6,
                "datapoint per parameter",
                "Systems with a base model have less data of their own: the least shipped ratio is 3.6e-6.",
            ),
            Threshold(
                "least", 2.5e-4, "datapoint per parameter", "Measured on 2026.8.0: 2 of 254 other systems below."
            ),
            Threshold("most", 6e4, "datapoint per parameter", "Measured on 2026.8.0: 5 of 254 other systems above."),
        ),
        sql=f"""
            select _row, 'training_dataset_size_datapoint' as "column", size as value,
                format('{{:.3g}} datapoints for {{:.3g}} parameters are {{:.2g}} per parameter, outside {{:.2g}} to '
                    || '{{:.2g}}', size, parameters, size / parameters, least, most) as message,
                format('{{:.3g}} / {{:.3g}}', size, parameters) as evidence
            from (
                select _row, training_dataset_size_datapoint as size, parameters,
                    (case when base_model is not null then $least_tuned
                        when {_IS_LANGUAGE} then $least_language else $least end)::double as least,
                    (case when not {_IS_LANGUAGE} then $most
                        when year(publication_date) < 2012 then $most_early_language else $most_language end)::double
                        as most
                from submission where parameters > 0 and training_dataset_size_datapoint > 0)
            where size / parameters < least or size / parameters > most
        """,
        applies="select _row from submission where parameters > 0 and training_dataset_size_datapoint > 0",
        passes=(
            {
                "parameters": 175e9,
                "training_dataset_size_datapoint": 238e9,
                "publication_date": "2020-05-28",
                "domains": ["Language"],
            },
        ),
        fails=(
            {
                "parameters": 175e6,
                "training_dataset_size_datapoint": 238e9,
                "publication_date": "2020-05-28",
                "domains": ["Language"],
            },
            {"parameters": 25e6, "training_dataset_size_datapoint": 1281, "publication_date": "2020-05-28"},
        ),
    ),
    Rule(
        id="dataset-size-unlike-others",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The same training data has another size in every other system",
        explanation=(
            "Systems trained on the same data (ImageNet, WikiText-103, CIFAR-10) agree on its size, but for another "
            "datapoint (pixels or patches for images). A size that no other system comes near is mostly a slip of 1e3 "
            "or 1e6, or the size after augmentation."
        ),
        fix="Count the datapoints as the other systems do, or name what makes the data another.",
        source="The other systems in milestone_systems with exactly the same training_dataset.",
        thresholds=(
            Threshold("others", 2, "system", "One other may be wrong itself."),
            Threshold(
                "most_factor",
                100,
                None,
                "Measured on milestone_systems 2026.8.0: of 166 systems with two others on the same data 90% have one "
                "within a factor of 5.",
            ),
        ),
        sql=_SAME
        + """
            select _row, 'training_dataset_size_datapoint' as "column", size as value,
                format('{:.3g} datapoints of {}; {} other systems have {:.3g} to {:.3g}', size,
                    array_to_string(names, ', '), others, least, most) as message,
                'milestone_systems/' || example as evidence
            from judged where distance > log10($most_factor)
        """,
        applies=_SAME + "select _row from judged",
        needs="training_dataset is not null and training_dataset_size_datapoint > 0",
        passes=({"record_id": "x", "training_dataset": ["WikiText-103"], "training_dataset_size_datapoint": 103e6},),
        fails=({"record_id": "x", "training_dataset": ["WikiText-103"], "training_dataset_size_datapoint": 103e3},),
    ),
)
