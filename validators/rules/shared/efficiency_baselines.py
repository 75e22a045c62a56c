"""The runs of algorithmic_efficiency beside the baselines of their levels."""

#: The run and the baseline of its level that we hold.
PAIRS = """
    select s.*, b.record_id as baseline_id, b.name as baseline, b.training_compute_flop as baseline_flop,
      b.publication_date as baseline_date, b.publication_date_precision as baseline_precision
    from submission s
    join algorithmic_efficiency b on b.performance_level = s.performance_level and b.is_baseline
"""
