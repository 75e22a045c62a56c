"""Training data per parameter that no known system has."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.size_trends import IS_LANGUAGE

RULE = Rule(
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
    reads=("publication_date", "domains", "parameters", "training_dataset_size_datapoint", "base_model"),
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
        Threshold("least", 2.5e-4, "datapoint per parameter", "Measured on 2026.8.0: 2 of 254 other systems below."),
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
                    when {IS_LANGUAGE} then $least_language else $least end)::double as least,
                (case when not {IS_LANGUAGE} then $most
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
)
