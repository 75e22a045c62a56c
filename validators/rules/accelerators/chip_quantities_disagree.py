"""A chip's rates, memory, power, area and clocks against each other and against its time."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.ratios import Ratio, vote_sql
from compute_trends.validators.rules.shared.trend_lines import in_field_sql

_FP64, _FP32, _FP16 = "fp64_vector_flop_per_s", "fp32_vector_flop_per_s", "fp16_vector_flop_per_s"

_TF32, _FP16T, _FP16U = "tf32_tensor_flop_per_s", "fp16_tensor_flop_per_s", "fp16_unspecified_flop_per_s"

_FP8, _FP4 = "fp8_tensor_flop_per_s", "fp4_tensor_flop_per_s"

_INT16, _INT8, _INT4 = "int16_op_per_s", "int8_op_per_s", "int4_op_per_s"

_MEMORY, _BANDWIDTH, _TDP = "memory_byte", "memory_bandwidth_byte_per_s", "tdp_w"

_DIE, _TRANSISTORS, _PROCESS = "die_size_mm2", "transistors", "process_nm"

_BASE, _BOOST, _PRICE = "base_clock_hz", "boost_clock_hz", "release_price_usd"

#: Chips that keep all memory in SRAM: a thousandth of what DRAM holds, read a thousand times as often; wafers. Where
#: another type is stated, or none, an area and a bandwidth that only a wafer has (46,225 mm2 and 9e15 to 2.1e16 byte/s
#: on the four shipped; a wafer of 300 mm has 70,686 mm2) or an SRAM's bandwidth from a memory no larger than one chip's
#: (Groq 230 MB at 8e13 byte/s, Graphcore 900 MB at 4.75e13 and 6.54e13) tell; no shipped DRAM is above 1.8e13 byte/s,
#: and of the chips since 2016 those with at most 1 GB of memory keep it in SRAM.
_NO_DRAM = (
    "(coalesce(type, '') in ('wafer_scale', 'ipu', 'lpu') "
    "or coalesce(die_size_mm2 between 4e4 and 7.1e4 and memory_bandwidth_byte_per_s >= 5e15, false) "
    "or coalesce(memory_byte <= 1e9 and memory_bandwidth_byte_per_s between 4e13 and 2e14 "
    "and release_date >= date '2016-01-01', false))"
)

#: How much memory a CPU has is a matter of its board, and a phone's chip has its part for networks beside others: the
#: bounds on memory do not bear on CPUs, nor that on the matrix rate on `soc`. Their other ratios are judged.
RATIOS = (
    Ratio("fp64_per_fp32", {_FP64: 1, _FP32: -1}, -2.1, 0.8, 1690, 0),
    Ratio("fp16_per_fp32", {_FP16: 1, _FP32: -1}, -2.0, 0.9, 911, 0),
    Ratio("tf32_per_fp32", {_TF32: 1, _FP32: -1}, -0.7, 2.1, 41, 0),
    Ratio("fp16_tensor_per_fp32", {_FP16T: 1, _FP32: -1}, -0.4, 2.4, 71, 0),
    Ratio("fp16_unspecified_per_fp32", {_FP16U: 1, _FP32: -1}, -0.5, 2.2, 21, 0),
    Ratio("fp16_tensor_per_vector", {_FP16T: 1, _FP16: -1}, -0.9, 1.9, 37, 0),
    Ratio("fp16_per_tf32", {_FP16T: 1, _TF32: -1}, -1.0, 1.4, 42, 0),
    Ratio("fp8_per_fp16", {_FP8: 1, _FP16T: -1}, -1.0, 1.5, 18, 0),
    Ratio("int8_per_fp16", {_INT8: 1, _FP16T: -1}, -1.4, 1.4, 50, 0, note="the GB300 has a fifteenth in INT8"),
    Ratio("int8_per_fp16_unspecified", {_INT8: 1, _FP16U: -1}, -1.0, 1.5, 22, 0),
    Ratio("int8_per_fp32", {_INT8: 1, _FP32: -1}, -0.4, 2.4, 71, 0),
    Ratio("fp8_per_int8", {_FP8: 1, _INT8: -1}, -1.0, 1.7, 10, 0),
    Ratio("fp4_per_fp8", {_FP4: 1, _FP8: -1}, -1.0, 1.5, 12, 0),
    Ratio("int4_per_int8", {_INT4: 1, _INT8: -1}, -0.6, 2.2, 8, 0),
    Ratio("int16_per_int8", {_INT16: 1, _INT8: -1}, -1.5, 1.0, 16, 0),
    Ratio("fp32", {_FP32: 1}, 11.33 - 1.55, 11.33 + 1.4, 2430, 4, 0.143, True, "wafers are exempt"),
    Ratio("fp32_per_w", {_FP32: 1, _TDP: -1}, 9.69 - 1.5, 9.69 + 1.3, 2185, 0, 0.11),
    Ratio("fp32_per_mm2", {_FP32: 1, _DIE: -1}, 9.18 - 1.6, 9.18 + 1.2, 2240, 0, 0.124),
    Ratio("fp32_per_transistor_and_cycle", {_FP32: 1, _TRANSISTORS: -1, _BASE: -1}, -7.5, -4.9, 2197, 0),
    Ratio("fp32_per_bandwidth", {_FP32: 1, _BANDWIDTH: -1}, -0.9, 1.9, 1862, 0, 0.051, True, "SRAM is exempt"),
    Ratio("fp16_tensor_per_w", {_FP16T: 1, _TDP: -1}, 11.02 - 1.5, 11.02 + 1.2, 81, 0, 0.077),
    Ratio("fp16_unspecified_per_w", {_FP16U: 1, _TDP: -1}, 11.02 - 1.5, 11.02 + 1.2, 27, 0, 0.077),
    Ratio("fp8_per_w", {_FP8: 1, _TDP: -1}, 10.8, 13.6, 18, 0),
    Ratio("int8_per_w", {_INT8: 1, _TDP: -1}, 10.5, 13.3, 81, 0),
    Ratio("fp16_tensor", {_FP16T: 1}, 13.2, 16.2, 93, 0, 0.0, True, "wafers and chips of phones are exempt", "soc"),
    Ratio("fp16_unspecified", {_FP16U: 1}, 12.6, 16.4, 43, 0, 0.0, True, "wafers are exempt"),
    Ratio("fp8", {_FP8: 1}, 13.6, 16.5, 22, 0, 0.0, True, "wafers are exempt"),
    Ratio("fp4", {_FP4: 1}, 14.2, 17.1, 13, 0, 0.0, True, "wafers are exempt"),
    Ratio("int8", {_INT8: 1}, 12.8, 16.2, 110, 0, 0.0, True, "wafers are exempt"),
    Ratio(
        "memory_per_bandwidth",
        {_MEMORY: 1, _BANDWIDTH: -1},
        -2.9,
        -0.1,
        2377,
        2,
        0.0,
        True,
        "in s; no SRAM or CPU",
        "cpu",
    ),
    Ratio(
        "memory_per_w", {_MEMORY: 1, _TDP: -1}, 7.33 - 1.6, 7.33 + 1.2, 1944, 1, 0.067, True, "no SRAM or CPU", "cpu"
    ),
    Ratio("memory", {_MEMORY: 1}, 9.16 - 1.7, 9.16 + 1.2, 2384, 2, 0.122, True, "SRAM and CPUs are exempt", "cpu"),
    Ratio("bandwidth", {_BANDWIDTH: 1}, 10.91 - 1.6, 10.91 + 1.25, 2388, 3, 0.098, True, "SRAM is exempt"),
    Ratio("bandwidth_per_w", {_BANDWIDTH: 1, _TDP: -1}, 8.87 - 1.5, 8.87 + 0.85, 1948, 2, 0.063, True, "no SRAM"),
    Ratio("bandwidth_per_mm2", {_BANDWIDTH: 1, _DIE: -1}, 8.45 - 1.5, 8.45 + 1.2, 2305, 0, 0.068, True, "no SRAM"),
    Ratio(
        "bandwidth_per_bus_bit_and_cycle",
        {_BANDWIDTH: 1, "memory_bus_bit": -1, "memory_clock_hz": -1},
        -0.95,
        0.5,
        2238,
        0,
        note="1 to 16 transfers a cycle, 8 bits a byte",
    ),
    Ratio("bandwidth_per_bus_bit", {_BANDWIDTH: 1, "memory_bus_bit": -1}, 7.0, 9.95, 2308, 0),
    Ratio("fp32_per_lane_and_cycle", {_FP32: 1, "shading_units": -1, _BOOST: -1}, 0.0, 0.85, 2000, 0, note="2 usually"),
    Ratio("tdp_per_mm2", {_TDP: 1, _DIE: -1}, -1.9, 0.7, 2305, 0),
    Ratio("transistors_per_mm2", {_TRANSISTORS: 1, _DIE: -1}, 6.53 - 1.4, 6.53 + 1.3, 2799, 3, 0.11),
    Ratio("transistors_per_process_square", {_TRANSISTORS: 1, _DIE: -1, _PROCESS: 2}, 8.8, 10.9, 2796, 4),
    Ratio("process", {_PROCESS: 1}, 1.70 - 0.4, 1.70 + 0.5, 3088, 0, -0.067),
    Ratio("die", {_DIE: 1}, 0.6, 3.3, 2880, 0, 0.0, True, "wafers are exempt"),
    Ratio("base_clock", {_BASE: 1}, 7.9, 9.7, 3028, 0),
    Ratio("boost_clock", {_BOOST: 1}, 7.9, 9.8, 2583, 0),
    Ratio("memory_clock", {"memory_clock_hz": 1}, 8.0, 10.5, 2254, 0),
    Ratio("internode", {"internode_bandwidth_bit_per_s": 1}, 10.4, 13.2, 19, 0),
    Ratio(
        "intranode_per_bandwidth",
        {"intranode_bandwidth_byte_per_s": 1, _BANDWIDTH: -1},
        -2.0,
        0.7,
        23,
        0,
        0.0,
        True,
        "no SRAM",
    ),
    Ratio("price_per_w", {_PRICE: 1, _TDP: -1}, -0.6, 2.2, 271, 0),
    Ratio("price_per_mm2", {_PRICE: 1, _DIE: -1}, -0.9, 2.0, 274, 0),
    Ratio("price", {_PRICE: 1}, 1.0, 6.6, 300, 0, note="a Cerebras system costs 2e6 USD"),
)

#: Years since 2010; a chip without a date is placed by its process, 1.70 - 0.067 per year in log10 of nm (n = 2,692).
YEARS_SINCE_2010 = (
    f"coalesce(case when {in_field_sql('release_date')} then year(release_date) + (month(release_date) - 0.5) / 12 "
    "- 2010 end, (1.70 - log10(process_nm)) / 0.067)"
)

_JUDGED = sorted({name for ratio in RATIOS if len(ratio.powers) == 1 for name in ratio.powers} | {_TDP, _TRANSISTORS})

#: Published figures of chips without DRAM: Cerebras (FP16 at the sparse rate), Groq, Graphcore.
_WSE_3 = {
    "memory_byte": 44e9,
    "memory_bandwidth_byte_per_s": 21e15,
    "fp16_tensor_flop_per_s": 125e15,
    "die_size_mm2": 46225,
    "transistors": 4e12,
    "process_nm": 5,
    "tdp_w": 23000,
    "release_date": "2024-03-13",
}

_GROQ = {
    "memory_byte": 230e6,
    "memory_bandwidth_byte_per_s": 80e12,
    "int8_op_per_s": 750e12,
    "tdp_w": 215,
    "fp16_unspecified_flop_per_s": 188e12,
    "die_size_mm2": 725,
    "process_nm": 14,
    "release_date": "2022-10-15",
}

_IPU = {
    "memory_byte": 900e6,
    "memory_bandwidth_byte_per_s": 47.5e12,
    "fp16_unspecified_flop_per_s": 250e12,
    "fp32_vector_flop_per_s": 62.5e12,
    "intranode_bandwidth_byte_per_s": 320e9,
    "die_size_mm2": 823,
    "process_nm": 7,
    "transistors": 59.4e9,
    "release_date": "2020-07-15",
}

RULE = Rule(
    id="chip-quantities-disagree",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="A quantity of the chip does not fit its other quantities or its time",
    explanation=(
        "Rates per watt, per square millimetre and per transistor, memory per bandwidth, transistors per area and the "
        "like stay within narrow bounds, which move slowly with the year. A value that breaks most of its ratios while "
        "the others agree usually has a slipped unit (GFLOP/s for TFLOP/s, MB for GB, MHz for Hz) or comes from "
        "another row of the datasheet. Where two quantities are compared, the bounds span less than a factor of 1,000."
    ),
    fix=(
        "Compare the named column with the datasheet, its unit first; then the columns of the ratio in the message. A "
        "chip whose memory is all SRAM has the type `wafer_scale`, `ipu` or `lpu`."
    ),
    source="Bounds around robust log-linear lines through the shipped chips, a factor of 2 to 4 beyond nearly all.",
    reads=("type", "release_date", *(name for ratio in RATIOS for name in ratio.powers)),
    thresholds=tuple(item for ratio in RATIOS for item in ratio.thresholds("accelerators 2026.8.0")),
    applies=f"select _row from submission where coalesce({', '.join(_JUDGED)}) is not null",
    sql=vote_sql(RATIOS, "release_date", YEARS_SINCE_2010, _NO_DRAM, "coalesce(type, '')"),
    passes=(
        {"fp32_vector_flop_per_s": 19.5e12, "fp64_vector_flop_per_s": 9.7e12, "tdp_w": 400, "die_size_mm2": 826,
         "memory_byte": 80e9, "memory_bandwidth_byte_per_s": 2.039e12, "release_date": "2020-11-16"},
        {"type": "lpu", "memory_byte": 230e6, "memory_bandwidth_byte_per_s": 80e12, "tdp_w": 215},
        {**_WSE_3, "type": "wafer_scale"}, {**_WSE_3, "type": "other"}, _WSE_3,
        _GROQ, {**_GROQ, "type": "asic"}, _IPU,
        {**_IPU, "type": "ipu"}, {**_IPU, "type": "ipu", "memory_bandwidth_byte_per_s": 65.4e12},
    ),
    fails=(
        {"fp32_vector_flop_per_s": 19.5e12, "fp64_vector_flop_per_s": 9.7e9, "release_date": "2020-11-16"},
        {"memory_byte": 80e6, "memory_bandwidth_byte_per_s": 2.039e12},
        {"fp32_vector_flop_per_s": 19.5e15, "tdp_w": 400, "release_date": "2020-11-16"},
        {"memory_byte": 80e6, "memory_bandwidth_byte_per_s": 2.039e12, "release_date": "2020-11-16"},
        {"memory_byte": 80e9, "memory_bandwidth_byte_per_s": 2.039e15, "die_size_mm2": 826},
    ),
)  # fmt: skip
