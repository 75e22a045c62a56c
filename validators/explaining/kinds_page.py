"""docs/files.md: the kinds of files that somebody may submit, read or refused with a sentence."""

from __future__ import annotations

from compute_trends.validators.engine.memory import DEFAULT
from compute_trends.validators.reading import limits
from compute_trends.validators.reading.kinds import READ, ReadKind
from compute_trends.validators.reading.refused_kinds import refused_kinds
from compute_trends.validators.rules.shared.references import OFFERED_NAMES

KINDS_PAGE = "docs/files.md"

_HEAD = """\
# Files

What `compute-trends check` and `accept` make of a file. A known ending of its name says what it should be; what it is,
its content says. A file that cannot be read gets one finding of [structure-file](rules/structure-file.md) that names
what it is and what to do, and the other files of the same check are judged as if it were not there.

This page is written by `python -m compute_trends.cli.reference`.

## Read

| kind | names end in | what is read |
| --- | --- | --- |
"""
_REFUSED = """
A name with another ending, or none, is no obstacle: the first bytes tell. `-`, `/dev/stdin` and `<(command)` are read
as files are. Folders are searched for the endings above.

## Refused

| the finding says | and advises | names mostly end in |
| --- | --- | --- |
"""
_LIMITS = """
Also refused: links, pipes and other things that are no regular files; text of UTF-16 or UTF-32
([structure-encoding](rules/structure-encoding.md)); what is binary and none of these; a Parquet file or a column of it
that is encrypted; whatever is damaged, down to one page of one column or one part of a workbook.

## Limits

The same for every format. A text, name or list of a record beyond the first three is a finding of
[structure-type](rules/structure-type.md), and no rule works on it; whatever else is beyond is refused before it is
unpacked.

| what | at most |
| --- | ---: |
"""

_MEMORY = f"""
## Memory

A check of many rows keeps to `--memory-limit` (`memory_limit` in Python, or the environment variable
`COMPUTE_TRENDS_MEMORY_LIMIT`), by default to {DEFAULT}. Rows, and what
rules make of them, are kept in temporary files, in the folder that `TMPDIR` names; these go when the check ends.
"""


def render_kinds_page() -> str:
    """The text of docs/files.md."""
    read = "\n".join(map(_read, READ.values()))
    sentences = dict.fromkeys((kind.sentence, kind.fix) for kind in refused_kinds())
    refused = "\n".join(f"| {said} | {fix} | {_suffixes(_mostly(said))} |" for said, fix in sentences)
    limited = "\n".join(f"| {what} | {most} |" for what, most in _limits())
    return f"{_HEAD}{read}\n{_REFUSED}{refused}\n{_LIMITS}{limited}\n{_MEMORY}"


def _read(kind: ReadKind) -> str:
    return f"| {kind.name} | {_suffixes(kind.suffixes)} | {kind.bounds} |"


def _mostly(sentence: str) -> tuple[str, ...]:
    return tuple(suffix for kind in refused_kinds() if kind.sentence == sentence for suffix in kind.suffixes)


def _suffixes(suffixes: tuple[str, ...]) -> str:
    return ", ".join(f"`{suffix}`" for suffix in suffixes)


def _limits() -> list[tuple[str, str]]:
    def megabytes(size: int) -> str:
        return f"{size >> 20} MB"

    return [
        ("characters of a text, or of all items of a list, of a record", f"{limits.TEXT_LIMIT_CHARACTER:,}"),
        ("characters of a name or an id", f"{limits.NAME_LIMIT_CHARACTER:,}"),
        ("items of a list of a record", f"{limits.ITEM_LIMIT:,}"),
        ("characters of any cell, beyond which a file is not read", f"{limits.CELL_LIMIT_CHARACTER:,}"),
        ("items of a list stored as one, beyond which a file is not read", f"{limits.LIST_LIMIT:,}"),
        ("columns of a workbook, a Parquet file or a table in memory", f"{limits.COLUMN_LIMIT:,}"),
        ("columns of a file of text", f"{limits.TEXT_COLUMN_LIMIT:,}"),
        ("records of a JSON file", f"{limits.JSON_RECORD_LIMIT:,}"),
        ("objects within a record of JSON", f"{limits.JSON_OBJECT_LIMIT:,}"),
        ("records and lists of a YAML file", f"{limits.YAML_COLLECTION_LIMIT:,}"),
        ("rows of a sheet", f"{limits.SHEET_ROW_LIMIT:,}"),
        ("sheets of a workbook", f"{limits.SHEET_COUNT_LIMIT:,}"),
        ("parts of a workbook", f"{limits.PART_COUNT_LIMIT:,}"),
        ("elements of XML in a part of a workbook", f"{limits.ELEMENT_LIMIT:,}"),
        ("formats of cells of a workbook", f"{limits.FORMAT_COUNT_LIMIT:,}"),
        ("a part of a workbook, unpacked", megabytes(limits.PART_LIMIT_BYTE)),
        ("a workbook, unpacked", megabytes(limits.UNPACKED_LIMIT_BYTE)),
        ("the texts of a sheet", megabytes(limits.TEXT_LIMIT_BYTE)),
        ("the footer of a Parquet file", megabytes(limits.FOOTER_LIMIT_BYTE)),
        ("the pages of a Parquet row group that are unpacked at once", megabytes(limits.PAGES_LIMIT_BYTE)),
        (
            "rows of a Parquet file",
            f"{limits.ROW_LIMIT:,}, and {limits.ROWS_PER_BYTE} per byte of the file",
        ),
        (
            "the texts of a Parquet file",
            f"{megabytes(limits.TEXT_LIMIT_BYTE)}, and {limits.TEXT_PER_BYTE} bytes per byte of the file",
        ),
        ("findings, after which nothing more is asked of the records", f"{limits.FINDINGS_LIMIT:,}"),
        ("different unknown names that are compared with those that there are", f"{OFFERED_NAMES:,}"),
    ]
