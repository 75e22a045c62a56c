"""What the first bytes of a file say: its format where no suffix names one, and why it is none that is read."""

from __future__ import annotations

import re
from pathlib import Path

from compute_trends.validators.reading.raw_table import UnreadableError

#: Suffixes, and the formats that they name.
FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
}

_HEAD_BYTE = 1 << 16
_MARK = b"\xef\xbb\xbf"
_ZIP = b"PK\x03\x04"
_COMPRESSED = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\x00": "xz",
    **{b"BZh%d1AY&SY" % level: "bzip2" for level in range(1, 10)},
}
_UNPACK_FIX = "Unpack the file and give what it holds."
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: A key of YAML at the beginning of a line, and one after the brackets with which a file begins. What follows it is a
#: space or the end of the line: a table's cell may hold a colon, but hardly begin a header with a word and `: `.
_YAML_KEY = re.compile(rb"""(?:"[^"\n]*"|'[^'\n]*'|[^\s,;|"'#&*!%@`{}\[\]][^,;|\t\n]*?):(?:\s|$)""")
_YAML_FLOW = re.compile(rb"[\[{\s]*[{\[]\s*[A-Za-z_'][^\",\n]*?:\s")


def find_format(path: Path) -> str:
    """The format of a file: what its suffix says or, without a known one, what its first bytes look like.

    Raises:
        UnreadableError: the file is packed, or is UTF-16.
        OSError: it cannot be read.
    """
    with path.open("rb") as handle:
        head = handle.read(_HEAD_BYTE)
    kind = FORMATS.get(path.suffix.lower())
    _refuse(head, kind, path)
    return kind or _sniff(head)


def is_workbook(path: Path) -> bool:
    """Whether a regular file is XLSX, by its suffix or by its first bytes."""
    if path.suffix.lower() in FORMATS:
        return path.suffix.lower() == ".xlsx"
    with path.open("rb") as handle:
        return handle.read(len(_ZIP)) == _ZIP and _holds_workbook(path)


def _refuse(head: bytes, kind: str | None, path: Path) -> None:
    packed = next((name for magic, name in _COMPRESSED.items() if head.startswith(magic)), None)
    if head.startswith(_ZIP) and kind != "xlsx" and not _holds_workbook(path):
        packed = "zip"
    if packed:
        raise UnreadableError(f"the file is compressed ({packed})", fix=_UNPACK_FIX)
    if head.startswith(_OLD_EXCEL):
        raise UnreadableError("the file is an Excel workbook of the old form (.xls), or an encrypted one")
    for magic, format_name in ((b"PAR1", "parquet"), (_ZIP, "xlsx")):
        if head.startswith(magic) and kind not in (format_name, None):
            fix = f"Give it a name that ends in .{format_name}."
            raise UnreadableError(f"the file is {format_name.upper()}, not what its name says", fix=fix)
    if kind not in ("parquet", "xlsx") and (what := _utf16(head)) is not None:
        raise UnreadableError(f"the file is UTF-16{what}", "structure-encoding", line=1)


def _holds_workbook(path: Path) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _utf16(head: bytes) -> str | None:
    """What to say of text that is UTF-16; None of all other."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ""
    sample = head[:1024]
    half = len(sample) // 2
    zeros = [sample[start::2].count(0) for start in (0, 1)]
    # Most characters of a table or record are ASCII, of which one byte in two is zero there.
    if half >= 4 and max(zeros) > 0.6 * half and min(zeros) < 0.1 * half:
        return ", without a byte order mark"
    return None


def _sniff(head: bytes) -> str:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_ZIP):
        return "xlsx"
    text = head.removeprefix(_MARK).lstrip()
    if text.startswith((b"[", b"{")):
        if _YAML_FLOW.match(text):
            return "yaml"
        # A whole object on the first line and another on the second are JSON Lines.
        lines = [line.strip() for line in text.split(b"\n") if line.strip()]
        is_lines = len(lines) > 1 and lines[0].startswith(b"{") and lines[0].endswith(b"}") and lines[1][:1] == b"{"
        return "jsonl" if is_lines else "json"
    lines = [line for line in re.split(rb"\r\n?|\n", text) if line.strip()]
    first = next((line for line in lines if not line.startswith(b"#")), b"")
    if not first:
        return "yaml" if lines else "csv"
    if first.startswith((b"- ", b"---", b"%")) or first.strip() == b"-" or _YAML_KEY.match(first):
        return "yaml"
    return "tsv" if b"\t" in first else "csv"
