"""The measured throughput of networks beside the rates of their accelerator."""

from compute_trends.validators.estimates.chip_rates import CHIP_RATES, VECTOR_BASIS, VECTOR_BOUND

MEASURED = "measured on inference_models 2026.8.0 (1,333 networks on an RTX 4090)"

#: The chip, its bandwidth and its rates in the number format of the measurement (32 bits may run as TF32), with the
#: size of a number in it: the highest rate held, and the highest that it can have. These differ where the rate of its
#: matrix engines is lacking, and then it is said what they are.
CHIPS = f"""
    select *, case when is_lacking then '{VECTOR_BASIS}' end as held_basis,
      case when is_lacking then '{VECTOR_BOUND}' end as peak_basis
    from (
      select s.*, r.record_id as chip, r.memory_bandwidth_byte_per_s as bandwidth,
        case when s.throughput_number_format = 'float32' then greatest(r.r32, r.rtf32) else r.r16 end
          as held_flop_per_s,
        case when s.throughput_number_format = 'float32' then greatest(r.r32, r.most_32) else r.most_16 end
          as peak_flop_per_s,
        case when s.throughput_number_format = 'float32' then r.lacks_tf32 else r.lacks_16 end as is_lacking,
        case when s.throughput_number_format = 'float32' then 4 else 2 end as byte_per_number
      from submission s
      join accelerator_names n on n.name = s.throughput_accelerator
      join {CHIP_RATES} r on r.record_id = n.record_id)
"""

#: The chips, with the rate that the throughput needs of them.
RATED_CHIPS = f"select *, throughput_image_per_s * forward_flop as needed_flop_per_s from ({CHIPS})"

COLUMNS = """_row, 'throughput_image_per_s' as "column", throughput_image_per_s as value"""


def rates(rate: str, basis: str) -> str:
    """SQL for message and evidence: what the throughput needs, as a share of a rate whose basis is null if a peak."""
    return f"""
          format('{{:.3g}} images/s at {{:.3g}} FLOP each are {{:.3g}} FLOP/s, {{:.3g}} times {{}} of {{}}',
            throughput_image_per_s, forward_flop, needed_flop_per_s, needed_flop_per_s / {rate},
            coalesce({basis}, 'the peak rate'), throughput_accelerator) as message,
          format('accelerators/{{}}: {{:.3g}} FLOP/s', chip, {rate}) as evidence
"""
