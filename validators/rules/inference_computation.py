"""Operations, parameters, activations and rates of an inference_models record against one another and the chip."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_MEASURED = "measured on inference_models 2026.8.0"
_RESNET_50 = {
    "architecture": "resnet50",
    "image_size_pixel": 224,
    "parameters": 25_560_000,
    "forward_mac": 4.11e9,
    "forward_flop": 8.22e9,
    "activations": 11_110_000,
    "throughput_image_per_s": 4302.84,
    "throughput_accelerator": "NVIDIA GeForce RTX 4090",
    "throughput_number_format": "amp_float16",
}

_CONVENTION = Rule(
    id="forward-flop-convention",
    layer="inclusion",
    severity="error",
    datasets=("inference_models",),
    title="The forward FLOP are not twice the multiply-accumulates",
    explanation=(
        "Papers call multiply-accumulates and floating-point operations alike FLOPs, which is a factor of two. Here "
        "one multiply-accumulate is two operations, in every row."
    ),
    fix="Put multiply-accumulates into forward_mac and twice their number into forward_flop.",
    source="Desislavov et al. 2021 (arXiv 2109.05472), section 3; the declaration of forward_flop.",
    thresholds=(
        Threshold("tolerance", 0.01, "1", f"Two figures printed with three digits; {_MEASURED}: all 1,430 exact."),
    ),
    sql="""
        select _row, 'forward_flop' as "column", forward_flop as value,
          format('{:.3g} FLOP are {:.3g} times the {:.3g} multiply-accumulates, not twice', forward_flop,
            forward_flop / forward_mac, forward_mac) as message, 'forward_flop = 2 x forward_mac' as evidence
        from submission where abs(forward_flop - 2 * forward_mac) > 2 * $tolerance * forward_mac
    """,
    applies="select _row from submission where forward_flop * forward_mac is not null",
    passes=({"forward_mac": 4.11e9, "forward_flop": 8.22e9}, {"forward_mac": 1.0}),
    fails=({"forward_mac": 4.11e9, "forward_flop": 4.11e9}, {"forward_mac": 8.22e9, "forward_flop": 4.11e9}),
)


def _ratio(
    *, rule_id: str, column: str, title: str, explanation: str, ratio: str, quantity: str, given: str, low: Threshold,
    high: Threshold, fails: tuple[dict[str, object], ...],
) -> Rule:  # fmt: skip
    """A rule that warns where a ratio of a row's quantities is outside [`low`, `high`].

    Args:
        rule_id: the id.
        column: the column that the finding names.
        title: the title.
        explanation: the explanation.
        ratio: SQL for the ratio.
        quantity: what the ratio is, in words, as it follows its value in the message.
        given: further condition in SQL.
        low: the lowest ratio seen, with leeway.
        high: the highest.
        fails: examples that fail.
    """
    return Rule(
        id=rule_id,
        layer="plausibility",
        severity="warning",
        datasets=("inference_models",),
        title=title,
        explanation=explanation,
        fix="Check the units: plain numbers of parameters, multiply-accumulates and activations, pixels of one edge.",
        source="The 1,430 networks of inference_models 2026.8.0.",
        thresholds=(low, high),
        sql=f"""
            select _row, '{column}' as "column", {column} as value,
              format('{{:.3g}} {quantity}; all known networks have {{:.3g}} to {{:.3g}}', {ratio}, ${low.name}::double,
                ${high.name}::double) as message, '{" ".join(ratio.split())}' as evidence
            from submission where {given} and {ratio} not between ${low.name} and ${high.name}
        """,
        applies=f"select _row from submission where {given} and {ratio} is not null",
        passes=(_RESNET_50,),
        fails=fails,
    )


_PARAMETERS = _ratio(
    rule_id="inference-parameters-implausible",
    column="parameters",
    title="Parameters and operations do not go together",
    explanation=(
        "How often a network uses a parameter on an image of 224 pixels differs between architectures by a factor of "
        "80 at most, from AlexNet's 12 to 940 in networks with small patches. A slip of a thousand in either is "
        "outside."
    ),
    ratio="forward_mac / parameters / pow(image_size_pixel / 224.0, 2)",
    quantity="multiply-accumulates per parameter, scaled to 224 pixels",
    given="true",
    low=Threshold("lowest", 6, "MAC", f"{_MEASURED}: the lowest of 1,390 is 11.7; half of that."),
    high=Threshold("highest", 2000, "MAC", f"{_MEASURED}: the highest of 1,390 is 943; twice that."),
    fails=(
        {**_RESNET_50, "parameters": 25_560},
        {**_RESNET_50, "parameters": 25.56e9},
        {**_RESNET_50, "forward_mac": 4.11e6},
    ),
)

_UNSIZED = _ratio(
    rule_id="inference-parameters-implausible-unsized",
    column="parameters",
    title="Parameters and operations do not go together (no input size)",
    explanation=(
        "Without the input size the operations per parameter range wider, from 12 to 2,200. A slip of a thousand in "
        "either is mostly outside."
    ),
    ratio="forward_mac / parameters",
    quantity="multiply-accumulates per parameter",
    given="image_size_pixel is null",
    low=Threshold("lowest", 8, "MAC", f"{_MEASURED}: the lowest of 1,413 is 11.7; two thirds of that."),
    high=Threshold("highest", 3000, "MAC", f"{_MEASURED}: the highest of 1,413 is 2,234; a third more."),
    fails=(
        {**_RESNET_50, "image_size_pixel": None, "parameters": 25_560},
        {**_RESNET_50, "image_size_pixel": None, "parameters": 25.56e9},
    ),
)

_ACTIVATIONS = _ratio(
    rule_id="inference-activations-implausible",
    column="activations",
    title="Activations and input size do not go together",
    explanation=(
        "The layers of a network write 18 to 8,500 numbers per pixel of the input. A slip of a thousand is outside; "
        "timm prints activations in millions."
    ),
    ratio="activations / pow(image_size_pixel, 2)",
    quantity="activations per pixel of the input",
    given="true",
    low=Threshold("lowest", 12, "1", f"{_MEASURED}: the lowest of 1,333 is 18.1; two thirds of that."),
    high=Threshold("highest", 12_000, "1", f"{_MEASURED}: the highest of 1,333 is 8,511; 1.4 times that."),
    fails=({**_RESNET_50, "activations": 11.11}, {**_RESNET_50, "activations": 11.11e9}),
)

_MACS = _ratio(
    rule_id="inference-operations-implausible",
    column="forward_mac",
    title="Operations and activations do not go together",
    explanation=(
        "A network does 23 to 3,500 multiply-accumulates for each activation that it writes. A slip of a thousand in "
        "either is outside; timm prints operations in units of 1e9 and activations in millions."
    ),
    ratio="forward_mac / activations",
    quantity="multiply-accumulates per activation",
    given="true",
    low=Threshold("lowest", 12, "MAC", f"{_MEASURED}: the lowest of 1,333 is 23.2; half of that."),
    high=Threshold("highest", 7000, "MAC", f"{_MEASURED}: the highest of 1,333 is 3,472; twice that."),
    fails=({**_RESNET_50, "forward_mac": 4.11e6}, {**_RESNET_50, "forward_mac": 4.11e12}),
)

_SAME = Rule(
    id="inference-differs-from-architecture",
    layer="plausibility",
    severity="warning",
    datasets=("inference_models",),
    title="Another record of the same architecture has other parameters or operations",
    explanation=(
        "Records of one architecture differ in weights and input size, so their parameters are the same and their "
        "operations grow with the area of the input. A factor of two is a multiply-accumulate counted as two "
        "operations; more is a wrong unit or another architecture."
    ),
    fix="Check parameters and forward_mac, or name the variant of the architecture.",
    source="The 847 architectures of inference_models 2026.8.0 (shared by up to nine records).",
    thresholds=(
        Threshold("parameter_factor", 1.1, "1", f"{_MEASURED}: records of one architecture agree within 1.004."),
        Threshold("mac_factor", 1.5, "1", f"{_MEASURED}: per area, records of one architecture agree within 1.14."),
    ),
    sql="""
        select s._row,
          case when s.parameters not between o.parameters / $parameter_factor and o.parameters * $parameter_factor
            then 'parameters' else 'forward_mac' end as "column",
          case when s.parameters not between o.parameters / $parameter_factor and o.parameters * $parameter_factor
            then s.parameters else s.forward_mac end as value,
          format('{:.3g} parameters and {:.3g} multiply-accumulates at {} pixels are stated, but {} has {:.3g} and '
            '{:.3g} at {} pixels', s.parameters, s.forward_mac, s.image_size_pixel, o.record_id, o.parameters,
            o.forward_mac, o.image_size_pixel) as message,
          'inference_models/' || o.record_id as evidence
        from submission s
        join (select architecture, arg_min({record_id: record_id, parameters: parameters, forward_mac: forward_mac,
            image_size_pixel: image_size_pixel}, record_id) as first
            from inference_models where image_size_pixel is not null and parameters is not null group by 1) g
          using (architecture), unnest([g.first]) as t(o)
        where s.record_id is distinct from o.record_id
          and (s.parameters not between o.parameters / $parameter_factor and o.parameters * $parameter_factor
            or s.forward_mac / pow(s.image_size_pixel, 2) not between o.forward_mac / pow(o.image_size_pixel, 2)
              / $mac_factor and o.forward_mac / pow(o.image_size_pixel, 2) * $mac_factor)
    """,
    applies="""
        select _row from submission where architecture in
          (select architecture from inference_models where image_size_pixel is not null and parameters is not null)
    """,
    passes=({**_RESNET_50, "record_id": "new"}, {"architecture": "no-such-network", "parameters": 1}),
    fails=(
        {**_RESNET_50, "record_id": "new", "parameters": 97.5e6},
        {**_RESNET_50, "record_id": "new", "forward_mac": 8.22e9},
    ),
)

RULES = (_CONVENTION, _PARAMETERS, _UNSIZED, _ACTIVATIONS, _MACS, _SAME)
