"""A text that is a list, as a programming language writes it."""

from __future__ import annotations

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.datasets import datasets_where
from compute_trends.validators.rules.shared.texts import any_text

_QUOTED = r"""\s*[bu]?['"].*['"]"""
#: Python, JSON, numpy and pandas; sets and objects; tuples, which have a comma where a phrase in brackets has none; R.
_LIST = rf"\[{_QUOTED}\s*,?\s*\]|\[\s*(?:None|nan|NaN|null)\s*\]"
_SET = rf"\{{{_QUOTED}[^'\"{{}}]*\}}"
_TUPLE = r"""\(\s*[bu]?['"].*['"]\s*,.*\)"""
_CALL = rf"(?:c|list|tuple|set|frozenset|(?:np[.]|numpy[.])?array|(?:pd[.])?(?:Series|Index))\(\s*[\[({{]*{_QUOTED}.*\)"
_WRITTEN = rf"\s*(?:{_LIST}|{_SET}|{_TUPLE}|{_CALL})\s*"


def _texts(schema: TableSchema) -> list[Column]:
    """Free texts of one value: of a column of lists such a cell is an error of its form already."""
    return [column for column in schema.columns if column.type == "string" and not (column.enum or column.pattern)]


def _sql(schema: TableSchema) -> str:
    cells = ", ".join(f"{{'name': '{column.name}', 'text': {column.name}}}" for column in _texts(schema))
    return f"""
        select _row, cell.name as "column", cell.text as value,
          'a list as programs write it, in a column of one text' as message, null as evidence
        from (select _row, unnest([{cells}]) as cell from submission)
        where regexp_full_match(cell.text, {text_literal(f"(?s){_WRITTEN}")})
    """


RULE = Rule(
    id="text-of-a-list",
    layer="plausibility",
    severity="error",
    datasets=datasets_where(_texts),
    title="A text is a list as a program writes it",
    explanation=(
        "A list that a program turned into text keeps its brackets and quotes: ['a', 'b'] in Python, [\"a\", \"b\"] in "
        'JSON, c("a", "b") in R. In a column of one text it is a name that no other record has, or several values '
        "where one is asked for."
    ),
    fix="Write the one value, without brackets and quotes; of several, the one that the column asks for.",
    source="None of the texts in the columns of the newest versions.",
    reads=lambda schema: (column.name for column in _texts(schema)),
    sql=_sql,
    needs=any_text(_texts, f"regexp_matches('|' || {{texts}} || '|', {text_literal(f'(?s)[|]{_WRITTEN}[|]')})"),
    passes=(
        {"name": "[CLS] Net", "reference": '"Why should I trust you?" (and other "questions")'},
        {"name": "('Large')", "reference": "{BERT}: pre-training of transformers [extended]"},
        {"name": "BERT('base', 'cased')", "reference": "['a'] and ['b'], compared"},
    ),
    fails=(
        {"name": "['AlexNet']"},
        {"name": '["AlexNet", "AlexNet v2"]'},
        {"reference": "('Deep learning', 'A review')"},
        {"reference": "('Deep learning',)"},
        {"reference": "{'title': 'Deep learning'}"},
        {"name": 'c("AlexNet", "LeNet")'},
        {"name": "array(['AlexNet', 'LeNet'], dtype=object)"},
        {"name": "[None]"},
    ),
)
