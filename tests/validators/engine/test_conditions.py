"""What is seen of a condition without asking DuckDB."""

from __future__ import annotations

import pytest

from compute_trends.validators.engine.conditions import needed_columns, row_filter


@pytest.mark.parametrize(
    "condition",
    [
        "a is not null", "b > 0 and a is not null", "not _upstream and (a is not null)", "(a >= 1e6 and c = 'x or y')",
        "a > 0 and (b is not null or c is not null)", "list_contains(c, 'a') and\n  a is not null",
        "b > a", "a <> b and c is null", "a = 'x'",
    ],
)  # fmt: skip
def test_a_conjunction_that_asks_for_an_empty_column_is_never_met(condition: str) -> None:
    assert "a" in needed_columns(condition)
    assert "d" not in needed_columns(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "true", "a is null", "a is not null or b > 0", "not a is not null", "coalesce(a, b) is not null",
        "case when a is not null and b > 0 then true end", "(a is not null) or (b is not null)", "if(a > 0, b, c)",
        "not (a is not null and b > 0)", "not _upstream and (b > 0 or a > 0)", "b = 'a is not null'",
        "a is distinct from b",
    ],
)  # fmt: skip
def test_what_may_be_met_without_a_value_is_asked(condition: str) -> None:
    assert "a" not in needed_columns(condition)


HEAD = "select _row, 'b' as \"column\", b || ' is from submission where' as message from submission where "


@pytest.mark.parametrize(
    "condition",
    [
        "b > 2", "a is distinct from b", "(a or b) and c in (1, 2)", "list_contains(l, 'select x from y')",
        "list_bool_or(list_transform(l, lambda x: x > 1))", "a = $least",
    ],
)  # fmt: skip
def test_a_statement_that_filters_rows_finds_nothing_where_none_meets_the_filter(condition: str) -> None:
    assert row_filter(f"\n  {HEAD}{condition}\n ") == condition
    assert row_filter(f"{HEAD}{condition} union all {HEAD}z > 1") == f"({condition}) or (z > 1)"


@pytest.mark.parametrize(
    "statement",
    [
        f"{HEAD}b > 2 order by b", f"{HEAD}b in (select 1)", f"{HEAD}exists (from accelerators)",
        f"{HEAD}b > 2 union select 1", f"{HEAD}b > 2 union all select _row from submission", f"with s as (x) {HEAD}b",
        f"{HEAD}b > 2 group by all", f"{HEAD}b > 2 -- or so", "select _row, b from submission s where s.b > 2",
        "select _row, b from submission, t where b > 2", "select _row, b from (select 1) where b > 2",
        "select count(*), _row from submission where b", "select _row, b from submission",
    ],
)  # fmt: skip
def test_what_is_more_than_a_filter_is_no_filter(statement: str) -> None:
    assert row_filter(statement) is None
