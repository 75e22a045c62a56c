"""A run that is dated before the first one that reached its level."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.dates import first_day_sql, last_day_sql
from compute_trends.validators.rules.shared.efficiency_baselines import PAIRS
from compute_trends.validators.rules.shared.examples import EFFICIENTNET
from compute_trends.validators.rules.shared.sources import HERNANDEZ

_LAST_DAY = last_day_sql("publication_date", "publication_date_precision")
_FIRST_DAY = first_day_sql("baseline_date", "baseline_precision")

RULE = Rule(
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
    source=f"{HERNANDEZ}, published table.",
    reads=("performance_level", "publication_date", "publication_date_precision", "is_baseline"),
    opens=("algorithmic_efficiency",),
    sql=f"""
        select _row, 'publication_date' as "column", publication_date::varchar as value,
          format('{{}} is before {{}}, when {{}} reached the level {{}} first', publication_date::varchar,
            baseline_date::varchar, baseline, performance_level) as message,
          'algorithmic_efficiency/' || baseline_id as evidence
        from ({PAIRS})
        where not is_baseline and {_LAST_DAY} < {_FIRST_DAY}
    """,
    applies=f"select _row from ({PAIRS}) where not is_baseline and publication_date is not null",
    passes=(
        EFFICIENTNET,
        {**EFFICIENTNET, "publication_date": "2012-06-01", "publication_date_precision": "month"},
        {**EFFICIENTNET, "publication_date": "2012-01-01", "publication_date_precision": "year"},
    ),
    fails=(
        {**EFFICIENTNET, "publication_date": "2009-05-28"},
        {**EFFICIENTNET, "publication_date": "2011-01-01", "publication_date_precision": "year"},
    ),
)
