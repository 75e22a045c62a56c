"""What a finding calls the other record that it is about."""

from __future__ import annotations


def record_sql(dataset: str, record_id: str, is_beside: str) -> str:
    """SQL for the place of another record: "accelerators/a100" where we ship it, else "submitted beside it: a100".

    Args:
        dataset: the dataset of both records.
        record_id: SQL for the other's record_id.
        is_beside: SQL for whether the other is known from the submission alone.
    """
    return f"if({is_beside}, 'submitted beside it: ', '{dataset}/') || {record_id}"
