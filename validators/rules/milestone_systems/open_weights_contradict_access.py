"""open_weights and model_access that contradict each other."""

from compute_trends.validators.rule import Rule

RULE = Rule(
    id="open-weights-contradict-access",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="open_weights and model_access contradict each other",
    explanation=(
        "model_access says how outsiders may use the model, and three of its values are those of open weights; "
        "open_weights repeats it as yes or no. Counts of open systems use either."
    ),
    fix="Check whether the weights can be downloaded, and correct the column that is wrong.",
    source="The descriptions of the columns; they agree on all 799 systems of 2026.8.0 with both.",
    reads=("model_access", "open_weights"),
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
)
