"""The runs of algorithmic_efficiency beside the baselines of their levels."""

from compute_trends.validators.rules.shared.dates import first_day_sql, last_day_sql

#: The run and the baseline of its level that we hold.
PAIRS = f"""
    select s.*, b.record_id as baseline_id, b.name as baseline, b.training_compute_flop as baseline_flop,
      b.publication_date as baseline_date,
      {first_day_sql("b.publication_date", "b.publication_date_precision")} as baseline_first_day,
      {last_day_sql("s.publication_date", "s.publication_date_precision")} as last_day
    from submission s
    join algorithmic_efficiency b on b.performance_level = s.performance_level and b.is_baseline
"""
