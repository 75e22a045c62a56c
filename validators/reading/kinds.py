"""Kinds of files that somebody may submit: those that are read, and those that are refused, with what to do.

A kind is recognised by its content, whatever its name says. docs/files.md is written from these tables and those of
`text_kinds.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from compute_trends.validators.reading.limits import JSON_LIMIT_BYTE, YAML_LIMIT_BYTE

_TABLE_FIX = "Save it as XLSX or CSV."
_UNPACK_FIX = "Unpack the file and give what it holds."
NO_TABLE_FIX = "Give the records as a table or as documents: CSV, TSV, JSON, JSON Lines, YAML, Parquet or XLSX."
EXPORT_FIX = "Write the table as CSV or Parquet with the program that made this file."

#: Bytes at the end of which the last of the first bytes stands (the mark of a tar archive).
HEAD_BYTE = 1 << 16


class ReadKind(NamedTuple):
    """A kind of file that is read.

    Attributes:
        name: what it is called.
        suffixes: how the names of such files end; the first is the usual one.
        bounds: what of it is read.
    """

    name: str
    suffixes: tuple[str, ...]
    bounds: str


class RefusedKind(NamedTuple):
    """A kind of file that is refused.

    Attributes:
        what: what follows "the file is".
        fix: what to do.
        suffixes: how the names of such files mostly end.
        begins: first bytes, any of them.
        at: where these stand.
        part: beginnings of names of the parts of a ZIP archive, any of them.
        mimetype: beginning of what its part `mimetype` holds.
        holds: a regular expression that the first bytes match anywhere.
        opens: how its text begins, any of them: in lower case, after a byte order mark and white space.
        named: formats that its name may promise; any, where none is given.
        looks: says of the text, without these, whether it is of this kind.
    """

    what: str
    fix: str
    suffixes: tuple[str, ...] = ()
    begins: tuple[bytes, ...] = ()
    at: int = 0
    part: tuple[str, ...] = ()
    mimetype: str = ""
    holds: bytes = b""
    opens: tuple[bytes, ...] = ()
    looks: Callable[[bytes], bool] | None = None
    named: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What is said of such a file."""
        return f"the file is {self.what}"


READ: dict[str, ReadKind] = {
    "csv": ReadKind("CSV", (".csv",), "UTF-8, of any size; a line up to 10 MB"),
    "tsv": ReadKind("TSV", (".tsv", ".tab"), "as CSV"),
    "json": ReadKind("JSON", (".json",), f"one record or a list of them, up to {JSON_LIMIT_BYTE >> 20} MB"),
    "jsonl": ReadKind("JSON Lines", (".jsonl", ".ndjson"), "a record per line, of any size; a line up to 10 MB"),
    "yaml": ReadKind(
        "YAML",
        (".yaml", ".yml"),
        f"one record or several, up to {YAML_LIMIT_BYTE >> 20} MB; no tags, anchors and aliases",
    ),
    "parquet": ReadKind("Parquet", (".parquet",), "of any size; not encrypted"),
    "xlsx": ReadKind(
        "Excel workbook",
        (".xlsx",),
        "transitional or strict Office Open XML, also .xlsm: every sheet of records; formulas are findings",
    ),
}

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_R_DATA = (b"RDX2\n", b"RDX3\n", b"X\n\0\0\0", b"RDA2\n", b"RDA3\n", b"A\n2\n", b"A\n3\n")

