"""A training compute that its stated method and the row's own inputs do not give."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.compute_estimates import (
    ESTIMATES_SOURCE,
    OPERATIONS_EVIDENCE,
    hardware_evidence,
)
from compute_trends.validators.rules.shared.examples import LANGUAGE_MODEL

#: Stated compute over that of each method that the row names and can be worked out. A network that is no language model
#: may use a parameter many times on one datapoint, so operations bound its compute from below alone. What is off by a
#: power of a thousand, compute-unit-slip tells.
_JUDGED = """
        select *, list_filter([
            case when list_contains(training_compute_method, 'hardware') and peak_basis is null
              then training_compute_flop / hardware_flop end,
            case when list_contains(training_compute_method, 'operation_counting') then
              if(has_language, training_compute_flop / operations_flop,
                least(1, training_compute_flop / operations_flop)) end],
          lambda ratio: ratio is not null) as ratios
        from compute_estimates
        where not is_fine_tune and training_compute_flop > 0
          and operations_slip is null and hardware_slip is null"""

_FACTOR = 3.0

RULE = Rule(
    id="compute-differs-from-method",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training compute is far from what its method and inputs give",
    explanation=(
        "A compute that was found by counting operations, or from hardware and time, follows from other cells of the "
        "row: parameters and data, or chips, time and utilisation. Where none of the stated methods gives it, a factor "
        "was left out or counted twice, a rate is that of other hardware, or another cell belongs to something else. "
        "Tried on the values that Epoch's table states (milestone_systems 2026.8.0), with the chips of accelerators "
        "2026.8.4: of the 35 that contradict their own note (compute_contradictions) the rule can judge 26, and finds "
        "10 beyond a factor of 2, 9 beyond 3 and 4 beyond 10, while it fires on 40, 31 and 15 of the 326 that it can "
        "judge. Of the 31, 19 are outside all lists of the audit, fewer than 40 to draw from, so all their notes were "
        "read, 17 of them twice. In 6 the rate is not that of the number format or leaves the matrix engines out (of "
        "two by the rates that came with 2026.8.4, read once), in 3 another cell of the row is wrong or in another "
        "unit, in 2 the note's own estimates disagree tenfold or more: 11 of 19 show something (precision 58%, 36 to "
        "77% with so few); the second reader, who knew these counts, found the same. The other 8 are in order: "
        "training without a backward pass (3), sequences or passes that the row does not state (2), an ensemble, a "
        "distillation, and vector units by choice. Hardware whose peak rate is not known is not judged. Down to a "
        "factor of 1.5 there are 43 outside the lists. Of the 24 below 3, which one reader read, 9 show something "
        "(rates of another format or chip in 7, another cell in 2), so 20 of 43 in all (47%, 33 to 61%). The other 15 "
        "are in order: the mean of estimates less than tenfold apart (5), training with less than a full backward pass "
        "(3), stages, context or passes that the row does not state (3), counts by another formula than six operations "
        "per parameter (3), and an estimate that the note only links."
    ),
    fix="State parameters, data, epochs, chips and time of the run behind the compute, or correct the compute.",
    source=ESTIMATES_SOURCE,
    reads=estimates.COLUMNS,
    opens=estimates.OPENS,
    prepare=estimates.prepare,
    thresholds=(
        Threshold(
            "factor",
            _FACTOR,
            None,
            "Half of the hardware estimates are within 5% and half of the counts of language models within 0.1% of the "
            "stated compute; at a factor of 2 the rule would fire on 12% of the rows of 2026.8.0, at 3 on 9.5%.",
        ),
    ),
    applies=f"select _row from ({_JUDGED}) where len(ratios) > 0",
    needs=f"training_compute_flop > 0 and training_compute_method is not null and {estimates.needs_unlike(_FACTOR)}",
    sql=f"""
        select _row, 'training_compute_flop' as "column", training_compute_flop as value,
          format('{{:.3g}}', training_compute_flop) || ' FLOP is '
            || array_to_string(list_transform(ratios, lambda ratio: format('{{:.3g}}', ratio)), ' and ')
            || ' times what its method gives with the inputs of the row' as message,
          concat_ws('; ',
            case when list_contains(training_compute_method, 'operation_counting') then {OPERATIONS_EVIDENCE} end,
            case when list_contains(training_compute_method, 'hardware') then {hardware_evidence()} end) as evidence
        from ({_JUDGED})
        where len(ratios) > 0 and list_min(list_transform(ratios, lambda ratio: abs(log10(ratio)))) > log10($factor)
    """,
    passes=(
        {**LANGUAGE_MODEL, "training_compute_method": ["operation_counting"]},
        {**LANGUAGE_MODEL, "training_compute_method": ["reported"], "training_compute_flop": 8.4e25},
        {**estimates.EXAMPLE_RUN, "training_compute_method": ["hardware"]},
        {
            **estimates.EXAMPLE_RUN,
            "training_compute_method": ["hardware"],
            "base_model": ["ViT"],
            "training_compute_flop": 7.7e25,
        },
    ),
    fails=(
        {**LANGUAGE_MODEL, "training_compute_method": ["operation_counting"], "training_compute_flop": 1.4e22},
        {**estimates.EXAMPLE_RUN, "training_compute_method": ["hardware"], "training_compute_flop": 7.7e23},
    ),
)
