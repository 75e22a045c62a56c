"""The runs of training_energy beside their chips."""

#: The chip of each row with its highest peak rate for training and its design power.
CHIPS = """
    select s.*, a.record_id as chip, a.tdp_w,
      greatest(a.fp32_vector_flop_per_s, a.fp16_vector_flop_per_s, a.tf32_tensor_flop_per_s, a.fp16_tensor_flop_per_s,
        a.fp16_unspecified_flop_per_s, a.fp8_tensor_flop_per_s) as peak_flop_per_s
    from submission s
    join accelerator_names n on n.name = s.accelerator
    join accelerators a on a.record_id = n.record_id
"""

#: The chips, with the rate that each is said to have achieved.
RATED_CHIPS = f"""
    select *, coalesce(measured_flop_per_s, training_compute_flop / (accelerator_count * training_time_hour * 3600))
      as achieved_flop_per_s
    from ({CHIPS})
"""
