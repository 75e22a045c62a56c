"""Texts that are no table and no documents of ours, though they may hold one: each told by how it begins.

A finding for every line of such a text helps nobody; one says what it is and what to do. No file that can be read may
begin like that: a table begins with the names of its columns, documents with a key, a bracket or a mark of YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compute_trends.validators.reading.kinds import EXPORT_FIX, NO_TABLE_FIX, RefusedKind

_TABLE_FIX = "Write the table as CSV: a line for each row, commas between the cells, nothing around them."
_DOCUMENT_FIX = "Write each record as YAML (`column: value`), as an object of JSON, or as a row of CSV."
_WEB_PAGE, _WEB_PAGE_FIX = "a web page (HTML)", "Save the table that it shows as XLSX or CSV."

_PYTHON = "a literal of Python, not JSON"
_PYTHON_FIX = "Write it with `json.dump(records, file)`, and give the file a name that ends in .json."

_R_FIX = 'Write the table with `write.csv(table, "FILE.csv", row.names = FALSE, na = "")`.'

#: Lines among which the line of dashes of a table is looked for, below what is written above the table.
_HEAD_LINES = 60

_RULE = re.compile(rb"\|?[ \t]*:?-+:?[ \t]*(?:[|+][ \t]*:?-+:?[ \t]*)*\|?")
_BLOCK_OF_YAML = re.compile(rb":\s+[|>][-+0-9]*\s*")
_SIMPLE_RULE = re.compile(rb"=+(?: +=+)+")
_SETTING = re.compile(rb"[A-Za-z_][\w.-]*[ \t]*=[ \t]*[^\s=]")
_ASSIGNMENT = re.compile(
    rb"(?:(?:const|let|var|export\s+const)\s+)?[A-Za-z_]\w*(?:\s*:[^=\n]*)?\s*=\s*(?:[\[{(]|pd\.|pl\.|dict\()"
)
#: What R assigns, below comments and the names of packages.
_ARROW = re.compile(
    rb"(?:#[^\n]*\n\s*)*(?:(?:library|require|suppressPackageStartupMessages)\([^\n]*\)[ \t\r]*\n\s*)*"
    rb"[`\"']?[A-Za-z.][\w.]*[`\"']?[ \t]*<-\s"
)
_IN_QUOTES = re.compile(rb"[\[({\s]*[\[({]\s*'[^'\n]*'\s*[:,]")
_NEXT_DICT = re.compile(rb"\}\s*\n\s*\{\s*'")
_CONSTANT = re.compile(rb"[:,\[(]\s*(?:None|True|False|nan)\s*[,}\])]")


def _lines(text: bytes) -> Iterator[bytes]:
    """The first lines that are not blank, without what ends them."""
    found = (line.rstrip() for line in re.split(rb"\r\n?|\n", text[: 1 << 14])[:_HEAD_LINES])
    return (line for line in found if line)


def _rule_of(text: bytes) -> bytes | None:
    """The line of dashes below the names of a table that is drawn with bars."""
    if b"--" not in text or b"|" not in text:
        return None
    above = b""
    for number, line in enumerate(_lines(text)):
        rule, names = line.strip(), above.strip()
        # What is indented may be part of a text of YAML, and what follows a quote part of a cell.
        if (number == 1 or line[:1] not in b" \t") and b"|" in names and _RULE.fullmatch(rule):
            cells = names.replace(b"\\|", b"").strip(b"|").count(b"|")
            if cells == len(re.findall(rb"[|+]", rule.strip(b"|"))) and not _BLOCK_OF_YAML.search(above):
                return rule
        if b'"' in line:
            return None
        above = line
    return None


def _is_markdown(text: bytes) -> bool:
    rule = _rule_of(text)
    return rule is not None and (b"+" not in rule or rule.startswith(b"|"))


def _is_drawn(text: bytes) -> bool:
    if text.startswith((b"+-", b"+=", "\u250c".encode(), "\u2554".encode(), "\u256d".encode(), "\u250f".encode())):
        return True
    first = next(_lines(text[:2000]), b"")
    return _SIMPLE_RULE.fullmatch(first) is not None or _rule_of(text) is not None


def _is_latex_row(text: bytes) -> bool:
    first = next(_lines(text[:2000]), b"")
    return first.endswith(b"\\\\") and b"&" in first


def _is_in_quotes(text: bytes) -> bool:
    return text[:1] in b"[({" and bool(_IN_QUOTES.match(text))


def _is_python(text: bytes) -> bool:
    """Whether a text is a list or dict as Python writes it; what YAML reads as it was meant is left to it."""
    return _is_in_quotes(text) and (text[:1] == b"(" or bool(_CONSTANT.search(text)) or bool(_NEXT_DICT.search(text)))


def _is_code(text: bytes) -> bool:
    return b"=" in text[:200] and bool(_ASSIGNMENT.match(text))


def _is_code_of_r(text: bytes) -> bool:
    return b"<-" in text[:2000] and bool(_ARROW.match(text))


def _is_settings(text: bytes) -> bool:
    if b"=" not in text:
        return False
    lines = [line.strip() for line in _lines(text) if line.strip()[:1] not in b"#;"][:3]
    is_section = bool(lines) and bool(re.fullmatch(rb"\[\[?[^\[\]{},]*\]\]?(?:\s*[#;].*)?", lines[0]))
    settings = lines[1:] if is_section else lines
    return len(lines) > 1 and all(map(_SETTING.match, settings[:1] if is_section else settings))


REFUSED_TEXTS: tuple[RefusedKind, ...] = (
    RefusedKind(
        _WEB_PAGE,
        _WEB_PAGE_FIX,
        (".html", ".xls"),
        opens=(b"<",),
        holds=rb"(?i)(?:<!--.*?-->\s*)?<(?:!doctype html|(?:html|head|meta|body|table|thead|tr|div|style)[\s>])",
    ),
    RefusedKind(
        "an XML document", NO_TABLE_FIX, (".xml",), opens=(b"<",), holds=rb"<(?:\?xml\s|[A-Za-z][\w:.-]*(?:\s[^<>]*)?>)"
    ),
    RefusedKind("a table of Markdown", _TABLE_FIX, (".md",), looks=_is_markdown),
    RefusedKind(
        "a block of Markdown, with the marks around it",
        "Remove the lines with the marks, and name the file after what stands between them.",
        (".md",),
        opens=(b"```", b"~~~"),
    ),
    RefusedKind(
        "a table drawn with lines, as reStructuredText and database shells have it", _TABLE_FIX, looks=_is_drawn
    ),
    RefusedKind("a table of reStructuredText", _TABLE_FIX, (".rst",), opens=(b".. ",), holds=rb"\.\. [\w-]+::"),
    RefusedKind(
        "a table of LaTeX",
        _TABLE_FIX,
        (".tex",),
        opens=(b"\\", b"%"),
        holds=rb"(?:%[^\n]*\s+)*\\(?:begin|documentclass|usepackage|toprule|hline|textbf)\b",
    ),
    RefusedKind("a table of LaTeX", _TABLE_FIX, (".tex",), looks=_is_latex_row),
    RefusedKind("a table of a wiki", _TABLE_FIX, opens=(b"{|", b"||")),
    RefusedKind(
        "code of R",
        _R_FIX,
        (".R",),
        opens=(b"structure(list(", b"data.frame(", b"tibble(", b"tibble::", b"list(", b"dput("),
    ),
    RefusedKind(
        "code of R",
        _R_FIX,
        looks=_is_code_of_r,
    ),
    RefusedKind(
        "a script of SQL",
        "Export the table as CSV or Parquet instead of as statements.",
        (".sql",),
        opens=(
            b"--",
            b"/*",
            b"insert ",
            b"create ",
            b"drop ",
            b"begin",
            b"pragma ",
            b"copy ",
            b"set ",
            b"select ",
            b"use ",
        ),
        holds=rb"(?is)(?:(?:--[^\n]*|/\*.*?\*/;?)\s+)*"
        rb"(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|CREATE\s+(?:\w+\s+){0,3}(?:TABLE|DATABASE|SCHEMA)|DROP\s+TABLE|"
        rb"BEGIN(?:\s+TRANSACTION)?;|PRAGMA\s+\w+\s*=|COPY\s+[\w.\"]+\s*\(|SET\s+[\w.]+\s*=|SELECT\s[^\n]*\sFROM\s|USE\s+\S+;)",
    ),
    RefusedKind(
        _PYTHON,
        _PYTHON_FIX,
        (".py",),
        looks=_is_python,
    ),
    RefusedKind(_PYTHON, _PYTHON_FIX, looks=_is_in_quotes, named=("csv", "tsv", "json", "jsonl", "xlsx", "parquet")),
    RefusedKind(
        "code that assigns a value, not the value alone",
        "Write the value alone, as JSON, and give the file a name that ends in .json.",
        (".py", ".js"),
        looks=_is_code,
    ),
    RefusedKind(
        "a link, not what it leads to",
        "Fetch what it leads to, and give that.",
        (".url",),
        opens=(b"[internetshortcut]", b"http://", b"https://"),
        holds=rb"(?i)\[InternetShortcut\]|https?://\S+\s*\Z",
    ),
    RefusedKind("a file of settings (INI or TOML)", _DOCUMENT_FIX, (".ini", ".toml"), looks=_is_settings),
    RefusedKind(
        "an e-mail",
        "Save the records that it holds, or the file that is attached to it, on their own.",
        (".eml", ".mbox"),
        opens=(
            b"from ",
            b"from:",
            b"to:",
            b"subject:",
            b"date:",
            b"received:",
            b"return-path:",
            b"delivered-to:",
            b"message-id:",
            b"mime-version:",
        ),
        holds=rb"(?is)(?:From [^\n]*\n)?(?:[A-Z][A-Z-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?(?:\n|\Z)",
    ),
    RefusedKind(
        "a patch, not the file that it changes",
        "Apply it with `git apply`, and give the file that it changes.",
        (".patch", ".diff"),
        opens=(b"diff --git ", b"--- ", b"index: ", b"from "),
        holds=rb"(?s)(?:diff --git |Index: |--- \S+[^\n]*\n\+\+\+ |From [0-9a-f]{40} )",
    ),
    RefusedKind(
        "a list of references (BibTeX or RIS)",
        NO_TABLE_FIX,
        (".bib", ".ris"),
        opens=(b"@", b"ty  - "),
        holds=rb"@\w+\s*[{(]|TY  - ",
    ),
    RefusedKind("a table of Weka (ARFF)", EXPORT_FIX, (".arff",), opens=(b"@relation",)),
)
