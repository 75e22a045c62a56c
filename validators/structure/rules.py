"""The rules of the structure layer: they follow from the Table Schema and from what a file must be to be read.

Their SQL is derived per dataset in `verdicts.py`; what a finding on a cell says is written in `messages.py`.
"""

from __future__ import annotations

from typing import Literal

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.rule import Example, Keys, Rule, Severity

_ALL = tuple(sorted(path.stem for path in (PACKAGE_ROOT / "schemas").glob("*.json")))
_STANDARD = "Table Schema, https://datapackage.org/standard/table-schema/"
_OK: Example = {"record_id": "a-system", "_dataset": "milestone_systems"}


def _rule(
    name: str,
    title: str,
    explanation: str,
    fix: str,
    fails: Example | None = None,
    passes: Example | None = None,
    severity: Severity = "error",
    source: str = _STANDARD,
    reach: Literal["row", "table"] | Keys = "row",
) -> Rule:
    # Rules about whole files have no failing record; their examples are the files of tests/fixtures/submissions.
    return Rule(
        id=f"structure-{name}",
        layer="structure",
        severity=severity,
        datasets=_ALL,
        title=title,
        explanation=explanation,
        fix=fix,
        source=source,
        reach=reach,
        passes=(passes or _OK,),
        fails=(fails,) if fails else (_FILE,),
    )


#: Marks the failing example of a rule about whole files.
_FILE: Example = {"_file": True}
_RECORDS_CSV = "The one way in which records.csv is written."


def _fails(**cells: object) -> Example:
    return {"_dataset": "milestone_systems", **cells}


