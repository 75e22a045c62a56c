"""Names with letters that look like others."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.datasets import datasets_where

_LATIN = r"A-Za-z\x{c0}-\x{24f}"

#: Cyrillic, Armenian and Cherokee letters, and the Greek ones that look like Latin letters. Other Greek letters stand
#: beside Latin ones on purpose (μP).
_ALIKE = r"\x{400}-\x{58f}\x{13a0}-\x{13fd}ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"

#: Full-width digits and letters, and the letters of mathematical typefaces.
_STYLED = r"[\x{ff10}-\x{ff19}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}\x{1d400}-\x{1d7ff}]"

_MIXED = rf"[{_LATIN}][0-9]*[{_ALIKE}]|[{_ALIKE}][0-9]*[{_LATIN}]"


def _names(schema: TableSchema) -> list[str]:
    return [name for name in ("name", "model_version", "accelerator_name") if name in schema.names]


def _needs(schema: TableSchema) -> str:
    """Names of ASCII letters alone need no pattern."""
    return " or ".join(f"strlen({name}) > length({name})" for name in _names(schema))


def _sql(schema: TableSchema) -> str:
    cells = ", ".join(f"{{'col': '{name}', 'text': {name}}}" for name in _names(schema))
    return rf"""
        select _row, col as "column", text as value,
          if(styled <> '', 'a full-width or ornamental ', 'a letter of another script within a word: ') || letter
            || ' (U+' || lpad(to_hex(unicode(letter)), 4, '0') || ')' as message,
          null as evidence
        from (
          select *, coalesce(nullif(styled, ''), regexp_extract(mixed, '[{_ALIKE}]')) as letter
          from (
            select _row, cell.col as col, cell.text as text, regexp_extract(cell.text, '{_STYLED}') as styled,
              regexp_extract(cell.text, '{_MIXED}') as mixed
            from (select _row, unnest([{cells}]) as cell from submission)
            where strlen(cell.text) > length(cell.text)))
        where styled <> '' or mixed <> ''
    """


RULE = Rule(
    id="name-mixed-scripts",
    layer="plausibility",
    severity="warning",
    datasets=datasets_where(_names),
    title="A name has letters that look like others",
    explanation=(
        "A Cyrillic В among Latin letters, or full-width letters, look like the name that everybody knows and are "
        "another text: the record is found neither by its name nor as a duplicate. Words wholly in another script, "
        "and Greek letters that look like no Latin one (π, μ, Σ), are left alone."
    ),
    fix="Type the name anew, as its source writes it.",
    source="Unicode Technical Standard 39 (mixed-script detection); none of the shipped names has such a letter.",
    reads=_names,
    binds="submitted",
    sql=_sql,
    needs=_needs,
    passes=(
        {"name": "β-VAE"},
        {"name": "π0.6 (pi-0.6)"},
        {"name": "PanGu-Σ"},
        {"name": "μP Transformer"},
        {"name": "Модель X"},
        {"name": "混元Turbo"},
        {"name": "Grøndhal"},
    ),
    fails=({"name": "ＤＢＲＸ"}, {"name": "DВRX"}, {"name": "GΡT-9"}, {"name": "𝐃𝐁𝐑𝐗"}, {"name": "GPT2В"}),
)
