"""What a run needs in order to count as one that reached a fixed level (Hernandez & Brown 2020)."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_PAPER = "Hernandez & Brown 2020 (arXiv 2005.04305)"
_ALEXNET = {
    "performance_level": "alexnet",
    "benchmark": "imagenet",
    "metric": "top_5_accuracy",
    "target_score_fraction": 0.791,
}
_SEQ2SEQ = {
    "performance_level": "seq2seq",
    "benchmark": "wmt2014_en_fr",
    "metric": "bleu",
    "target_score_fraction": 0.348,
}

#: Level, benchmark, metric and target score.
_LEVELS = """(values ('alexnet', 'imagenet', 'top_5_accuracy', 0.791),
          ('resnet_50', 'imagenet', 'top_5_accuracy', 0.929),
          ('seq2seq', 'wmt2014_en_fr', 'bleu', 0.348), ('gnmt', 'wmt2014_en_fr', 'bleu', 0.3992))
          as l(level, benchmark, metric, target)"""

_DEFINED = Rule(
    id="efficiency-level-redefined",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    title="Benchmark, metric or target are not those of the performance level",
    explanation=(
        "Compute is comparable only between runs that reached the same level. The levels are those of the networks "
        "that reached them first: AlexNet 79.1% and ResNet-50 92.9% top-5 accuracy on ImageNet, Seq2Seq 34.8 and GNMT "
        "39.92 BLEU on WMT 2014 English to French."
    ),
    fix="Give the level its own benchmark, metric and target; the score of the run is achieved_score_fraction.",
    source=f"{_PAPER}, which defines the levels.",
    sql=f"""
        select _row, case when s.benchmark <> l.benchmark then 'benchmark' when s.metric <> l.metric then 'metric'
            else 'target_score_fraction' end as "column",
          case when s.benchmark <> l.benchmark then s.benchmark when s.metric <> l.metric then s.metric
            else s.target_score_fraction::varchar end as value,
          format('the level {{}} is {{:.4g}} {{}} on {{}}, not {{:.4g}} {{}} on {{}}', l.level, l.target::double,
            l.metric, l.benchmark, s.target_score_fraction, s.metric, s.benchmark) as message,
          'performance level ' || l.level as evidence
        from submission s join {_LEVELS} on l.level = s.performance_level
        where s.benchmark <> l.benchmark or s.metric <> l.metric or abs(s.target_score_fraction - l.target) > 1e-9
    """,
    applies="select _row from submission where performance_level is not null",
    passes=(_ALEXNET, _SEQ2SEQ),
    fails=(
        {**_ALEXNET, "target_score_fraction": 0.929},
        {**_ALEXNET, "metric": "bleu"},
        {**_SEQ2SEQ, "performance_level": "gnmt"},
    ),
)

_MISSING = Rule(
    id="efficiency-score-missing",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    binds="submitted",
    title="The score that the run achieved is not stated",
    explanation=(
        "A run counts because it reached its level, so the record has to show the score at which its compute was "
        "counted. The published table names no scores; a new record does."
    ),
    fix="Give achieved_score_fraction, a fraction (0.792 for 79.2%, 0.351 for 35.1 BLEU).",
    source=f"{_PAPER}, which counts compute up to the level.",
    sql="""
        select _row, 'achieved_score_fraction' as "column", null as value,
          'the record does not say with which score the run reached the level ' || performance_level as message,
          null as evidence
        from submission where achieved_score_fraction is null and performance_level is not null
    """,
    passes=({**_ALEXNET, "achieved_score_fraction": 0.792},),
    fails=(_ALEXNET,),
)

_REACHED = Rule(
    id="efficiency-level-not-reached",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    binds="submitted",
    title="The run did not reach its performance level",
    explanation=(
        "The compute of a run that stays below the level says nothing on how much reaching it takes. Often the score "
        "is another metric: top-1 for top-5 accuracy."
    ),
    fix="Give the score in the level's metric; if the run is below the level, it does not belong into the table.",
    source=f"{_PAPER}, which counts compute up to the level.",
    sql="""
        select _row, 'achieved_score_fraction' as "column", achieved_score_fraction as value,
          format('{:.4g} is below the {:.4g} {} that define the level {}', achieved_score_fraction,
            target_score_fraction, metric, performance_level) as message, 'target_score_fraction' as evidence
        from submission where achieved_score_fraction < target_score_fraction
    """,
    applies="select _row from submission where achieved_score_fraction is not null",
    passes=({**_ALEXNET, "achieved_score_fraction": 0.791},),
    fails=({**_ALEXNET, "achieved_score_fraction": 0.57}, {**_SEQ2SEQ, "achieved_score_fraction": 0.00351}),
)

_OVERSHOT = Rule(
    id="efficiency-level-overshot",
    layer="plausibility",
    severity="warning",
    datasets=("algorithmic_efficiency",),
    binds="submitted",
    title="The run went far beyond its performance level",
    explanation=(
        "The compute counts up to the level alone. A score far above it is that of the whole training, whose compute "
        "is larger, or is in another metric."
    ),
    fix="Give score and compute at the first evaluation that reached the level, or take a higher level.",
    source=f"{_PAPER}, which counts compute until the level is reached.",
    thresholds=(
        Threshold("margin", 0.05, "1", "The nearest two levels of one metric, Seq2Seq's and GNMT's, are 0.0512 apart."),
    ),
    sql="""
        select _row, 'achieved_score_fraction' as "column", achieved_score_fraction as value,
          format('{:.4g} is {:.2g} above the {:.4g} {} that define the level {}', achieved_score_fraction,
            achieved_score_fraction - target_score_fraction, target_score_fraction, metric, performance_level)
            as message, 'target_score_fraction' as evidence
        from submission where achieved_score_fraction > target_score_fraction + $margin
    """,
    applies="select _row from submission where achieved_score_fraction is not null",
    passes=({**_ALEXNET, "achieved_score_fraction": 0.795},),
    fails=({**_ALEXNET, "achieved_score_fraction": 0.93}, {**_SEQ2SEQ, "achieved_score_fraction": 0.9}),
)

_DATA = Rule(
    id="efficiency-vision-data",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    binds="submitted",
    title="A vision run has other training data than ImageNet, or names none",
    explanation=(
        "More data makes a level cheaper to reach in the run while its compute was spent elsewhere, so the vision "
        "levels admit training on ImageNet (ILSVRC 2012) alone: no pretraining, no larger ImageNet, no other images."
    ),
    fix="Name the training data; if there is more than ImageNet, the run does not belong into the table.",
    source=f"{_PAPER}, which trains the vision levels on ImageNet alone.",
    sql="""
        select _row, 'training_dataset' as "column", array_to_string(training_dataset, ';') as value,
          coalesce('trained on ' || array_to_string(training_dataset, ', ') || ', but the level admits ImageNet alone',
            'the record does not say which data the run trained on') as message, null as evidence
        from submission
        where benchmark = 'imagenet' and (training_dataset is null or exists (
          select 1 from unnest(training_dataset) as t(data)
          where not regexp_matches(lower(data),
            '^(imagenet|ilsvrc|ilsvrc[- ]?2012)([- ]?(1k|2012|ilsvrc[- ]?2012))?( \\(.*\\))?$')))
    """,
    applies="select _row from submission where benchmark = 'imagenet'",
    passes=(
        {**_ALEXNET, "training_dataset": ["ImageNet"]},
        {**_ALEXNET, "training_dataset": ["ImageNet-1k"]},
        {**_ALEXNET, "training_dataset": ["ILSVRC 2012"]},
        _SEQ2SEQ,
    ),
    fails=(
        _ALEXNET,
        {**_ALEXNET, "training_dataset": ["ImageNet-21k"]},
        {**_ALEXNET, "training_dataset": ["ImageNet", "JFT-300M"]},
    ),
)

_CALCULATION = Rule(
    id="efficiency-calculation-missing",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    binds="submitted",
    title="The calculation of the training compute is not stated",
    explanation=(
        "The table is about factors of compute, so each figure has to be open to recalculation: operations per pass "
        "times 3, images and epochs, or chips times time, rate and utilisation."
    ),
    fix="Give compute_calculation, an expression with its terms named, with at least two numbers.",
    source=f"{_PAPER}, which calculates compute in its appendix.",
    sql="""
        select _row, 'compute_calculation' as "column", compute_calculation as value,
          case when compute_calculation is null then 'nothing shows how the training compute was worked out'
            else 'the calculation names fewer than two numbers' end as message, null as evidence
        from submission
        where compute_calculation is null or not regexp_matches(compute_calculation, '\\d[^\\d]*[^\\d.eE+-]+[^\\d]*\\d')
    """,
    passes=({"compute_calculation": "3 x 7.8e8 FLOP/image x 1.28e6 images x 90 epochs"},),
    fails=({}, {"compute_calculation": "see paper"}, {"compute_calculation": "2.7e17"}),
)

RULES = (_DEFINED, _MISSING, _REACHED, _OVERSHOT, _DATA, _CALCULATION)
