"""Training compute against the trend of its year, where the record holds nothing better to compare with."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.trend_lines import in_field_sql

_FIT = "Least squares on milestone_systems 2026.8.0, log10 of training compute on year and log10 of parameters, "

_MODERN = _FIT + "systems from 2010 on (n = 416, standard deviation 1.11)."

_EARLY = _FIT + "systems before 2010 (n = 56, standard deviation 1.39)."

_DATED = in_field_sql("publication_date")

_YEARS = "(year(publication_date) + (month(publication_date) - 0.5) / 12 - 2018)"

_MODERN_ONE = "publication_date >= date '2010-01-01'"

_GAMES = "coalesce(list_contains(domains, 'Games'), false)::integer"

_SENSES = """coalesce(not list_contains(domains, 'Language')
              and list_has_any(domains, ['Vision', 'Image generation', 'Video', 'Speech', 'Audio']), false)::integer"""

#: Of a system with its parameters known, in modern times or before, and of one without: what is usual, log10 FLOP.
_USUAL = (
    f"""$modern_2018 + $modern_per_year * {_YEARS} + $modern_per_size * log10(parameters) + $modern_games * {_GAMES}
      + $modern_senses * {_SENSES}""",
    f"$early_2018 + $early_per_year * {_YEARS} + $early_per_size * log10(parameters)",
    f"$line_2018 + $line_per_year * {_YEARS}",
    f"$early_line_2018 + $early_line_per_year * {_YEARS}",
)

_BELOW = ("$modern_below", "$early_off", "$line_below", "$early_line_off")

_ABOVE = ("$modern_above", "$early_off", "$line_above", "$early_line_off")


def _by_kind(values: tuple[str, ...]) -> str:
    sized, early, line, early_line = values
    return f"""case when parameters > 0 and {_MODERN_ONE} then {sized} when parameters > 0 then {early}
              when {_MODERN_ONE} then {line} else {early_line} end"""


def _is_near(kind: int) -> str:
    return f"log10(training_compute_flop) - ({_USUAL[kind]}) between -{_BELOW[kind]} and {_ABOVE[kind]}"


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
          select _row, training_compute_flop, parameters, {_by_kind(_USUAL)} as usual,
            {_by_kind(_BELOW)} as below, {_by_kind(_ABOVE)} as above
          from compute_estimates
          where training_compute_flop > 0 and {_DATED}
            and operations_ratio is null and (parameters > 0 or implied_utilisation is null) and not hardware_off
        ), off as (
          select *, log10(training_compute_flop) - usual as distance from placed
        )
        select _row, 'training_compute_flop' as "column", training_compute_flop as value,
          format('{{:.3g}} FLOP is {{:.1f}} orders of magnitude {{}} what systems of that time{{}} took ({{:.1g}})',
            training_compute_flop, abs(distance), case when distance < 0 then 'below' else 'above' end,
            case when parameters > 0 then format(' with {{:.3g}} parameters', parameters) else '' end,
            pow(10, usual)) as message,
          null as evidence
        from off where distance > above or distance < -below
    """,
    needs=f"""training_compute_flop > 0 and {_DATED} and {estimates.NEEDS_NO_RATIO}
        and not coalesce({_MODERN_ONE} and if(parameters > 0, {_is_near(0)}, {_is_near(2)}), false)""",
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
