"""A claimed improvement of the state of the art against the scores that benchmark_results holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.arxiv_links import arxiv_id_sql, arxiv_month_sql
from compute_trends.validators.rules.shared.benchmark_names import Benchmarks

if TYPE_CHECKING:
    import duckdb


# A score counts as known from the latest of the model's publication, the release of its version and the end of the
# month in the arXiv id of the paper that reports it; where none of them is given, from the end of the year.
_HELD = f"""
    select * exclude (publication_date, version_release_date, year),
      coalesce(greatest(publication_date, version_release_date, last_day({arxiv_month_sql("arxiv_id")})),
        make_date(year, 12, 31)) as known_date
    from (
      select record_id, name, milestone_system, benchmark, metric, is_primary_metric, score_fraction, publication_date,
        version_release_date, year, {arxiv_id_sql("source_url")} as arxiv_id
      from shipped where benchmark in (select benchmark from sota_claim))
"""

# Only a score that was the best one when it came out can be the best one later: 201 of the 2,617 held in 2026.8.0.
_RECORDS = f"""
    select *, {folded_sql("name")} as bare_name, {folded_sql("milestone_system")} as bare_system
    from held
    qualify score_fraction >= max(score_fraction) over (partition by benchmark, metric order by known_date)
"""


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `sota_claim` (text of benchmark and metric, what they mean) and `sota_held` (the record scores of these).

    Planning a query over the wide dataset takes longer than a check may: it is read only if somebody claims a
    benchmark that it holds, and then once.
    """
    from compute_trends.catalog.doors.connect import select_statement
    from compute_trends.catalog.versions import find_version

    texts = connection.execute(
        "select distinct sota_benchmark, sota_metric from submitted_milestone_systems "
        "where sota_benchmark is not null and sota_score_fraction is not null"
    ).fetchall()
    benchmarks = Benchmarks(connection) if texts else None
    meant = [(*text, found) for text in texts if benchmarks and (found := benchmarks.recognise(*text)) is not None]
    connection.execute(
        "create or replace table sota_claim "
        "(sota_benchmark VARCHAR, sota_metric VARCHAR, benchmark VARCHAR, metric VARCHAR, is_error BOOLEAN)"
    )
    if not meant:
        connection.execute(
            "create or replace table sota_held (record_id VARCHAR, name VARCHAR, milestone_system VARCHAR, "
            "benchmark VARCHAR, metric VARCHAR, is_primary_metric BOOLEAN, score_fraction DOUBLE, arxiv_id VARCHAR, "
            "known_date DATE, bare_name VARCHAR, bare_system VARCHAR)"
        )
        return
    columns = [
        [benchmark for benchmark, _, _ in meant],
        [metric for _, metric, _ in meant],
        [found.benchmark for _, _, found in meant],
        [found.metric for _, _, found in meant],
        [found.is_error for _, _, found in meant],
    ]
    kinds = ("VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN")
    connection.execute(
        "insert into sota_claim select " + ", ".join(f"unnest(?::{kind}[])" for kind in kinds),
        columns,
    )
    shipped = select_statement(find_version("benchmark_results"))
    connection.execute(
        f"create or replace table sota_held as with shipped as ({shipped}), held as ({_HELD}) {_RECORDS}"
    )


#: Claims whose benchmark and metric we hold; the score so turned that more is better.
_CLAIMS = f"""
    select s._row, s.record_id, {folded_sql("s.name")} as bare_name, {arxiv_id_sql("s.source_url")} as arxiv_id,
      s.publication_date, s.sota_benchmark, s.sota_score_fraction,
      m.benchmark, m.metric, m.is_error, if(m.is_error, 1 - s.sota_score_fraction, s.sota_score_fraction) as score
    from submission s
    join sota_claim m
      on m.sota_benchmark = s.sota_benchmark and m.sota_metric is not distinct from s.sota_metric
    where s.sota_score_fraction is not null and s.publication_date is not null
"""

_MATCHES = """h.benchmark = c.benchmark
      and if(c.metric = 'primary', h.is_primary_metric, h.metric = c.metric)"""

