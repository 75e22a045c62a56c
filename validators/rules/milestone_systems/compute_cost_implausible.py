"""Training compute against what it cost."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS
from compute_trends.validators.rules.shared.trend_lines import in_field_sql

_DATED = in_field_sql("publication_date")

RULE = Rule(
    id="compute-cost-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training compute does not go with its cost",
    explanation=(
        "A dollar of 2023 bought about 1.3e17 FLOP of training in 2018 and 40% more every year since, within a factor "
        "of five in either direction for nine of ten systems. Forty-five times more or less is a unit slip in the "
        "compute or the cost, or a cost that covers something else: of a fine-tuned system the compute includes the "
        "base model, so its cost has to as well. A record whose compute contradicts its data or its hardware as well "
        "is reported there."
    ),
    fix=(
        "Check that the compute is in FLOP and the cost in dollars (not thousands or millions) of 2023, and that the "
        "cost is of all that training_compute_flop counts; leave it empty where only that of the fine-tuning is known."
    ),
    source=ON_SYSTEMS + "log-linear fit of compute / cost over systems without base model, n = 165.",
    reads=estimates.COLUMNS,
    thresholds=(
        Threshold("log_flop_per_usd_2018", 17.1, "log10 FLOP/USD", ON_SYSTEMS + "value of the fit in 2018, n = 165."),
        Threshold("log_per_year", 0.151, "log10 FLOP/USD per year", ON_SYSTEMS + "slope of the fit, n = 165."),
        Threshold(
            "log_distance", 1.65, "order of magnitude",
            ON_SYSTEMS + "standard deviation 0.51, 4 of 165 lie further off: two on TPU v1, CoAtNet and BASIC-L; of 13 "
            "with base model two do, LLaVA and DiT-XL/2.",
        ),
    ),
    prepare=estimates.prepare,
    opens=estimates.OPENS,
    applies=f"""
        select _row from compute_estimates
        where training_compute_flop > 0 and training_cost_2023_usd > 0 and {_DATED}
    """,
    sql=f"""
        select _row, 'training_cost_2023_usd' as "column", training_cost_2023_usd as value,
          format('{{:.3g}} FLOP{{}} for {{:.3g}} USD is {{:.3g}} FLOP per dollar, where {{:.3g}} were usual in {{}}',
            training_compute_flop, if(is_fine_tune, ', base model included,', ''), training_cost_2023_usd,
            training_compute_flop / training_cost_2023_usd, pow(10, usual), year(publication_date)::integer)
            || case when abs(log10(fine_tune_compute_flop / training_cost_2023_usd) - usual) <= $log_distance
              then format('; the {{:.3g}} FLOP of the fine-tuning alone go with it', fine_tune_compute_flop)
              else '' end as message,
          null as evidence
        from (
          select *, $log_flop_per_usd_2018 + $log_per_year
            * (year(publication_date) + (month(publication_date) - 0.5) / 12 - 2018) as usual
          from compute_estimates
          where training_compute_flop > 0 and training_cost_2023_usd > 0 and {_DATED})
        where abs(log10(training_compute_flop / training_cost_2023_usd) - usual) > $log_distance
          and not operations_off and not hardware_off
    """,
    needs=f"training_cost_2023_usd > 0 and training_compute_flop > 0 and {_DATED}",
    passes=(
        {"publication_date": "2024-07-23", "training_compute_flop": 3.8e25, "training_cost_2023_usd": 5.3e7},
        {"publication_date": "2024-07-23", "base_model": ["x"], "training_compute_flop": 3.8e25,
         "fine_tune_compute_flop": 3.8e23, "training_cost_2023_usd": 5e7},
    ),
    fails=(
        {"publication_date": "2024-07-23", "training_compute_flop": 3.8e22, "training_cost_2023_usd": 5.3e7},
        {"publication_date": "2024-07-23", "training_compute_flop": 3.8e25, "training_cost_2023_usd": 53.0},
        {"publication_date": "2023-04-17", "base_model": ["x"], "training_compute_flop": 7.8e22,
         "fine_tune_compute_flop": 4.9e19, "training_cost_2023_usd": 42.0},
    ),
)  # fmt: skip
