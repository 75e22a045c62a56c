"""Systems and results against the release dates of the chips that they name."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.dates import PUBLISHED, last_day_words_sql

#: Systems (and results) with a chip whose release date we hold. All get the benefit of the doubt: chips known to the
#: month or year count from its first day, systems and results, of which the year alone is always known, from the last.
SYSTEMS_WITH_CHIP = f"""
    select s._row, 'training_hardware' as col, {PUBLISHED} as published, s.publication_date_precision as known_to,
        u.chip, a.release_date as released, a.record_id as id
    from submission s, unnest(s.training_hardware) as u(chip)
    join accelerator_names n on n.name = u.chip join accelerators a on a.record_id = n.record_id
    where a.release_date is not null and s.publication_date is not null
"""

RESULTS_WITH_CHIP = """
    select s._row, u.col, make_date(s.year::integer, 12, 31) as published, 'year' as known_to, u.chip,
        a.release_date as released, a.record_id as id
    from submission s, unnest([{'col': 'training_gpu', 'chip': s.training_gpu},
        {'col': 'training_tpu', 'chip': s.training_tpu}]) as t(u)
    join accelerator_names n on n.name = u.chip join accelerators a on a.record_id = n.record_id
    where a.release_date is not null and s.year is not null
"""


def chips(schema: TableSchema) -> str:
    """The rows of a dataset with a chip whose release date we hold."""
    return SYSTEMS_WITH_CHIP if schema.name == "milestone_systems" else RESULTS_WITH_CHIP


def chip_columns(schema: TableSchema) -> tuple[str, ...]:
    """The columns that this reads."""
    if schema.name == "milestone_systems":
        return ("training_hardware", "publication_date", "publication_date_precision")
    return ("training_gpu", "training_tpu", "year")


def newer(condition: str) -> str:
    """SQL of a rule for the chips that meet a condition; `{chips}` in it stands for the rows with a chip."""
    return f"""
        select _row, col as "column", chip as value,
            chip || ' was released on ' || released || ', ' || (released - published) || ' days after '
            || {last_day_words_sql("published", "known_to")} as message, 'accelerators/' || id as evidence
        from ({{chips}}) where {condition}
    """


def any_newer(schema: TableSchema) -> str:
    """A probe: a row wherever a chip came out after its system or result."""
    return f"select 1 from ({chips(schema)}) where released > published"


def with_chip(schema: TableSchema) -> str:
    """The rows that such a rule can judge."""
    return f"select _row from ({chips(schema)})"


def needs_chip(schema: TableSchema) -> str:
    """The condition without which a row has no chip and date."""
    if schema.name == "milestone_systems":
        return "training_hardware is not null and publication_date is not null"
    return "coalesce(training_gpu, training_tpu) is not null and year is not null"


MOST = Threshold(
    "most_day", 365, "day", "Measured on milestone_systems 2026.8.0: no system precedes its chip by more than 70 days."
)
