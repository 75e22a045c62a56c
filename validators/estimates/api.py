"""`compute_trends.estimate`: training compute, for Python; of facts as the command line takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.schema import LIST_DELIMITER
from compute_trends.validators.estimates import estimate as methods
from compute_trends.validators.estimates.results import Estimates

#: Facts by the names that people give them, with the column of milestone_systems that each one is.
FACTS = {
    "parameters": "parameters",
    "active_parameters": "active_parameters",
    "connections": "connections",
    "tokens": "training_dataset_size_datapoint",
    "examples": "training_dataset_size_datapoint",
    "epochs": "epochs",
    "hardware": "training_hardware",
    "chips": "hardware_quantity",
    "hours": "training_time_hour",
    "utilisation": "hardware_utilization_fraction",
    "number_format": "number_format",
    "compute": "training_compute_flop",
}


def estimate(record: Mapping[str, Any] | str | None = None, **facts: Any) -> Estimates:
    """Estimate training compute from parameters and data, or chips and time.

    Args:
        record: the `record_id` of a shipped system, or columns of milestone_systems by name, as many as are known;
            `connections` stands there for multiply-adds of a forward pass on one datapoint.
        facts: in place of a record: parameters, active_parameters (that one token uses), connections, tokens (or
            examples) and epochs; hardware (one chip, or several), chips (how many), hours, utilisation (0 to 1) and
            number_format; compute (FLOP), to compare with. Parameters describe a language model.

    Returns:
        Both methods, `operations` and `hardware`, each with `flop`, `low_flop` and `high_flop` (nine of ten systems
        with these inputs lie between), its formula and inputs, and what it lacks.

    Raises:
        UsageError: a record and facts together, or neither; a value that is none for its column or outside its range.
        UnknownNameError: no such record, fact, chip or number format.

    >>> found = estimate(parameters=175e9, tokens=300e9)
    >>> f"{found.operations.flop:.3g}"
    '3.15e+23'
    """
    if (record is None) == (not facts):
        raise UsageError("give a record, or quantities: one of the two")
    if record is None:
        return estimate_facts(**facts)
    return methods.estimate_shipped(record) if isinstance(record, str) else methods.estimate(record)


def estimate_facts(**facts: Any) -> Estimates:
    """Estimate training compute of facts, by the names of `FACTS`.

    Raises:
        UsageError: tokens and examples together; a value that is none for its column or outside its range.
        UnknownNameError: no such fact, chip or number format.
    """
    known: dict[str, Any] = {}
    for name, value in facts.items():
        if name not in FACTS:
            raise UnknownNameError("quantity", name, FACTS)
        if FACTS[name] in known:
            raise UsageError("tokens and examples are one quantity: give one of them")
        if value is not None:
            known[FACTS[name]] = value
    hardware = known.get("training_hardware")
    if isinstance(hardware, str):
        known["training_hardware"] = [name.strip() for name in hardware.split(LIST_DELIMITER) if name.strip()]
    methods.check_names(known)
    # Parameters and tokens are what a language model is told by; connections hold for any network.
    return methods.estimate(known if "connections" in known else {**known, "domains": ["Language"]})
