"""Estimates of training compute in SQL: the table `compute_estimates`, made from the rows of a submission.

Two methods of Sevilla et al. 2022 ("Compute trends across three eras of machine learning", appendix; in full in
Epoch AI, "Estimating training compute of deep learning models", 2022):

operations  2 x connections x 3 x examples x epochs: a multiply-add counts as two, the backward pass costs twice the
    forward pass. A transformer has as many connections as parameters that a token uses, so this is 6 N D x epochs.
hardware    chips x time x peak rate x utilisation, the peak rate from the dataset accelerators.

`compute_estimates` has a row per row of `submitted_milestone_systems`, with the estimates, their bounds and inputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from compute_trends.validators.estimates.chip_rates import (
    CHIP_RATES,
    IS_OTHER_FORMAT,
    MATRIX_TO_VECTOR_HIGH,
    NARROW_BOUND,
    NARROWER,
    VECTOR_BASIS,
    VECTOR_BOUND,
    WIDER_BASIS,
    by_format,
)
from compute_trends.validators.rule import Threshold

if TYPE_CHECKING:
    import duckdb

_MEASURED = "Measured on milestone_systems 2026.8.0: "


class Bounds(NamedTuple):
    """Factors on an estimate: the value lies between low and high times it in nine of ten cases; with their source."""

    low: float
    high: float
    source: str


#: Operations, passes over the data stated.
EPOCHS_STATED = Bounds(
    0.1,
    3.2,
    _MEASURED + "5% and 95% quantiles of stated compute / 6 N D epochs over text-only language models from 2018 on "
    "without base model, speculative rows left out (n = 73). The low end are mixtures of experts.",
)
#: Operations, passes over the data unknown and taken for one.
EPOCHS_UNKNOWN = Bounds(
    0.05, 270.0, _MEASURED + "the same quantiles where epochs are not stated (n = 68): data is often seen many times."
)
#: Hardware, utilisation stated: the estimate is the compute within these factors.
UTILISATION_STATED = Bounds(
    0.59, 1.12, _MEASURED + "5% and 95% quantiles of implied / stated utilisation (n = 31): pauses, restarts."
)

#: Utilisation where none is stated: language models and other systems.
DEFAULT_LANGUAGE = 0.3
DEFAULT_OTHER = 0.4
DEFAULT_SOURCE = (
    "Epoch AI, Estimating training compute of deep learning models (2022): 30% for large language models, 40% for "
    "other systems."
)
#: The utilisation that systems without a stated one may have had.
UTILISATION_LOW = 0.03
UTILISATION_HIGH = 0.6
UTILISATION_SOURCE = (
    _MEASURED
    + "5% quantile of compute / (chips x time x peak) at the greatest rate of the chip, 0.027, and 95% quantile, 0.60, "
    "over systems without base model (n = 132)."
)

# The rates of the chips of each row.
_RATES = f"""
  select s._row, s.chip, s.number_format, r.*
  from (select _row, unnest(training_hardware) as chip, number_format from submitted_milestone_systems) s
  left join accelerator_names n on n.name = s.chip
  left join {CHIP_RATES} r on r.record_id = n.record_id
