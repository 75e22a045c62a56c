"""A text that a spreadsheet program made a number, a date or an error of."""

from __future__ import annotations

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.texts import DATASETS, any_text

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
#: What is left of an identifier of digits, of a name such as MARCH1 or 3-2, and of a formula.
_NUMBER = r"[0-9](?:[.,][0-9]+)?E[+][0-9]{2,}"
_DAY = rf"[0-9]{{1,2}}-{_MONTH}(?:-(?:[0-9]{{2}}){{1,2}})?|{_MONTH}-[0-9]{{2}}"
_DATE = rf"{_DAY}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T]00:00(?::00)?"
_ERROR = r"#(?:[A-Z0-9/._]+[!?]|N/A|#+)|Err:[0-9]{3}|Loading[.]{3}"
_LEFT = f"{_NUMBER}|{_DATE}|{_ERROR}"


def _texts(schema: TableSchema) -> list[Column]:
    return [
        column
        for column in schema.columns
        if column.type in ("string", "list") and not (column.enum or column.item_enum or column.pattern)
    ]


def _sql(schema: TableSchema) -> str:
    cells = ", ".join(
        f"{{'name': '{c.name}', 'items': {c.name if c.is_list else f'[{c.name}]'}}}" for c in _texts(schema)
    )
    return f"""
        select distinct _row, name as "column", item as value,
          case when regexp_full_match(item, '{_NUMBER}') then 'a number as spreadsheet programs shorten it'
            when regexp_full_match(item, '{_ERROR}') then 'an error of a spreadsheet program'
            else 'a date as spreadsheet programs write it' end as message,
          null as evidence
        from (
          select _row, cell.name as name, unnest(cell.items) as item
          from (select _row, unnest([{cells}]) as cell from submission))
        where regexp_full_match(item, '{_LEFT}')
    """


RULE = Rule(
    id="text-of-a-spreadsheet",
    layer="plausibility",
    severity="warning",
    datasets=DATASETS,
    title="A text is what a spreadsheet program left of it",
    explanation=(
        "Spreadsheet programs take texts for numbers and dates when a file is opened or a cell is typed: an identifier "
        "of twelve digits becomes 1.23E+11, the name MARCH1 becomes 1-Mar. What was there cannot be told any more."
    ),
    fix="Write the text as its source has it, into a cell that is formatted as text.",
    source="Ziemann, Eren and El-Osta 2016, Gene name errors are widespread in the scientific literature.",
    reads=lambda schema: (column.name for column in _texts(schema)),
    sql=_sql,
    needs=any_text(_texts, f"regexp_matches('|' || {{texts}} || '|', '[|;](?:{_LEFT})[|;]')"),
    passes=({"name": "E+ 3.5", "organizations": ["May Mobility", "C#"]}, {"name": "3-2", "reference": "1E+3 reasons"}),
    fails=(
        {"name": "1.23E+11"},
        {"name": "1-Mar"},
        {"name": "Sep-02"},
        {"reference": "2021-03-02 00:00:00"},
        {"reference": "Err:502"},
        {"organizations": ["Google", "#NAME?"]},
    ),
)
