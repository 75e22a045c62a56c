"""A rate that is a whole multiple of what the chip, or the next of its kin, has: zeros skipped, or several chips."""

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.peak_rates import RATE_COLUMNS

#: Rates that makers also print with sparsity, and which no two chips of one series are known to have doubled.
_OF_MATRICES = (
    "tf32_tensor_flop_per_s", "fp16_tensor_flop_per_s", "fp16_unspecified_flop_per_s", "fp8_tensor_flop_per_s",
    "fp4_tensor_flop_per_s", "int8_op_per_s", "int4_op_per_s",
)  # fmt: skip

_MAKERS = (
    "nvidia|amd|ati|intel|google|huawei|amazon|aws|meta|microsoft|baidu|cambricon|graphcore|tesla|geforce|instinct"
    "|radeon|quadro"
)


def _series_sql(name: str) -> str:
    """SQL for a name up to its first word with a digit, without makers and brands: `h100`, `tpu v4`, `rtx 4090`."""
    plain = f"regexp_replace(lower({name}), '[^a-z0-9.+]+', ' ', 'g')"
    bare = rf"regexp_replace({plain}, '^(({_MAKERS}) )+', '')"
    return f"nullif(regexp_extract({bare}, '^([a-z+]+ )*[a-z+]*[0-9][a-z0-9+.]*'), '')"


def _rates(table: str) -> str:
    return "[" + ", ".join(f"{{'name': '{name}', 'rate': {table}.{name}}}" for name in RATE_COLUMNS) + "]"


_MATRIX = ", ".join(f"'{name}'" for name in _OF_MATRICES)

RULE = Rule(
    id="rate-multiple-of-held-chip",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="A rate is a whole multiple of that of the same chip, or of its kin, as we hold it",
    explanation=(
        "A record is one chip with its rates for dense matrices. Data sheets print twice that with sparsity, and those "
        "of servers and boards a multiple by their chips. A chip of a name that we hold is compared in every rate; "
        "one of the same series (the name up to its first number: H100, TPU v4, RTX 4090) in rates of matrices. What "
        "is near the rate of any of them is not told, nor are chips of phones and computers, of which makers sell "
        "two dies as one (Ultra). A chip of a series that is new to us is judged by its own ratios alone: "
        "`peak-rate-maybe-sparse`, `fp32-rate-of-a-board`."
    ),
    fix="Look in the data sheet for `with sparsity` and for the number of chips, and enter the dense rate of one.",
    source=(
        "Measured on accelerators 2026.8.3, each chip against the others of its series: of 116 rates of matrices two "
        "are twice that of the kin, INT8 of Sapeon X220 Enterprise and Atlas 300I Duo, which are boards of two chips."
    ),
    reads=("name", "type", *RATE_COLUMNS),
    opens=("accelerators",),
    thresholds=(
        Threshold("tolerance", 0.02, "share of the rate", "what rounding and clocks of one series do"),
        Threshold("near", 0.25, "share of the rate", "clocks and cut units of one series; nearer is a rate of its own"),
    ),
    sql=f"""
        with named as (
          select record_id, unnest(list_distinct(list_concat([name], coalesce(aliases, [])))) as called
          from accelerators),
        held as (select distinct record_id, {folded_sql("called")} as fold, {_series_sql("called")} as series
          from named),
        asked as (
          select _row, {folded_sql("name")} as fold, {_series_sql("name")} as series,
            unnest({_rates("submission")}) as own
          from submission where name is not null and coalesce(type, '') <> 'soc'),
        kin as (
          select _row, a.own.name as col, a.own.rate as rate, record_id, bool_or(h.fold = a.fold) as same
          from asked a join held h on h.fold = a.fold or h.series = a.series
          where a.own.rate is not null group by all),
        beside as (
          select k.*, o.name as chip, o.other.rate as other
          from kin k join (select record_id, name, unnest({_rates("accelerators")}) as other from accelerators) o
            on o.record_id = k.record_id and o.other.name = k.col
          where o.other.rate > 0 and (k.same or k.col in ({_MATRIX}))),
        several as (
          select _row, col, any_value(rate) as rate,
            arg_min({{chip: chip, id: record_id, rate: other, times: times}}, (not same, times, record_id)) as of
          from beside, (select unnest([2, 4, 8, 16, 32, 36, 64, 72, 128, 144, 256]) as times)
          where abs(rate / other / times - 1) <= $tolerance
            and (_row, col) not in (select (_row, col) from beside where abs(rate / other - 1) <= $near)
          group by _row, col)
        select _row, first_of.col as "column", first_of.rate as value,
          format('{{:.4g}} is {{}} times the {{:.4g}} of {{}} ({{}}); if it {{}}is that of {{}} chips, write {{}}',
            first_of.rate, first_of.of.times, first_of.of.rate, first_of.of.chip, first_of.of.id,
            if(first_of.of.times = 2 and first_of.col in ({_MATRIX}), 'counts skipped zeros, or ', ''),
            first_of.of.times, written) as message,
          'accelerators/' || first_of.of.id as evidence
        from (
          select _row, arg_min({{col: col, rate: rate, of: of}}, (col not in ({_MATRIX}), -rate, col)) as first_of,
            string_agg(format('{{:.4g}} in {{}}', rate / of.times, col), ', ' order by col not in ({_MATRIX}), col)
              as written
          from several group by _row)
    """,
    applies="select _row from submission where name is not null and " + "coalesce(" + ", ".join(RATE_COLUMNS) + ") > 0",
    needs="name is not null",
    passes=(
        {"name": "NVIDIA H100 SXM5 80GB", "fp16_tensor_flop_per_s": 989.4e12},
        {"name": "NVIDIA H100 PCIe", "fp16_tensor_flop_per_s": 756e12},
        {"name": "Apple M2 Ultra", "type": "soc", "int8_op_per_s": 31.6e12},
        {"name": "Grondhal 1", "fp16_tensor_flop_per_s": 1978.8e12},
    ),
    fails=(
        {"name": "NVIDIA H100", "fp16_tensor_flop_per_s": 1978.8e12, "fp8_tensor_flop_per_s": 3957.8e12},
        {"name": "NVIDIA A100 SXM4 96GB", "fp16_tensor_flop_per_s": 624e12},
        {"name": "NVIDIA H100", "fp32_vector_flop_per_s": 535.2e12},
    ),
)
