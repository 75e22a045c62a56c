"""Training compute against the trend of its year, where the record holds nothing better to compare with."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.trend_lines import in_field_sql

_FIT = "Least squares on milestone_systems 2026.8.0, log10 of training compute on year and log10 of parameters, "

_MODERN = _FIT + "systems from 2010 on (n = 416, standard deviation 1.11)."

_EARLY = _FIT + "systems before 2010 (n = 56, standard deviation 1.39)."

_DATED = in_field_sql("publication_date")

_LINE = "Least squares on milestone_systems 2026.8.0, log10 of training compute on year, "

RULE = Rule(
    id="compute-off-trend",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training compute is orders of magnitude away from systems of its year and size",
    explanation=(
        "Where its data does not tell, the compute can still be held against systems of the same time "
        "with as many parameters: all shipped ones lie within four orders of magnitude of their trend (systems that "
        "play games and so train on unlimited data have a trend of their own). Farther off, the compute or the "
        "parameters are most likely in another unit. Without parameters only the year is left, and the limits are "
        "wider."
    ),
    fix="Check that training_compute_flop is in FLOP (not petaFLOP or petaFLOP/s-days) and parameters a plain count.",
    source="The shipped milestone systems, see the thresholds.",
    reads=estimates.COLUMNS,
    thresholds=(
        Threshold("modern_2018", 10.157, "log10 FLOP", _MODERN),
        Threshold("modern_per_year", 0.308, "log10 FLOP per year", _MODERN),
        Threshold("modern_per_size", 1.069, None, _MODERN),
        Threshold("modern_games", 2.094, "log10 FLOP", _MODERN + " For systems in the domain Games."),
        Threshold("modern_senses", 0.706, "log10 FLOP", _MODERN + " For vision, images, video, speech and audio."),
        Threshold("modern_below", 4.0, "order of magnitude", _MODERN + " The farthest below: 3.79 off."),
        Threshold("modern_above", 3.2, "order of magnitude", _MODERN + " The farthest above is 3.02 off."),
        Threshold("early_2018", 10.95, "log10 FLOP", _EARLY),
        Threshold("early_per_year", 0.121, "log10 FLOP per year", _EARLY),
        Threshold("early_per_size", 0.755, None, _EARLY),
        Threshold("early_off", 3.9, "order of magnitude", _EARLY + " The farthest off is 3.83."),
        Threshold("line_2018", 19.28, "log10 FLOP", _LINE + "from 2010 on (n = 473, standard deviation 1.66)."),
        Threshold("line_per_year", 0.631, "log10 FLOP per year", _LINE + "from 2010 on (n = 473)."),
        Threshold("line_below", 6.2, "order of magnitude", _LINE + "from 2010 on: the farthest below is 6.16 off."),
        Threshold("line_above", 3.4, "order of magnitude", _LINE + "from 2010 on: the farthest above is 3.34 off."),
        Threshold("early_line_2018", 15.885, "log10 FLOP", _LINE + "before 2010 (n = 62, standard deviation 1.81)."),
        Threshold("early_line_per_year", 0.176, "log10 FLOP per year", _LINE + "before 2010 (n = 62)."),
        Threshold("early_line_off", 5.2, "order of magnitude", _LINE + "before 2010: the farthest off is 5.08."),
    ),
    prepare=estimates.prepare,
    opens=estimates.OPENS,
    applies=f"""
        select _row from compute_estimates where training_compute_flop > 0 and {_DATED}
          and operations_ratio is null and (parameters > 0 or implied_utilisation is null)
    """,
    sql=f"""
        with placed as (
          select _row, training_compute_flop, parameters, publication_date >= date '2010-01-01' as modern,
            parameters > 0 as sized,
            year(publication_date) + (month(publication_date) - 0.5) / 12 - 2018 as years,
            coalesce(list_contains(domains, 'Games'), false)::integer as games,
            coalesce(not has_language
              and list_has_any(domains, ['Vision', 'Image generation', 'Video', 'Speech', 'Audio']), false)::integer
              as senses
          from compute_estimates
          where training_compute_flop > 0 and {_DATED}
            and operations_ratio is null and (parameters > 0 or implied_utilisation is null) and not hardware_off
        ), expected as (
          select *,
            case when sized and modern
                then $modern_2018 + $modern_per_year * years + $modern_per_size * log10(parameters)
                  + $modern_games * games + $modern_senses * senses
              when sized then $early_2018 + $early_per_year * years + $early_per_size * log10(parameters)
              when modern then $line_2018 + $line_per_year * years
              else $early_line_2018 + $early_line_per_year * years end as usual,
            case when sized and modern then $modern_below when sized then $early_off when modern then $line_below
              else $early_line_off end as below,
            case when sized and modern then $modern_above when sized then $early_off when modern then $line_above
              else $early_line_off end as above
          from placed
        ), off as (
          select *, log10(training_compute_flop) - usual as distance from expected
        )
        select _row, 'training_compute_flop' as "column", training_compute_flop as value,
          format('{{:.3g}} FLOP is {{:.1f}} orders of magnitude {{}} what systems of that time{{}} took ({{:.1g}})',
            training_compute_flop, abs(distance), case when distance < 0 then 'below' else 'above' end,
            case when sized then format(' with {{:.3g}} parameters', parameters) else '' end,
            pow(10, usual)) as message,
          null as evidence
        from off where distance > above or distance < -below
    """,
    needs=f"training_compute_flop > 0 and {_DATED} and {estimates.NEEDS_NO_RATIO}",
    passes=(
        {"publication_date": "2023-03-15", "training_compute_flop": 2e25},
        {"publication_date": "2020-05-28", "parameters": 1.75e11, "training_compute_flop": 3.14e23},
        {"publication_date": "1986-10-01", "parameters": 1000, "training_compute_flop": 1e8},
    ),
    fails=(
        {"publication_date": "2023-03-15", "training_compute_flop": 2e16},
        {"publication_date": "2020-05-28", "parameters": 1.75e11, "training_compute_flop": 3.14e17},
        {"publication_date": "2020-05-28", "parameters": 1.75e5, "training_compute_flop": 3.14e23},
        {"publication_date": "1986-10-01", "parameters": 1000, "training_compute_flop": 1e17},
    ),
)
