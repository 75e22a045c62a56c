"""Things in the wrong order: a chip newer than what was trained on it, a base model newer than what was built on it."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.arxiv_links import arxiv_id_sql, arxiv_month_sql, is_on_arxiv_sql
from compute_trends.validators.rules.shared.dates import last_day_sql, last_day_words_sql
from compute_trends.validators.rules.shared.other_record import record_sql

#: The last day on which a system may have been published.
_PUBLISHED = last_day_sql("s.publication_date", "s.publication_date_precision")

#: Systems (and results) with a chip whose release date we hold. All get the benefit of the doubt: chips known to the
#: month or year count from its first day, systems and results, of which the year alone is always known, from the last.
_SYSTEMS = f"""
    select s._row, 'training_hardware' as col, {_PUBLISHED} as published, s.publication_date_precision as known_to,
        u.chip, a.release_date as released, a.record_id as id
    from submission s, unnest(s.training_hardware) as u(chip)
    join accelerator_names n on n.name = u.chip join accelerators a on a.record_id = n.record_id
    where a.release_date is not null and s.publication_date is not null
"""
_RESULTS = """
    select s._row, u.col, make_date(s.year::integer, 12, 31) as published, 'year' as known_to, u.chip,
        a.release_date as released, a.record_id as id
    from submission s, unnest([{'col': 'training_gpu', 'chip': s.training_gpu},
        {'col': 'training_tpu', 'chip': s.training_tpu}]) as t(u)
    join accelerator_names n on n.name = u.chip join accelerators a on a.record_id = n.record_id
    where a.release_date is not null and s.year is not null
"""


def _chips(schema: TableSchema) -> str:
    return _SYSTEMS if schema.name == "milestone_systems" else _RESULTS


def _newer(condition: str) -> str:
    return f"""
        select _row, col as "column", chip as value,
            chip || ' was released on ' || released || ', ' || (released - published) || ' days after '
            || {last_day_words_sql("published", "known_to")} as message, 'accelerators/' || id as evidence
        from ({{chips}}) where {condition}
    """


def _little(schema: TableSchema) -> str:
    return _newer("released - published > $grace_day and released - published <= $most_day").format(
        chips=_chips(schema)
    )


def _much(schema: TableSchema) -> str:
    return _newer("released - published > $most_day").format(chips=_chips(schema))


def _with_chip(schema: TableSchema) -> str:
    return f"select _row from ({_chips(schema)})"


def _needs_chip(schema: TableSchema) -> str:
    if schema.name == "milestone_systems":
        return "training_hardware is not null and publication_date is not null"
    return "coalesce(training_gpu, training_tpu) is not null and year is not null"


_BASES = f"""
    with based as (
        select s._row, s.record_id, {_PUBLISHED} as published, s.publication_date_precision as known_to, u.base
        from submission s, unnest(s.base_model) as u(base)
        where s.publication_date is not null),
    known as (
        select record_id, name, publication_date, false as is_beside from milestone_systems
        union all
        select record_id, name, publication_date, true from submitted_milestone_systems where not _upstream),
    joined as (
        select b.*, k.record_id as id, k.publication_date as based_on, k.is_beside
        from based b join known k on k.name = b.base and k.record_id <> b.record_id
        union all
        select b.*, k.record_id, k.publication_date, k.is_beside
        from based b join known k on k.record_id = b.base and k.name is distinct from b.base
            and k.record_id <> b.record_id)
"""

_SCORES = f"""
    select *, date_diff('month', month, publication_date) as gap
    from (
        select *, {arxiv_month_sql("id")} as month
        from (
            select _row, publication_date, source_url, {arxiv_id_sql("source_url")} as id
            from submission where publication_date is not null and {is_on_arxiv_sql("source_url")})
        where id is not null)
