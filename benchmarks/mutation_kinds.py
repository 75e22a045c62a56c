"""The kinds of corruption of the records of each dataset, in groups with a goal each."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from mutation_cells import cell_kinds
from mutation_changes import (
    Change,
    Kind,
    beyond_hardware,
    dropped,
    fine_tuning_above_all,
    interval_aside,
    look_alike,
    misspelt_hardware,
    newer_chip,
    other_metric,
    other_year,
    overwritten,
    repunctuated,
    scaled,
    score_that_is_no_record,
    swapped,
    swapped_accuracies,
    swapped_interval,
    too_many_active,
    unreached_level,
    with_cells,
    without_rates,
)
from mutation_records import DATES, Record


def kinds() -> Iterator[Kind]:
    """All kinds."""
    for dataset in ("milestone_systems", "benchmark_results", "accelerators", "inference_models"):
        yield from cell_kinds(dataset)
    yield from _milestone()
    yield from _others()
    yield from _slips()
    yield from _duplicates()


def _milestone() -> Iterator[Kind]:
    of = "milestone_systems"

    def claim(name: str, **cells: object) -> Change:
        def change(new: Record, old: Record, chance: random.Random) -> Record:
            claims = [*[item for item in new["inclusion_criteria"] if item != name], name]
            kept = {key: value for key, value in new.items() if cells.get(key, 1) is not None}
            return kept | {"inclusion_criteria": claims} | {k: v for k, v in cells.items() if v is not None}

        return change

    criteria: list[tuple[str, Change]] = [
        ("no criterion is claimed", lambda n, o, c: {k: v for k, v in n.items() if k != "inclusion_criteria"}),
        ("fewer citations than the claimed criterion asks", claim("highly_cited", citations=412)),
        ("citations without the day of counting", claim("highly_cited", citations=4120, citations_date=None)),
        ("a claim of many citations without their number", claim("highly_cited", citations=None, citations_date=None)),
        (
            "a claim of the state of the art without the benchmark",
            claim("sota_improvement", sota_benchmark=None, sota_score_fraction=None),
        ),
        ("a score that is no record", score_that_is_no_record),
        ("a claim of use without a page that shows it", claim("significant_use", significant_use_url=None)),
        (
            "a claim of cost without a cost",
            claim(
                "training_cost",
                training_cost_2023_usd=None,
                training_cost_cloud_usd=None,
                training_cost_upfront_usd=None,
            ),
        ),
        ("evidence that is yet to be written", claim("discretionary", discretionary_reason="TODO")),
        ("a claim of cost above the one given", claim("training_cost", training_cost_2023_usd=3e5)),
        (
            "admitted at discretion by nobody",
            claim("discretionary", discretionary_reviewer=None, discretionary_reason=None),
        ),
        ("a submission that calls itself upstream", with_cells(admission="upstream")),
        ("no public source", lambda n, o, c: {k: v for k, v in n.items() if k != "source_url"}),
    ]
    for title, change in criteria:
        yield Kind(of, "criteria", title, change)
    for title, change in (
        ("hardware that we do not hold", with_cells(training_hardware=["NVIDIA Q9000"])),
        ("hardware with a letter wrong", misspelt_hardware),
        ("a base model that we do not hold", with_cells(base_model=["Grondhal 7B"])),
        ("a link to nowhere", with_cells(source_url="https://localhost/paper")),
    ):
        yield Kind(of, "reference", title, change)
    for title, change in (
        ("days for hours", scaled("training_time_hour", 1 / 24)),
        ("parameters and datapoints swapped", swapped("parameters", "training_dataset_size_datapoint")),
        ("a chip newer than the paper", newer_chip),
        ("more than the hardware can do", beyond_hardware),
        ("an interval that leaves its value out", interval_aside),
        ("the ends of the interval swapped", swapped_interval),
        ("a letter of another alphabet in the name", look_alike),
        ("a date a year off the arXiv month", other_year),
        ("a date after today", lambda n, o, c: n | {"publication_date": "2031-01-01"}),
        ("active parameters above all parameters", too_many_active),
        ("fine-tuning above the whole", fine_tuning_above_all),
        ("a utilisation of a percent of itself", scaled("mfu_fraction", 0.01)),
    ):
        yield Kind(of, "plausibility", title, change)


def _others() -> Iterator[Kind]:
    for dataset, group, title, change in (
        (
            "benchmark_results",
            "reference",
            "a system that we do not hold",
            overwritten("milestone_system", "grondhal-7b"),
        ),
        ("benchmark_results", "criteria", "a metric of another benchmark", other_metric),
        ("benchmark_results", "plausibility", "a percent of a score", scaled("score_fraction", 0.01)),
        ("hardware_prices", "reference", "a chip that we do not hold", overwritten("accelerator", "nvidia-q9000")),
        (
            "hardware_prices",
            "plausibility",
            "a purchase price as an hourly one",
            lambda n, o, c: n | {"price_kind": "on_demand_hour"} if n["price_kind"] == "purchase" else None,
        ),
        (
            "inference_models",
            "reference",
            "a chip that we do not hold",
            overwritten("throughput_accelerator", "NVIDIA Q9000"),
        ),
        (
            "inference_models",
            "criteria",
            "multiply-adds as operations",
            lambda n, o, c: n | {"forward_flop": n["forward_mac"]},
        ),
        ("inference_models", "plausibility", "top-5 below top-1", swapped_accuracies),
        ("inference_models", "plausibility", "a throughput beyond the chip", scaled("throughput_image_per_s", 1e3)),
        ("algorithmic_efficiency", "criteria", "a level that was not reached", unreached_level),
        ("algorithmic_efficiency", "criteria", "a wrong reduction factor", scaled("reduction_factor", 1.3)),
        ("training_energy", "reference", "a chip that we do not hold", overwritten("accelerator", "TPU v99")),
        ("training_energy", "plausibility", "days for hours", scaled("training_time_hour", 1 / 24)),
        ("training_energy", "plausibility", "kWh for MWh", scaled("energy_mwh", 1e3)),
        ("accelerators", "duplicate", "the name of another chip as an alias", with_cells(aliases=["NVIDIA A100"])),
        ("accelerators", "criteria", "no peak rate", without_rates),
        ("accelerators", "criteria", "no public source", lambda n, o, c: dropped(n, "source_url")),
    ):
        yield Kind(dataset, group, title, change)


Held = Callable[[Record], bool]


def _any_of(*sets: tuple[str, ...]) -> Held:
    return lambda record: any(all(record.get(name) is not None for name in names) for names in sets)


def _by_operations(record: Record) -> bool:
    """Whether 6 N D gives the compute: a text-only language system of the transformer era that is no fine-tune."""
    filled = _any_of(("training_compute_flop", "parameters", "training_dataset_size_datapoint"))(record)
    alone = record.get("domains") == ["Language"] and not record.get("base_model")
    return filled and alone and record["publication_date"] >= "2018" and record.get("confidence") != "speculative"


def _by_hardware(record: Record) -> bool:
    """Whether chips and hours give the compute."""
    run = ("training_compute_flop", "training_hardware", "hardware_quantity", "training_time_hour")
    return _any_of(run)(record) and len(record["training_hardware"]) == 1 and not record.get("base_model")


def _says_size(record: Record) -> bool:
    return re.search(r"\d[bm]\b", record["name"].lower()) is not None


#: Quantities whose units slip: dataset, column, and whether a record holds a second quantity to hold it against.
_SLIPPING: tuple[tuple[str, str, Held], ...] = (
    ("milestone_systems", "training_compute_flop", lambda r: _by_operations(r) or _by_hardware(r)),
    ("milestone_systems", "parameters", lambda r: _by_operations(r) or _says_size(r)),
    ("milestone_systems", "training_dataset_size_datapoint", _by_operations),
    ("accelerators", "memory_byte", _any_of(("memory_bandwidth_byte_per_s",))),
    ("accelerators", "memory_bandwidth_byte_per_s", _any_of(("memory_byte",))),
    ("accelerators", "fp32_vector_flop_per_s", _any_of(("fp16_vector_flop_per_s",), ("tdp_w",), ("shading_units",))),
    ("accelerators", "fp16_tensor_flop_per_s", _any_of(("fp32_vector_flop_per_s",), ("tdp_w",))),
    ("benchmark_results", "parameters", _any_of(("training_compute_flop",), ("forward_flop",))),
    ("inference_models", "parameters", _any_of(("forward_flop",))),
)


def _slips() -> Iterator[Kind]:
    for dataset, column, held in _SLIPPING:
        for exponent in (9, 6):
            yield Kind(dataset, f"slip of 1e{exponent}", column, _slip(column, 10.0**exponent))
        yield Kind(dataset, "slip of 1e3, second quantity", column, _slip(column, 1e3, held))
        yield Kind(dataset, "slip of 1e3, alone", column, _slip(column, 1e3, lambda r, held=held: not held(r)))


def _slip(column: str, factor: float, judged: Held = lambda record: True) -> Change:
    def change(new: Record, old: Record, chance: random.Random) -> Record | None:
        value = new.get(column)
        if value is None or not judged(new):
            return None
        slipped = value * factor if chance.random() < 0.5 or value < factor else value / factor
        return new | {column: slipped}

    return change


def _duplicates() -> Iterator[Kind]:
    def under_old_name(rename: Callable[[str, random.Random], str | None]) -> Change:
        def change(new: Record, old: Record, chance: random.Random) -> Record | None:
            renamed = rename(old["name"], chance) if old.get("name") else None
            if renamed is None:
                return None
            copied = {name: old[name] for name in (*DATES.values(), "source_url") if old.get(name) is not None}
            return new | copied | {"name": renamed}

        return change

    for dataset in ("milestone_systems", "accelerators", "inference_models"):
        for title, rename in (
            ("the same name", lambda name, chance: name),
            ("the name in other case", lambda name, chance: name.swapcase() if name.swapcase() != name else None),
            ("the name with other punctuation", repunctuated),
            ("the name with a word added", lambda name, chance: f"{name} ({chance.choice(('new', 'model', 'paper'))})"),
        ):
            yield Kind(dataset, "duplicate", title, under_old_name(rename))
