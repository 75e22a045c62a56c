"""How many contradictions the rule finds, and on how many rows it fires, is what its page says."""

from __future__ import annotations

from functools import cache

from compute_trends.catalog.doors.connect import select_statement
from compute_trends.catalog.importers.epoch_notes import LAYOUTS
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import find_version
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.engine.submission import Shipped
from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rules.milestone_systems.compute_differs_from_method import _JUDGED, RULE

Counts = tuple[int, ...]


@cache
def _counts(factor: float) -> Counts:
    """Of the values that upstream states with what was read of them: rows judged and fired on, contradictions judged
    and found, and rows fired on that no list of the audit holds.
    """
    schema = load_schema("milestone_systems")
    facts = [column.name for column in schema.columns if LAYOUTS[0].key in column.source]
    connection = connect()
    shipped = Shipped(connection)
    shipped.open_for("milestone_systems", "compute_contradictions", "accelerator_names", "v2026_8_4")
    connection.execute("create temp view accelerators as from v2026_8_4.accelerators")  # those of the page
    stated = select_statement(find_version("milestone_systems", "2026.8.0"), declared=True)
    names = ", ".join(f"f.{name} as {name}" for name in facts)
    connection.execute(
        "create temp table submitted_milestone_systems as select row_number() over (order by s.record_id)::BIGINT as "
        f"_row, true as _upstream, s.* replace ({names}) from ({stated}) s join milestone_systems f using (record_id)"
    )
    estimates.prepare(connection)
    found = connection.execute(
        f"""with judged as (
          select j.record_id, c.verdict,
            list_min(list_transform(ratios, lambda ratio: abs(log10(ratio)))) > log10({factor}) as fires
          from ({_JUDGED}) j left join compute_contradictions c on c.milestone_system = j.record_id
          where len(ratios) > 0)
        select count(*), count(*) filter (fires), count(*) filter (verdict = 'contradiction'),
          count(*) filter (fires and verdict = 'contradiction'), count(*) filter (fires and verdict is null)
        from judged"""
    ).fetchone()
    assert found is not None
    return tuple(map(int, found))


def test_the_page_says_what_was_measured() -> None:
    two, three, ten = (_counts(factor) for factor in (2, 3, 10))
    text = RULE.explanation
    assert (
        f"of the 35 that contradict their own note (compute_contradictions) the rule can judge {three[2]}, and" in text
    )
    assert f"finds {two[3]} beyond a factor of 2, {three[3]} beyond 3 and {ten[3]} beyond 10" in text
    assert f"fires on {two[1]}, {three[1]} and {ten[1]} of the {three[0]} that it can judge" in text
    assert f"Of the {three[1]}, {three[4]} are outside all lists" in text
    outside = _counts(1.5)[4]
    assert f"Down to a factor of 1.5 there are {outside} outside the lists" in text
    assert f"Of the {outside - three[4]} below 3" in text
    assert f"so 20 of {outside} in all" in text


def test_it_fires_on_a_tenth_of_the_rows_that_it_can_judge_at_most() -> None:
    judged, fired, *_ = _counts(RULE.threshold("factor"))
    assert judged > 300
    assert fired <= judged / 10
