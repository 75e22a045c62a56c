"""What the first bytes of a file say: its format where no suffix names one, and why it is none that is read."""

from __future__ import annotations

import re
from pathlib import Path

from compute_trends.validators.reading.kinds import EXPORT_FIX, HEAD_BYTE, READ
from compute_trends.validators.reading.raw_table import UnreadableError
from compute_trends.validators.reading.refused_kinds import refused_kind

#: Suffixes, and the formats that they name.
FORMATS = {suffix: name for name, kind in READ.items() for suffix in kind.suffixes}

_MARK = b"\xef\xbb\xbf"
#: Control codes that stand in no text: all but white space and those of terminals and old systems.
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x19\x1c\x7f]")
_BINARY = {b"PAR1": "parquet", b"PARE": "parquet", b"PK\x03\x04": "xlsx"}

#: A key of YAML at the beginning of a line, and one after the brackets with which a file begins. What follows it is a
#: space or the end of the line: a table's cell may hold a colon, but hardly begin a header with a word and `: `.
_YAML_KEY = re.compile(rb"""(?:"[^"\n]*"|'[^'\n]*'|[^\s,;|"'#&*!%@`{}\[\]][^,;|\t\n]*?):(?:\s|$)""")
_YAML_FLOW = re.compile(rb"[\[{\s]*[{\[]\s*[A-Za-z_'][^\",\n]*?:\s")


def find_format(path: Path) -> str:
    """The format of a file: what its suffix says or, without a known one, what its first bytes look like.

    Raises:
        UnreadableError: it is of a kind that is not read, or is not what its name promises.
        OSError: it cannot be read.
    """
    with path.open("rb") as handle:
        head = handle.read(HEAD_BYTE)
    kind = FORMATS.get(path.suffix.lower())
    _refuse(head, kind, path)
    return kind or _sniff(head)


def is_workbook(path: Path) -> bool:
    """Whether a regular file is a workbook that may be read.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return find_format(path) == "xlsx"
    except UnreadableError:
        return False


def _refuse(head: bytes, kind: str | None, path: Path) -> None:
    if refused := refused_kind(path, head, kind):
        raise UnreadableError(refused.sentence, fix=refused.fix)
    binary = _BINARY.get(head[:4])
    if binary and kind not in (binary, None):
        fix = f"Give it a name that ends in .{binary}."
        raise UnreadableError(f"the file is {binary.upper()}, not what its name says", fix=fix)
    if kind == "xlsx" and head and not binary and _is_text(head):
        looks_like = _sniff(head)
        fix = f"Give it a name that ends in {READ[looks_like].suffixes[0]}, or save it as a workbook."
        raise UnreadableError("the file is text, not the workbook that its name promises", fix=fix)
    if kind not in ("parquet", "xlsx") and not binary and (what := _wide(head)) is not None:
        raise UnreadableError(f"the file is {what}", "structure-encoding", line=1)
    if kind not in ("parquet", "xlsx") and not binary and _is_binary(head):
        raise UnreadableError("the file is binary, and no table of a kind that is read", fix=EXPORT_FIX)
    if kind in ("csv", "tsv", "json") and (begins_as := _documents(head)) and begins_as != kind:
        name = READ[begins_as].name
        fix = f"Give it a name that ends in {READ[begins_as].suffixes[0]}."
        raise UnreadableError(f"the file is {name}, not what its name says", fix=fix)


def _documents(head: bytes) -> str | None:
    """Which of the formats of JSON begins so; None where none does."""
    is_json = re.match(rb"(?:\xef\xbb\xbf)?\s*(?:(?:\[\s*)?\{\s*(?:\"[^\"\n]*\"\s*:|\})|\[\s*\[\s*\")", head)
    return _sniff(head) if is_json else None


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and not any(byte < 9 for byte in head[:1024])


def _is_binary(head: bytes) -> bool:
    """Whether a file holds what no text does from its beginning on; a stray byte in a table is told with its line."""
    return bool(_CONTROL.search(head[:64])) and len(_CONTROL.findall(head[:256])) * 20 > len(head[:256])


def _wide(head: bytes) -> str | None:
    """What to call text whose characters take two or four bytes; None of all other."""
    if head[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "UTF-32"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    sample = head[: min(len(head), 4096) // 4 * 4]
    if b"\0" not in sample:
        return None
    # Most characters of a table or record are ASCII, of which all bytes but one are zero there.
    zeros = [sample[start::4].count(0) / (len(sample) // 4) for start in range(4)]
    if (min(zeros[:2]) > 0.95 and zeros[3] < 0.1) or (min(zeros[2:]) > 0.95 and zeros[0] < 0.1):
        return "UTF-32, without a byte order mark"
    high, low = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if max(high, low) > 0.25 and min(high, low) < min(0.1, max(high, low) / 6):
        return "UTF-16, without a byte order mark"
    return None


def _sniff(head: bytes) -> str:
    if head[:4] in _BINARY:
        return _BINARY[head[:4]]
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
