"""Finds of which kind a file is that is not read."""

from __future__ import annotations

import re
from pathlib import Path

from compute_trends.validators.reading.kinds import OLE, REFUSED_FILES, RefusedKind

_MARK = b"\xef\xbb\xbf"
_OPENING_BYTE = 100
#: Bytes of it that are unpacked, and the memory that it may take: R writes xz with a dictionary of up to 64 MB.
_INSIDE_BYTE, _MOST_MEMORY_BYTE = 16, 128 << 20


def refused_kinds() -> tuple[RefusedKind, ...]:
    """All kinds that are not read; of several that fit a file, the first counts."""
    from compute_trends.validators.reading.text_kinds import REFUSED_TEXTS

    return (*REFUSED_FILES, *REFUSED_TEXTS)


def refused_kind(path: Path, head: bytes, named: str | None) -> RefusedKind | None:
    """The kind of a file that is not read, given its first bytes; None where it may be one that is.

    Args:
        path: the file, of which an archive's table of contents is read.
        head: its first `HEAD_BYTE` bytes.
        named: the format that its name promises.
    """
    if inside := _unpacked(head):  # R compresses what it saves
        for kind in REFUSED_FILES:
            if kind.what == "R data" and inside.startswith(kind.begins):
                return kind
    parts, mimetype = _contents(path) if head.startswith(b"PK") else ((), "")
    text = b"" if b"\0" in head or head.startswith(b"PAR1") else head.removeprefix(_MARK).lstrip()
    is_workbook = any(name.startswith("xl/") for name in parts) or (named == "xlsx" and not parts)
    for kind in refused_kinds() if text else REFUSED_FILES:
        if kind.mimetype:
            found = mimetype.startswith(kind.mimetype)
        elif kind.part:
            found = any(name.startswith(kind.part) for name in parts)
        elif kind.opens or kind.looks:
            found = bool(text) and text[:_OPENING_BYTE].lower().startswith(kind.opens or b"")
            found = found and (not kind.holds or bool(re.match(kind.holds, text)))
            found = found and (kind.looks is None or kind.looks(text))
        else:
            found = (not kind.begins or head[kind.at :].startswith(kind.begins)) and (
                not kind.holds or bool(re.search(kind.holds, _searched(path, head)))
            )
            found = found and not (is_workbook and head.startswith(b"PK"))
        if found and (not kind.named or named in kind.named):
            return kind
    return None


def _unpacked(head: bytes) -> bytes:
    """The first bytes of what a compressed file holds; none of another one, or of one that is damaged."""
    import bz2
    import lzma
    import zlib

    try:
        if head.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(31).decompress(head, _INSIDE_BYTE)
        if head.startswith(b"\xfd7zXZ\0"):
            return lzma.LZMADecompressor(memlimit=_MOST_MEMORY_BYTE).decompress(head, _INSIDE_BYTE)
        return bz2.BZ2Decompressor().decompress(head, _INSIDE_BYTE) if head.startswith(b"BZh") else b""
    except (zlib.error, lzma.LZMAError, OSError, EOFError):
        return b""


def _searched(path: Path, head: bytes) -> bytes:
    """What a regular expression is looked for in: of an old Office document the whole, whose names stand anywhere."""
    return path.read_bytes()[: 64 << 20] if head.startswith(OLE) else head


def _contents(path: Path) -> tuple[tuple[str, ...], str]:
    """Names of the parts of an archive, and what its part `mimetype` holds; none of one that cannot be read."""
    from compute_trends.validators.reading.raw_table import UnreadableError
    from compute_trends.validators.reading.workbook_parts import Parts

    try:
        with Parts(path) as parts:
            return parts.names, parts.beginning("mimetype")
    except UnreadableError:
        return (), ""
