"""The parts of a workbook (Office Open XML, ISO/IEC 29500, strict or transitional), each read within its limits.

A workbook is a ZIP archive of XML. Nothing is unpacked before its size is known, no part is held as a tree, and a
document type, with which XML can be made to grow, is refused.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO
from xml.parsers import expat

from compute_trends.validators.reading.limits import (
    ELEMENT_LIMIT,
    PART_COUNT_LIMIT,
    PART_LIMIT_BYTE,
    UNPACKED_LIMIT_BYTE,
)
from compute_trends.validators.reading.raw_table import UnreadableError
from compute_trends.validators.reading.unreadable import DAMAGED_FIX

#: What to do about a workbook that a program did not save as it should.
SAVE_FIX = "Save it anew with a spreadsheet program, or save the sheet as CSV."
_LARGE_FIX = "Write CSV or Parquet instead; a workbook is for records that people edit."
_ENTRY = b"PK\x01\x02"
_CHUNK_BYTE = 1 << 16
_TAG_LIMIT_BYTE = 4 << 20
_DEPTH_LIMIT = 64
_IS_ENCRYPTED = 1

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class Parts:
    """The parts of one workbook; the file is open while they are read.

    Raises:
        UnreadableError: it is no archive, holds too much, or holds something twice.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as handle:
            entries = sum(chunk.count(_ENTRY) for chunk in iter(lambda: handle.read(1 << 20), b""))
        if entries > PART_COUNT_LIMIT:
            raise UnreadableError(f"the workbook has more than {PART_COUNT_LIMIT:,} parts", fix=SAVE_FIX)
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise UnreadableError(f"not a workbook, or one that was cut short: {error}", fix=DAMAGED_FIX) from error
        self._items: dict[str, zipfile.ZipInfo] = {}
        try:
            self._list()
        except UnreadableError:
            self._archive.close()
            raise

    def _list(self) -> None:
        for item in self._archive.infolist():
            name = item.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._items:
                raise UnreadableError(f"the file is damaged: its part {name[:100]!r} is there twice", fix=SAVE_FIX)
            if item.flag_bits & _IS_ENCRYPTED:
                raise UnreadableError("the workbook is encrypted", fix="Save it without a password.")
            if item.file_size > PART_LIMIT_BYTE:
                message = f"the part {name[:100]!r} of the workbook unpacks to more than {PART_LIMIT_BYTE >> 20} MB"
                raise UnreadableError(message, fix=_LARGE_FIX)
            self._items[name] = item
        if sum(item.file_size for item in self._items.values()) > UNPACKED_LIMIT_BYTE:
            raise UnreadableError(f"the workbook unpacks to more than {UNPACKED_LIMIT_BYTE >> 20} MB", fix=_LARGE_FIX)

    def __enter__(self) -> Parts:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._items

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts, in lower case."""
        return tuple(self._items)

    def beginning(self, name: str) -> str:
        """The first characters of a part; nothing of one that is not there or cannot be read."""
        if name not in self:
            return ""
        with closing(self._chunks(name)) as chunks:
            return next(chunks, b"")[:200].decode("ascii", "replace")

    def verify(self) -> None:
        """Read every part to its end, whoever may need it: each has a checksum.

        Raises:
            UnreadableError: a part is damaged.
        """
        for name in self._items:
            for _ in self._chunks(name):
                pass

    def parse(self, name: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        """Read a part of XML from end to end; the functions are called with the local names of elements."""
        for _ in self.steps(name, start, end, text):
            pass

    def steps(self, name: str, start: Start, end: End | None = None, text: Text | None = None) -> Iterator[None]:
        """Read a part of XML piece by piece; after each, what the functions found may be taken.

        Raises:
            UnreadableError: it is missing, damaged or no XML that is read.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        depth = elements = 0
        local: dict[str, str] = {}

        def begin(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth, elements
            depth += 1
            elements += 1
            if elements > ELEMENT_LIMIT:
                raise UnreadableError(f"the part {name!r} of the workbook is too large", fix=_LARGE_FIX)
            if depth > _DEPTH_LIMIT:
                raise UnreadableError(f"the part {name!r} of the workbook nests too deeply", fix=SAVE_FIX)
            start(local.get(tag) or local.setdefault(tag, tag.rpartition(":")[2]), attributes)

        def finish(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if end:
                end(local[tag])

        parser.StartElementHandler = begin
        parser.EndElementHandler = finish
        if text:
            parser.CharacterDataHandler = text
        fed = 0
        try:
            for chunk in self._chunks(name):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - max(parser.CurrentByteIndex, 0) > _TAG_LIMIT_BYTE:
                    raise UnreadableError(f"the part {name!r} of the workbook holds a tag without an end", fix=SAVE_FIX)
                yield
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            what = f"its part {name!r} is no XML: {expat.errors.messages[error.code]}, line {error.lineno:,}"
            raise UnreadableError(f"the file is damaged: {what}", fix=DAMAGED_FIX) from error
        yield

    def _chunks(self, name: str) -> Generator[bytes, None, None]:
        item = self._items.get(name.lower())
        if item is None:
            raise UnreadableError(f"the file is damaged: it lacks the part {name[:100]!r}", fix=DAMAGED_FIX)
        try:
            with self._archive.open(item) as stream:
                yield from _pieces(stream)
        except NotImplementedError as error:
            raise UnreadableError(f"the workbook is packed in a way that is not read: {error}", fix=SAVE_FIX) from error
        except (zipfile.BadZipFile, EOFError, ValueError) as error:
            raise _damaged(name, error) from error
        except Exception as error:
            if type(error).__module__ not in ("zlib", "_bz2", "_lzma", "lzma"):
                raise
            raise _damaged(name, error) from error

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What the part `name` refers to: id to kind (the end of its type) and name of the other part."""
        folder, file = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                way = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = kind, posixpath.normpath(way)

        if listed in self:
            self.parse(listed, start)
        return found


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_CHUNK_BYTE):
        yield piece


def _damaged(name: str, error: Exception) -> UnreadableError:
    return UnreadableError(f"the file is damaged: its part {name[:100]!r} does not unpack ({error})", fix=DAMAGED_FIX)


def _refuse_doctype(*_: object) -> None:
    raise UnreadableError("the workbook declares a document type, which no spreadsheet program writes", fix=SAVE_FIX)
