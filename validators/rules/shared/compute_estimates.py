"""What findings say of the estimates that they hold a training compute against."""

from __future__ import annotations

ESTIMATES_SOURCE = (
    "Sevilla et al. 2022, Compute trends across three eras of machine learning, appendix: both methods of estimating "
    "training compute."
)

OPERATIONS_EVIDENCE = """'6 x ' || format('{:.3g}', coalesce(active_parameters, parameters))
    || case when active_parameters is null then ' parameters' else ' active parameters' end
    || ' x ' || format('{:.3g}', datapoints) || ' datapoints'
    || case when epochs is null then ' (epochs not stated, 1 assumed)'
      else ' x ' || format('{:.3g}', epochs) || ' epochs' end
    || ' = ' || format('{:.3g}', operations_flop) || ' FLOP'"""

UTILISATION_SOURCE = "Sevilla et al. 2022, appendix: compute = chips x time x peak rate x utilisation."


def utilisation_evidence(peak: str, basis: str) -> str:
    """SQL for the division that gives the utilisation.

    Args:
        peak: SQL for the rate that the rule judges by.
        basis: SQL for what stands in for a peak rate that is not known, null where it is.
    """
    return f"""format('{{:.3g}}', judged_flop) || ' FLOP / (' || format('{{:.3g}}', chip_hours)
    || ' chip-hours x 3600 s x ' || format('{{:.3g}}', {peak}) || ' FLOP/s of ' || chips_used || ')'
    || coalesce(': ' || {basis}, '')"""


def hardware_evidence() -> str:
    """SQL for the product that the hardware gives."""
    return """format('{:.3g}', chip_hours) || ' chip-hours x 3600 s x ' || format('{:.3g}', peak) || ' FLOP/s of '
    || chips_used || ' x utilisation ' || format('{:.2g}', utilisation_used) || ' = ' || format('{:.3g}', hardware_flop)
    || ' FLOP'"""
