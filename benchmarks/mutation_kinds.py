"""The kinds of corruption: each takes a new record and returns it with one thing wrong, or None where it cannot."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mutation_records import DATES, Record

from compute_trends.catalog.schema import load_schema

#: Gets the new record, the shipped one behind it, and a source of chance.
Change = Callable[[Record, Record, random.Random], Record | None]

#: Groups in the order of the table; the goal is the least share to be found, None where there is none.
GROUPS: dict[str, float | None] = {
    "structure": 1.0,
    "reference": 0.99,
    "criteria": 0.99,
    "duplicate": 0.95,
    "slip of 1e9": 0.95,
    "slip of 1e6": 0.95,
    "slip of 1e3, second quantity": 0.90,
    "slip of 1e3, alone": None,
    "plausibility": None,
}


@dataclass(frozen=True)
class Kind:
    """One kind of corruption of the records of a dataset."""

    dataset: str
    group: str
    title: str
    change: Change


def kinds() -> Iterator[Kind]:
    """All kinds."""
    for dataset in ("milestone_systems", "benchmark_results", "accelerators", "inference_models"):
        yield from _structure(dataset)
    yield from _milestone()
    yield from _others()
    yield from _slips()
    yield from _duplicates()


def _set(column: str, value: object, where: str | None = None) -> Change:
    """Overwrite a column; `where` names one that must be filled."""
    needed = where or column
    return lambda new, old, chance: new | {column: value} if new.get(needed) is not None else None


def _always(**cells: object) -> Change:
    return lambda new, old, chance: new | cells


def _pick(dataset: str, *types: str, positive: bool = False) -> Callable[[Record, random.Random], str | None]:
    columns = [
        column.name
        for column in load_schema(dataset).columns
        if column.type in types
        and (not positive or column.exclusive_minimum is not None or (column.minimum or 0) > 0)
        and column.name not in ("record_id", "run_id")
    ]

    def pick(record: Record, chance: random.Random) -> str | None:
        filled = [name for name in columns if record.get(name) is not None]
        return chance.choice(filled) if filled else None

    return pick


def _structure(dataset: str) -> Iterator[Kind]:
    schema = load_schema(dataset)
    required = [column.name for column in schema.columns if column.required]
    enums = [column.name for column in schema.columns if column.enum and column.name != "admission"]
    fractions = [name for name in schema.names if name.endswith("_fraction")]

    def without(new: Record, old: Record, chance: random.Random) -> Record:
        gone = chance.choice(required)
        return {name: value for name, value in new.items() if name != gone}

    def change_one(pick: Callable[[Record, random.Random], str | None], value: Callable[[object], object]) -> Change:
        def change(new: Record, old: Record, chance: random.Random) -> Record | None:
            name = pick(new, chance)
            return None if name is None else new | {name: value(new[name])}

        return change

    def among(names: list[str]) -> Callable[[Record, random.Random], str | None]:
        def pick(record: Record, chance: random.Random) -> str | None:
            filled = [name for name in names if record.get(name) is not None]
            return chance.choice(filled) if filled else None

        return pick

    number, date = _pick(dataset, "number", positive=True), _pick(dataset, "date")
    whole, yes_no = _pick(dataset, "integer"), _pick(dataset, "boolean")
    text = among([c.name for c in schema.columns if c.type == "string" and not (c.enum or c.pattern)])
    for title, change in (
        ("a required cell is missing", without),
        ("a value that is not among the allowed ones", change_one(among(enums), lambda value: f"{value}s")),
        ("a day that does not exist", change_one(date, lambda value: f"{str(value)[:4]}-02-30")),
        ("a date in another form", change_one(date, lambda value: "/".join(reversed(str(value).split("-"))))),
        ("a negative quantity", change_one(number, lambda value: -float(str(value)))),
        ("words in a number", change_one(number, lambda value: f"about {value}")),
        ("separators of thousands", change_one(number, lambda value: f"{float(str(value)) + 1000:,.0f}")),
        ("a unit in a number", change_one(number, lambda value: f"{value} units")),
        ("a part in a count", change_one(whole, lambda value: int(str(value)) + 0.5)),
        ("neither true nor false", change_one(yes_no, lambda value: "perhaps")),
        ("a percentage for a fraction", change_one(among(fractions), lambda value: 100 * float(str(value)) + 2)),
        ("a link without its scheme", _set("source_url", "www.a-paper.org/1")),
        ("a key with a space", lambda new, old, chance: new | {"record_id": f"{new['record_id']} x"}),
        ("a column that does not exist", _always(trainig_flops=1)),
        ("a formula", change_one(text, lambda value: "=HYPERLINK(A1)")),
    ):
        yield Kind(dataset, "structure", title, change)


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
        ("a score that is no record", _no_record),
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
        ("a claim of cost above the one given", claim("training_cost", training_cost_2023_usd=3e5)),
        (
            "admitted at discretion by nobody",
            claim("discretionary", discretionary_reviewer=None, discretionary_reason=None),
        ),
        ("a submission that calls itself upstream", _always(admission="upstream")),
        ("no public source", lambda n, o, c: {k: v for k, v in n.items() if k != "source_url"}),
    ]
    for title, change in criteria:
        yield Kind(of, "criteria", title, change)
    for title, change in (
        ("hardware that we do not hold", _always(training_hardware=["NVIDIA Q9000"])),
        ("hardware with a letter wrong", _misspelt_hardware),
        ("a base model that we do not hold", _always(base_model=["Grondhal 7B"])),
        ("a link to nowhere", _always(source_url="https://localhost/paper")),
    ):
        yield Kind(of, "reference", title, change)
    for title, change in (
        ("days for hours", _scaled("training_time_hour", 1 / 24)),
        ("parameters and datapoints swapped", _swapped("parameters", "training_dataset_size_datapoint")),
        ("a chip newer than the paper", _newer_chip),
        ("more than the hardware can do", _beyond_hardware),
        ("an interval that leaves its value out", _interval),
        ("the ends of the interval swapped", _swapped_interval),
        ("a date a year off the arXiv month", _other_year),
        ("a date after today", lambda n, o, c: n | {"publication_date": "2031-01-01"}),
        ("active parameters above all parameters", _active),
        ("fine-tuning above the whole", _fine_tuning),
        ("a utilisation of a percent of itself", _scaled("mfu_fraction", 0.01)),
    ):
        yield Kind(of, "plausibility", title, change)


def _others() -> Iterator[Kind]:
    for dataset, group, title, change in (
        ("benchmark_results", "reference", "a system that we do not hold", _set("milestone_system", "grondhal-7b")),
        ("benchmark_results", "criteria", "a metric of another benchmark", _other_metric),
        ("benchmark_results", "plausibility", "a percent of a score", _scaled("score_fraction", 0.01)),
        ("hardware_prices", "reference", "a chip that we do not hold", _set("accelerator", "nvidia-q9000")),
        (
            "hardware_prices",
            "plausibility",
            "a purchase price as an hourly one",
            lambda n, o, c: n | {"price_kind": "on_demand_hour"} if n["price_kind"] == "purchase" else None,
        ),
        ("inference_models", "reference", "a chip that we do not hold", _set("throughput_accelerator", "NVIDIA Q9000")),
        (
            "inference_models",
            "criteria",
            "multiply-adds as operations",
            lambda n, o, c: n | {"forward_flop": n["forward_mac"]},
        ),
        ("inference_models", "plausibility", "top-5 below top-1", _swapped_accuracies),
        ("inference_models", "plausibility", "a throughput beyond the chip", _scaled("throughput_image_per_s", 1e3)),
        ("algorithmic_efficiency", "criteria", "a level that was not reached", _unreached),
        ("algorithmic_efficiency", "criteria", "a wrong reduction factor", _scaled("reduction_factor", 1.3)),
        ("training_energy", "reference", "a chip that we do not hold", _set("accelerator", "TPU v99")),
        ("training_energy", "plausibility", "days for hours", _scaled("training_time_hour", 1 / 24)),
        ("training_energy", "plausibility", "kWh for MWh", _scaled("energy_mwh", 1e3)),
        ("accelerators", "criteria", "no peak rate", _no_rate),
        ("accelerators", "criteria", "no public source", lambda n, o, c: _dropped(n, "source_url")),
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
            ("the name with other punctuation", _repunctuated),
            ("the name with a word added", lambda name, chance: f"{name} ({chance.choice(('new', 'model', 'paper'))})"),
        ):
            yield Kind(dataset, "duplicate", title, under_old_name(rename))


def _repunctuated(name: str, chance: random.Random) -> str | None:
    other = name.replace("-", " ") if "-" in name else re.sub(r"(?<=\w) (?=\w)", "-", name)
    return other if other != name else f"{name}."


def _dropped(new: Record, *names: str) -> Record:
    return {name: value for name, value in new.items() if name not in names}


def _scaled(column: str, factor: float) -> Change:
    return lambda new, old, chance: new | {column: new[column] * factor} if new.get(column) is not None else None


def _swapped(first: str, second: str) -> Change:
    def change(new: Record, old: Record, chance: random.Random) -> Record | None:
        if new.get(first) is None or new.get(second) is None or new[first] == new[second]:
            return None
        return new | {first: new[second], second: new[first]}

    return change


def _no_record(new: Record, old: Record, chance: random.Random) -> Record | None:
    if new["publication_date"] < "2017-01-01":
        return None
    claims = sorted({*new["inclusion_criteria"], "sota_improvement"})
    return new | {"inclusion_criteria": claims, "sota_benchmark": "ImageNet", "sota_score_fraction": 0.71}


def _misspelt_hardware(new: Record, old: Record, chance: random.Random) -> Record | None:
    chips = new.get("training_hardware")
    if not chips:
        return None
    return new | {"training_hardware": [chips[0][:-2] + chips[0][-1] + chips[0][-2] + "x", *chips[1:]]}


def _newer_chip(new: Record, old: Record, chance: random.Random) -> Record | None:
    if new["publication_date"] > "2020-01-01" or not new.get("training_hardware"):
        return None
    return new | {"training_hardware": ["NVIDIA H100 SXM5 80GB"]}


def _beyond_hardware(new: Record, old: Record, chance: random.Random) -> Record | None:
    if any(new.get(name) is None for name in ("training_compute_flop", "training_hardware", "hardware_quantity")):
        return None
    if new.get("training_time_hour") is None or new.get("base_model"):
        return None
    return _dropped(new, "mfu_fraction", "hfu_fraction", "hardware_utilization_fraction") | {
        "training_time_hour": new["training_time_hour"] / 30
    }


def _interval(new: Record, old: Record, chance: random.Random) -> Record | None:
    value = new.get("training_compute_flop")
    if value is None:
        return None
    return new | {"training_compute_low_flop": value * 2, "training_compute_high_flop": value * 5}


def _swapped_interval(new: Record, old: Record, chance: random.Random) -> Record | None:
    value = new.get("training_compute_flop")
    if value is None:
        return None
    return new | {"training_compute_low_flop": value * 2, "training_compute_high_flop": value / 2}


def _other_year(new: Record, old: Record, chance: random.Random) -> Record | None:
    if "arxiv.org" not in new["source_url"]:
        return None
    day = dt.date.fromisoformat(new["publication_date"])
    return new | {"publication_date": (day.replace(day=1) - dt.timedelta(days=400)).isoformat()}


def _active(new: Record, old: Record, chance: random.Random) -> Record | None:
    return new | {"active_parameters": new["parameters"] * 3} if new.get("parameters") else None


def _fine_tuning(new: Record, old: Record, chance: random.Random) -> Record | None:
    value = new.get("training_compute_flop")
    return new | {"fine_tune_compute_flop": value * 5} if value else None


def _other_metric(new: Record, old: Record, chance: random.Random) -> Record:
    return new | {"metric": "bleu" if new["metric"] != "bleu" else "top_1_accuracy"}


def _swapped_accuracies(new: Record, old: Record, chance: random.Random) -> Record | None:
    change = _swapped("top1_accuracy_fraction", "top5_accuracy_fraction")
    return change(new, old, chance)


def _unreached(new: Record, old: Record, chance: random.Random) -> Record | None:
    return new | {"achieved_score_fraction": new["target_score_fraction"] * 0.97}


def _no_rate(new: Record, old: Record, chance: random.Random) -> Record:
    return {name: value for name, value in new.items() if not name.endswith(("_flop_per_s", "_op_per_s"))}
