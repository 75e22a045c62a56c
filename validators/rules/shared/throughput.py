"""The measured throughput of networks beside the rates of their accelerator."""

MEASURED = "measured on inference_models 2026.8.0 (1,333 networks on an RTX 4090)"

#: The chip, its bandwidth and its peak rate in the number format of the measurement, with the size of a number in it.
CHIPS = """
    select s.*, a.record_id as chip, a.memory_bandwidth_byte_per_s as bandwidth,
      case when s.throughput_number_format = 'float32'
        then greatest(a.fp32_vector_flop_per_s, a.tf32_tensor_flop_per_s)
        else greatest(a.fp32_vector_flop_per_s, a.fp16_vector_flop_per_s, a.fp16_unspecified_flop_per_s,
          a.fp16_tensor_flop_per_s) end as peak_flop_per_s,
      case when s.throughput_number_format = 'float32' then 4 else 2 end as byte_per_number
    from submission s
    join accelerator_names n on n.name = s.throughput_accelerator
    join accelerators a on a.record_id = n.record_id
"""

#: The chips, with the rate that the throughput needs of them.
RATED_CHIPS = f"select *, throughput_image_per_s * forward_flop as needed_flop_per_s from ({CHIPS})"

UTILISATION = "needed_flop_per_s / peak_flop_per_s"

COLUMNS = """_row, 'throughput_image_per_s' as "column", throughput_image_per_s as value"""

RATES = """
          format('{:.3g} images/s at {:.3g} FLOP each are {:.3g} FLOP/s, {:.3g} of the peak rate of {}',
            throughput_image_per_s, forward_flop, needed_flop_per_s, needed_flop_per_s / peak_flop_per_s,
            throughput_accelerator) as message,
          format('accelerators/{}: {:.3g} FLOP/s', chip, peak_flop_per_s) as evidence
"""
