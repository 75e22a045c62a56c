"""What an estimate of training compute consists of, made from a row of `compute_estimates`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from compute_trends.validators.estimates import sql as method_sql
from compute_trends.validators.estimates.chip_rates import MATRIX_TO_VECTOR_HIGH_SOURCE, NARROWER_SOURCE, TENSOR_SINCE

#: What a method lacks whose inputs multiply to more than a number can hold.
OVERFLOW = "smaller inputs, for their product is greater than the largest number, 1.8e308"

_DEFAULT = f"not stated; {method_sql.DEFAULT_SOURCE}"

_SHARING = (
    "a lower bound for networks that use a parameter several times per datapoint, such as convolutional ones; give "
    "connections for these"
)


@dataclass(frozen=True)
class Input:
    """One quantity that an estimate used.

    Attributes:
        name: the column, or what it is.
        value: in `unit`.
        source: "record", a record of accelerators, or why this value was assumed.
    """

    name: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Method:
    """One method's estimate of the training compute.

    Attributes:
        method: "operations" or "hardware".
        flop: the estimate in FLOP; None where inputs are missing.
        low_flop, high_flop: nine of ten systems with these inputs lie between them.
        formula: how it was computed, with numbers.
        inputs: what was used.
        missing: what the method lacks.
        bounds_source: where the width of the interval comes from.
        note: what the estimate cannot know.
    """

    method: str
    flop: float | None
    low_flop: float | None
    high_flop: float | None
    formula: str | None
    inputs: tuple[Input, ...]
    missing: tuple[str, ...]
    bounds_source: str | None
    note: str | None = None


@dataclass(frozen=True)
class Estimates:
    """Both estimates of one record, and the compute that it states.

    Attributes:
        record_id, name: of the record; None where it has none.
        stated_flop: the stated compute of the training that the inputs describe; for a system with a base model that
            of the fine-tuning.
        stated_column: the column that states it.
        stated_low_flop, stated_high_flop: bounds that the record states of its training compute.
        stated_methods: how the record's training compute was found.
        operations, hardware: the two methods.
        note: what to know about fine-tuned systems.
    """

    record_id: str | None
    name: str | None
    stated_flop: float | None
    stated_column: str
    operations: Method
    hardware: Method
    note: str | None = None
    stated_low_flop: float | None = None
    stated_high_flop: float | None = None
    stated_methods: tuple[str, ...] = ()

    @property
    def methods(self) -> tuple[Method, Method]:
        """Operations, then hardware."""
        return self.operations, self.hardware

    def ratio(self, method: Method) -> float | None:
        """Stated compute / estimate; None where one of them is unknown."""
        return self.stated_flop / method.flop if self.stated_flop and method.flop else None

    def _repr_html_(self) -> str:
        from compute_trends.catalog.texts import html

        rows = [("stated", f"{self.stated_flop:.3g} FLOP ({self.stated_column})")] if self.stated_flop else []
        notes = []
        for method in self.methods:
            if method.flop is None:
                rows.append((method.method, f"needs {', '.join(method.missing)}"))
                continue
            rows.append((method.method, f"{method.flop:.3g} FLOP, {method.low_flop:.3g} to {method.high_flop:.3g}"))
            told = [f"{method.method}: {method.formula}"]
            told += [f"{each.name} {each.value:.6g} {each.unit}: {each.source}" for each in method.inputs
                     if each.source != "record"]  # fmt: skip
            notes.append(". ".join([*told, *([method.note] if method.note else [])]))
            notes.append(f"{method.method}, interval: {method.bounds_source}")
        title = " ".join(filter(None, [self.name, f"({self.record_id})" if self.record_id else None]))
        return html.table(title or "training compute", (), rows, [*notes, self.note or ""])

    def as_dict(self) -> dict[str, Any]:
        """The estimates as JSON shows them."""
        document = asdict(self)
        for method in self.methods:
            document[method.method]["ratio"] = self.ratio(method)
        return document


def from_row(row: dict[str, Any], connections: bool) -> Estimates:
    """The estimates that a row of `compute_estimates` holds.

    Args:
        row: its columns by name.
        connections: whether `active_parameters` stands for connections.
    """
    note = None
    if row["is_fine_tune"]:
        note = "the system has a base model: the estimates are of the fine-tuning as far as the inputs describe it"
    return Estimates(
        record_id=row["record_id"],
        name=row["name"],
        stated_flop=row["judged_flop"],
        stated_column=row["judged_column"],
        operations=_operations(row, connections),
        hardware=_hardware(row),
        note=note,
        # Bounds and method are those of the whole training.
        **({} if row["is_fine_tune"] else _stated(row)),
    )


def _stated(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "stated_low_flop": row["training_compute_low_flop"],
        "stated_high_flop": row["training_compute_high_flop"],
        "stated_methods": tuple(row["training_compute_method"] or ()),
    }


def _overflow(name: str, *values: float) -> Method | None:
    """What is left of a method whose product no number can hold; None where one can."""
    return None if all(map(math.isfinite, values)) else Method(name, None, None, None, None, (), (OVERFLOW,), None)


def _operations(row: dict[str, Any], connections: bool) -> Method:
    size, unit = ("active_parameters", "parameter") if row["active_parameters"] else ("parameters", "parameter")
    factor, note = "6", None if row["has_language"] else _SHARING
    if connections:
        size, unit, factor, note = "connections", "connection", "2 x 3", None
    elif row["forward_flop"] and not row["has_language"]:
        size, unit, factor, note = "inference_compute_flop", "FLOP", "3", None
    values = {"connections": row["active_parameters"], "inference_compute_flop": row["forward_flop"]}
    found = [
        (size, values.get(size, row.get(size)), unit),
        (
            "training_dataset_size_datapoint" if row["seen"] is None else "training_data_seen_datapoint",
            row["datapoints"],
            "datapoint",
        ),
    ]
    missing = tuple(name for name, value, _ in found if not value)
    if missing:
        return Method("operations", None, None, None, None, (), missing, None)
    bounds_flop = (row["operations_flop"], row["operations_low_flop"], row["operations_high_flop"])
    if too_large := _overflow("operations", *bounds_flop):
        return too_large
    inputs = tuple(Input(name, value, of, "record") for name, value, of in found)
    if row["seen"] is None:
        assumed = Input("epochs", 1.0, "epoch", "not stated, one pass over the data assumed")
        inputs += (assumed if row["epochs"] is None else Input("epochs", row["epochs"], "epoch", "record"),)
    bounds = method_sql.EPOCHS_UNKNOWN if row["epochs"] is None else method_sql.EPOCHS_STATED
    return Method(
        "operations",
        *bounds_flop,
        _formula(factor, inputs, row["operations_flop"]),
        inputs,
        (),
        bounds.source,
        note,
    )


def _hardware(row: dict[str, Any]) -> Method:
    missing = []
    if row["chip_kinds"] is None:
        missing.append("training_hardware")
    elif row["known_kinds"] < row["chip_kinds"]:
        missing.append(f"peak rate at {row['number_format'] or 'an unstated number format'} of {row['chips_used']}")
    if row["chip_hours"] is None:
        needed = (("hardware_quantity", "chips"), ("training_time_hour", "hours"))
        missing += [name for name, key in needed if not row[key]]
    if missing:
        return Method("hardware", None, None, None, None, (), tuple(missing), None)
    bounds_flop = (row["hardware_flop"], row["hardware_low_flop"], row["hardware_high_flop"])
    if too_large := _overflow("hardware", *bounds_flop):
        return too_large
    stated = next(
        (name for name in ("mfu_fraction", "hfu_fraction", "hardware_utilization_fraction") if row[name] is not None),
        None,
    )
    assumed = "hardware_utilization_assumed_fraction" if row["hardware_utilization_assumed_fraction"] else None

    time = [("hardware_quantity", row["chips"], "chip"), ("training_time_hour", row["hours"], "hour")]
    if row["chips"] is None or row["hours"] is None:
        time = [("equivalent_training_time_hour", row["chip_hours"], "hour")]
    number_format = row["number_format"] or (
        f"number format not stated: 16 bits for chips from {TENSOR_SINCE[:4]} on, 32 bits for older ones"
    )
    if row["is_other_format"]:
        number_format += ", of which no rate is stated: the one taken is of another format"
    basis: str | None = row["peak_basis"]
    source = method_sql.UTILISATION_STATED.source if stated else method_sql.UTILISATION_SOURCE
    several = ", mean of the kinds" if row["chip_kinds"] > 1 else ""
    inputs = (
        *(Input(name, value, unit, "record") for name, value, unit in time),
        Input(
            "peak rate" if basis is None else "rate",
            row["peak"],
            "FLOP/s",
            f"{row['chips_used']} ({number_format}{several})" + (f": {basis}" if basis else ""),
        ),
        Input(
            stated or assumed or "utilisation",
            row["utilisation_used"],
            "fraction",
            "record" if stated else "assumed by the record's own estimate" if assumed else _DEFAULT,
        ),
    )
    return Method(
        "hardware",
        *bounds_flop,
        _formula("3600 s", inputs, row["hardware_flop"]),
        inputs,
        (),
        f"{source} {MATRIX_TO_VECTOR_HIGH_SOURCE} {NARROWER_SOURCE}" if basis else source,
        "the peak rate is not known and may be higher, as the upper end of the interval says" if basis else None,
    )


def _formula(factor: str, inputs: Iterable[Input], flop: float) -> str:
    terms = [factor, *(f"{item.value:.6g} {_counted(item)}" for item in inputs)]
    return f"{' x '.join(terms)} = {flop:.3g} FLOP"


def _counted(item: Input) -> str:
    if item.unit == "fraction":
        return "utilisation"
    return item.unit if item.value == 1 or item.unit.startswith("FLOP") else f"{item.unit}s"
