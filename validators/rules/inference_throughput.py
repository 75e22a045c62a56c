"""The measured throughput of an inference_models record against peak rate and bandwidth of its accelerator."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_MEASURED = "measured on inference_models 2026.8.0 (1,333 networks on an RTX 4090)"
_RESNET_50 = {
    "forward_flop": 8.22e9,
    "activations": 11_110_000,
    "throughput_image_per_s": 4302.84,
    "throughput_accelerator": "NVIDIA GeForce RTX 4090",
    "throughput_number_format": "amp_float16",
    "throughput_batch_size": 1024,
}

#: The chip, its peak rate in the number format of the measurement, and what the throughput needs of it.
_CHIPS = """
    select *, throughput_image_per_s * forward_flop as needed_flop_per_s,
      throughput_image_per_s * activations * byte_per_number as written_byte_per_s
    from (select s.*, a.record_id as chip, a.memory_bandwidth_byte_per_s as bandwidth,
        case when s.throughput_number_format = 'float32'
          then greatest(a.fp32_vector_flop_per_s, a.tf32_tensor_flop_per_s)
          else greatest(a.fp32_vector_flop_per_s, a.fp16_vector_flop_per_s, a.fp16_unspecified_flop_per_s,
            a.fp16_tensor_flop_per_s) end as peak_flop_per_s,
        case when s.throughput_number_format = 'float32' then 4 else 2 end as byte_per_number
      from submission s
      join accelerator_names n on n.name = s.throughput_accelerator
      join accelerators a on a.record_id = n.record_id)
"""
_UTILISATION = "needed_flop_per_s / peak_flop_per_s"
_COLUMNS = """_row, 'throughput_image_per_s' as "column", throughput_image_per_s as value"""
_RATES = """
          format('{:.3g} images/s at {:.3g} FLOP each are {:.3g} FLOP/s, {:.3g} of the peak rate of {}',
            throughput_image_per_s, forward_flop, needed_flop_per_s, needed_flop_per_s / peak_flop_per_s,
            throughput_accelerator) as message,
          format('accelerators/{}: {:.3g} FLOP/s', chip, peak_flop_per_s) as evidence
"""

_ABOVE = Rule(
    id="throughput-above-peak",
    layer="plausibility",
    severity="error",
    datasets=("inference_models",),
    title="The throughput needs a higher rate than the accelerator has",
    explanation=(
        "Images per second times operations per image cannot exceed the peak rate of the accelerator in that number "
        "format. Networks reach 1% to 40% of it. More means a throughput of several accelerators, or a wrong unit."
    ),
    fix="Check throughput_image_per_s (of one accelerator), forward_flop, the accelerator and the number format.",
    source="The peak rates in the accelerators dataset.",
    thresholds=(Threshold("highest", 1, "1", "The peak rate is the highest rate that the chip can reach."),),
    sql=f"select {_COLUMNS}, {_RATES} from ({_CHIPS}) where {_UTILISATION} > $highest",
    applies=f"select _row from ({_CHIPS}) where {_UTILISATION} is not null",
    passes=(_RESNET_50,),
    fails=(
        {**_RESNET_50, "throughput_image_per_s": 4_302_840},
        {**_RESNET_50, "forward_flop": 8.22e12},
        {**_RESNET_50, "throughput_image_per_s": 15_000, "throughput_number_format": "float32"},
    ),
)

_BELOW = Rule(
    id="throughput-implausibly-low",
    layer="plausibility",
    severity="warning",
    datasets=("inference_models",),
    title="The throughput uses hardly any of the accelerator's rate",
    explanation=(
        "With full batches, networks reach 1% to 40% of the peak rate; the least efficient reach 0.4%. Far less means "
        "that throughput or operations are in a wrong unit (seconds per batch, 1e9 operations), or batches of one."
    ),
    fix="Check throughput_image_per_s, forward_flop and throughput_batch_size.",
    source="The peak rates in the accelerators dataset.",
    thresholds=(Threshold("lowest", 0.0015, "1", f"{_MEASURED}: the lowest is 0.0041, the highest 0.41."),),
    sql=f"select {_COLUMNS}, {_RATES} from ({_CHIPS}) where {_UTILISATION} < $lowest and throughput_batch_size >= 8",
    applies=f"select _row from ({_CHIPS}) where {_UTILISATION} is not null and throughput_batch_size >= 8",
    passes=(_RESNET_50,),
    fails=({**_RESNET_50, "throughput_image_per_s": 4.3}, {**_RESNET_50, "forward_flop": 8.22}),
)

_BANDWIDTH = Rule(
    id="throughput-above-bandwidth",
    layer="plausibility",
    severity="warning",
    datasets=("inference_models",),
    title="The activations do not go with throughput and memory bandwidth",
    explanation=(
        "Most activations of a large batch are written to memory, so images per second times activations times their "
        "size is a share of the bandwidth: 2% to 30% for known networks. Far beyond, throughput or activations are in "
        "a wrong unit."
    ),
    fix="Check throughput_image_per_s, activations (a plain number) and the accelerator.",
    source="The bandwidths in the accelerators dataset.",
    thresholds=(
        Threshold("lowest", 0.004, "1", f"{_MEASURED}: the lowest is 0.017; a quarter of that."),
        Threshold("highest", 1.5, "1", f"{_MEASURED}: the highest is 0.30; fusion may keep activations on the chip."),
    ),
    sql=f"""
        select {_COLUMNS},
          format('{{:.3g}} images/s at {{:.3g}} activations each would write {{:.3g}} byte/s, {{:.3g}} of the '
            'bandwidth of {{}}', throughput_image_per_s, activations, written_byte_per_s,
            written_byte_per_s / bandwidth, throughput_accelerator) as message,
          format('accelerators/{{}}: {{:.3g}} byte/s', chip, bandwidth) as evidence
        from ({_CHIPS})
        where written_byte_per_s / bandwidth not between $lowest and $highest and throughput_batch_size >= 8
    """,
    applies=f"""
        select _row from ({_CHIPS}) where written_byte_per_s / bandwidth is not null and throughput_batch_size >= 8
    """,
    passes=(_RESNET_50,),
    fails=({**_RESNET_50, "activations": 11.11}, {**_RESNET_50, "throughput_image_per_s": 4_302_840}),
)

_SETUP = Rule(
    id="throughput-setup-missing",
    layer="inclusion",
    severity="error",
    datasets=("inference_models",),
    binds="submitted",
    title="A throughput is stated without accelerator, number format or batch size",
    explanation="A throughput says nothing without the accelerator, number format and batch that it was measured on.",
    fix="Name throughput_accelerator, throughput_number_format and throughput_batch_size.",
    source="Desislavov et al. 2021 (arXiv 2109.05472), which takes rate and power from the accelerator.",
    sql="""
        select _row, case when throughput_accelerator is null then 'throughput_accelerator'
            when throughput_number_format is null then 'throughput_number_format' else 'throughput_batch_size' end
            as "column", null as value,
          format('{:.3g} images/s are stated, but not on which accelerator, in which number format and batch',
            throughput_image_per_s) as message, null as evidence
        from submission
        where throughput_image_per_s is not null and (throughput_accelerator is null
          or throughput_number_format is null or throughput_batch_size is null)
    """,
    applies="select _row from submission where throughput_image_per_s is not null",
    passes=(_RESNET_50, {"forward_flop": 8.22e9}),
    fails=({**_RESNET_50, "throughput_accelerator": None}, {**_RESNET_50, "throughput_number_format": None}),
)

RULES = (_ABOVE, _BELOW, _BANDWIDTH, _SETUP)
