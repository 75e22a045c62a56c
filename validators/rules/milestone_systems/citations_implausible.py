"""More citations than the most cited papers gather in that time."""

from compute_trends.catalog.texts.sql_text import counted_sql
from compute_trends.validators.rule import Rule, Threshold

_RATE = """
    with judged as (
        select _row, citations, greatest(1, date_diff('month', publication_date,
            coalesce(citations_date, $as_of))) as months
        from submission where citations is not null and publication_date is not null)
"""

RULE = Rule(
    id="citations-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="More citations than the most cited papers gather",
    explanation=(
        "The most cited paper of the field, on residual networks, has gathered about 1,800 citations a month. More "
        "is mostly a slip, a count of something else, or that of another paper."
    ),
    fix="Copy the count from the stated source, with the day on which it was read.",
    source="The citations in milestone_systems.",
    reads=("publication_date", "citations", "citations_date"),
    thresholds=(
        Threshold(
            "most_per_month",
            4000,
            "citation per month",
            "Measured on milestone_systems 2026.8.0: the most of 620 systems is 1,785 until the release; a factor "
            "of 2.2 is the margin, as a paper may be cited faster yet and a slip of a digit is a factor of 10.",
        ),
    ),
    sql=_RATE
    + f"""
        select _row, 'citations' as "column", citations as value,
            format('{{:.3g}} citations in ', citations::double) || {counted_sql("months", "month")}
                || format(' are {{:.3g}} a month', citations / months) as message,
            format('expected to be at most {{:.4g}} a month', $most_per_month::double) as evidence
        from judged where citations / months > $most_per_month
    """,
    applies=_RATE + "select _row from judged",
    needs="citations is not null and publication_date is not null",
    passes=({"citations": 228517, "publication_date": "2015-12-10"},),
    fails=({"citations": 228517000, "publication_date": "2015-12-10"},),
)
