"""Markdown, as GitHub and CommonMark read it, from texts that may hold anything.

Only what would become markup is escaped, so that the Markdown itself stays readable.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from compute_trends.catalog.texts.terminal import visible

_WORD_JOINER = "\u2060"

#: What is markup anywhere in a line -> how it is written instead.
_WITHIN = (
    # A `_` within a word is none; parentheses only matter after a bracket, number signs at the end of a heading.
    (re.compile(r"[\\`*\[\]~$]|(?<=\])\(|(?<![^\W_])_|_(?![^\W_])|(?<=\s)#(?=#*$)"), r"\\\g<0>"),
    (re.compile(r"&(?=#?\w+;)"), "&amp;"),
    (re.compile(r"<(?=[A-Za-z/!?])"), "&lt;"),
    (re.compile(r":(?=[\w+-]+:)"), r"\\:"),  # :tada:
    # These are looked for in what is shown, where a backslash is gone: mentions, addresses of mail, numbers of issues.
    (re.compile(r"@(?=\w)|#(?=\d)|\bGH-(?=\d)", re.IGNORECASE), rf"\g<0>{_WORD_JOINER}"),
)
#: What GitHub makes a link of by itself.
_LINKED = re.compile(r"(?:https?|ftp|mailto|xmpp)(?=:)|www(?=\.)", re.IGNORECASE)
_ADDRESS = re.compile(rf"((?:{_LINKED.pattern})\S+)", re.IGNORECASE)
#: What is markup where a line begins: marks of lists, headings, quotes and rules; numbers of lists; a command of
#: GitHub's log.
_BEGIN = re.compile(r"[-+](?=\s|$)|[-=](?=[-=\s]*$)|>|#(?=#{0,5}(?:\s|$))|:(?=:)")
_NUMBERED = re.compile(r"\d{1,9}(?=[.)](?:\s|$))")
#: A bar that does not end a cell.
_BAR = "\\|"
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def text(shown: str) -> str:
    """Any text in one line, shown as it is: no markup, HTML, link, mention or reference to an issue comes of it."""
    return _begun(_unlinked(visible(shown.strip(" \t\r\n"))))


def cell(shown: str) -> str:
    """A value of a table as it is: line breaks stay, and addresses are left for GitHub to make links of."""
    # GitHub takes an address as it stands there, with what escapes it: one that needs any is shown and no link.
    lines = map(visible, _LINE_BREAK.split(shown.strip(" \t\r\n").replace("\t", " ")))
    parts = (_ADDRESS.split(line) for line in lines)
    return "<br>".join("".join(part if part == _escaped(part) else _unlinked(part) for part in line) for line in parts)


def prose(ours: str) -> str:
    """A text of ours in one line, in which code stays code and nothing else is markup."""
    first, *others = re.split(r"(`[^`]*`)", " ".join(ours.split()))
    return _begun(_escaped(first)) + "".join(part if part.startswith("`") else _escaped(part) for part in others)


def code(shown: str) -> str:
    """A code span that nothing within it can close, in one line."""
    seen = visible(shown).replace("##[", "# #[")  # which is a command in GitHub's log; elsewhere a bracket is escaped
    fence = "`" * (max((len(run) for run in re.findall("`+", seen)), default=0) + 1)
    is_padded = seen[:1] in ("`", "") or seen[-1:] == "`" or (seen[:1] == seen[-1:] == " " and not seen.isspace())
    padding = " " if is_padded else ""
    return f"{fence}{padding}{seen}{padding}{fence}"


def row(cells: Iterable[str]) -> str:
    """A row of a table, of cells that are Markdown."""
    # The bars of a table are found before anything else, so that within code too a backslash keeps one.
    return f"| {' | '.join(content.replace('|', _BAR).replace(chr(10), ' ') for content in cells)} |"


def rule(width: int, right: Collection[int] = ()) -> str:
    """The row below a table's heads; the columns at the places `right` are aligned to the right."""
    return row("---:" if place in right else "---" for place in range(width))


def table(heads: Sequence[str], rows: Iterable[Iterable[str]], right: Collection[int] = ()) -> str:
    """A table of cells that are Markdown, without a line break at its end.

    Args:
        heads: the first row.
        rows: the others.
        right: places of the columns that are aligned to the right, from 0.
    """
    return "\n".join([row(heads), rule(len(heads), right), *map(row, rows)])


def _escaped(plain: str) -> str:
    for pattern, written in _WITHIN:
        plain = pattern.sub(written, plain)
    return plain


def _unlinked(plain: str) -> str:
    return _LINKED.sub(r"\g<0>\\", _escaped(plain))


def _begun(line: str) -> str:
    """A line that is not taken for the beginning of a list, heading or quote."""
    if _BEGIN.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\g<0>\\", line, count=1) if _NUMBERED.match(line) else line