STRUCTURE_RULES: tuple[Rule, ...] = (
    _rule(
        "file",
        "The file cannot be read",
        "The file is not what its name says, is cut short, is no regular file, is packed, nests too deeply, uses YAML "
        "tags, anchors or aliases, or is larger than its format is read. Nothing in it was judged.",
        "Give a whole, regular file of UTF-8 CSV, YAML, JSON or JSON Lines, or of Parquet or XLSX, as its name says.",
        source="What the reader can take without risk.",
        reach="table",
    ),
    _rule(
        "empty",
        "The file holds no record",
        "A submission needs at least one record; this file is empty or has a header only.",
        "Add a record; `compute-trends template DATASET` writes one to fill in.",
        source="A submission submits something.",
        reach="table",
    ),
    _rule(
        "dataset",
        "The records cannot be assigned to a dataset",
        "The dataset is found from the names of the columns. No dataset has any column of this file, or several "
        "have equally many of them. Nothing in it was judged; other files of the submission were.",
        "Leave the file out if it holds no records, or say which dataset is meant with --dataset.",
        source="The schemas of the datasets, schemas/*.json.",
        reach="table",
    ),
    _rule(
        "closed",
        "The dataset takes no submissions",
        "Some datasets are closed, a table of history for example: they hold what their sources say, and their schema "
        "says why. Records that do not come from these sources cannot enter, so nothing else was judged.",
        "Leave the file out; a value that is wrong is told as an issue, and a better source is imported.",
        source="The property `closed` of the schemas, schemas/*.json.",
        reach="table",
    ),
    _rule(
        "encoding",
        "Text is not UTF-8",
        "Text is read as UTF-8. Bytes that are not UTF-8, NUL bytes and halves of characters (\\ud800) cannot be "
        "what somebody meant to write.",
        "Save the file with the encoding UTF-8; Latin-1 and UTF-16 files have to be converted.",
        source="Data Package standard: CSV is UTF-8 unless it says otherwise.",
    ),
    _rule(
        "byte-order-mark",
        "The file begins with a byte order mark",
        "Some programs write an invisible mark before UTF-8 text; others read it as part of the first column's name.",
        "Save as UTF-8 without BOM.",
        severity="warning",
        source=_RECORDS_CSV,
        reach="table",
    ),
    _rule(
        "line-endings",
        "Lines end in several ways",
        "Some lines end in LF, others in CRLF or CR: the file was edited on two systems or joined from two files.",
        "Convert all line endings to LF.",
        severity="warning",
        source=_RECORDS_CSV,
        reach="table",
    ),
    _rule(
        "delimiter",
        "Cells are separated by another character",
        "CSV is separated by commas and TSV by tabs; this file only makes sense with another separator.",
        "Export the table as comma-separated values.",
        source="Data Package standard: CSV dialect.",
        reach="table",
    ),
    _rule(
        "header",
        "A column is named twice or not at all",
        "Which of two cells counts cannot be told when their columns have the same name.",
        "Give every column one name, and every name one column.",
        reach="table",
    ),
    _rule(
        "row",
        "A row does not have the header's cells",
        "A row has fewer or more cells than the header, or its quotes do not close. Usually a comma or a quote within "
        "a text is missing its quotes.",
        "Give the row the header's cells; in CSV, put texts with commas, quotes or line breaks in double quotes, and "
        'double every quote within: "a ""b"", c".',
        source="RFC 4180",
    ),
    _rule(
        "waiver",
        "A waiver has expired",
        "A finding that somebody accepted is to be looked at again from a certain day on. It stays covered, so that "
        "records which were fine do not turn to errors overnight, but no release is made before it was looked at.",
        "Look at the finding again: correct the record, or give the waiver a later day and what is known now.",
        severity="warning",
        source="The waivers of the dataset, or those that were given.",
        reach="table",
    ),
    _rule(
        "unknown-column",
        "A column that the dataset does not declare",
        "Columns are declared in schemas/<dataset>.json; a value in any other column would be lost.",
        "Rename the column, or leave it out; `compute-trends describe DATASET` lists the columns.",
        fails=_fails(record_id="a-system", compute="1e24"),
        reach="table",
    ),
    _rule(
        "missing-column",
        "A required column is missing",
        "Every record needs a value in this column, and the table does not have it.",
        "Add the column; `compute-trends template DATASET` shows all of them.",
        reach="table",
    ),
    _rule(
        "storage-type",
        "A Parquet column is stored as another type",
        "The values could be read, but only by conversion; other readers of the file will see another type.",
        "Cast the column before writing the file; `compute-trends describe DATASET` lists the types.",
        severity="warning",
        reach="table",
    ),
    _rule(
        "type",
        "A cell does not parse",
        "Numbers are written as 1200000 or 1.2e6, whole ones too, without separators or units; dates as 2021-02-28 and "
        "must exist; booleans as true or false; a list as items joined by semicolons.",
        "Write the value in the column's type, or leave the cell empty where it is unknown.",
        fails=_fails(publication_date="2021-02-30"),
        passes=_fails(publication_date="2021-02-28"),
    ),
    _rule(
        "formula",
        "A cell holds a formula",
        "Texts that begin with =, +, - or @ are run by spreadsheet programs; a table of facts holds values.",
        "Replace the formula by its value; begin a text with a letter or digit.",
        fails=_fails(name='=HYPERLINK("https://example.org")'),
        passes=_fails(name="A system"),
        source="OWASP, CSV injection",
    ),
    _rule(
        "spreadsheet-error",
        "A cell holds an error of a spreadsheet program",
        "#REF!, #DIV/0! and their like are left behind where a formula could not be computed, #### where a number did "
        "not fit its cell; the value is lost.",
        "Put the value that was meant, or leave the cell empty where it is unknown.",
        fails=_fails(name="#REF!"),
        passes=_fails(name="C# coder"),
        source="The error values of Excel, LibreOffice and Google Sheets.",
    ),
    _rule(
        "missing-value",
        "Unknown is written as a word",
        "Programs write words for values that are missing: R writes NA, pandas nan, databases NULL. In these tables "
        "unknown is an empty cell. The cells are read as empty; what else is found in the file is found beside this.",
        'Write the file with nothing for missing values: na = "" in R, na_rep="" in pandas.',
        source=_STANDARD,
        reach="table",
    ),
    _rule(
        "list-form",
        "A list is written as a program shows it",
        "Brackets, quotes and commas of Python, numpy, R, JSON or a database are part of the text here: the cell would "
        "be one item of that name.",
        "Join the items by semicolons, without brackets and quotes: a;b.",
        fails=_fails(domains="['Language', 'Vision']"),
        passes=_fails(domains="Language;Vision"),
        source=_RECORDS_CSV,
    ),
    _rule(
        "required",
        "A required cell is empty",
        "Without this value a record cannot be used or traced.",
        "Fill in the value; `compute-trends describe DATASET` says what the column holds.",
        fails=_fails(name="A system", record_id=None),
        passes=_fails(record_id="a-system", publication_date="2021-02-28", source="a-source", admission="submitted"),
    ),
    _rule(
        "enum",
        "A value is not one of those allowed",
        "The column takes one of a fixed set of values, so that rows can be grouped; a list column takes several.",
        "Use one of the allowed values, spelled as listed.",
        fails=_fails(confidence="certain"),
        passes=_fails(confidence="confident"),
    ),
    _rule(
        "pattern",
        "A value does not have the column's form",
        "Identifiers are lower-case letters, digits and hyphens; links begin with http:// or https:// and hold no "
        "space.",
        "Write the value in the column's form.",
        fails=_fails(record_id="A System"),
        passes=_fails(record_id="a-system"),
    ),
    _rule(
        "range",
        "A number is outside the column's bounds",
        "Quantities are positive, fractions lie between 0 and 1, and unknown is an empty cell, never 0.",
        "Check the value and its unit; leave the cell empty where the value is unknown.",
        fails=_fails(parameters=-1),
        passes=_fails(parameters=1),
    ),
    _rule(
        "list-item",
        "A list has an empty or padded item",
        "Items of a list are joined by semicolons alone: an empty item or a space beside a semicolon makes a value "
        "that matches nothing.",
        'Leave out empty items and spaces at the edges of items: a;b in a table, [a, b] in YAML, ["a", "b"] in JSON.',
        fails=_fails(domains="Language; Vision"),
        passes=_fails(domains="Language;Vision"),
        source=_RECORDS_CSV,
    ),
    _rule(
        "unique",
        "A record id is used twice",
        "The record id is the record's only key; two records cannot share it.",
        "Give one of the records an id of its own, or remove it if they are the same record.",
        fails=[{"record_id": "a", "_dataset": "milestone_systems"}, {"record_id": "a"}],
        reach=Keys("records with one record_id", "[record_id]"),
    ),
)

#: The rule about waivers, which are a matter of the check and not of a file.
EXPIRED = "structure-waiver"

#: Rules that say a file could not be judged as a whole; no selection of rules silences them.
ALWAYS = frozenset(
    f"structure-{name}" for name in ("file", "empty", "dataset", "closed", "encoding", "header", "row", "waiver")
)