# The system's own score in another table is no rival, though a later paper may have repeated it.
_OTHERS = """(h.milestone_system is distinct from c.record_id or c.record_id is null)
      and coalesce(h.bare_name <> c.bare_name, true) and coalesce(h.bare_system <> c.bare_name, true)
      and coalesce(h.arxiv_id <> c.arxiv_id, true)"""

RULE = Rule(
    id="sota-score-not-a-record",
    layer="inclusion",
    severity="error",
    datasets=("milestone_systems",),
    title="The claimed improvement of the state of the art does not beat an earlier score",
    explanation=(
        "Where benchmark_results holds the benchmark and metric, a claimed score has to beat every score that was "
        "known before the system was published. Without sota_metric the benchmark's primary metric is meant (top-1 "
        "accuracy on ImageNet), so a top-5 accuracy has to say that it is one; an error rate is turned into an "
        "accuracy first. Most often the metric is another one or the score stems from a smaller variant."
    ),
    fix="Check sota_benchmark, sota_metric and sota_score_fraction; claim the benchmark on which the system was best.",
    source=(
        "Sevilla et al. 2022, selection of systems (improvement of the state of the art); scores of the dataset "
        "benchmark_results."
    ),
    reads=(
        "record_id",
        "name",
        "publication_date",
        "sota_benchmark",
        "sota_metric",
        "sota_score_fraction",
        "source_url",
    ),
    binds="submitted",
    prepare=_prepare,
    sql=f"""
        select _row, 'sota_score_fraction' as "column", sota_score_fraction::VARCHAR as value,
          format('{{}} of {{:.3g}} on {{}} is no record: {{}} had a score of {{:.3g}} by {{}}',
            if(is_error, 'an error', 'a score'), sota_score_fraction, sota_benchmark,
            coalesce(best.name, 'another model'), best.score_fraction, best.known_date::VARCHAR) as message,
          'benchmark_results/' || best.record_id as evidence
        from (
          select c._row, any_value(c.sota_score_fraction) as sota_score_fraction, any_value(c.is_error) as is_error,
            any_value(c.sota_benchmark) as sota_benchmark, arg_max(h, (h.score_fraction, h.record_id)) as best
          from ({_CLAIMS}) c
          join sota_held h on {_MATCHES}
          where h.score_fraction >= c.score and h.known_date < c.publication_date and {_OTHERS}
          group by c._row
        )
    """,
    applies=f"select distinct c._row from ({_CLAIMS}) c join sota_held h on {_MATCHES}",
    needs="sota_benchmark is not null and sota_score_fraction is not null",
    passes=(
        {"sota_benchmark": "ImageNet", "sota_score_fraction": 0.92, "publication_date": "2022-05-04"},
        {
            "sota_benchmark": "ImageNet top-5",
            "sota_score_fraction": 0.9643,
            "publication_date": "2015-12-10",
        },
        {
            "sota_benchmark": "ILSVRC 2012",
            "sota_metric": "top-5 error",
            "sota_score_fraction": 0.0357,
            "publication_date": "2015-12-10",
        },
        {"sota_benchmark": "Kinetics-400", "sota_score_fraction": 0.1, "publication_date": "2022-05-04"},
        {
            "sota_benchmark": "ImageNet",
            "sota_metric": "mCE",
            "sota_score_fraction": 0.1,
            "publication_date": "2022-01-01",
        },
    ),
    fails=(
        {"sota_benchmark": "ImageNet", "sota_score_fraction": 0.75, "publication_date": "2020-10-22"},
        {
            "sota_benchmark": "ImageNet (ILSVRC-2012)",
            "sota_metric": "top-5 error",
            "sota_score_fraction": 0.153,
            "publication_date": "2020-10-22",
        },
        {"sota_benchmark": "WMT14 EN-DE", "sota_score_fraction": 0.25, "publication_date": "2019-06-01"},
        {
            "sota_benchmark": "MMLU",
            "sota_metric": "accuracy",
            "sota_score_fraction": 0.6,
            "publication_date": "2024-06-01",
        },
    ),
)
