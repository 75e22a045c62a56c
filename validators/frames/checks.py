"""Rules as checks of pandera, answered by the engine.

pandera calls one check after the other, each with the whole frame. The first of them checks the frame by all its
rules at once, the others read what was found.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable
from functools import partial
from typing import Any

from pandera.api.base.checks import CheckResult
from pandera.api.checks import Check
from pandera.constants import CHECK_OUTPUT_KEY
from pandera.errors import SchemaDefinitionError

from compute_trends.catalog.texts.numbers import count
from compute_trends.validators.engine.reach import row_rules
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.rule import Rule

#: Failure cases in the text of a warning, which is all that pandera keeps of it.
_SHOWN = 5

_Found = dict[str, list[Finding]]


class _Latest(threading.local):
    """What was found in the frame that is being validated in this thread, less what the checks have fetched."""

    def __init__(self) -> None:  # runs once per thread
        self.frame: weakref.ref[Any] | None = None
        self.dataset = ""
        self.by_rule: _Found = {}


_latest = _Latest()


class RuleCheck(Check):
    """One rule as a check of a whole frame, pandas or polars.

    pandera's own checks of frames report every cell of a failing row; this one reports the finding.
    """

    def __init__(self, dataset: str, rule: Rule) -> None:
        super().__init__(
            partial(_holds, dataset, rule.id),
            name=rule.id,
            error=f"{rule.id}: {rule.title}",
            title=rule.title,
            description=f"{rule.explanation} {rule.fix}",
            raise_warning=rule.severity == "warning",
        )
        self.dataset = dataset

    def __call__(self, check_obj: Any, column: str | None = None) -> CheckResult:
        """The rule's verdict on each row of a pandas DataFrame or polars LazyFrame."""
        assert self.name is not None
        found = _findings(self.dataset, self.name, check_obj)
        return (_pandas_result if _is_pandas(check_obj) else _polars_result)(check_obj, found, bool(self.raise_warning))


def _findings(dataset: str, rule: str, frame: Any) -> list[Finding]:
    """What a rule finds in a frame.

    Raises:
        SchemaDefinitionError: a rule crashed, which is no fault of the frame; pandera hands no other error on.
    """
    from compute_trends.validators.engine.asking import RuleCrashedError
    from compute_trends.validators.engine.check import check_table

    known = _latest.frame is not None and _latest.frame() is frame and _latest.dataset == dataset
    # A rule that is asked again is asked of the frame as it is now: frames of pandas can be changed in place.
    if not known or rule not in _latest.by_rule:
        rules = [item.id for item in row_rules(dataset)]
        try:
            report = check_table(frame, dataset, select=rules)
        except RuleCrashedError as error:
            raise SchemaDefinitionError(str(error)) from error
        by_rule: _Found = {name: [] for name in rules}
        for finding in report:
            if finding.rule in by_rule and finding.line is not None:
                by_rule[finding.rule].append(finding)
        _latest.frame, _latest.dataset, _latest.by_rule = weakref.ref(frame), dataset, by_rule
    return _latest.by_rule.pop(rule)


def _is_pandas(frame: Any) -> bool:
    return hasattr(frame, "iloc")


def _by_row(found: Iterable[Finding], most: int | None) -> list[tuple[int, str | None, str]]:
    """(number of the row, column, sentences) of each row with findings; of `most` rows, the last says how many more."""
    rows: dict[int, list[Finding]] = {}
    for finding in found:
        assert finding.line is not None
        rows.setdefault(finding.line - 1, []).append(finding)
    told = [
        (row, here[0].column, f"{here[0].record}: " + "; ".join(dict.fromkeys(finding.message for finding in here)))
        for row, here in sorted(rows.items())
    ]
    if most is not None and len(told) > most:
        row, column, text = told[most - 1]
        told[most - 1 :] = [(row, column, f"{text} (and {count(len(told) - most, 'more row')})")]
    return told


def _pandas_result(frame: Any, found: list[Finding], is_warning: bool) -> CheckResult:
    import pandas as pd

    holds = _pandas_verdicts(frame, found)
    told = _by_row(found, _SHOWN if is_warning else None)
    labels = [frame.index[row] for row, _, _ in told]
    cases = pd.DataFrame(
        {
            "column": [column or "record_id" for _, column, _ in told],
            # pandera has the labels of a MultiIndex as text
            "index": [str(label) for label in labels] if isinstance(frame.index, pd.MultiIndex) else labels,
            "failure_case": [text for *_, text in told],
        }
    )
    return CheckResult(holds, bool(holds.all()), frame, cases if told else None)


def _polars_result(frame: Any, found: list[Finding], is_warning: bool) -> CheckResult:
    import polars as pl

    holds = _polars_verdicts(frame, found)
    told = _by_row(found, _SHOWN if is_warning else None)
    cases = pl.LazyFrame({"failure_case": pl.Series([text for *_, text in told], dtype=pl.String)})
    return CheckResult(holds, holds.select(pl.col(CHECK_OUTPUT_KEY).all()), frame, cases)


def _pandas_verdicts(frame: Any, found: list[Finding]) -> Any:
    import numpy as np
    import pandas as pd

    holds = np.ones(len(frame), dtype=bool)
    holds[_rows(found)] = False
    return pd.Series(holds, index=frame.index)


def _polars_verdicts(frame: Any, found: list[Finding]) -> Any:
    import polars as pl

    failing = pl.Series(_rows(found), dtype=pl.UInt32)
    numbers = frame.lazy().select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(CHECK_OUTPUT_KEY))
    return numbers.select(~pl.col(CHECK_OUTPUT_KEY).is_in(failing.implode()))


def _rows(found: list[Finding]) -> list[int]:
    return sorted({finding.line - 1 for finding in found if finding.line is not None})


def _holds(dataset: str, rule: str, data: Any) -> Any:
    """Whether a rule holds, by row: the function of the check for code that asks it instead of the check."""
    frame = data if _is_pandas(data) else data.lazyframe
    return (_pandas_verdicts if _is_pandas(data) else _polars_verdicts)(frame, _findings(dataset, rule, frame))
