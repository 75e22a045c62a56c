"""Inputs for benchmarks/fuzz.py: whole files of every format, and what damages them; each follows from its number."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

COLUMNS = ("record_id", "name", "publication_date", "parameters", "organizations", "confidence", "source", "admission")
_ODD = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b'""', b"'", b",", b";", b"\t", b"\r", b"\n", b"\r\n", b"\n\n",
    b"=1+1", b"#N/A", b"{", b"}", b"[", b"]", b"[" * 50, b": ", b"- ", b"---\n", b"&a", b"*a", b"!!x",
    b"<", b">", b"&lt;", b"]]>", b"<!DOCTYPE a>", b"1e999", b"-0", b"9" * 30, b"\xed\xa0\x80", b"\xe2\x80\xa8",
    b"\xc2\xa0", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff\x0f", b"PAR1", b"PK\x03\x04", b"PK\x05\x06",
    b"\x80" * 10, bytes(64),
)  # fmt: skip
_CELLS = ("", " ", "=1+1", "#N/A", "NA", "null", '"', "a;b", "1e400", "\u00a0")


@dataclass(frozen=True)
class Input:
    """A file to read: its name, its content, how it came about, and the whole file that it was."""

    name: str
    content: bytes
    kind: str
    whole: str


def records(count: int) -> list[dict[str, Any]]:
    """Records without a fault of structure."""
    return [
        {
            "record_id": f"system-{i}",
            "name": f"System {i}" if i % 5 else f'A "quoted", {i}\nname',
            "publication_date": f"20{10 + i % 15}-0{1 + i % 9}-1{i % 9}",
            "parameters": 1.5e9 + i if i % 3 else None,
            "organizations": "Google;OpenAI" if i % 2 else "Google",
            "confidence": ("confident", "likely", None)[i % 3],
            "source": "a-source",
            "admission": "submitted",
        }
        for i in range(count)
    ]


def whole_files() -> dict[str, bytes]:
    """Files of every format that have nothing wrong with them, by name."""
    rows = records(30)
    found = {"a.csv": _table(rows, ","), "a.tsv": _table(rows, "\t"), "large.csv": _table(records(1500), ",")}
    found["a.json"] = json.dumps(rows, indent=1).encode()
    found["a.jsonl"] = "\n".join(map(json.dumps, rows)).encode()
    found["a.yaml"] = yaml.safe_dump(rows[:8], sort_keys=False).encode()
    found["a.xlsx"] = _workbook(rows)
    found["two.xlsx"] = _workbook(rows[:5], rows[5:9])
    table = pa.Table.from_pylist(rows)
    lists = table.append_column("domains", pa.array([["Language", "Vision"][: i % 3] for i in range(len(rows))]))
    plain = {"compression": "none", "use_dictionary": False}
    options: dict[str, tuple[Any, dict[str, Any]]] = {
        "zstd": (table, {"compression": "zstd", "row_group_size": 10}),
        "snappy": (table, {"data_page_size": 64, "write_batch_size": 4}),
        "plain": (table, plain),
        "checksums": (table, {"compression": "none", "write_page_checksum": True}),
        "gzip": (table, {"compression": "gzip"}),
        "second": (lists, {"compression": "zstd", "data_page_version": "2.0", "write_page_checksum": True}),
        "lists": (lists, plain),
        "deltas": (table, {**plain, "column_encoding": {"record_id": "DELTA_BYTE_ARRAY", "name": "DELTA_BYTE_ARRAY"}}),
    }
    for name, (content, how) in options.items():
        stream = io.BytesIO()
        pq.write_table(content, stream, store_schema=False, **how)  # of which only Arrow makes use
        found[f"{name}.parquet"] = stream.getvalue()
    return found


def damage(path: Path) -> str | None:
    """What somebody else finds damaged in a file: the checksums of an archive, or Arrow, which decodes all pages."""
    head = path.read_bytes()[:4]
    if head == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(path) as archive:
                return "damage passed" if archive.testzip() else None
        except Exception:
            return "damage passed"
    if head == b"PAR1":
        try:
            file = pq.ParquetFile(path, page_checksum_verification=True)
        except Exception:
            return "footer that Arrow refuses"  # it has no checksum, and DuckDB found all that it needs
        try:
            file.read()
        except Exception as error:
            # Statistics of sizes stand in the footer too, and nobody but Arrow reads them.
            return "footer that Arrow refuses" if "histogram" in str(error) else "damage passed"
    return None


def _table(rows: list[dict[str, Any]], delimiter: str) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def _workbook(*sheets: list[dict[str, Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        sheet.append(COLUMNS)
        for row in rows:
            sheet.append([row[name] for name in COLUMNS])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        book.save(path)
        return path.read_bytes()


def make(wholes: dict[str, bytes], seed: int, number: int) -> Input:
    """The input of a number: one to three damages of one of the whole files."""
    chance = random.Random(f"{seed}/{number}")
    name = chance.choice(list(wholes))
    content, kinds = wholes[name], []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        how = chance.choice(_KINDS if not content.startswith(b"PK") else (*_KINDS, _within, _within, _within))
        content = how(content, chance, wholes)
        kinds.append(how.__name__.strip("_"))
    suffix = Path(name).suffix
    if chance.random() < 0.05:
        suffix = chance.choice((".csv", ".json", ".yaml", ".parquet", ".xlsx", "", ".jsonl"))
    return Input(f"input{suffix}", content, "+".join(kinds), name)


def _place(content: bytes, chance: random.Random) -> int:
    """A place: anywhere, or near one of the ends, where the structure of binary files stands."""
    size = len(content)
    near = min(size, 400)
    return chance.choice((chance.randrange(size + 1), chance.randrange(near + 1), size - chance.randrange(near + 1)))


def _flip(content: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    changed = bytearray(content)
    for _number in range(chance.choice((1, 1, 2, 8))):
        if changed:
            at = min(_place(content, chance), len(changed) - 1)
            changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _write(content: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    at, size = _place(content, chance), chance.choice((1, 1, 2, 4, 64))
    return content[:at] + chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size))) + content[at + size :]


def _cut(content: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    at, size = _place(content, chance), chance.choice((1, 2, 16, 200, len(content)))
    return chance.choice((content[:at], content[at:], content[:at] + content[at + size :]))


def _repeat(content: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    at, size = _place(content, chance), chance.choice((1, 8, 100, 1000))
    return content[:at] + content[at : at + size] * chance.choice((2, 3, 50)) + content[at + size :]


def _insert(content: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    at = _place(content, chance)
    return content[:at] + chance.choice(_ODD) * chance.choice((1, 1, 3)) + content[at:]


def _splice(content: bytes, chance: random.Random, wholes: dict[str, bytes]) -> bytes:
    other = wholes[chance.choice(list(wholes))]
    at, start = _place(content, chance), _place(other, chance)
    piece = other[start : start + chance.choice((4, 50, 1000, len(other)))]
    return content[:at] + piece + content[chance.choice((at, at + len(piece))) :]


_KINDS: tuple[Callable[[bytes, random.Random, dict[str, bytes]], bytes], ...] = (
    _flip, _flip, _write, _cut, _repeat, _insert, _splice,
)  # fmt: skip


def _within(content: bytes, chance: random.Random, wholes: dict[str, bytes]) -> bytes:
    """A part of an archive is damaged and packed anew, so that its checksum fits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            parts = {name: whole.read(name) for name in whole.namelist()}
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error, KeyError, OSError):
        return content
    if not parts:
        return content
    name = chance.choice(list(parts))
    parts[name] = chance.choice(_KINDS)(parts[name], chance, wholes)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part, data in parts.items():
            target.writestr(part, data)
    return stream.getvalue()


