"""YAML, read from its events: nothing is constructed, so nothing can be executed, expanded or misread.

PyYAML would turn 2021-02-30 into an exception, `NO` into false and a tag into an object. Here a scalar is the text that
was written; tags, anchors and aliases are refused, nesting and size are bounded, and every cell keeps its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compute_trends.catalog.texts.yaml_text import loader
from compute_trends.validators.reading.documents import (
    DEPTH_FIX,
    Document,
    DocumentReader,
    bounded,
    decoded,
)
from compute_trends.validators.reading.limits import YAML_COLLECTION_LIMIT, YAML_LIMIT_BYTE
from compute_trends.validators.reading.other_forms import refuse_table
from compute_trends.validators.reading.raw_table import UnreadableError

_DEPTH_LIMIT = 8
_RECORD_FIX = "Write each record as lines of the form `column: value`; several are a list (`- column: value`)."
_PLAIN_FIX = "Write plain values, without `!`, `&` and `*` before them; quote a text that begins with one of these."
_QUOTE_FIX = 'Put the whole text in quotes, as in `name: "GPT: the model"`, and write a double quote within it as \\".'
_COLON = re.compile(r"\s*(- )?[^\s:][^:]*:\s.*:(\s|$)")
_QUOTED = re.compile(r"""[^"']*:\s+["']""")
#: Characters that no YAML file may hold.
_REFUSED = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_CONTROL_FIX = "Remove the character; a text holds letters, signs, tabs and line breaks."
_NULLS = ("", "~", "null", "Null", "NULL")


def read_yaml(path: Path, label: str) -> DocumentReader:
    """Open a YAML file: one record, a list of records, or several documents of either.

    Raises:
        UnreadableError: it is not YAML, too large, nests too deeply, or uses tags, anchors or aliases.
    """
    if path.stat().st_size > YAML_LIMIT_BYTE:
        raise UnreadableError(f"YAML is read up to {YAML_LIMIT_BYTE >> 20} MB; write CSV or Parquet instead")
    text = decoded(path)
    documents = []
    for value, line in _documents(text):
        items = value if isinstance(value, list) else [(value, line)]
        for item, item_line in items:
            if not isinstance(item, _Mapping):
                what = "a list" if isinstance(item, list) else "a single value"
                raise UnreadableError(
                    f"a record is a mapping of columns to values, not {what}", line=item_line, fix=_RECORD_FIX
                )
            cells = [(name, _plain(cell)) for name, cell, _ in item.items]
            lines = {name: number for name, _, number in item.items}
            documents.append(bounded(Document(cells, item_line, lines)))
            if item is value:
                refuse_table(documents[-1], item_line)
    if not documents:
        raise UnreadableError("the file holds no record", "structure-empty")
    return DocumentReader(label, documents, [], "line")


class _Mapping:
    def __init__(self) -> None:
        self.items: list[tuple[str, Any, int]] = []  # key, value, line of the key


def _plain(value: Any) -> object:
    if isinstance(value, _Mapping):
        return {name: _plain(item) for name, item, _ in value.items}
    return [_plain(item) for item, _ in value] if isinstance(value, list) else value


def _documents(text: str) -> Iterator[tuple[Any, int]]:
    """Documents with their lines: a mapping, a list of (value, line), a text or None."""
    import yaml

    stack: list[Any] = []  # open collections
    keys: list[tuple[str, int] | None] = []  # the key that waits for its value, per open collection
    outer: tuple[Any, int] | None = None
    collections = 0

    def place(value: Any, line: int) -> tuple[Any, int] | None:
        if not stack:
            return value, line
        if isinstance(stack[-1], list):
            stack[-1].append((value, line))
        elif keys[-1] is None:
            if isinstance(value, list | _Mapping):
                raise UnreadableError("a key is a column's name, not a collection", line=line, fix=_RECORD_FIX)
            keys[-1] = (value or "", line)
        else:
            stack[-1].items.append((keys[-1][0], value, keys[-1][1]))
            keys[-1] = None
        return None

    try:
        for event in yaml.parse(text, Loader=loader()):
            line = event.start_mark.line + 1 if event.start_mark else 1
            _refuse_objects(event, line)
            if isinstance(event, yaml.ScalarEvent):
                done = place(_scalar(event), line)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                collections += 1
                if collections > YAML_COLLECTION_LIMIT:
                    message = f"the file holds more than {YAML_COLLECTION_LIMIT:,} records and lists"
                    raise UnreadableError(message, line=line, fix="Write CSV, JSON Lines or Parquet instead.")
                value: Any = _Mapping() if isinstance(event, yaml.MappingStartEvent) else []
                outer = place(value, line) or outer
                done = None
                stack.append(value)
                keys.append(None)
                if len(stack) > _DEPTH_LIMIT:
                    raise UnreadableError("values are nested too deeply", line=line, fix=DEPTH_FIX)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
                keys.pop()
                done = None if stack else outer
            else:
                continue
            if done and done[0] is not None:
                yield done
    except yaml.YAMLError as error:
        raise _no_yaml(error, text) from error


def _scalar(event: Any) -> str | None:
    """The text of a scalar; the line break that ends a text in block form (`|`, `>`) belongs to the form."""
    if not event.style and event.value in _NULLS:
        return None
    text: str = event.value
    return text.rstrip("\n") if event.style in ("|", ">") else text


def _no_yaml(error: Any, text: str) -> UnreadableError:
    """What is said of a text that is not YAML, and of the line on which that begins."""
    mark = getattr(error, "problem_mark", None)
    if not mark and (refused := _REFUSED.search(text)):
        number = text.count("\n", 0, refused.start()) + 1
        message = f"the line holds U+{ord(refused[0]):04X}, which no file of YAML may hold"
        return UnreadableError(message, "structure-encoding", number, _CONTROL_FIX)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    fix, lines = _RECORD_FIX, text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "quoted scalar" in (getattr(error, "context", None) or ""):
        what, mark, fix = "a quote is not closed", error.context_mark, _QUOTE_FIX
    elif what.startswith("mapping values") and _COLON.match(line):
        what, fix = "a text holds a colon and a space, which part a column from its value", _QUOTE_FIX
    elif mark and "cannot start any token" in what:
        what, fix = f"a text begins with {line[mark.column : mark.column + 1]!r}", _QUOTE_FIX
    elif "expected key" in what and _QUOTED.match(line):
        what, fix = "text follows the quote that closes a text", _QUOTE_FIX
    return UnreadableError(f"not YAML: {what}", line=mark.line + 1 if mark else None, fix=fix)


def _refuse_objects(event: Any, line: int) -> None:
    if type(event).__name__ == "AliasEvent" or getattr(event, "anchor", None):
        raise UnreadableError("anchors and aliases are not read; write every value out", line=line, fix=_PLAIN_FIX)
    tag = getattr(event, "tag", None)
    if tag:
        message = f"the tag {tag[:60]!r} is not read; records hold plain values only"
        raise UnreadableError(message, line=line, fix=_PLAIN_FIX)
