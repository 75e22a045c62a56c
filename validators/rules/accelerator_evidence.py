"""What a submitted chip has to state: source, a rate, its date, its power, its maker and kind."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Severity

_CRITERION = (
    "Inclusion criteria of the dataset: a vendor datasheet or equal source, a rate, a date, power if published."
)
_COMPLETE = {
    "name": "Example 100", "manufacturer": "Example", "type": "gpu", "release_date": "2024-03-18",
    "release_date_precision": "day", "fp16_tensor_flop_per_s": 9.9e14, "tdp_w": 700,
    "source_url": "https://example.org/example-100-datasheet.pdf", "admission": "submitted",
}  # fmt: skip


def _rates(schema: TableSchema) -> list[str]:
    return [item.name for item in schema.columns if item.name.endswith(("_flop_per_s", "_op_per_s"))]


def _no_rate(schema: TableSchema) -> str:
    rates = _rates(schema)
    return f"""
        select _row, '{rates[1]}' as "column", null as value,
          'no peak rate is given in any of the {len(rates)} columns for one, by number format' as message,
          '{", ".join(rates)}' as evidence
        from submission where coalesce({", ".join(rates)}) is null
    """


def _missing(rule_id: str, column: str, condition: str, message: str, title: str, explanation: str, fix: str,
             severity: Severity = "error") -> Rule:  # fmt: skip
    return Rule(
        id=rule_id,
        layer="inclusion",
        severity=severity,
        datasets=("accelerators",),
        title=title,
        explanation=explanation,
        fix=fix,
        source=_CRITERION,
        binds="submitted",
        sql=f"""
            select _row, '{column}' as "column", null as value, '{message}' as message, null as evidence
            from submission where {condition}
        """,
        passes=(_COMPLETE,),
        fails=({name: value for name, value in _COMPLETE.items() if name != column},),
    )


RULES = (
    _missing(
        "accelerator-source-missing", "source_url", "source_url is null", "no datasheet or other source is linked",
        "No source for a submitted chip",
        "Rates of the same chip differ between datasheets, press articles and databases, often by the factor of 2 "
        "between dense and sparse matrices. Without the page nobody can tell which one a record holds.",
        "Give the vendor datasheet, or a page as good, in source_url.",
    ),
    _missing(
        "accelerator-release-date-missing", "release_date", "release_date is null", "no release date is given",
        "No release date for a submitted chip",
        "Every hardware trend is drawn against the release date, and a chip without one cannot be held against the "
        "systems that claim to have used it.",
        "Give release_date, with release_date_precision `month` or `year` where the day is not known.",
    ),
    _missing(
        "accelerator-date-precision-missing", "release_date_precision",
        "release_date is not null and release_date_precision is null",
        "it is not said how precise the release date is",
        "A release date without its precision",
        "A date known to the month is written as the first of that month. Unless the precision says so, it looks like "
        "a day, and rules that compare days with it are too strict.",
        "Set release_date_precision to `day`, `month` or `year`.",
    ),
    _missing(
        "accelerator-manufacturer-missing", "manufacturer", "manufacturer is null", "no manufacturer is given",
        "No manufacturer for a submitted chip",
        "The manufacturer tells chips of the same name apart and is what trends by maker are grouped by.",
        "Give the company or institution that designed the chip in manufacturer.",
    ),
    _missing(
        "accelerator-type-missing", "type", "type is null", "the kind of processor is not given",
        "No type for a submitted chip",
        "The type says whether a chip keeps its memory in DRAM or in SRAM and which chips it is compared with.",
        "Set type to one of the kinds that the schema lists, `other` if none fits.",
    ),
    _missing(
        "accelerator-power-missing", "tdp_w", "tdp_w is null and system_power_w is null",
        "neither the thermal design power nor the power of a system is given",
        "No power for a submitted chip",
        "Energy trends need the power. Some vendors publish none, which is why this is a warning: 26% of the chips in "
        "accelerators 2026.5.0 have no TDP.",
        "Give tdp_w if it is published; if only that of a system is, system_power_w with its basis and chip count.",
        "warning",
    ),
    Rule(
        id="accelerator-rate-missing",
        layer="inclusion",
        severity="error",
        datasets=("accelerators",),
        title="No peak rate for a submitted chip",
        explanation=(
            "The dataset is about what chips can compute. A record without one rate, in the column of its number "
            "format and of vector or tensor units, answers no question that is asked of it."
        ),
        fix="Give at least one peak rate, in FLOP/s or operation/s, for dense matrices.",
        source=_CRITERION,
        binds="submitted",
        sql=_no_rate,
        passes=(_COMPLETE, {"int8_op_per_s": 92e12}),
        fails=({name: value for name, value in _COMPLETE.items() if not name.endswith("_flop_per_s")},),
    ),
    Rule(
        id="accelerator-price-source-missing",
        layer="inclusion",
        severity="error",
        datasets=("accelerators",),
        title="A release price without its source",
        explanation=(
            "Prices at release come from announcements, shops and guesses, and differ by factors. The datasheet "
            "rarely states them, so they need a page of their own."
        ),
        fix="Give the page in price_source_url, or leave release_price_usd empty.",
        source=_CRITERION,
        binds="submitted",
        applies="select _row from submission where release_price_usd is not null",
        sql="""
            select _row, 'price_source_url' as "column", null as value,
              format('a release price of {:.3g} USD is given without a page that states it', release_price_usd)
                as message,
              null as evidence
            from submission where release_price_usd is not null and price_source_url is null
        """,
        passes=({"release_price_usd": 15000, "price_source_url": "https://example.org/price"}, _COMPLETE),
        fails=({"release_price_usd": 15000},),
    ),
)  # fmt: skip
