"""A server, rack or pod under accelerators, where a record is one chip."""

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule, Threshold

#: What names count chips by, each as the one group of a pattern.
_COUNTED = (
    r"^(\d{1,3}) ?[x×] ",  # 8x H100
    r"[^eE] [x×] ?(\d{1,2})$",  # H100 x8, but not Radeon X300 or PCIe x16
    r"(?i)\b(\d+)(?:-| ?x )(?:gpu|ipu|tpu|chip|card|accelerator)s?\b",  # HGX H200 8-GPU
    r"(?i)\bnvl ?(\d+)\b",  # GB200 NVL72
    r"(?i)\bpod[- ]?(\d+)\b",  # IPU-POD64
    r"(?i)\btpu ?v\d[a-z]*[- ](?:lite)?(?:pod)?-?(\d+)\b",  # TPU v5e-256
)
#: Google counts the cores of these generations, two of them on a chip.
_TWO_CORES = r"\btpu ?v(?:2|3|4|5p)[- ]"

_RATES = (
    "fp16_tensor_flop_per_s", "fp8_tensor_flop_per_s", "fp32_vector_flop_per_s", "fp16_unspecified_flop_per_s",
    "fp16_vector_flop_per_s", "int8_op_per_s", "memory_byte", "tdp_w",
)  # fmt: skip

_COUNT = (
    "coalesce("
    + ", ".join(f"try_cast(nullif(regexp_extract(name, '{pattern}', 1), '') as integer)" for pattern in _COUNTED)
    + ")"
)

_CHIPS = f"{_COUNT} // if(regexp_matches(lower(name), '{_TWO_CORES}'), 2, 1)"

_STATED = ", ".join(f"{{'name': '{name}', 'value': s.{name}}}" for name in _RATES)
_FOLDS = ", ".join(folded_sql(name) for name in ("name", "'NVIDIA ' || name", "'Google ' || name"))

RULE = Rule(
    id="system-under-chip-name",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The name is that of a system of several chips",
    explanation=(
        "A record of accelerators is one chip, or a board with the rates of one of its chips. A server, rack or pod "
        "has several, and its rates beside those of chips would count as a leap of the field. It is known by the name "
        "of a record of accelerator_systems, or by a number of chips in its own name."
    ),
    fix=(
        "Divide rates, memory and power by the number of chips, as the message does, and name the chip; the system is "
        "a record of accelerator_systems."
    ),
    source="The names of accelerator_systems; Google's names of slices count cores up to TPU v5p, and chips since.",
    reads=("name", *_RATES),
    opens=("accelerator_systems",),
    thresholds=(
        Threshold("fewest", 4, "chips", "fewer are boards, whose records hold one of the chips"),
        Threshold("most", 100000, "chips", "a larger number in a name counts something else"),
    ),
    sql=f"""
        with held as (select {folded_sql("name")} as fold, name as system, chip_count, accelerator_name
          from accelerator_systems where chip_count > 1),
        named as (
          select s._row, s.name, any_value(h.system) as system, any_value(h.accelerator_name) as chip,
            coalesce(any_value(h.chip_count), any_value({_CHIPS.replace("name", "s.name")})) as chips,
            any_value(list_filter([{_STATED}], lambda item: item.value is not null)[1]) as held
          from (select *, unnest([{_FOLDS}]) as fold from submission) s left join held h using (fold)
          group by s._row, s.name)
        select _row, 'name' as "column", name as value,
          format('{{}} is {{}} chips{{}}{{}}', name, chips, coalesce(' of the kind ' || chip, ''),
            coalesce(format('; for one of them {{}} is {{:.4g}} / {{}} = {{:.4g}}', held.name, held.value::DOUBLE,
              chips, held.value / chips), '')) as message,
          coalesce(system, 'the number in the name') as evidence
        from named where system is not null or chips between $fewest and $most
    """,
    applies="select _row from submission where name is not null",
    needs="name is not null",
    passes=(
        {"name": "NVIDIA H100 SXM5 80GB", "fp16_tensor_flop_per_s": 989.4e12},
        {"name": "NVIDIA GeForce GTX 285 X2", "fp32_vector_flop_per_s": 0.7e12},
        {"name": "Google TPU v3", "fp16_tensor_flop_per_s": 123e12},
    ),
    fails=(
        {"name": "NVIDIA DGX A100", "fp16_tensor_flop_per_s": 2.496e15, "tdp_w": 6500},
        {"name": "NVIDIA HGX H200 8-GPU", "fp16_tensor_flop_per_s": 7.9e15},
        {"name": "NVIDIA GB200 NVL72", "fp16_tensor_flop_per_s": 180e15},
        {"name": "Google TPU v3-8", "fp16_tensor_flop_per_s": 492e12},
        {"name": "8x NVIDIA H100", "fp32_vector_flop_per_s": 535e12},
    ),
)
