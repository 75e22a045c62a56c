"""A performance level with another benchmark, metric or target than its own."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import ALEXNET_LEVEL, SEQ2SEQ_LEVEL
from compute_trends.validators.rules.shared.sources import HERNANDEZ

#: Level, benchmark, metric and target score.
_LEVELS = """(values ('alexnet', 'imagenet', 'top_5_accuracy', 0.791),
          ('resnet_50', 'imagenet', 'top_5_accuracy', 0.929),
          ('seq2seq', 'wmt2014_en_fr', 'bleu', 0.348), ('gnmt', 'wmt2014_en_fr', 'bleu', 0.3992))
          as l(level, benchmark, metric, target)"""

RULE = Rule(
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
    source=f"{HERNANDEZ}, which defines the levels.",
    reads=("performance_level", "benchmark", "metric", "target_score_fraction"),
    sql=f"""
        select _row, case when s.benchmark <> l.benchmark then 'benchmark' when s.metric <> l.metric then 'metric'
            else 'target_score_fraction' end as "column",
          case when s.benchmark <> l.benchmark then s.benchmark when s.metric <> l.metric then s.metric
            else s.target_score_fraction::varchar end as value,
          format('the level {{}} is {{:.4g}} {{}} on {{}}, not {{}} {{}} on {{}}', l.level, l.target::double,
            l.metric, l.benchmark, coalesce(format('{{:.4g}}', s.target_score_fraction), 'no target'),
            coalesce(s.metric, 'of a metric not named'), coalesce(s.benchmark, 'a benchmark not named')) as message,
          'performance level ' || l.level as evidence
        from submission s join {_LEVELS} on l.level = s.performance_level
        where s.benchmark <> l.benchmark or s.metric <> l.metric or abs(s.target_score_fraction - l.target) > 1e-9
    """,
    applies="select _row from submission where performance_level is not null",
    passes=(ALEXNET_LEVEL, SEQ2SEQ_LEVEL),
    fails=(
        {**ALEXNET_LEVEL, "target_score_fraction": 0.929},
        {**ALEXNET_LEVEL, "metric": "bleu"},
        {**SEQ2SEQ_LEVEL, "performance_level": "gnmt"},
    ),
)