"""

_MOST = Threshold(
    "most_day", 365, "day", "Measured on milestone_systems 2026.8.0: no system precedes its chip by more than 70 days."
)

RULES = (
    Rule(
        id="chip-newer-than-system",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems", "benchmark_results"),
        title="Training hardware was released after the system was published",
        explanation=(
            "A system cannot have been trained on a chip that nobody could use yet. Mostly another variant of the chip "
            "was meant (a V100S for a V100), sometimes the chip of a later version of the system. Utilisation, cost "
            "and energy are computed from the chip."
        ),
        fix="Check the name of the chip and the date of publication against the paper.",
        source="The release dates in the accelerators dataset.",
        thresholds=(
            Threshold(
                "grace_day",
                30,
                "day",
                "Makers use chips before they sell them. Measured on milestone_systems 2026.8.0: one system precedes "
                "its chip, by 70 days.",
            ),
            _MOST,
        ),
        sql=_little,
        applies=_with_chip,
        needs=_needs_chip,
        passes=(
            {"training_hardware": ["NVIDIA A100 SXM4 40 GB"], "publication_date": "2023-03-01"},
            {
                "training_hardware": ["NVIDIA A100 SXM4 40 GB"],
                "publication_date": "2020-01-01",
                "publication_date_precision": "year",
            },
            {"training_hardware": ["a chip of our own"], "publication_date": "2010-03-01"},
        ),
        fails=(
            {"training_hardware": ["nvidia-tesla-v100s-pcie-32-gb"], "publication_date": "2019-09-17"},
            {
                "_dataset": "benchmark_results",
                "training_tpu": "google-tpu-v7-ironwood",
                "year": 2024,
            },
        ),
    ),
    Rule(
        id="chip-much-newer-than-system",
        layer="plausibility",
        severity="error",
        datasets=("milestone_systems", "benchmark_results"),
        title="Training hardware was released more than a year after the system was published",
        explanation=(
            "No laboratory trains on a chip more than a year before its release. Either the chip or the year of "
            "publication is wrong."
        ),
        fix="Name the chip that the paper names, and check the year of publication.",
        source="The release dates in the accelerators dataset.",
        thresholds=(_MOST,),
        sql=_much,
        applies=_with_chip,
        needs=_needs_chip,
        passes=({"training_hardware": ["NVIDIA A100 SXM4 40 GB"], "publication_date": "2023-03-01"},),
        fails=(
            {"training_hardware": ["NVIDIA A100 SXM4 40 GB"], "publication_date": "2015-03-01"},
            {"_dataset": "benchmark_results", "training_tpu": "google-tpu-v7-ironwood", "year": 2019},
        ),
    ),
    Rule(
        id="base-model-newer-than-system",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The base model was published after the system that is built on it",
        explanation=(
            "A system that starts from the weights of another is published after it, except where the same makers "
            "publish the base model late. Otherwise a later version of the base model is named, or a date is wrong."
        ),
        fix="Name the version of the base model that the paper started from, and check both dates.",
        source="The publication dates of the milestone systems.",
        thresholds=(
            Threshold(
                "grace_day",
                31,
                "day",
                "Measured on milestone_systems 2026.8.0: two systems precede their base model, by 94 and 160 days.",
            ),
        ),
        sql=_BASES
        + f"""
            select _row, 'base_model' as "column", base as value,
                base || ' was published on ' || based_on || ', ' || (based_on - published)
                || ' days after this system (' || {last_day_words_sql("published", "known_to")} || ')' as message,
                {record_sql("milestone_systems", "id", "is_beside")} as evidence
            from joined where based_on - published > $grace_day
        """,
        applies=_BASES + "select _row from joined",
        needs="base_model is not null and publication_date is not null",
        passes=(
            {"record_id": "x", "base_model": ["gpt-3-175b-davinci"], "publication_date": "2020-06-01"},
            {
                "record_id": "x",
                "base_model": ["gpt-3-175b-davinci"],
                "publication_date": "2020-01-01",
                "publication_date_precision": "year",
            },
        ),
        fails=({"record_id": "x", "base_model": ["GPT-3 175B (davinci)"], "publication_date": "2019-03-01"},),
    ),
    Rule(
        id="score-older-than-model",
        layer="plausibility",
        severity="warning",
        datasets=("benchmark_results",),
        title="The source of a score is older than the model",
        explanation=(
            "A paper cannot report a model that is published months after it. Mostly an earlier model of the same "
            "name was scored, or the link is that of the benchmark instead of the report."
        ),
        fix="Link the report that holds the score, and check which version of the model it is about.",
        source="The month that the arXiv id of the source states.",
        thresholds=(
            Threshold(
                "grace_month",
                3,
                "month",
                "Measured on benchmark_results 2026.8.0: of 699 scores with a date and an arXiv link 39 are older than "
                "the model by 1 to 3 months and 20 by 19 or 20, those of GPT-3 under text-davinci-001.",
            ),
        ),
        sql=f"""
            select _row, 'source_url' as "column", source_url as value,
                'the source is of ' || left(month::varchar, 7) || ', ' || gap || ' months before the model of '
                    || publication_date as message, 'arXiv:' || id as evidence
            from ({_SCORES}) where gap > $grace_month
        """,
        applies=f"select _row from ({_SCORES})",
        passes=({"publication_date": "2020-05-28", "source_url": "https://arxiv.org/abs/2103.03874"},),
        fails=({"publication_date": "2023-03-14", "source_url": "https://arxiv.org/abs/2103.03874"},),
    ),
    Rule(
        id="year-contradicts-date",
        layer="plausibility",
        severity="error",
        datasets=("benchmark_results",),
        title="The year is not that of the publication date",
        explanation=(
            "The year and the publication date of a result say the same thing twice, the year being all that some "
            "sources give. Trends select by either."
        ),
        fix="Write the year of the publication date.",
        source="The columns themselves; they agree on all 819 shipped results that have both.",
        sql="""
            select _row, 'year' as "column", year as value,
                'the publication date is in ' || year(publication_date) as message,
                'publication_date = ' || publication_date as evidence
            from submission where year <> year(publication_date)
        """,
        applies="select _row from submission where year is not null and publication_date is not null",
        passes=({"year": 2021, "publication_date": "2021-12-31"},),
        fails=({"year": 2022, "publication_date": "2021-12-31"},),
    ),
)
