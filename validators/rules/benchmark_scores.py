"""The score of a benchmark_results record: its metric, its evidence, and whether anything can score so."""

from __future__ import annotations

import re

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold

_MEASURED = "measured on benchmark_results 2026.8.0"
_ALEXNET = {
    "name": "AlexNet",
    "benchmark": "imagenet",
    "metric": "top_1_accuracy",
    "score_fraction": 0.633,
    "is_primary_metric": True,
    "year": 2012,
    "source_url": "https://papers.nips.cc/paper/4824",
}
_LLAMA = {
    "name": "Llama 2-7B",
    "benchmark": "mmlu",
    "metric": "exact_match",
    "score_fraction": 0.453,
    "is_primary_metric": True,
    "shots": 5,
    "year": 2023,
    "source_url": "https://arxiv.org/abs/2307.09288",
}
#: The six benchmarks of Thompson et al. 2022; the others are those of language models.
THOMPSON = (
    "benchmark in ('imagenet', 'ms_coco', 'squad_1_1') or benchmark in ('conll_2003', 'wmt2014_en_fr', 'wmt2014_en_de')"
)

#: The benchmarks of Thompson et al., as `THOMPSON` lists them.
_THOMPSON_NAMES = frozenset(re.findall("'(\\w+)'", THOMPSON))


def _lacking(schema: TableSchema) -> str:
    # A benchmark that is not allowed is a finding of the structure layer already.
    of_language = ", ".join(f"'{name}'" for name in schema["benchmark"].enum if name not in _THOMPSON_NAMES)
    return f"""
        select _row, u.name as "column", null as value, 'the record does not state ' || u.name as message,
          null as evidence
        from submission, unnest([{{name: 'source_url', absent: source_url is null}},
          {{name: 'name', absent: name is null and model_version is null}},
          {{name: 'year', absent: year is null and publication_date is null}},
          {{name: 'shots', absent: shots is null and list_contains([{of_language}], benchmark)}}]) as t(u)
        where u.absent
    """


_METRIC = Rule(
    id="benchmark-metric-mismatch",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    title="The benchmark is not scored in this metric",
    explanation=(
        "Scores are comparable within one metric of one benchmark. A metric that no record of the benchmark has is "
        "most often that of another benchmark, or another name for the usual one (mmlu and gsm8k are exact_match)."
    ),
    fix="Take one of the benchmark's metrics.",
    source="The pairs of benchmark and metric in benchmark_results.",
    sql="""
        select s._row, 'metric' as "column", s.metric as value,
          format('{} is not scored in {} but in {}', s.benchmark, s.metric, p.metrics) as message,
          'benchmark_results, benchmark ' || s.benchmark as evidence
        from submission s
        join (select benchmark, list(distinct metric) as held, string_agg(distinct metric, ', ' order by metric) as
          metrics from benchmark_results group by 1) p using (benchmark)
        where not list_contains(p.held, s.metric)
    """,
    applies="select _row from submission where benchmark is not null and metric is not null",
    passes=(_ALEXNET, _LLAMA),
    fails=({**_ALEXNET, "metric": "f1"}, {**_LLAMA, "metric": "top_1_accuracy"}),
)

_PRIMARY = Rule(
    id="benchmark-primary-metric",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    title="Another metric is the primary one of the benchmark",
    explanation=(
        "Each benchmark has one primary metric, the one that the power laws are fitted to. Two primary rows of a run "
        "would count it twice, none would leave it out."
    ),
    fix="Set is_primary_metric as in the benchmark's other records with this metric.",
    source="The declaration of is_primary_metric, and the pairs in benchmark_results.",
    sql="""
        select s._row, 'is_primary_metric' as "column", s.is_primary_metric as value,
          format('{} is {}the primary metric of {}', s.metric, case when p.is_primary then '' else 'not ' end,
            s.benchmark) as message, 'benchmark_results, benchmark ' || s.benchmark as evidence
        from submission s
        join (select benchmark, metric, bool_or(is_primary_metric) as is_primary from benchmark_results group by all) p
          using (benchmark, metric)
        where s.is_primary_metric <> p.is_primary
    """,
    applies="select _row from submission where benchmark is not null and is_primary_metric is not null",
    passes=(_ALEXNET, {**_ALEXNET, "metric": "top_5_accuracy", "is_primary_metric": False}),
    fails=({**_ALEXNET, "is_primary_metric": False}, {**_ALEXNET, "metric": "top_5_accuracy"}),
)

