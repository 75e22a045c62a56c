"""What a submission wrote, made harmless for where it is shown."""

from __future__ import annotations

import re

from compute_trends.validators.reading.raw_table import VALUE_LIMIT

_WORD_JOINER = "\u2060"
_NOT_XML = (
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # takes 5 ms to compile, so only where XML is written
)


def visible(text: str) -> str:
    """One line of printable characters: control codes, line breaks and changes of direction are spelled out."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def shortened(text: str, limit: int = 120) -> str:
    """The text, its end cut off where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    # Findings keep values up to VALUE_LIMIT, so that of longer ones the length is not known here.
    length = f"{VALUE_LIMIT:,} or more" if len(text) >= VALUE_LIMIT else str(len(text))
    return f"{text[: limit - 20]}... ({length} characters)"


def shortened_words(text: str, limit: int = 120) -> str:
    """The text, each run without a space cut where it is longer than `limit` characters."""
    return re.sub(rf"\S{{{limit + 1},}}", lambda match: shortened(match[0], limit), text)


def markdown(text: str) -> str:
    """Text that Markdown shows as it is: no markup, HTML, link, mention or reference to an issue comes of it."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+.!|~:/$=-])", r"\\\1", visible(text))
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([@#])", r"\1" + _WORD_JOINER, escaped)


def markdown_code(text: str) -> str:
    """Text as a code span that nothing within it can close, safe in a table cell."""
    shown = visible(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    padding = " " if shown[:1] in ("`", "") or shown[-1:] == "`" else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def annotation_data(text: str) -> str:
    """The message of a GitHub workflow command."""
    # `##[name]` anywhere in a line is a command of an older form where the line is not seen to be one of the newer. The
    # runner compares as people read: signs without width part nothing, and `::` before a combining mark is no `::`.
    text = text.replace("##[", "# #[")
    return _annotation(text if text[:1].isascii() else f" {text}")


def annotation_property(text: str) -> str:
    """A property of a GitHub workflow command."""
    return _annotation(text).replace(":", "%3A").replace(",", "%2C")


def _annotation(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def xml_text(text: str) -> str:
    """Text without the characters that no XML document may hold."""
    return re.sub(_NOT_XML, "\ufffd", text)
