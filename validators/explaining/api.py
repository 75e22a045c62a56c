"""`compute_trends.explain`: a rule, or why a shipped record is in, for Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from compute_trends.catalog.errors import UsageError

if TYPE_CHECKING:
    from compute_trends.validators.explaining.explain import RecordExplanation, RuleExplanation


@overload
def explain(rule: str) -> RuleExplanation: ...
@overload
def explain(rule: None = None, *, record: str, dataset: str | None = None) -> RecordExplanation: ...
@overload
def explain(rule: str | None, *, record: str | None, dataset: str | None) -> RuleExplanation | RecordExplanation: ...
def explain(
    rule: str | None = None, *, record: str | None = None, dataset: str | None = None
) -> RuleExplanation | RecordExplanation:
    """Explain a rule, or why a shipped record is in.

    Args:
        rule: id of a rule: what it is for, its thresholds and their sources, how it stands on the shipped records.
        record: id of a record: its source, the criteria it claims and their evidence, what every rule says of it.
        dataset: the dataset that has the record, where several do.

    Returns:
        The explanation; `as_dict()` is what the command line prints as JSON.

    Raises:
        UnknownNameError: no such rule, record or dataset.
        UsageError: both or none of rule and record; several datasets hold the record.
    """
    from compute_trends.validators.explaining.explain import explain_record, explain_rule

    if (rule is None) == (record is None):
        raise UsageError("name a rule, as in explain structure-type, or a record, as in explain --record alexnet")
    if rule is None:
        return explain_record(str(record), dataset)
    if dataset is not None:
        raise UsageError("--dataset chooses among records; a rule says itself which datasets it is for")
    return explain_rule(rule)
