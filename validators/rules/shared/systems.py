"""Milestone systems as other records refer to them, and quantities held against theirs."""

from __future__ import annotations

#: The shipped systems under each of their names: `called` is the name or the record_id.
SYSTEMS = "(select *, unnest(list_distinct([name, record_id])) as called from milestone_systems)"


def against_system_sql(column: str, unit: str, factor: str) -> str:
    """SQL of a rule for the rows whose `column` is far from that of the milestone system that they name.

    Args:
        column: the column, of the rows and of the systems.
        unit: what the column counts, as the message names it.
        factor: the name of the rule's threshold for how many times more or less is far.
    """
    return f"""
        select s._row, '{column}' as "column", s.{column} as value,
          format('{{:.3g}} {unit} are stated, but {{}} has {{:.3g}}', s.{column}, m.name, m.{column}) as message,
          'milestone_systems/' || m.record_id as evidence
        from submission s join {SYSTEMS} m on m.called = s.milestone_system
        where s.{column} not between m.{column} / ${factor} and m.{column} * ${factor}
    """
