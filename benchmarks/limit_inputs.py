"""Inputs for benchmarks/limits.py: files that are made to exhaust the memory or the time of who reads them."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from pathlib import Path

from fuzz_inputs import COLUMNS

from compute_trends.catalog.schema import load_schema

MB = 1 << 20
_NAMES = ",".join(COLUMNS)
LONG = "x" * 1_900_000  # within the limit of a cell

#: Kinds of input by name: the ending of the file's name, and what writes it.
INPUTS: dict[str, tuple[str, Callable[[Path], object]]] = {}


def declared(name: str, *suffixes: str) -> Callable[[Callable[[Path], object]], Callable[[Path], object]]:
    def put(write: Callable[[Path], object]) -> Callable[[Path], object]:
        for suffix in suffixes:
            INPUTS[f"{name}, {suffix}"] = suffix, write
        return write

    return put


def _pieces(path: Path, *pieces: bytes | Iterable[bytes]) -> None:
    with path.open("wb") as handle:
        for piece in pieces:
            handle.writelines([piece] if isinstance(piece, bytes) else piece)


def _text(name: str, suffix: str, *pieces: bytes | Iterable[bytes] | Callable[[], Iterable[bytes]]) -> None:
    def write(path: Path) -> None:
        _pieces(path, *(piece() if callable(piece) else piece for piece in pieces))

    declared(name, suffix)(write)


def _row(number: int, **cells: str) -> str:
    values = {
        "record_id": f"system-{number}",
        "name": f"System {number}",
        "publication_date": "2021-02-03",
        "source": "a",
        "admission": "submitted",
    } | cells
    return ",".join(values.get(name, "") for name in COLUMNS)


def _rows(count: int, **cells: str) -> Iterator[bytes]:
    return (f"{_row(number, **cells)}\n".encode() for number in range(count))


_HEAD = f"{_NAMES}\n".encode()
for _suffix in (".txt", ".csv", ".yaml", ".jsonl"):
    _text("3e6 lines `-- a`", _suffix, lambda: repeat(b"-- a\n", 3_000_000))
_text(
    "Latin-1, a bad byte in each of 60,000 rows",
    ".csv",
    _HEAD,
    lambda: (_row(at, name=f"Universit\xe9 {at}").encode("latin-1") + b"\n" for at in range(60_000)),
)
_text(
    "bytes of no encoding in each of 60,000 rows",
    ".csv",
    _HEAD,
    lambda: (_row(at).encode().replace(b"System", b"\x81\x8d\xff") + b"\n" for at in range(60_000)),
)
_text(
    "Latin-1, 60,000 lines",
    ".jsonl",
    lambda: (
        json.dumps({"record_id": f"a{at}", "name": "\xe9"}, ensure_ascii=False).encode("latin-1") + b"\n"
        for at in range(60_000)
    ),
)
for _suffix in (".txt", ".csv"):
    _text(
        "60,000 rows drawn with bars, no line of dashes",
        _suffix,
        f"| {' | '.join(COLUMNS)} |\n".encode(),
        lambda: (f"| {' | '.join(_row(at).split(','))} |\n".encode() for at in range(60_000)),
    )
_text(
    "60,000 rows of cells in columns of spaces",
    ".txt",
    "  ".join(COLUMNS).encode() + b"\n",
    lambda: (_row(at).replace(",", "  ").encode() + b"\n" for at in range(60_000)),
)
_text("one line of 200 MB", ".csv", lambda: repeat(b"a," * (MB // 2), 200))
_text("one line of 200 MB below the header", ".csv", _HEAD, lambda: repeat(b"a," * (MB // 2), 200))
_text("a quote that is open for 200 MB of lines", ".csv", _HEAD, b'"', lambda: repeat(b"a,b,c\n" * 1000, 35_000))
_text("a quote that is open for 9 MB, 40 times", ".csv", _HEAD, lambda: repeat(b'"' + b"a\n" * 4_500_000 + b'"\n', 40))
_text(
    "1e5 columns",
    ".tsv",
    b"\t".join(b"column_%d" % at for at in range(100_000)) + b"\n",
    lambda: repeat(b"1\t" * 99_999 + b"1\n", 100),
)
_text(
    "19,999 columns of 2,000 rows",
    ".tsv",
    b"\t".join(name.encode() for name in COLUMNS)
    + b"\t"
    + b"\t".join(b"column_%d" % at for at in range(19_991))
    + b"\n",
    lambda: (_row(at).replace(",", "\t").encode() + b"\t1" * 19_991 + b"\n" for at in range(2000)),
)
_text("200 MB of empty lines", ".csv", lambda: repeat(b"\n" * MB, 200))
_text("200 MB of empty lines below the header", ".csv", _HEAD, lambda: repeat(b"\n" * MB, 200))
_text("200 MB of rows of commas", ".csv", _HEAD, lambda: repeat(b",,,,,,,\n" * (MB // 8), 200))
_text("200 MB of zero bytes", ".csv", lambda: repeat(bytes(MB), 200))
_text("200 MB of quotes", ".csv", _HEAD, lambda: repeat(b'"' * MB, 200))
_text("200 MB of one quote a line", ".csv", _HEAD, lambda: repeat(b'"\n' * (MB // 2), 200))
_text("1e6 rows with a cell too many", ".csv", _HEAD, lambda: (row[:-1] + b",a\n" for row in _rows(1_000_000)))
_text("1e6 rows, each with findings", ".csv", _HEAD, lambda: _rows(1_000_000, publication_date="x", confidence="y"))
_text("230 rows of cells of 1.9 MB", ".csv", _HEAD, lambda: _rows(230, name=LONG))
_text("1e6 rows of one record_id", ".csv", _HEAD, lambda: repeat(_row(1).encode() + b"\n", 1_000_000))
_text(
    "lists of 3,000 items in 20,000 rows", ".csv", _HEAD, lambda: _rows(20_000, organizations=";".join(["ab"] * 3000))
)
_text("lists of 240 items in 240,000 rows", ".csv", _HEAD, lambda: _rows(240_000, organizations=";".join(["ab"] * 240)))
_text(
    "lists of 240 different items in 120,000 rows",
    ".csv",
    _HEAD,
    lambda: _rows(120_000, organizations=";".join(f"Place {at}" for at in range(240))),
)
_text(
    "names of 900 characters in 100,000 rows",
    ".csv",
    _HEAD,
    lambda: (_row(at, name=f"System {at} " * 60).encode() + b"\n" for at in range(100_000)),
)
_text(
    "sources of 9,800 characters in 40,000 rows",
    ".csv",
    _HEAD,
    lambda: (_row(at, source=f"Paper {at:5} " * 800).encode() + b"\n" for at in range(40_000)),
)
_COLUMNS = load_schema("milestone_systems").columns
_TEXTS = [column.name for column in _COLUMNS if column.type == "string" and not column.is_name and not column.enum]
_LISTS = [column.name for column in _COLUMNS if column.is_list]


def _records(count: int, cell: Callable[[int], object], columns: Iterable[str]) -> Iterator[bytes]:
    for at in range(count):
        record = {"record_id": f"system-{at}", "publication_date": "2021-02-03", **dict.fromkeys(columns, cell(at))}
        yield json.dumps(record).encode() + b"\n"


_text(
    "1,000 records of texts of 9,800 characters in every column",
    ".jsonl",
    lambda: _records(1000, lambda at: f"Paper {at:5} of what is said " * 350, _TEXTS),
)
_text(
    "20,000 records of texts of 1,500 characters in every column",
    ".jsonl",
    lambda: _records(20_000, lambda at: f"Paper {at:5} of what is said " * 53, _TEXTS),
)
_text(
    "500 records of lists of 200 items of their own in every column",
    ".jsonl",
    lambda: _records(500, lambda at: [f"Item {at}-{item}" for item in range(200)], _LISTS),
)
_text(
    "links of 9,000 characters in 20,000 records",
    ".jsonl",
    lambda: _records(20_000, lambda at: f"https://example.org/{'a' * 9000}{at}", ["source_url", "significant_use_url"]),
)
_text(
    "230 lines with a cell of 1.9 MB",
    ".jsonl",
    lambda: (json.dumps({"record_id": f"a{at}", "name": LONG}).encode() + b"\n" for at in range(230)),
)
_text(
    "230 lines with a cell of 1.9 MB that no dataset has",
    ".jsonl",
    lambda: (json.dumps({"record_id": f"a{at}", "other": LONG}).encode() + b"\n" for at in range(230)),
)
_text(
    "46 lines of 5 cells of 1.9 MB",
    ".jsonl",
    lambda: (
        json.dumps({"record_id": f"a{at}", **dict.fromkeys(COLUMNS[1:6], LONG)}).encode() + b"\n" for at in range(46)
    ),
)
_text(
    "100 lines of 1e5 keys",
    ".jsonl",
    lambda: (json.dumps({f"k{at}_{key}": 1 for key in range(100_000)}).encode() + b"\n" for at in range(100)),
)
_text("3e6 lines `{}`", ".jsonl", lambda: repeat(b"{}\n", 3_000_000))
_text("brackets 1e8 deep", ".json", lambda: repeat(b"[" * MB, 100))
_text("objects 1e6 deep", ".json", b'{"a":' * 1_000_000)
_text("objects 1e6 deep", ".jsonl", b'{"a":' * 1_000_000)
_text("120 MB of `{}`", ".json", b"[{}", lambda: repeat(b",{}" * (MB // 3), 119), b"]")
_text("120 MB of `[]` in a cell", ".json", b'[{"record_id": [[]', lambda: repeat(b",[]" * (MB // 3), 119), b"]}]")
_text("120 MB of one text", ".json", b'[{"record_id": "', lambda: repeat(b"a" * MB, 119), b'"}]')
_text(
    "120 MB of records with a finding each",
    ".json",
    b"[0",
    lambda: (f',{{"record_id":"a{at}","publication_date":"x"}}'.encode() for at in range(2_500_000)),
    b"]",
)
_text("a number of 9e6 digits", ".json", b'[{"record_id": "a", "parameters": ', b"9" * 9_000_000, b"}]")
_text(
    "900 numbers of 10,000 digits in 1,000 lines",
    ".jsonl",
    lambda: repeat(b'{"record_id": "a", "organizations": [' + b",".join([b"9" * 10_000] * 900) + b"]}\n", 50),
)
_text(
    "aliases of aliases",
    ".yaml",
    b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n",
    b"".join(b"a%d: &a%d [%s]\n" % (at, at, b", ".join([b"*a%d" % (at - 1)] * 9)) for at in range(1, 20)),
)
_text("brackets 1e6 deep", ".yaml", b"a: " + b"[" * 1_000_000)
_text("dashes 1e6 deep", ".yaml", b"- " * 1_000_000)
_text("15 MB of records", ".yaml", lambda: (b"- record_id: a%d\n" % at for at in range(900_000)))
_text("15 MB of `- {}`", ".yaml", lambda: repeat(b"- {}\n", 3_000_000))
_text("15 MB of one text", ".yaml", b"record_id: ", lambda: repeat(b"a " * (MB // 2), 15))
_text("15 MB of keys", ".yaml", lambda: (b"k%d: 1\n" % at for at in range(1_200_000)))
_text("15 MB of one item a line", ".yaml", b"organizations:\n", lambda: repeat(b"- a\n", 3_900_000))
_text("15 MB of documents", ".yaml", lambda: repeat(b"---\na: b\n", 1_700_000))


@declared("1 GB of zero bytes, compressed", ".csv.gz", ".csv", ".gz")
def _gzip(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as handle:
        for _ in range(1024):
            handle.write(bytes(MB))


@declared("an archive within an archive, five deep", ".zip", ".xlsx", ".csv")
def _archives(path: Path) -> None:
    content, name = bytes(100 * MB), "a.csv"
    for _ in range(5):
        content, name = archive({name: content}), "a.zip"
    path.write_bytes(content)


def archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
