"""What a submission wrote, made harmless for where it is shown (Markdown: `catalog/texts/markdown.py`)."""

from __future__ import annotations

import re

from compute_trends.catalog.texts.terminal import unobeyed, visible
from compute_trends.validators.reading.raw_table import VALUE_LIMIT


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


def log_line(text: str) -> str:
    """A line of GitHub's log that is no command."""
    # The runner looks past spaces and signs without width for the `::` that begins a command.
    plain = text[:1].isascii() and text[:1].isalnum()
    return annotation_data(visible(text if plain else f"- {text}")).replace("%25", "%") + "\n"


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
    """Text in one line of characters that XML documents may hold, all of them visible."""
    return re.sub("[\ufffe\uffff]", "\ufffd", unobeyed(visible(text)))