#: Of several that fit a file, the first.
REFUSED_FILES: tuple[RefusedKind, ...] = (
    RefusedKind(
        "an encrypted workbook",
        "Save it without a password; what is submitted here is published.",
        (".xlsx",),
        (OLE,),
        holds="EncryptedPackage".encode("utf-16-le"),
    ),
    RefusedKind(
        "an Excel workbook of the old form (.xls)",
        "Save it as XLSX or CSV.",
        (".xls",),
        (OLE,),
        holds=b"W\0o\0r\0k\0b\0o\0o\0k\0|B\0o\0o\0k\0",
    ),
    RefusedKind("a document of an old Office program", NO_TABLE_FIX, (".doc", ".ppt"), (OLE,)),
    RefusedKind(
        "an Excel workbook of the old form (.xls)",
        _TABLE_FIX,
        begins=(b"\x09\x08\x10\0", b"\x09\x08\x08\0", b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0"),
    ),
    RefusedKind(
        "an Excel workbook of the XML form of 2003",
        _TABLE_FIX,
        (".xml", ".xls"),
        holds=rb"urn:schemas-microsoft-com:office:spreadsheet",
        begins=(b"<", b"\xef\xbb\xbf<"),
    ),
    RefusedKind("an Excel binary workbook (.xlsb)", _TABLE_FIX, (".xlsb",), part=("xl/workbook.bin",)),
    RefusedKind(
        "an OpenDocument spreadsheet",
        _TABLE_FIX,
        (".ods", ".ots"),
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
    ),
    RefusedKind(
        "an OpenDocument file, but no spreadsheet",
        NO_TABLE_FIX,
        (".odt", ".odp"),
        mimetype="application/vnd.oasis.opendocument",
    ),
    RefusedKind(
        "an OpenDocument spreadsheet",
        _TABLE_FIX,
        (".fods",),
        (b"<", b"\xef\xbb\xbf<"),
        holds=rb"opendocument\.spreadsheet",
    ),
    RefusedKind("an Apple Numbers spreadsheet", _TABLE_FIX, (".numbers",), part=("index/", "index.zip")),
    RefusedKind("a Word document", NO_TABLE_FIX, (".docx",), part=("word/",)),
    RefusedKind("a presentation", NO_TABLE_FIX, (".pptx",), part=("ppt/",)),
    RefusedKind("a NumPy archive", EXPORT_FIX, (".npz",), part=("arr_0.npy",)),
    RefusedKind("compressed (gzip)", _UNPACK_FIX, (".gz",), (b"\x1f\x8b",)),
    RefusedKind("compressed (zstd)", _UNPACK_FIX, (".zst",), (b"\x28\xb5\x2f\xfd",)),
    RefusedKind("compressed (xz)", _UNPACK_FIX, (".xz",), (b"\xfd7zXZ\0",)),
    RefusedKind("compressed (bzip2)", _UNPACK_FIX, (".bz2",), tuple(b"BZh%d1AY&SY" % level for level in range(1, 10))),
    RefusedKind("compressed (lz4)", _UNPACK_FIX, (".lz4",), (b"\x04\x22\x4d\x18",)),
    RefusedKind("compressed (snappy)", _UNPACK_FIX, (".sz",), (b"\xff\x06\0\0sNaPpY",)),
    RefusedKind("compressed (zip)", _UNPACK_FIX, (".zip",), (b"PK\x03\x04", b"PK\x05\x06")),
    RefusedKind("compressed (7z)", _UNPACK_FIX, (".7z",), (b"7z\xbc\xaf\x27\x1c",)),
    RefusedKind("compressed (rar)", _UNPACK_FIX, (".rar",), (b"Rar!\x1a\x07",)),
    RefusedKind("an archive (tar)", _UNPACK_FIX, (".tar",), (b"ustar\x0000", b"ustar  \0"), at=257),
    RefusedKind(
        "a pointer of Git LFS, not the file that it stands for",
        "Fetch the file with `git lfs pull`.",
        begins=(b"version https://git-lfs.github.com/spec/",),
    ),
    RefusedKind("a PDF document", NO_TABLE_FIX, (".pdf",), (b"%PDF-",)),
    RefusedKind(
        "a picture", NO_TABLE_FIX, (".png", ".jpg", ".gif"), (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
    ),
    RefusedKind("an RTF document", NO_TABLE_FIX, (".rtf",), (b"{\\rtf",)),
    RefusedKind("a SQLite database", EXPORT_FIX, (".sqlite", ".db"), (b"SQLite format 3\0",)),
    RefusedKind("a DuckDB database", EXPORT_FIX, (".duckdb",), (b"DUCK",), at=8),
    RefusedKind("an Arrow or Feather file", EXPORT_FIX, (".arrow", ".feather"), (b"ARROW1\0\0", b"FEA1")),
    # A stream of Arrow has no mark but that of its first message, whose size is a number of four bytes.
    RefusedKind("a stream of Arrow", EXPORT_FIX, (".arrows",), holds=rb"(?s)\A\xff{4}..[\0-\x0f]\0[\4-\x40]\0\0\0"),
    RefusedKind("an ORC file", EXPORT_FIX, (".orc",), (b"ORC",), holds=rb"[\0-\x08]"),
    RefusedKind("an Avro file", EXPORT_FIX, (".avro",), (b"Obj\x01",)),
    RefusedKind("an HDF5 file", EXPORT_FIX, (".h5", ".hdf5"), (b"\x89HDF\r\n\x1a\n",)),
    RefusedKind("a NumPy array", EXPORT_FIX, (".npy",), (b"\x93NUMPY",)),
    RefusedKind(
        "a pickle of Python",
        EXPORT_FIX,
        (".pkl", ".pickle"),
        (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"),
    ),
    RefusedKind("R data", EXPORT_FIX, (".rds", ".RData"), _R_DATA),
    RefusedKind("a Stata file", EXPORT_FIX, (".dta",), (b"<stata_dta>",)),
    RefusedKind("an SPSS file", EXPORT_FIX, (".sav",), (b"$FL2", b"$FL3")),
    RefusedKind(
        "half merged: git left the marks of a conflict in it",
        "Decide between what stands above and below `=======`, and take out the lines that git put in.",
        holds=rb"(?ms)\A(?!PAR1|PK).*?^<{7} \S",
    ),
)
