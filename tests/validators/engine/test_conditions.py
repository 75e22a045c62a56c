"""What is seen of a condition without asking DuckDB."""

from __future__ import annotations

import pytest

from compute_trends.validators.engine.conditions import needs_value


@pytest.mark.parametrize(
    "condition",
    [
        "a is not null", "b > 0 and a is not null", "not _upstream and (a is not null)", "(a >= 1e6 and c = 'x or y')",
        "a > 0 and (b is not null or c is not null)", "list_contains(c, 'a') and\n  a is not null",
    ],
)  # fmt: skip
def test_a_conjunction_that_asks_for_an_empty_column_is_never_met(condition: str) -> None:
    assert needs_value(condition, {"a"})
    assert not needs_value(condition, {"d"})


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
    assert not needs_value(condition, {"a"})
