"""Columns of one milestone that contradict each other."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_DATASETS = ("milestone_systems",)

RULES = (
    Rule(
        id="equivalent-time-disagrees",
        layer="plausibility",
        severity="warning",
        datasets=_DATASETS,
        title="The chip-hours are not chips times hours",
        explanation=(
            "equivalent_training_time_hour is the training time times the number of processors. A value that is far "
            "from the product of the two is the wall-clock time, in days, or of another run."
        ),
        fix="Write hardware_quantity x training_time_hour, or leave equivalent_training_time_hour empty.",
        source="The description of the column.",
        thresholds=(
            Threshold(
                "ratio",
                2.0,
                None,
                "No shipped record has all three. Runs pause and restart: what chips and hours imply differs from the "
                "stated utilisation by up to 1.97 on 32 of 33 systems of milestone_systems 2026.8.0.",
            ),
        ),
        binds="submitted",
        applies="select _row from submission where equivalent_training_time_hour * hardware_quantity "
        "* training_time_hour is not null",
        sql="""
            select _row, 'equivalent_training_time_hour' as "column", equivalent_training_time_hour as value,
              format('{:.3g} chip-hours are stated, but {:.3g} chips for {:.3g} hours are {:.3g}',
                equivalent_training_time_hour, hardware_quantity::double, training_time_hour,
                hardware_quantity * training_time_hour) as message,
              'hardware_quantity x training_time_hour' as evidence
            from submission
            where equivalent_training_time_hour > $ratio * hardware_quantity * training_time_hour
              or equivalent_training_time_hour * $ratio < hardware_quantity * training_time_hour
        """,
        passes=(
            {"equivalent_training_time_hour": 1000, "hardware_quantity": 8, "training_time_hour": 120},
            {"equivalent_training_time_hour": 1000, "hardware_quantity": 8},
        ),
        fails=(
            {"equivalent_training_time_hour": 120, "hardware_quantity": 8, "training_time_hour": 120},
            {"equivalent_training_time_hour": 24000, "hardware_quantity": 8, "training_time_hour": 120},
        ),
    ),
    Rule(
        id="open-weights-contradict-access",
        layer="plausibility",
        severity="error",
        datasets=_DATASETS,
        title="open_weights and model_access contradict each other",
        explanation=(
            "model_access says how outsiders may use the model, and three of its values are those of open weights; "
            "open_weights repeats it as yes or no. Counts of open systems use either."
        ),
        fix="Check whether the weights can be downloaded, and correct the column that is wrong.",
        source="The descriptions of the columns; they agree on all 799 systems of 2026.8.0 with both.",
        applies="select _row from submission where model_access is not null and open_weights is not null",
        sql="""
            select _row, 'open_weights' as "column", open_weights as value,
              format('open_weights is {}, but model_access is {}', open_weights, model_access) as message,
              'model_access = ' || model_access as evidence
            from submission where open_weights <> starts_with(model_access, 'open_weights')
        """,
        passes=(
            {"model_access": "open_weights_restricted", "open_weights": True},
            {"model_access": "api", "open_weights": False},
            {"model_access": "api"},
        ),
        fails=(
            {"model_access": "open_weights_restricted", "open_weights": False},
            {"model_access": "unreleased", "open_weights": True},
        ),
    ),
    Rule(
        id="base-model-is-itself",
        layer="plausibility",
        severity="error",
        datasets=_DATASETS,
        title="The system is said to be its own base model",
        explanation=(
            "base_model names the systems whose weights the training started from. A system that names itself counts "
            "as fine-tuned, so that its compute is compared with nothing."
        ),
        fix="Name the system that the training started from, or leave base_model empty if it started from scratch.",
        source="The description of the column; no shipped record names itself.",
        applies="select _row from submission where base_model is not null and coalesce(name, record_id) is not null",
        sql="""
            select _row, 'base_model' as "column", base as value, base || ' is the record itself' as message,
              'record_id = ' || record_id as evidence
            from (select _row, record_id, name, unnest(list_distinct(base_model)) as base from submission)
            where lower(trim(base)) in (lower(trim(name)), record_id)
        """,
        passes=({"record_id": "grondhal-7b-chat", "name": "Grondhal 7B Chat", "base_model": ["Grondhal 7B"]},),
        fails=(
            {"record_id": "grondhal-7b", "name": "Grondhal 7B", "base_model": ["Grondhal 7B"]},
            {"record_id": "grondhal-7b", "name": "Grondhal 7B", "base_model": ["Llama 2-7B", "grondhal-7b"]},
        ),
    ),
)