"""

# The factors by which a text-only language model's stated compute may differ before it is called a mismatch, and the
# same for utilisation. Beyond them the nearest power of 1000, if near enough, is called a slip of units.
OPERATIONS_LOW = Threshold(
    "operations_low", 0.015, None,
    _MEASURED + "of 141 text-only language models from 2018 on without base model (speculative rows left out), one "
    "lies below; mixtures of experts whose active parameters are not stated go down to 0.032.",
)  # fmt: skip
OPERATIONS_HIGH = Threshold(
    "operations_high",
    30.0,
    None,
    _MEASURED + "of the 73 of these that state epochs, none lies above; the greatest is 5.",
)
OPERATIONS_HIGH_UNKNOWN = Threshold(
    "operations_high_unknown", 300.0, None,
    _MEASURED + "of the 68 that do not state epochs, 4 lie above: hundreds of passes occur on small corpora.",
)  # fmt: skip
LARGE_PARAMETERS = Threshold(
    "large_parameters", 1e9, "parameter",
    "From this size and 2020 on data is seen a few times at most (Hoffmann et al. 2022), so unknown epochs excuse no "
    "more than stated ones; measured on milestone_systems 2026.8.0: one of these models, VEGA v2, lies above.",
)  # fmt: skip
UTILISATION_MIN = Threshold(
    "utilisation_min", 0.02, None,
    _MEASURED + "3 of 148 systems lie below; 0.05 would flag 9 and tell little.",
)  # fmt: skip
UTILISATION_MAX = Threshold(
    "utilisation_max", 0.7, None, "The best published runs reach 0.5 to 0.6 (Chowdhery et al. 2022, table 3)."
)
SLIP_TOLERANCE = Threshold(
    "slip_tolerance", 0.45, "order of magnitude", "Half a power of 1000 is 1.5; a third of that keeps slips apart."
)
SINCE_YEAR = Threshold(
    "since_year", 2018, "year",
    "Before transformers the data of language systems was counted in words, documents or n-grams as often as tokens.",
)  # fmt: skip

_SLIP = """case when abs({log}) > 1.5 and abs({log} - 3 * round({log} / 3)) <= {tolerance} and abs({log}) < 10
    then (3 * round({log} / 3))::integer end"""

# One pass over the submission. `judged_flop` is what the stated inputs should explain: a fine-tuned system carries the
# compute of its base model, but its hardware and time are those of the fine-tuning.
_TABLE = f"""
create or replace table compute_estimates as
with chip as (
  select _row, count(*) as chip_kinds, count(peak) as known_kinds, avg(peak) as peak, min(peak) as peak_low,
    max(peak * case when not lacking then 1 when lacks_16 then {MATRIX_TO_VECTOR_HIGH} else {NARROWER} end)
      as peak_high,
    case when count(peak) = count(*) then max(most) end as peak_max,
    bool_or(not lacking and {IS_OTHER_FORMAT}) as is_other_format,
    -- What was taken where the rate of a chip is lacking; null where all are held.
    max(case when lacking and lacks_16 then '{VECTOR_BASIS}' when lacking then '{WIDER_BASIS}' end) as peak_basis,
    case when count(peak) = count(*)
      then arg_max(case when lacks_16 then '{VECTOR_BOUND}' when lacking then '{NARROW_BOUND}' else '' end, most)
      end as peak_max_bound,
    string_agg(coalesce('accelerators/' || record_id, 'unknown chip ' || chip), ', ' order by chip) as chips_used
  from (
    select *, {by_format("held")} as peak, {by_format("lacking")} as lacking,
      {by_format("most")} as most
    from ({_RATES}))
  group by _row
), base as (
  select s._row, s.record_id, s.name, s.publication_date, s.number_format, s.confidence, s.base_model, s.domains,
    s.base_model is not null as is_fine_tune,
    coalesce(s.domains = ['Language'], false) as is_text,
    coalesce(list_contains(s.domains, 'Language'), false) as has_language,
    s.parameters, s.active_parameters, s.training_data_seen_datapoint as seen,
    -- Data seen holds the repeats.
    coalesce(seen, s.training_dataset_size_datapoint) as datapoints,
    case when seen is null then s.epochs else 1 end as epochs,
    s.inference_compute_flop as forward_flop, s.training_compute_flop, s.fine_tune_compute_flop,
    s.hardware_quantity as chips, s.training_time_hour as hours, s.equivalent_training_time_hour,
    s.training_compute_low_flop, s.training_compute_high_flop, s.training_compute_method,
    s.training_power_w, s.training_cost_2023_usd,
    coalesce(s.hardware_quantity * s.training_time_hour,
      -- Chip-hours of a stage are none of the whole, and those that follow from the compute prove nothing of it.
      case when s.equivalent_training_time_scope is null
          or s.equivalent_training_time_scope = 'fine_tune_only' and s.base_model is not null
        then s.equivalent_training_time_hour end) as chip_hours,
    s.mfu_fraction, s.hfu_fraction, s.hardware_utilization_fraction,
    s.hardware_utilization_assumed_fraction,
    coalesce(s.mfu_fraction, s.hfu_fraction, s.hardware_utilization_fraction) as utilisation,
    case when s.base_model is null then s.training_compute_flop else s.fine_tune_compute_flop end as judged_flop,
    case when s.base_model is null then 'training_compute_flop' else 'fine_tune_compute_flop' end as judged_column
  from submitted_milestone_systems s
), estimated as (
  select base.*, chip.* exclude (_row, peak_max_bound), nullif(peak_max_bound, '') as peak_max_basis,
    case when forward_flop > 0 and not has_language then 3 * forward_flop * datapoints * coalesce(epochs, 1)
      else 6 * coalesce(active_parameters, parameters) * datapoints * coalesce(epochs, 1) end as operations_flop,
    case when known_kinds = chip_kinds then chip_hours * 3600 * peak end as peak_flop,
    case when known_kinds = chip_kinds then chip_hours * 3600 * peak_low end as peak_low_flop,
    case when known_kinds = chip_kinds then chip_hours * 3600 * peak_high end as peak_high_flop,
    chip_hours * 3600 * peak_max as peak_max_flop,
    coalesce(utilisation, hardware_utilization_assumed_fraction,
      case when has_language then {DEFAULT_LANGUAGE} else {DEFAULT_OTHER} end) as utilisation_used
  from base left join chip using (_row)
), judged as (
  select *,
    operations_flop * case when epochs is null then {EPOCHS_UNKNOWN.low} else {EPOCHS_STATED.low} end
      as operations_low_flop,
    operations_flop * case when epochs is null then {EPOCHS_UNKNOWN.high} else {EPOCHS_STATED.high} end
      as operations_high_flop,
    peak_flop * utilisation_used as hardware_flop,
    peak_low_flop * case when utilisation is null then {UTILISATION_LOW} else utilisation * {UTILISATION_STATED.low} end
      as hardware_low_flop,
    peak_high_flop * case when utilisation is null then {UTILISATION_HIGH}
      else utilisation * {UTILISATION_STATED.high} end as hardware_high_flop,
    case when is_text and not is_fine_tune and confidence is distinct from 'speculative'
        and year(publication_date) >= {SINCE_YEAR.value}
        and training_compute_flop > 0 and operations_flop > 0
      then training_compute_flop / operations_flop end as operations_ratio,
    case when judged_flop > 0 and peak_flop > 0 then judged_flop / peak_flop end as implied_utilisation,
    case when judged_flop > 0 and peak_max_flop > 0 then judged_flop / peak_max_flop end as least_utilisation
  from estimated
), compared as (
  select *,
    coalesce(operations_ratio < {OPERATIONS_LOW.value} or operations_ratio >
      case when epochs is null and not (parameters >= {LARGE_PARAMETERS.value} and year(publication_date) >= 2020)
        then {OPERATIONS_HIGH_UNKNOWN.value} else {OPERATIONS_HIGH.value} end, false)
      as operations_off,
    coalesce(implied_utilisation < {UTILISATION_MIN.value} or least_utilisation > {UTILISATION_MAX.value}, false)
      as hardware_off,
    log10(operations_ratio) as operations_log,
    log10(implied_utilisation / utilisation_used) as hardware_log
  from judged
)
select *,
  -- Data seen hundreds of times explains too much compute where epochs are not stated; nothing explains too little.
  case when operations_off and (epochs is not null or operations_log < 0)
    then {_SLIP.format(log="operations_log", tolerance=SLIP_TOLERANCE.value)} end as operations_slip,
  -- Nor is a factor known where the peak rate is not.
  case when hardware_off and peak_basis is null
    then {_SLIP.format(log="hardware_log", tolerance=SLIP_TOLERANCE.value)} end as hardware_slip
