"""What a submitted milestone states beside its criteria: name, public source, precision, and how numbers were found."""

from __future__ import annotations

from functools import partial

from compute_trends.validators.rules.milestone_criterion_evidence import HAS_USER, NOT_PUBLIC
from compute_trends.validators.rules.shared.column_rule import column_rule

#: Numbers of which a record should have at least one.
_NUMBERS = (
    "training_compute_flop",
    "parameters",
    "training_dataset_size_datapoint",
    "training_time_hour",
    "hardware_quantity",
    "training_cost_2023_usd",
    "training_power_w",
)


_rule = partial(column_rule, source="This package's own demand on submissions.")

_COMPUTE = {"training_compute_flop": 3.14e23}

RULES = (
    _rule(
        "milestone-name-missing",
        "name",
        "trim(coalesce(name, '')) = ''",
        "'the record has no name'",
        (
            "A milestone has no name",
            (
                "The name is how people find a system and how duplicates are found. Three systems of 2022 came without "
                "one and could be told apart only by their papers."
            ),
            "Fill name as the paper gives it; where it names no system, a short description.",
        ),
        ({"name": "AlexNet"},),
        ({}, {"name": " "}),
    ),
    _rule(
        "milestone-source-missing",
        "source_url",
        f"source_url is null or {NOT_PUBLIC.format(url='source_url')}",
        "case when source_url is null then 'the record has no link to a public source' "
        f"when {HAS_USER.format(url='source_url')} then 'the link holds a user name' "
        "else 'the link leads to no page that everybody can open' end",
        (
            "A milestone has no public source",
            (
                "Whoever doubts a number has to be able to look it up. A paper, a technical report, a model card or an "
                "announcement serves; a page inside a private network or a placeholder does not."
            ),
            "Link the public page that states the facts of the record in source_url.",
        ),
        ({"source_url": "https://arxiv.org/abs/2005.14165"}, {"source_url": "http://yann.lecun.com:80/x.pdf"}),
        ({}, {"source_url": "http://localhost:8000/paper.pdf"}, {"source_url": "https://example.org/paper"}),
    ),
    _rule(
        "publication-date-precision-missing",
        "publication_date_precision",
        "publication_date_precision is null",
        "'the record does not say whether ' || publication_date || ' is known to the day, the month or the year'",
        (
            "The precision of the publication date is not stated",
            (
                "Many dates of the upstream tables stand on the first day of a month or year and are known no better "
                "than that, which cannot be seen from the date itself. Trends and the order of records depend on it."
            ),
            "Fill publication_date_precision with day, month or year.",
        ),
        ({"publication_date": "2020-05-28", "publication_date_precision": "day"},),
        ({"publication_date": "2020-05-28"},),
        applies="publication_date is not null",
    ),
    _rule(
        "training-compute-method-missing",
        "training_compute_method",
        "coalesce(len(training_compute_method), 0) = 0",
        "format('the training compute of {:.3g} FLOP does not say how it was found', training_compute_flop)",
        (
            "The training compute does not say how it was found",
            (
                "Counting operations, hardware and time, and the developers' own word err in different ways, by a "
                "factor of two or more. Without the method nobody can repeat or correct the estimate."
            ),
            "Fill training_compute_method, for instance with operation_counting, hardware or reported.",
        ),
        (_COMPUTE | {"training_compute_method": ["operation_counting"]}, {}),
        (_COMPUTE,),
        applies="training_compute_flop is not null",
    ),
    _rule(
        "training-compute-confidence-missing",
        "confidence",
        "confidence is null",
        "format('the training compute of {:.3g} FLOP comes without a confidence', training_compute_flop)",
        (
            "The training compute comes without a confidence",
            (
                "Confident is meant to hold within a factor of 3, likely within 10, speculative within 30. All 535 "
                "systems of milestone_systems 2026.8.0 with a training compute state it, and trends select by it."
            ),
            "Fill confidence with confident, likely or speculative.",
        ),
        (_COMPUTE | {"confidence": "likely"}, {}),
        (_COMPUTE,),
        applies="training_compute_flop is not null",
    ),
    _rule(
        "milestone-numbers-missing",
        "training_compute_flop",
        " and ".join(f"{name} is null" for name in _NUMBERS),
        "'the record states no number: neither compute nor parameters, data, time, hardware, cost or power'",
        (
            "A milestone states no number",
            (
                "A system that counts as a milestone may be recorded though little is known of it: 170 of the 1,050 "
                "systems of milestone_systems 2026.8.0 have no number at all. No trend can use such a record, so look "
                "twice before leaving it at that."
            ),
            "Fill at least one of " + ", ".join(_NUMBERS) + ".",
        ),
        (_COMPUTE, {"parameters": 6.1e7}),
        ({}, {"batch_size": 256}),
        severity="warning",
    ),
)
