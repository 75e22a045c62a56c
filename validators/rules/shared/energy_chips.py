"""The runs of training_energy beside their chips."""

from compute_trends.validators.estimates.chip_rates import CHIP_RATES, VECTOR_BASIS, VECTOR_BOUND

#: The chip of each row with its design power, its highest rate held for training and the highest that it can have.
#: These differ where the rate of its matrix engines is lacking, and then it is said what they are.
CHIPS = f"""
    select s.*, r.record_id as chip, r.tdp_w, greatest(r.r32, r.rtf32, r.r16, r.r8) as held_flop_per_s,
      greatest(r.r32, r.rtf32, r.most_16, r.r8) as peak_flop_per_s,
      case when r.lacks_16 then '{VECTOR_BASIS}' end as held_basis,
      case when r.lacks_16 then '{VECTOR_BOUND}' end as peak_basis
    from submission s
    join accelerator_names n on n.name = s.accelerator
    join {CHIP_RATES} r on r.record_id = n.record_id
"""

#: The chips, with the rate that each is said to have achieved.
RATED_CHIPS = f"""
    select *, coalesce(measured_flop_per_s, training_compute_flop / (accelerator_count * training_time_hour * 3600))
      as achieved_flop_per_s
    from ({CHIPS})
"""