from compared
"""

#: Conditions (`Rule.needs`) without which a row has no implied utilisation, or no `operations_ratio`.
NEEDS_RATE = (
    "(coalesce(training_compute_flop, fine_tune_compute_flop) > 0 and training_hardware is not null "
    "and coalesce(training_time_hour, equivalent_training_time_hour) > 0)"
)
NEEDS_OPERATIONS = (
    "(training_compute_flop > 0 and coalesce(training_data_seen_datapoint, training_dataset_size_datapoint) > 0)"
)

_OPERATIONS = """(6 * coalesce(active_parameters, parameters)
    * coalesce(training_data_seen_datapoint, training_dataset_size_datapoint)
    * if(training_data_seen_datapoint is null, coalesce(epochs, 1), 1))"""
_RATIO = f"training_compute_flop / {_OPERATIONS}"

#: Without this a row is not `operations_off`, by a percent: most records keep to 6 N D, and need no estimates then.
NEEDS_OPERATIONS_OFF = (
    f"({NEEDS_OPERATIONS} and {_RATIO} not between {1.01 * OPERATIONS_LOW.value} and {0.99 * OPERATIONS_HIGH.value})"
)
#: Without this a row has an `operations_ratio`.
NEEDS_NO_RATIO = f"""not coalesce(training_compute_flop > 0 and {_OPERATIONS} > 0
    and domains = ['Language'] and base_model is null and confidence is distinct from 'speculative'
    and year(publication_date) >= {SINCE_YEAR.value}, false)"""


def needs_unlike(factor: float) -> str:
    """The condition without which a language model whose operations were counted keeps to 6 N D within a factor."""
    return f"""not coalesce({_RATIO} between {1.01 / factor} and {0.99 * factor} and list_contains(domains, 'Language')
        and list_contains(training_compute_method, 'operation_counting'), false)"""


#: A consistent run for the examples of rules: 1024 A100 for 168 hours at 40% are 7.7e22 FLOP.
EXAMPLE_RUN = {
    "record_id": "made-up-run",
    "publication_date": "2023-07-18",
    "domains": ["Vision"],
    "training_hardware": ["NVIDIA A100"],
    "hardware_quantity": 1024,
    "training_time_hour": 168,
    "training_compute_flop": 7.7e22,
}

#: The columns of milestone_systems that `compute_estimates` is made from, and the other dataset.
COLUMNS = (
    "record_id", "name", "publication_date", "domains", "parameters", "active_parameters", "training_compute_flop",
    "fine_tune_compute_flop", "confidence", "training_dataset_size_datapoint", "epochs",
    "training_data_seen_datapoint", "training_compute_low_flop", "training_compute_high_flop",
    "training_compute_method", "training_time_hour", "equivalent_training_time_hour",
    "equivalent_training_time_scope", "training_hardware", "hardware_quantity", "hardware_utilization_fraction",
    "hardware_utilization_assumed_fraction", "mfu_fraction", "hfu_fraction", "number_format",
    "training_cost_2023_usd", "training_power_w", "base_model", "inference_compute_flop",
)  # fmt: skip
OPENS = ("accelerator_names",)


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `compute_estimates` from `submitted_milestone_systems`, `accelerators` and `accelerator_names`."""
    connection.execute(_TABLE)
