"""Quantities of a training run that no run has: its length, its chips, its batches, its epochs, its utilisation."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.trend_lines import TrendLine, in_field_sql

_DATED = in_field_sql("publication_date")
_SHIPPED = "Measured on milestone_systems 2026.8.0: "

_TIME_MARGIN = _SHIPPED + (
    "the shortest of 243 took 0.1 hours. Half of that is the margin, as a milestone may train for "
    "minutes; what is left below are mostly years or months written as hours."
)
_LEAST_BATCH = _SHIPPED + (
    "the least of 115 systems is 27. A factor of 7 is the margin: small batches are used, and millions of tokens "
    "written as ones (1 to 4 in most runs) are still found."
)
_MOST_BATCH = _SHIPPED + (
    "the most of 115 systems is 7.4e7. A factor of 7 is the margin, as below: batches grow, and whole datasets of "
    "1e9 datapoints and more are still found."
)

_MOST_CHIPS = TrendLine(
    "most",
    ((2005, 3e3), (2016, 6e3), (2020, 2e4), (2023, 8e4), (2025, 3e5), (2027, 1e6)),
    "chip",
    _SHIPPED + "all of 252 systems lie below; the largest are 1,000 in 2012, 57,000 in 2023, 200,000 in 2025.",
)

RULES = (
    Rule(
        id="training-time-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The training took implausibly long or short",
        explanation=(
            "Training runs take hours to some months: half of the shipped ones 10 days. Longer ones are mostly days or "
            "seconds written as hours, or chip-hours instead of hours; training time is that of the wall clock."
        ),
        fix="Write the hours from start to end; chip-hours divided by the number of chips.",
        source="The training times in milestone_systems.",
        thresholds=(
            Threshold("most_hour", 5000, "hour", _SHIPPED + "2 of 243 took longer (6,528 and 7,104), reinforcement."),
            Threshold("least_hour", 0.05, "hour", _TIME_MARGIN),
        ),
        sql="""
            select _row, 'training_time_hour' as "column", training_time_hour as value,
                format('{:.3g} hours are {:.2g} {}; expected between {} and {} hours', training_time_hour,
                    if(training_time_hour > 8766, training_time_hour / 8766, training_time_hour / 24),
                    if(training_time_hour > 8766, 'years', 'days'), $least_hour, $most_hour) as message,
                'the training times of milestone_systems' as evidence
            from submission where training_time_hour > $most_hour or training_time_hour < $least_hour
        """,
        applies="select _row from submission where training_time_hour is not null",
        passes=({"training_time_hour": 355.2}, {"training_time_hour": 2160}),
        fails=({"training_time_hour": 30000}, {"training_time_hour": 0.003}),
    ),
    Rule(
        id="hardware-quantity-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="No system of its year was trained on that many chips",
        explanation=(
            "The largest runs used about a thousand machines in 2012, 10,000 chips in 2020 and 200,000 in 2025. A "
            "larger number is mostly that of chip-hours, of cores, or a slip."
        ),
        fix="Write the number of chips that trained the system at the same time.",
        source="The numbers of chips in milestone_systems by year.",
        thresholds=_MOST_CHIPS.thresholds,
        sql=f"""
            select _row, 'hardware_quantity' as "column", hardware_quantity as value,
                format('{{:.3g}} chips are more than expected in {{}}: the rule''s bound is {{:.2g}}',
                    hardware_quantity::double, year(publication_date), {_MOST_CHIPS.sql()}::double) as message,
                'the trend of milestone_systems' as evidence
            from submission where {_DATED} and hardware_quantity > {_MOST_CHIPS.sql()}
        """,
        applies=f"select _row from submission where hardware_quantity is not null and {_DATED}",
        passes=({"hardware_quantity": 10000, "publication_date": "2020-05-28"},),
        fails=(
            {"hardware_quantity": 10000000, "publication_date": "2020-05-28"},
            {"hardware_quantity": 30000, "publication_date": "2012-05-28"},
        ),
    ),
    Rule(
        id="chip-hours-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="Chips times hours exceed every known training run",
        explanation=(
            "The largest shipped run has 1.7e8 chip-hours; far more means that the time is in chip-hours already, or "
            "that the chips are those of the whole site."
        ),
        fix="Check both numbers: chips that trained at the same time, hours of the wall clock.",
        source="Chips times hours in milestone_systems.",
        thresholds=(
            Threshold("most_chip_hour", 1e9, "chip hour", _SHIPPED + "the most of 172 runs is 1.7e8 (Grok 3, 2025)."),
        ),
        sql="""
            select _row, 'training_time_hour' as "column", training_time_hour as value,
                format('{:.3g} chips for {:.3g} hours are {:.3g} chip-hours', hardware_quantity::double,
                    training_time_hour, hardware_quantity * training_time_hour) as message,
                format('hardware_quantity x training_time_hour, expected to be at most {:.2g}',
                    $most_chip_hour::double) as evidence
            from submission where hardware_quantity * training_time_hour > $most_chip_hour
        """,
        applies="select _row from submission where hardware_quantity * training_time_hour is not null",
        passes=({"hardware_quantity": 10000, "training_time_hour": 355.2},),
        fails=({"hardware_quantity": 100000, "training_time_hour": 100000},),
    ),
    Rule(
        id="batches-per-epoch-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The batch size does not go with the training data",
        explanation=(
            "The training data makes at least 13 batches in every shipped system, 195,000 in half of them, and hardly "
            "ever more than 2e8. Another number means that the two count different things (tokens and sequences), or "
            "a slip in one of them."
        ),
        fix="Give batch size and training data in the same datapoints, as plain numbers.",
        source="Training data divided by batch size in milestone_systems.",
        thresholds=(
            Threshold("least_batch", 5, "batch", _SHIPPED + "the least of 103 systems is 13."),
            Threshold("most_batch", 1e9, "batch", _SHIPPED + "2 of 103 systems have more (1.7e11 and 1.2e13)."),
        ),
        sql="""
            select _row, 'batch_size' as "column", batch_size as value,
                format('{:.3g} datapoints in batches of {:.3g} are {:.2g} batches, outside {:.2g} to {:.2g}',
                    training_dataset_size_datapoint, batch_size, training_dataset_size_datapoint / batch_size,
                    $least_batch::double, $most_batch::double) as message,
                'training_dataset_size_datapoint / batch_size' as evidence
            from submission
            where batch_size > 0 and (training_dataset_size_datapoint / batch_size < $least_batch
                or training_dataset_size_datapoint / batch_size > $most_batch)
        """,
        applies="select _row from submission where batch_size > 0 and training_dataset_size_datapoint is not null",
        passes=({"batch_size": 3.2e6, "training_dataset_size_datapoint": 238e9},),
        fails=(
            {"batch_size": 3.2e6, "training_dataset_size_datapoint": 238e3},
            {"batch_size": 32, "training_dataset_size_datapoint": 238e9},
        ),
    ),
    Rule(
        id="batch-size-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="No system has batches of that size",
        explanation=(
            "Batches have 32 images to 70 million tokens. A larger number is mostly that of all data, a smaller one "
            "millions of tokens written as ones."
        ),
        fix="Write the datapoints of one step over all chips, as a plain number.",
        source="The batch sizes in milestone_systems.",
        thresholds=(
            Threshold("least", 4, "datapoint", _LEAST_BATCH),
            Threshold("most", 5e8, "datapoint", _MOST_BATCH),
        ),
        sql="""
            select _row, 'batch_size' as "column", batch_size as value,
                format('{:.3g} datapoints in a batch; expected between {:.2g} and {:.2g}', batch_size, $least::double,
                    $most::double) as message,
                'the batch sizes of milestone_systems' as evidence
            from submission where batch_size < $least or batch_size > $most
        """,
        applies="select _row from submission where batch_size is not null",
        passes=({"batch_size": 3.2e6},),
        fails=({"batch_size": 3.2}, {"batch_size": 3.2e9}),
    ),
    Rule(
        id="epochs-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The training data was seen implausibly often",
        explanation=(
            "Small data is seen thousands of times, a trillion tokens about once. More is mostly the number of steps "
            "written as epochs."
        ),
        fix="Write how often each datapoint was seen: steps x batch size / training data.",
        source="The epochs in milestone_systems.",
        thresholds=(
            Threshold("most", 2e4, "epoch", _SHIPPED + "2 of 264 systems have more, of 1987 and 1990."),
            Threshold("least", 0.1, "epoch", _SHIPPED + "the least of 264 is 0.6."),
            Threshold("large_datapoint", 1e11, "datapoint", "Large enough that few can pay for many epochs."),
            Threshold(
                "most_large",
                20,
                "epoch",
                _SHIPPED + "5 of 57 systems with more than 1e11 datapoints have more; their data counts pixels or "
                "is copied from data times epochs.",
            ),
        ),
        sql="""
            select _row, 'epochs' as "column", epochs as value,
                format('{:.3g} epochs', epochs) || coalesce(format(' of {:.3g} datapoints',
                    training_dataset_size_datapoint), '') || ' are ' || if(epochs < $least, 'fewer', 'more')
                    || ' than expected' as message,
                'the epochs of milestone_systems' as evidence
            from submission
            where epochs > $most or epochs < $least
                or (epochs > $most_large and training_dataset_size_datapoint > $large_datapoint)
        """,
        applies="select _row from submission where epochs is not null",
        passes=({"epochs": 90, "training_dataset_size_datapoint": 1.28e6},),
        fails=({"epochs": 600000}, {"epochs": 300, "training_dataset_size_datapoint": 1e12}),
    ),
    Rule(
        id="utilisation-stated-too-low",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The stated utilisation is below that of any run",
        explanation=(
            "Runs use 17 to 93% of the peak rate. A fraction below 0.05 is mostly a percentage that was divided by a "
            "hundred twice."
        ),
        fix="Write the fraction: 0.42 for 42%.",
        source="The stated utilisations in milestone_systems.",
        thresholds=(
            Threshold("least_fraction", 0.05, None, _SHIPPED + "the least of 45 is 0.17; a factor of 3 below it."),
        ),
        sql="""
            select _row, u.name as "column", u.fraction as value,
                format('{:.3g} is {:.2g}% of the peak rate; expected at least {:.2g}%', u.fraction,
                    u.fraction * 100, $least_fraction * 100) as message,
                'the utilisations of milestone_systems' as evidence
            from submission, unnest([
                {'name': 'mfu_fraction', 'fraction': mfu_fraction}, {'name': 'hfu_fraction', 'fraction': hfu_fraction},
                {'name': 'hardware_utilization_fraction', 'fraction': hardware_utilization_fraction}]) as t(u)
            where u.fraction < $least_fraction
        """,
        applies="""select _row from submission
            where coalesce(mfu_fraction, hfu_fraction, hardware_utilization_fraction) is not null""",
        passes=({"mfu_fraction": 0.42},),
        fails=({"mfu_fraction": 0.0042}, {"hardware_utilization_fraction": 0.004}),
    ),
    Rule(
        id="mfu-above-hfu",
        layer="plausibility",
        severity="error",
        datasets=("milestone_systems",),
        title="Model FLOP utilisation exceeds hardware FLOP utilisation",
        explanation=(
            "Hardware FLOP utilisation counts every operation done, model FLOP utilisation leaves out those that are "
            "recomputed to save memory. So the first is never the smaller; mostly the two columns are swapped."
        ),
        fix="Swap the two, or correct the one that is wrong.",
        source="Chowdhery et al. 2022, PaLM: Scaling language modeling with pathways, appendix B.",
        sql="""
            select _row, 'mfu_fraction' as "column", mfu_fraction as value,
                format('MFU {:.3g} exceeds HFU {:.3g}', mfu_fraction, hfu_fraction) as message,
                'hfu_fraction = ' || hfu_fraction as evidence
            from submission where mfu_fraction > hfu_fraction
        """,
        applies="select _row from submission where mfu_fraction is not null and hfu_fraction is not null",
        passes=({"mfu_fraction": 0.462, "hfu_fraction": 0.578},),
        fails=({"mfu_fraction": 0.578, "hfu_fraction": 0.462},),
    ),
)
