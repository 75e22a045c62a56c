"""An approach that is none of those of Sevilla et al. 2022."""

from compute_trends.validators.rule import Rule

RULE = Rule(
    id="approach-unknown",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The approach is none of the usual",
    explanation="The approach says what the system learns from: labels, the data itself, rewards.",
    fix="Write Supervised, Unsupervised, Self-supervised, Semi-supervised, Reinforcement learning or Evolutionary.",
    source="The column Approach of Sevilla et al. 2022.",
    reads=("approach",),
    sql="""
        select _row, 'approach' as "column", approach as value,
            approach || ' is none of Supervised, Unsupervised, Self-supervised, Semi-supervised, Reinforcement '
                || 'learning, Evolutionary' as message,
            'the approaches of Sevilla et al. 2022' as evidence
        from submission
        where not regexp_full_match(approach,
            '((Self-|Semi-)?[Ss]upervised|Unsupervised|Reinforcement|Evolutionary)( learning)?'
            || '([,;+/ ]+((Self-|Semi-)?[Ss]upervised|Unsupervised|Reinforcement|Evolutionary)( learning)?)*')
    """,
    applies="select _row from submission where approach is not null",
    binds="submitted",
    passes=({"approach": "Self-supervised learning"}, {"approach": "Supervised"}),
    fails=({"approach": "gradient descent"},),
)
