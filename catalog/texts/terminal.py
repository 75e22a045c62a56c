"""Texts that are shown and never obeyed: the one place where characters that do something are spelled out.

Control codes of both kinds, marks that turn the direction of writing, separators of lines and paragraphs, and whatever
else has no shape of its own (`str.isprintable`) move the cursor, hide what follows or begin a command somewhere.
"""

from __future__ import annotations

import re

#: What bold and colours are written with; of a terminal's commands, they alone are ours.
_STYLE = re.compile(r"(\x1b\[(?:0|1|3[0-7]|9[0-7])m)")

#: How a command of GitHub's log begins.
_COMMAND = re.compile(r"(?m)^([^\x21-\x7e\n]*):(?=[^\x21-\x7e\n]*:)")


def decoded(text: str) -> str:
    """A text from the arguments of a process: bytes that Python could not read are letters, or spelled out, again.

    >>> decoded("\\udcc3\\udca9 \\udcff")
    'é \\\\xff'
    """
    try:
        return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half of a character, which no argument holds
        return text


def visible(text: str) -> str:
    """One line of printable characters: control codes, line breaks and changes of direction are spelled out."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def visible_lines(text: str, styled: bool = False) -> str:
    """Lines of printable characters; line feeds and tabs stay.

    Args:
        text: several lines.
        styled: keep bold and colours too.
    """
    if styled and "\x1b" in text:
        return "".join(part if _STYLE.fullmatch(part) else visible_lines(part) for part in _STYLE.split(text))
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))


def visible_message(text: str) -> str:
    """Lines for people, none of which is a command where they come into GitHub's log.

    Its runner takes a line that begins with `::`, be it after spaces or signs without width, and `##[name]` anywhere.
    """
    return unobeyed(visible_lines(text))


def unobeyed(text: str) -> str:
    """Lines of printable characters, as `visible_message` leaves them: wherever a break of a line has come since."""
    return _COMMAND.sub(r"\1\\x3a", text).replace("##[", "# #[")


def visible_json(text: str) -> str:
    """JSON that says the same in printable characters, no command of GitHub's log; line feeds between values stay."""
    if "##[" in text:
        text = text.replace("##[", "#\\u0023[")
    if _is_shown_json(text):
        return text
    return "\n".join(
        line if line.isprintable() else "".join(char if char.isprintable() else _json_escape(char) for char in line)
        for line in text.split("\n")
    )


def _is_shown_json(text: str) -> bool:
    # JSON spells out the control codes of ASCII by itself, all but one; to go through every letter takes ten times as
    # long.
    return text.isascii() and "\x7f" not in text


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