_EVIDENCE = Rule(
    id="benchmark-evidence-missing",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    binds="submitted",
    title="Source, model, year or number of shots are not stated",
    explanation=(
        "A score enters with a public source, the model that reached it and the year; the score of a language model "
        "also says how many solved examples the prompt held, which moves it by several points."
    ),
    fix="Give source_url, name or model_version, year and, for a language model, shots (0 for none).",
    source="Thompson et al. 2022 (arXiv 2007.05558) for public papers; Epoch AI's benchmark-stitching for shots.",
    sql=_lacking,
    passes=(_ALEXNET, _LLAMA, {**_LLAMA, "benchmark": "helaswag", "shots": None}),
    fails=({**_ALEXNET, "source_url": None}, {**_LLAMA, "shots": None}, {**_LLAMA, "name": None}),
)

_LOW = Rule(
    id="benchmark-score-implausibly-low",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="The score is below chance, or far below every known score",
    explanation=(
        "Guessing gives a quarter on four-way and a half on two-way questions, so a score well below it means that the "
        "answers were not read, or that per cent were divided once too often. The other benchmarks are held against "
        "the lowest score known; gsm8k starts at zero."
    ),
    fix="Give the score as a fraction: 0.453 for 45.3%, 0.284 for 28.4 BLEU.",
    source=(
        "The number of answers per question (MMLU arXiv 2009.03300, ARC 1803.05457, HellaSwag 1905.07830, OpenBookQA "
        "1809.02789, BoolQ 1905.10044, PIQA 1911.11641, WinoGrande 1907.10641); the records of benchmark_results."
    ),
    thresholds=(
        Threshold("of_chance", 0.85, "1", f"{_MEASURED}: the lowest score but a zero is 0.90 of chance."),
        Threshold("of_lowest", 0.7, "1", "Leeway for weaker models than those held; percent for fraction is 0.01."),
    ),
    sql="""
        select s._row, 'score_fraction' as "column", s.score_fraction as value,
          case when s.score_fraction < $of_chance * c.chance
            then format('{:.3g} is below the {:.3g} that guessing gives on {}', s.score_fraction, c.chance::double,
              s.benchmark)
            else format('{:.3g} {} on {} is far below the lowest known, {:.3g}', s.score_fraction, s.metric,
              s.benchmark, p.lowest) end as message, 'benchmark_results, benchmark ' || s.benchmark as evidence
        from submission s
        join (select benchmark, metric, min(score_fraction) as lowest from benchmark_results group by all) p
          using (benchmark, metric)
        left join (values ('mmlu', 0.25), ('arc_ai2', 0.25), ('hellaswag', 0.25), ('openbookqa', 0.25), ('boolq', 0.5),
          ('piqa', 0.5), ('winogrande', 0.5)) as c(benchmark, chance) on c.benchmark = s.benchmark
        where s.score_fraction < $of_chance * c.chance or s.score_fraction < $of_lowest * p.lowest
    """,
    applies="select _row from submission where score_fraction is not null and benchmark <> 'gsm8k'",
    passes=(_ALEXNET, _LLAMA, {"benchmark": "gsm8k", "metric": "exact_match", "score_fraction": 0.01}),
    fails=({**_ALEXNET, "score_fraction": 0.00633}, {**_LLAMA, "score_fraction": 0.15}),
)

_AHEAD = Rule(
    id="benchmark-score-ahead-of-time",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="The score is far above every score of its time",
    explanation=(
        "Scores rise from record to record, so one far above the best of its year and of the year after is more often "
        "a slip (another metric or split, an error rate, a later model's year) than an advance that nobody followed."
    ),
    fix="Check the score, its metric and the year against the source.",
    source="The records of benchmark_results by year.",
    thresholds=(
        Threshold("margin", 0.05, "1", f"{_MEASURED}: each of 1,880 scores against the others, none is so far ahead."),
    ),
    sql="""
        select s._row, 'score_fraction' as "column", s.score_fraction as value,
          format('{:.3g} {} on {} in {} is {:.2g} above the best until {}, {:.3g}', s.score_fraction, s.metric,
            s.benchmark, s.year, s.score_fraction - r.best, s.year + 1, r.best) as message,
          'benchmark_results/' || r.holder as evidence
        from (select * from submission where score_fraction is not null and year is not null) s
        asof join (
          select benchmark, metric, year + 0 as until, max(max(score_fraction)) over w as best,
            arg_max(arg_max(record_id, score_fraction), max(score_fraction)) over w as holder,
            max(year) over (partition by benchmark, metric) as last_year
          from benchmark_results where year is not null
          group by benchmark, metric, year window w as (partition by benchmark, metric order by year)) r
          on r.benchmark = s.benchmark and r.metric = s.metric and s.year + 1 >= r.until
        where s.year <= r.last_year and s.score_fraction > r.best + $margin
    """,
    applies="select _row from submission where score_fraction is not null and year is not null",
    passes=(_ALEXNET, _LLAMA),
    fails=({**_ALEXNET, "score_fraction": 0.846}, {**_LLAMA, "score_fraction": 0.95}),
)

RULES = (_METRIC, _PRIMARY, _EVIDENCE, _LOW, _AHEAD)
