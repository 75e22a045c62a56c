"""How much of a file is read: declared here, held by the readers before they do the work, the same for every format.

Records are short: the longest cell that we hold has two thousand characters, and the longest name 90. The limits leave
room for what people write by mistake and keep out what was made to exhaust memory or time. A cell that is longer than
records need is a finding, and no rule sees its text; a file with one that is longer than is read at all is not read.
"""

from __future__ import annotations

#: Longest text of a record, or list with all its items; and longest name or id, which rules take apart letter by letter
#: and compare with others.
TEXT_LIMIT_CHARACTER, NAME_LIMIT_CHARACTER = 10_000, 1000

#: Most items of a list of a record.
ITEM_LIMIT = 250

#: Longest cell that is read, of which a finding can be told.
CELL_LIMIT_CHARACTER = 2 << 20

#: Most items that are read of a list which is stored as one, of which a finding can be told: DuckDB takes those of two
#: thousand rows apart at once, beside the memory that it counts.
LIST_LIMIT = 4000

#: Most columns of a table that stores its cells by column, or in a workbook; of a file of text.
COLUMN_LIMIT = 1000
TEXT_COLUMN_LIMIT = 20_000

#: Largest files of the formats that are read as a whole; JSON Lines, CSV and Parquet have no such limit. Parsing YAML
#: takes about a second per megabyte.
JSON_LIMIT_BYTE = 128 << 20
YAML_LIMIT_BYTE = 16 << 20

#: Most records and lists of a YAML file: an empty one takes three bytes there and hundreds in memory.
YAML_COLLECTION_LIMIT = 100_000

#: Most records of a JSON file, where an empty one takes three bytes.
JSON_RECORD_LIMIT = 1_000_000

#: Most objects within one record of JSON, of which an empty one takes three bytes there and hundreds in memory.
JSON_OBJECT_LIMIT = 100_000

#: Most rows of a sheet, which is what the format has numbers for, and most sheets of a workbook.
SHEET_ROW_LIMIT = 1_048_576
SHEET_COUNT_LIMIT = 1000

#: Most empty lines and rows of a file of text: what a cleared sheet of that format leaves.
EMPTY_ROW_LIMIT = 1_048_576

#: Most parts of a workbook, most elements of XML in one, and bytes of the largest and of all together, unpacked.
PART_COUNT_LIMIT = 10_000
ELEMENT_LIMIT = 3_000_000
PART_LIMIT_BYTE = 256 << 20
UNPACKED_LIMIT_BYTE = 512 << 20

#: Most formats of cells that a workbook declares (Excel writes up to 65,490), and characters of a format that are
#: looked at (it takes 255).
FORMAT_COUNT_LIMIT, FORMAT_LIMIT_CHARACTER = 200_000, 1000

#: Longest Parquet footer.
FOOTER_LIMIT_BYTE = 8 << 20

#: What DuckDB unpacks of one row group at once: the largest page of each of its columns.
PAGES_LIMIT_BYTE = 256 << 20

#: Rows, and bytes of text, that a Parquet file may hold whatever its size, and how many more per byte of the file. A
#: million different ids take a third of a byte each at best.
ROW_LIMIT, ROWS_PER_BYTE = 200_000, 20
TEXT_LIMIT_BYTE, TEXT_PER_BYTE = 64 << 20, 200

#: Findings of a check after which nothing more is asked of its records: they take time and memory whatever the size of
#: the file, and are mended by kinds.
FINDINGS_LIMIT = 3_000_000

#: What to do about too many columns, about a value that is too long, and about a file that unpacks to too much.
COLUMN_FIX = "Leave out the columns that the dataset does not have; `compute-trends describe DATASET` lists them."
FINDINGS_FIX = "Mend first what many records have wrong, or check some of the records, and check again."
LENGTH_FIX = "Shorten the value; a very long one is mostly a quote or a line break that is missing."
EXPANDS_FIX = "Give the records as they are, each once; a table of records does not pack as tightly as this file."
