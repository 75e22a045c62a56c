"""The reduction factor of a run, and its place in time, against the baseline of its level."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.dates import first_day_sql, last_day_sql

_PAPER = "Hernandez & Brown 2020 (arXiv 2005.04305)"
_EFFICIENTNET = {
    "performance_level": "alexnet",
    "publication_date": "2019-05-28",
    "training_compute_flop": 5.9616e15,
    "reduction_factor": 44,
    "is_baseline": False,
}

#: The run and the baseline of its level that we hold.
_PAIRS = f"""
    select s.*, b.record_id as baseline_id, b.name as baseline, b.training_compute_flop as baseline_flop,
      b.publication_date as baseline_date,
      {first_day_sql("b.publication_date", "b.publication_date_precision")} as baseline_first_day,
      {last_day_sql("s.publication_date", "s.publication_date_precision")} as last_day
    from submission s
    join algorithmic_efficiency b on b.performance_level = s.performance_level and b.is_baseline
"""

_FACTOR = Rule(
    id="efficiency-reduction-factor",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    title="The reduction factor is not the baseline's compute over that of the run",
    explanation=(
        "The factor is what the trend is fitted to. It is the baseline's training compute divided by the run's; the "
        "published factors are rounded and, once one slip was mended, follow within 5%. A larger gap means a wrong "
        "factor, or compute in another unit than FLOP (teraflop/s-days are 8.64e16 FLOP)."
    ),
    fix="Recompute reduction_factor from training_compute_flop and that of the level's baseline.",
    source=f"{_PAPER}, published table.",
    thresholds=(
        Threshold("tolerance", 0.05, "1", f"{_PAPER}: its rounding; 61 for 58.1 is 4.9%, the largest of twelve."),
    ),
    sql=f"""
        select _row, 'reduction_factor' as "column", reduction_factor as value,
          format('a factor of {{:.3g}} is stated, but {{}} took {{:.3g}} FLOP and the run {{:.3g}} FLOP, which gives '
            '{{:.3g}}', reduction_factor, baseline, baseline_flop, training_compute_flop,
            baseline_flop / training_compute_flop) as message,
          'algorithmic_efficiency/' || baseline_id as evidence
        from ({_PAIRS})
        where abs(reduction_factor * training_compute_flop / baseline_flop - 1) > $tolerance
    """,
    applies=f"select _row from ({_PAIRS}) where reduction_factor * training_compute_flop is not null",
    passes=(_EFFICIENTNET,),
    fails=({**_EFFICIENTNET, "reduction_factor": 10}, {**_EFFICIENTNET, "training_compute_flop": 0.069}),
)

_BEFORE = Rule(
    id="efficiency-before-baseline",
    layer="plausibility",
    severity="warning",
    datasets=("algorithmic_efficiency",),
    title="The run is dated before the first that reached its level",
    explanation=(
        "A level is named after the network that reached it first, so whatever else reaches it is younger. An earlier "
        "date is most often a month and a day interchanged."
    ),
    fix="Check publication_date against the first version of the paper.",
    source=f"{_PAPER}, published table.",
    sql=f"""
        select _row, 'publication_date' as "column", publication_date::varchar as value,
          format('{{}} is before {{}}, when {{}} reached the level {{}} first', publication_date::varchar,
            baseline_date::varchar, baseline, performance_level) as message,
          'algorithmic_efficiency/' || baseline_id as evidence
        from ({_PAIRS})
        where not is_baseline and last_day < baseline_first_day
    """,
    applies=f"select _row from ({_PAIRS}) where not is_baseline and publication_date is not null",
    passes=(
        _EFFICIENTNET,
        {**_EFFICIENTNET, "publication_date": "2012-06-01", "publication_date_precision": "month"},
        {**_EFFICIENTNET, "publication_date": "2012-01-01", "publication_date_precision": "year"},
    ),
    fails=(
        {**_EFFICIENTNET, "publication_date": "2009-05-28"},
        {**_EFFICIENTNET, "publication_date": "2011-01-01", "publication_date_precision": "year"},
    ),
)

_SECOND = Rule(
    id="efficiency-second-baseline",
    layer="inclusion",
    severity="warning",
    datasets=("algorithmic_efficiency",),
    title="The level has another baseline",
    explanation=(
        "The factors of a level are relative to one run. A second baseline would leave it open to which, and the "
        "levels admitted here have theirs."
    ),
    fix="Set is_baseline to false and give the factor relative to the baseline that we hold.",
    source=f"{_PAPER}, published table: one baseline per level.",
    sql=f"""
        select _row, 'is_baseline' as "column", is_baseline as value,
          'the baseline of the level ' || performance_level || ' is ' || baseline as message,
          'algorithmic_efficiency/' || baseline_id as evidence
        from ({_PAIRS}) where is_baseline and record_id is distinct from baseline_id
    """,
    applies="select _row from submission where is_baseline",
    passes=(
        _EFFICIENTNET,
        {"record_id": "alexnet-level-alexnet", "performance_level": "alexnet", "is_baseline": True},
    ),
    fails=({**_EFFICIENTNET, "record_id": "alexnet-level-new", "is_baseline": True},),
)

_FASTEST = Rule(
    id="efficiency-gain-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("algorithmic_efficiency",),
    title="The compute is beyond what any known gain in efficiency explains",
    explanation=(
        "Factor and compute can both be wrong by the same unit. The gains that were published are a factor of 44 in "
        "seven years for AlexNet's level and of 58 in three years for Seq2Seq's; a thousandfold gain, or a run that "
        "needs many times the baseline's compute, is more likely a unit slip."
    ),
    fix="Recalculate training_compute_flop from compute_calculation.",
    source=f"{_PAPER}: 16 months to double; its published table.",
    thresholds=(
        Threshold(
            "highest",
            30,
            "1",
            "Against doubling once a year, the largest of the twelve gains is 8.6 times as large (Transformer Base).",
        ),
        Threshold("lowest", 0.1, "1", "All of twelve are at least 1; a tenth leaves room for wasteful reproductions."),
    ),
    sql=f"""
        select _row, 'training_compute_flop' as "column", training_compute_flop as value,
          format('{{:.3g}} FLOP would be a gain of {{:.3g}} in {{:.2g}} years', training_compute_flop, gain, years)
            as message, format('algorithmic_efficiency/{{}}: {{:.3g}} FLOP', baseline_id, baseline_flop) as evidence
        from (select *, baseline_flop / training_compute_flop as gain,
          greatest(datediff('day', baseline_date, publication_date) / 365.25, 0) as years from ({_PAIRS}))
        where gain < $lowest or gain > $highest * pow(2, years)
    """,
    applies=f"select _row from ({_PAIRS}) where training_compute_flop is not null and publication_date is not null",
    passes=(_EFFICIENTNET,),
    fails=(
        {**_EFFICIENTNET, "training_compute_flop": 5.9616e12, "reduction_factor": 44_000},
        {**_EFFICIENTNET, "training_compute_flop": 5.9616e18, "reduction_factor": 0.044},
    ),
)

RULES = (_FACTOR, _BEFORE, _SECOND, _FASTEST)
