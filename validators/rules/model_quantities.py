"""Parts of a model against its whole: active parameters, layers, a forward pass, bytes of its data."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_PAPER = "Measured on milestone_systems 2022.2.0: "

RULES = (
    Rule(
        id="inference-time-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="A forward pass takes implausibly long or short",
        explanation=(
            "One forward pass takes microseconds on a small network and seconds on the largest. Outside of that the "
            "time is mostly that of a whole answer or data set, or in another unit."
        ),
        fix="Write the time of one forward pass in milliseconds.",
        source=_PAPER + "the three systems with a time need 5.1, 7.5 and 170 ms.",
        thresholds=(
            Threshold("least_ms", 1e-3, "ms", "The launch of a kernel on a GPU takes some microseconds."),
            Threshold("most_ms", 60_000, "ms", "A factor of 350 above the longest known; answers take minutes."),
        ),
        binds="submitted",
        sql="""
            select _row, 'inference_time_ms' as "column", inference_time_ms as value,
                format('{:.3g} ms for a forward pass; expected between {:.3g} and {:.3g} ms', inference_time_ms,
                    $least_ms::double, $most_ms::double) as message, null as evidence
            from submission where inference_time_ms < $least_ms or inference_time_ms > $most_ms
        """,
        applies="select _row from submission where inference_time_ms is not null",
        passes=({"inference_time_ms": 5.1}, {"inference_time_ms": 170}),
        fails=({"inference_time_ms": 5e6}, {"inference_time_ms": 5e-6}),
    ),
    Rule(
        id="active-parameters-exceed-parameters",
        layer="plausibility",
        severity="error",
        datasets=("milestone_systems",),
        title="More parameters are active than there are",
        explanation=(
            "Active parameters are those that one token passes in a mixture of experts: a part of all. Training "
            "compute by 6 N D takes the active ones, so a swap of the two changes it many times over."
        ),
        fix="Write all parameters in parameters and those used per token in active_parameters.",
        source="Fedus et al. 2022, Switch Transformers.",
        sql="""
            select _row, 'active_parameters' as "column", active_parameters as value,
                format('{:.3g} active parameters of {:.3g}', active_parameters, parameters) as message,
                format('parameters = {:.3g}', parameters) as evidence
            from submission where active_parameters > parameters
        """,
        applies="select _row from submission where active_parameters is not null and parameters is not null",
        binds="submitted",
        passes=({"parameters": 671e9, "active_parameters": 37e9},),
        fails=({"parameters": 37e9, "active_parameters": 671e9},),
    ),
    Rule(
        id="active-parameters-too-few",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="Hardly any of the parameters are active",
        explanation=(
            "A mixture of experts uses some percent of its parameters per token: 5.5% in DeepSeek-V3, some 0.1% in the "
            "sparsest ones. Less is mostly a slip of 1e3 in one of the two."
        ),
        fix="Write both as plain numbers: 37e9 of 671e9.",
        source="DeepSeek-AI 2024, DeepSeek-V3 technical report; Fedus et al. 2022, Switch Transformers.",
        thresholds=(
            Threshold(
                "least_fraction",
                5e-4,
                None,
                "Switch-C activates one of 2,048 experts in each of its layers, beside what all tokens share.",
            ),
        ),
        sql="""
            select _row, 'active_parameters' as "column", active_parameters as value,
                format('{:.3g} active parameters of {:.3g} are {:.2g}%', active_parameters, parameters,
                    100 * active_parameters / parameters) as message,
                format('parameters = {:.3g}', parameters) as evidence
            from submission where active_parameters / parameters < $least_fraction
        """,
        applies="select _row from submission where active_parameters is not null and parameters > 0",
        binds="submitted",
        passes=({"parameters": 671e9, "active_parameters": 37e9},),
        fails=({"parameters": 671e9, "active_parameters": 37e6},),
    ),
    Rule(
        id="inference-compute-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The inference compute does not go with the parameters",
        explanation=(
            "A forward pass does 2 FLOP per parameter and use of it: 2 in a dense network, 100 to 1,000 in a "
            "convolution, and 2 per token in a transformer, whose pass may be stated for a whole sequence. Below 1, "
            "the number is in multiply-adds, in GFLOP or of another model."
        ),
        fix="Write the FLOP of one forward pass (1 multiply-add = 2 FLOP) as a plain number.",
        source="Kaplan et al. 2020, Scaling laws for neural language models, section 2.1: 2 N FLOP per token.",
        thresholds=(
            Threshold("least_ratio", 0.25, "FLOP per parameter", _PAPER + "the least of 27 systems is 0.30 (CLIP)."),
            Threshold("most_ratio", 5e4, "FLOP per parameter", _PAPER + "the most of 27 systems is 4,229 (GPT-3)."),
        ),
        sql="""
            select _row, 'inference_compute_flop' as "column", inference_compute_flop as value,
                format('{:.3g} FLOP for {:.3g} parameters are {:.2g} per parameter, outside {:.2g} to {:.2g}',
                    inference_compute_flop, parameters, inference_compute_flop / parameters, $least_ratio::double,
                    $most_ratio::double) as message,
                format('2 x {:.3g} = {:.3g} FLOP', parameters, 2 * parameters) as evidence
            from submission
            where inference_compute_flop / parameters < $least_ratio
                or inference_compute_flop / parameters > $most_ratio
        """,
        applies="select _row from submission where inference_compute_flop is not null and parameters > 0",
        binds="submitted",
        passes=({"parameters": 175e9, "inference_compute_flop": 350e9},),
        fails=(
            {"parameters": 175e9, "inference_compute_flop": 350e6},
            {"parameters": 175, "inference_compute_flop": 350e9},
        ),
    ),
    Rule(
        id="hidden-layers-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="A network of implausibly many layers",
        explanation=(
            "The deepest known networks have about a thousand layers, most fewer than 200. A larger number is mostly "
            "that of hidden units."
        ),
        fix="Write the number of hidden layers.",
        source="He et al. 2016, Identity mappings in deep residual networks: 1,001 layers.",
        thresholds=(
            Threshold("most_layer", 1500, "layer", "ResNet-1202 of He et al. 2015 is the deepest that we hold."),
        ),
        sql="""
            select _row, 'hidden_layers' as "column", hidden_layers as value,
                hidden_layers || ' hidden layers; the deepest networks have about 1,000' as message,
                'at most $most_layer' as evidence
            from submission where hidden_layers > $most_layer
        """,
        applies="select _row from submission where hidden_layers is not null",
        binds="submitted",
        passes=({"hidden_layers": 152},),
        fails=({"hidden_layers": 4096},),
    ),
    Rule(
        id="bytes-per-datapoint-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The bytes of the training data do not go with its datapoints",
        explanation=(
            "A token of text takes about 4 bytes, an image 300 bytes (MNIST) to some megabytes, a video more. Another "
            "ratio means that one of the two numbers is in thousands, millions or GB."
        ),
        fix="Write bytes and datapoints as plain numbers: 45e12 for 45 TB, 300e9 for 300 billion tokens.",
        source="The sizes in milestone_systems 2022.2.0.",
        thresholds=(
            Threshold("least_byte", 0.125, "byte per datapoint", "A datapoint holds at least one bit."),
            Threshold("most_byte", 1e10, "byte per datapoint", "Some hours of film. " + _PAPER + "at most 115,000."),
            Threshold(
                "most_language_byte",
                2e4,
                "byte per datapoint",
                "A long document; text before filtering: 45e12 bytes for 238e9 tokens in GPT-3 are 190.",
            ),
        ),
        sql="""
            select _row, 'training_dataset_size_byte' as "column", training_dataset_size_byte as value,
                format('{:.3g} bytes for {:.3g} datapoints are {:.2g} each, outside {:.2g} to {:.2g}',
                    training_dataset_size_byte, size, training_dataset_size_byte / size, $least_byte::double, most)
                    as message,
                'training_dataset_size_byte / training_dataset_size_datapoint' as evidence
            from (select _row, training_dataset_size_byte, training_dataset_size_datapoint as size,
                    if(coalesce(domains = ['Language'], false), $most_language_byte, $most_byte)::double as most
                from submission where training_dataset_size_datapoint > 0)
            where training_dataset_size_byte / size < $least_byte or training_dataset_size_byte / size > most
        """,
        applies="""select _row from submission
            where training_dataset_size_byte is not null and training_dataset_size_datapoint > 0""",
        binds="submitted",
        passes=(
            {"training_dataset_size_byte": 40e9, "training_dataset_size_datapoint": 5e9, "domains": ["Language"]},
            {"training_dataset_size_byte": 138e9, "training_dataset_size_datapoint": 1.2e6, "domains": ["Vision"]},
        ),
        fails=(
            {"training_dataset_size_byte": 40, "training_dataset_size_datapoint": 5e9, "domains": ["Language"]},
            {"training_dataset_size_byte": 40e9, "training_dataset_size_datapoint": 5e3, "domains": ["Language"]},
        ),
    ),
)
