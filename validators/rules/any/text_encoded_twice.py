"""A text whose UTF-8 was read as another code and written as UTF-8 again."""

from __future__ import annotations

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.texts import DATASETS, any_text

#: What Windows-1252 has for the bytes that are control characters in Latin-1.
_HIGH = {
    character: f"{byte:02x}" for byte in range(0x80, 0xA0) if (character := bytes([byte]).decode("cp1252", "ignore"))
}
_LATER = "[\\x{80}-\\x{bf}" + "".join(_HIGH) + "]"  # bytes of a character after its first, as Windows-1252 shows them
#: A character of UTF-8 as Windows-1252 shows it: Latin letters with marks, Greek and Cyrillic; signs and other scripts;
#: pictures. Other first bytes would take the end of "Gauß’" for a letter of N'Ko.
_SHOWN = f"[\u00c2-\u00c5\u00ce-\u00d1]{_LATER}|[\u00e0-\u00ef]{_LATER}{{2}}|[\u00f0-\u00f4]{_LATER}{{3}}"
_OTHERS = f"[^\\x{{80}}-\\x{{ff}}{''.join(_HIGH)}]"
#: Whole texts of such characters and others that Windows-1252 has not; and what nobody would write.
_TWICE = f"(?s)^(?:{_OTHERS}|{_SHOWN})*$|[\u00c2\u00c3][\u00a0-\u00aa\u00ac-\u00ba]|\u00e2\u20ac{_LATER}"


#: What Mac Roman has for bytes beyond ASCII.
_MAC = {bytes([byte]).decode("mac_roman"): f"{byte:02x}" for byte in range(0x80, 0x100)}
_MAC_LATER = "".join(character for character, byte in _MAC.items() if byte < "c0")
_OF_FORMULAS = "\u2260\u221e\u2264\u2265\u2211\u220f\u03c0\u222b\u03a9"  # what people write after a root
#: A letter with a mark, and a typographic sign, of UTF-8 as Mac Roman shows them, and those that are no formula.
_MAC_SHOWN = f"\u221a[{_MAC_LATER}]|\u201a\u00c4[{_MAC_LATER}]"
_MAC_TWICE = "|".join(
    f"{first}[{''.join(c for c in _MAC_LATER if c not in _OF_FORMULAS)}]" for first in ("\u221a", "\u201a\u00c4")
)


def _texts(schema: TableSchema) -> list[Column]:
    return [column for column in schema.columns if column.type in ("string", "list") and not column.enum]


def _decoded(text: str, pattern: str = _SHOWN, code: dict[str, str] = _HIGH) -> str:
    """The text that was meant; `text` where its bytes are no UTF-8."""
    codes = "MAP {" + ", ".join(f"'{character}': '{byte}'" for character, byte in code.items()) + "}"
    byte = f"coalesce({codes}[c], lpad(to_hex(unicode(c)), 2, '0'))"
    shown = f"array_to_string(list_transform(regexp_extract_all(part, '(?s).'), lambda c: {byte}), '')"
    parts = f"regexp_extract_all({text}, '(?s){pattern}|.')"
    as_bytes = f"list_transform({parts}, lambda part: if(length(part) > 1, {shown}, hex(encode(part))))"
    return f"coalesce(try(decode(unhex(array_to_string({as_bytes}, '')))), {text})"


def _sql(schema: TableSchema) -> str:
    cells = ", ".join(
        f"{{'name': '{c.name}', 'items': {c.name if c.is_list else f'[{c.name}]'}}}" for c in _texts(schema)
    )
    return f"""
        select distinct _row, name as "column", item as value,
          'was coded twice; ' || chr(39) || if(regexp_matches(once, '{_TWICE}') and regexp_matches(once, '{_SHOWN}'),
            {_decoded("once")}, once) || chr(39) || ' is meant' as message,
          null as evidence
        from (
          select *,
            -- One expression after the other: of filters beside each other any may be asked first, of every text.
            case when strlen(item) = length(item) then null
              when regexp_matches(item, '{_MAC_TWICE}') then {_decoded("item", _MAC_SHOWN, _MAC)}
              when regexp_matches(item, '{_SHOWN}') and regexp_matches(item, '{_TWICE}') then {_decoded("item")} end
              as once
          from (
            select _row, cell.name as name, unnest(cell.items) as item
            from (select _row, unnest([{cells}]) as cell from submission)))
        where once <> item
    """


#: Of all texts of a row together: to put together what was meant takes ten times longer to plan.
_ANY = any_text(_texts, f"regexp_matches({{texts}}, '{_SHOWN}|{_MAC_TWICE}')", " ")


RULE = Rule(
    id="text-encoded-twice",
    layer="plausibility",
    severity="warning",
    datasets=DATASETS,
    title="A text was coded twice",
    explanation=(
        "A program read UTF-8 as Windows-1252 (Excel does, when a CSV file is opened by double click) and wrote what "
        "it saw: é became Ã©, a typographic apostrophe â€™. Read as Mac Roman, they become √© and ‚Äô. The text is "
        "found under neither of its spellings."
    ),
    fix="Put the text that is meant; give the file to spreadsheet programs with a byte order mark or as XLSX.",
    source="None of the texts of the newest versions is such.",
    reads=lambda schema: (column.name for column in _texts(schema)),
    sql=_sql,
    # Any text has another character than those of ASCII: a regular expression takes longer to compile.
    needs=any_text(_texts, "strlen({texts}) > length({texts})"),
    probe=lambda schema: f"select 1 from submission where {_ANY(schema)}",
    passes=(
        {"name": "Café “CAFÉ” – naïve", "organizations": ["Université de Montréal", "Gauß’s"]},
        {"name": "β-VAE", "reference": "MÜNCHEN… «Â» AÇÃO À la carte"},
        {"name": "百度 ERNIE"},
        {"reference": "√n, √∞ and ≈±3 — ƒ ‚quoted‘"},
    ),
    fails=(
        {"organizations": ["Google", "UniversitÃ© de MontrÃ©al"]},
        {"name": "Zork Î» â€\u00a0 1"},
        {"reference": "industryâ€™s first"},
        {"reference": "UniversitÃƒÂ© Laval"},
        {"reference": "Ã¤ 百度"},
        {"organizations": ["Universit√© de Montr√©al"]},
        {"name": "K√∂ln"},
        {"reference": "industry‚Äôs first"},
    ),
)
