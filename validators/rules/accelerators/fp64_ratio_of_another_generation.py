"""An FP64 rate in the ratio of another generation of chips."""

from compute_trends.validators.rule import Rule, Threshold

_ON = "measured on accelerators 2026.8.0: none of 211 such chips is outside"

_SUCH = """
    manufacturer = 'NVIDIA' and process_nm <= $process and release_date >= date '2020-05-01'
    and fp32_vector_flop_per_s / fp64_vector_flop_per_s between 1 and $slip
"""

RULE = Rule(
    id="fp64-ratio-of-another-generation",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The FP64 rate has the ratio to FP32 of another generation",
    explanation=(
        "How much slower FP64 is than FP32 is a property of a generation. NVIDIA's dies for graphics run it at 1/64 "
        "since Ampere and at 1/32 before, those for computing at 1/2. A table that computes FP64 from FP32 with the "
        "ratio of the generation before doubles it."
    ),
    fix="Divide the FP32 rate by 64, or look up the FP64 rate; the message says what to write.",
    source="NVIDIA's white papers of GA100, GA102, AD102, GH100 and GB202.",
    reads=("manufacturer", "process_nm", "release_date", "fp64_vector_flop_per_s", "fp32_vector_flop_per_s"),
    thresholds=(
        Threshold("process", 8, "nm", "Ampere and later; Turing, at 12 nm, was sold beside them"),
        Threshold("tolerance", 0.05, "share of the ratio", _ON),
        Threshold("slip", 200, "FP32 / FP64", "above this, chip-quantities-disagree finds a slipped unit"),
    ),
    sql=f"""
        select _row, 'fp64_vector_flop_per_s' as "column", fp64_vector_flop_per_s as value,
          format('{{:.4g}} is 1/{{:.3g}} of the FP32 rate; chips of this generation have 1/64 or 1/2, so {{:.4g}} or '
            || '{{:.4g}}', fp64_vector_flop_per_s, fp32_vector_flop_per_s / fp64_vector_flop_per_s,
            fp32_vector_flop_per_s / 64, fp32_vector_flop_per_s / 2) as message,
          format('fp32_vector_flop_per_s = {{:.4g}}', fp32_vector_flop_per_s) as evidence
        from submission where {_SUCH}
          and abs(fp32_vector_flop_per_s / fp64_vector_flop_per_s / 64 - 1) > $tolerance
          and abs(fp32_vector_flop_per_s / fp64_vector_flop_per_s / 2 - 1) > $tolerance
    """,
    applies=f"select _row from submission where {_SUCH}",
    passes=(
        {"manufacturer": "NVIDIA", "process_nm": 8, "release_date": "2020-10-05", "fp64_vector_flop_per_s": 604.8e9,
         "fp32_vector_flop_per_s": 38.7e12},
        {"manufacturer": "NVIDIA", "process_nm": 7, "release_date": "2020-05-14", "fp64_vector_flop_per_s": 9.746e12,
         "fp32_vector_flop_per_s": 19.49e12},
        {"manufacturer": "NVIDIA", "process_nm": 12, "release_date": "2021-12-07", "fp64_vector_flop_per_s": 224.4e9,
         "fp32_vector_flop_per_s": 7.181e12},
    ),
    fails=(
        {"manufacturer": "NVIDIA", "process_nm": 8, "release_date": "2020-10-05", "fp64_vector_flop_per_s": 1.21e12,
         "fp32_vector_flop_per_s": 38.7e12},
    ),
)  # fmt: skip
