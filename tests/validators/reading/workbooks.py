"""Workbooks of records, saved as Excel saves them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl

SYSTEM = ["record_id", "publication_date", "inclusion_criteria", "source", "admission"]


def records(*rows: Iterable[object], header: Iterable[str] = SYSTEM) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.append(list(header))
    for row in rows:
        book.active.append(list(row))
    return book


GOOD = ["a", "2021-02-03", "discretionary", "x", "submitted"]


XMLNS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHARED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def saved(book: openpyxl.Workbook, path: Path, change: Callable[[str, str], str] = lambda name, text: text) -> Path:
    """The workbook, its texts shared as Excel shares them, its parts changed by `change`, given names and texts."""
    stream, texts = io.BytesIO(), list[str]()
    book.save(stream)

    def share(cell: re.Match[str]) -> str:
        if cell[1] not in texts:
            texts.append(cell[1])
        return f't="s"><v>{texts.index(cell[1])}</v></c>'

    with zipfile.ZipFile(stream) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        parts = {name: whole.read(name).decode() for name in whole.namelist()}
        for name, text in parts.items():
            if name.startswith("xl/worksheets/"):
                parts[name] = re.sub(r't="inlineStr"><is>(.*?)</is></c>', share, text)
        parts["xl/sharedStrings.xml"] = f"<sst {XMLNS}>" + "".join(f"<si>{text}</si>" for text in texts) + "</sst>"
        related = f'<Relationship Type="{SHARED}" Target="/xl/sharedStrings.xml" Id="strings"/></Relationships>'
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", related)
        for name, text in parts.items():
            target.writestr(name, change(name, text))
    return path


def sheet_changed(old: str, new: str) -> Callable[[str, str], str]:
    def change(name: str, text: str) -> str:
        assert name != "xl/worksheets/sheet1.xml" or old in text
        return text.replace(old, new) if name == "xl/worksheets/sheet1.xml" else text

    return change
