"""A text with control characters, marks of direction or white space at its edges."""

from __future__ import annotations

from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.texts import DATASETS, any_text

#: Control characters without tab and line feed, the soft hyphen, spaces without width, marks and changes of direction,
#: separators of lines and paragraphs. Joiners without width (U+200C, U+200D) belong to words of some languages.
#: Blanks of Braille and Hangul, tags and anchors of annotations count too.
_INVISIBLE = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{ad}\x{61c}\x{115f}\x{1160}\x{180e}\x{200b}\x{200e}\x{200f}\x{2028}-\x{202e}"
    r"\x{2060}-\x{2069}\x{2800}\x{3164}\x{feff}\x{ffa0}\x{fff9}-\x{fffb}\x{e0000}-\x{e007f}]"
)

#: Spaces of all widths but the usual one.
_ODD_SPACES = r"\t\n\f\r\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}"
_SPACE = f"[ {_ODD_SPACES}]"

#: Around items of a list: usual spaces there are a finding of the structure layer.
_EDGES = {
    False: f"^{_SPACE}|{_SPACE}$",
    True: f"^{_SPACE}|{_SPACE}$|{LIST_DELIMITER}[{_ODD_SPACES}]|[{_ODD_SPACES}]{LIST_DELIMITER}",
}


def _text(column: Column) -> str:
    return f"array_to_string({column.name}, '{LIST_DELIMITER}')" if column.is_list else column.name


def _texts(schema: TableSchema) -> list[Column]:
    return [column for column in schema.columns if column.type in ("string", "list") and not column.enum]


#: In a text between marks that show its edges.
_ODD = f"{_INVISIBLE}|[|]{_SPACE}|{_SPACE}[|]|;[{_ODD_SPACES}]|[{_ODD_SPACES}];"


def _odd_texts(schema: TableSchema) -> str:
    cells = ", ".join(
        f"{{'name': '{column.name}', 'text': {_text(column)}, "
        f"'edge': regexp_extract({_text(column)}, '{_EDGES[column.is_list]}')}}"
        for column in _texts(schema)
    )
    return f"""
        select _row, cell.name as "column", cell.text as value,
            case when odd <> '' then 'holds the invisible character ' || {_code("odd")}
                when space = ' ' then 'begins or ends with white space'
                else 'begins or ends with white space, ' || {_code("space")} end as message,
            null as evidence
        from (
            select _row, cell, regexp_extract(cell.text, '{_INVISIBLE}') as odd,
                trim(cell.edge, '{LIST_DELIMITER}') as space
            from (select _row, unnest([{cells}]) as cell from submission))
        where odd <> '' or space <> ''
    """


def _code(character: str) -> str:
    return f"'U+' || lpad(to_hex(unicode({character})), 4, '0')"


RULE = Rule(
    id="text-invisible-characters",
    layer="plausibility",
    severity="error",
    datasets=DATASETS,
    title="A text holds characters that nobody sees",
    explanation=(
        "Control characters, spaces without width, white space at the edges and characters that change the "
        "direction of writing make two texts differ that look the same, and can make a text look like another."
    ),
    fix="Type the text anew, without what was copied along with it.",
    source="Unicode Standard Annex 9 and Unicode Technical Report 36: texts that look like others.",
    reads=lambda schema: (column.name for column in _texts(schema)),
    sql=_odd_texts,
    needs=any_text(_texts, f"regexp_matches('|' || {{texts}} || '|', '{_ODD}')"),
    passes=(
        {"name": "A system", "inclusion_note": "First line.\nSecond line, with a\ttab."},
        {"name": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"},
    ),
    fails=(
        {"name": "A\u202esystem"},
        {"name": "A\x00system"},
        {"name": "A\rsystem"},
        {"name": " A system"},
        {"inclusion_note": "Widely used.\u00a0"},
        {"organizations": ["A laboratory", "Another\u200b one"]},
        {"name": "A system\u3000"},
        {"organizations": ["A laboratory\u2003", "Another one"]},
    ),
)