def made_up(seed: int, number: int) -> Input:
    """A table that hypothesis makes up, written in a format: cells and names of any characters."""
    import hypothesis
    from hypothesis import strategies as st

    texts = st.text(max_size=12) | st.sampled_from(
        ["", " ", "=1+1", "#N/A", "NA", "null", '"', "a;b", "1e400", "\u00a0"]
    )
    cells = st.none() | texts | st.integers() | st.floats() | st.booleans() | st.lists(texts, max_size=3)
    names = st.lists(st.sampled_from(COLUMNS) | texts, min_size=1, max_size=6)
    found: list[tuple[list[str], list[list[Any]]]] = []

    @hypothesis.seed(f"{seed}/{number}")
    @hypothesis.settings(max_examples=4, database=None, deadline=None, phases=[hypothesis.Phase.generate])
    @hypothesis.given(st.data())
    def draw(data: st.DataObject) -> None:
        columns = data.draw(names)
        row = st.lists(cells, min_size=len(columns), max_size=len(columns))
        found.append((columns, data.draw(st.lists(row, max_size=4))))

    draw()
    columns, rows = found[-1]
    name, content = _WRITERS[number // 10 % len(_WRITERS)](columns, rows)
    return Input(name, content, "made up", "")


def _as_text(cell: Any) -> str:
    return "" if cell is None else ";".join(cell) if isinstance(cell, list) else str(cell)


def _as_utf8(cell: Any) -> str:
    return _as_text(cell).encode("utf-8", "replace").decode()


def _csv(columns: list[str], rows: list[list[Any]]) -> tuple[str, bytes]:
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL if len(rows) % 2 else csv.QUOTE_MINIMAL, escapechar="\\")
    writer.writerows([columns, *([_as_text(cell) for cell in row] for row in rows)])
    return "input.csv", stream.getvalue().encode("utf-8", "surrogatepass")


def _json(columns: list[str], rows: list[list[Any]]) -> tuple[str, bytes]:
    content = json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=bool(len(rows) % 2))
    return "input.json", content.encode("utf-8", "surrogatepass")


def _yaml(columns: list[str], rows: list[list[Any]]) -> tuple[str, bytes]:
    content = yaml.safe_dump([dict(zip(columns, row, strict=True)) for row in rows], allow_unicode=True)
    return "input.yaml", content.encode("utf-8", "surrogatepass")


def _parquet(columns: list[str], rows: list[list[Any]]) -> tuple[str, bytes]:
    arrays = [pa.array([_as_utf8(row[at]) for row in rows], pa.string()) for at in range(len(columns))]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, list(map(_as_utf8, columns))), stream)
    return "input.parquet", stream.getvalue()


def _xlsx(columns: list[str], rows: list[list[Any]]) -> tuple[str, bytes]:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook()
    for row in (columns, *rows):
        book.active.append([ILLEGAL_CHARACTERS_RE.sub("", _as_utf8(cell)) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return "input.xlsx", stream.getvalue()


_WRITERS = (_csv, _json, _yaml, _parquet, _xlsx)
