"""Cells that hold a word for "nothing", or no word at all."""

from __future__ import annotations

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.texts import DATASETS, any_text

#: Whole cells that say nothing. A lone `x` only in lower case: X is the name of two organisations.
_WORDS = (
    r"to ?do|tb[adc]|fixme|placeholder|n[/.]?a|n/k|none|null|nil|nan|unknown|unspecified|undefined|xxx+|lorem ipsum.*|"
    r"not (?:yet )?(?:available|applicable|known|stated|specified|disclosed)|to be (?:added|announced|confirmed|"
    r"determined|done)|(?-i:x)"
)

#: What is neither letter nor digit: ASCII, Latin-1, general and CJK punctuation, arrows, signs. Ranges, since the class
#: of all letters takes 8 ms to compile.
_SIGN = r"[^0-9A-Za-z\x{aa}\x{b5}\x{ba}\x{c0}-\x{1fff}\x{2c00}-\x{2dff}\x{3005}-\x{feff}\x{ff10}-\x{1efff}\x{20000}-\x{10ffff}]"  # noqa: E501

#: Signs by which tables of papers mark what is not known.
_DASHES = r"[-\x{2010}-\x{2015}\x{2212}._/? ]*"

_EMPTY = rf"{_SIGN}*(?:(?:{_WORDS}){_SIGN}*|(?:todo|fixme|tb[adc]) *:.*)?"


def _texts(schema: TableSchema) -> list[Column]:
    """The columns of free text; links, ids and names of chips that have to be ours have rules of their own."""
    return [
        column
        for column in schema.columns
        if column.type in ("string", "list")
        and not (column.enum or column.pattern or column.name.endswith(("url", "urls")))
        and not (column.reference and column.reference["severity"] == "error")
    ]


def _sql(schema: TableSchema) -> str:
    cells = ", ".join(
        f"{{'name': '{c.name}', 'items': {c.name if c.is_list else f'[{c.name}]'}}}" for c in _texts(schema)
    )
    return rf"""
        select distinct _row, name as "column", item as value,
          if(regexp_full_match(item, '{_SIGN}*') and not regexp_full_match(item, '{_DASHES}'),
            'it has neither a letter nor a digit', 'it stands for a text that is missing')
            || '; unknown is an empty cell' as message, null as evidence
        from (
          select _row, cell.name as name, unnest(cell.items) as item
          from (select _row, unnest([{cells}]) as cell from submission))
        where trim(item) <> '' and regexp_full_match(item, '(?is){_EMPTY}')
    """


RULE = Rule(
    id="text-placeholder",
    layer="inclusion",
    severity="error",
    datasets=DATASETS,
    title="A text says nothing",
    explanation=(
        "A cell that holds TODO, N/A, unknown or a question mark counts as filled: a name that many records share, a "
        "dataset called None, a reason that nobody gave. What is unknown is empty in these tables, and evidence is "
        "asked for where a claim needs it."
    ),
    fix="Write what the column asks for, or leave the cell empty if it is unknown.",
    source="None of the texts in the columns of the newest versions but one, an upstream training dataset Unspecified.",
    reads=lambda schema: (column.name for column in _texts(schema)),
    binds="submitted",
    sql=_sql,
    needs=any_text(_texts, rf"regexp_matches('|' || {{texts}} || '|', '(?i)[|;]{_EMPTY}[|;]')"),
    passes=(
        {"name": "None of the above: a null model", "inclusion_note": "Unknown to many until 2012."},
        {
            "name": "X",
            "organizations": ["X", "OpenAI"],
            "tasks": ["Text to do lists"],
            "reference": "TBD-Net: a network",
        },
        {"name": "π0", "organizations": ["百度"]},
        {"name": "R*"},
    ),
    fails=(
        {"name": "???"},
        {"organizations": ["-"], "reference": "--"},
        {"name": "★"},
        {"name": "TODO"},
        {"reference": "n/a"},
        {"reference": "<unknown>"},
        {"inclusion_note": "TBD"},
        {"inclusion_note": "TODO: say why"},
        {"discretionary_reviewer": "x"},
        {"discretionary_reason": "None."},
        {"organizations": ["OpenAI", "null"]},
        {"_dataset": "accelerators", "manufacturer": "N/A"},
        {"_dataset": "benchmark_results", "reference": "—"},
    ),
)
