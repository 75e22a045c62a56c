"""One file of the site: its address below the root, and its bytes."""

from __future__ import annotations

import base64
import codecs
import gzip
import json
import re
from dataclasses import dataclass
from typing import Any

#: What an address is made of: folders and a name, none of which leads out of the site.
_ADDRESS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")


_BITS = 15
_FIRST = 0x3000  # of the 32,768 characters of `letters`, which end before the halves of pairs


@dataclass(frozen=True)
class File:
    """A file of the site.

    Args:
        path: from the root of the site, with `/`.
        content: of the file.
    """

    path: str
    content: bytes

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.path):
            raise ValueError(f"{self.path!r} is no address of a file in the site")


def json_for_page(value: Any) -> str:
    """JSON that can stand in a script element of a page: nothing in it ends the element or opens a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def packed_json(value: Any) -> str:
    """JSON for a script, compressed and in letters: base64 of gzip, a fourth of the size."""
    return packed(json_for_page(value).encode())


def packed(content: bytes) -> str:
    """Bytes as letters in a script: base64 of gzip, the same for the same bytes."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def letters(content: bytes) -> str:
    """Bytes as characters of 15 bits each, none of which needs care in quotes; a one and zeros fill up the last.

    In a script in UTF-16 they take a fifteenth more than the bytes, base64 a third.
    """
    import numpy as np

    bits = np.append(np.unpackbits(np.frombuffer(content, np.uint8)), np.uint8(1))
    groups = np.pad(bits, (0, -len(bits) % _BITS)).reshape(-1, _BITS)
    numbers = np.packbits(np.pad(groups, ((0, 0), (16 - _BITS, 0)))).view(">u2")
    return (numbers + np.uint16(_FIRST)).astype("<u2").tobytes().decode("utf-16-le")


def wide_script(path: str, text: str) -> File:
    """A script in UTF-16, for `letters`; its first bytes say so, which counts more than what a server says."""
    return File(path, codecs.BOM_UTF16_LE + text.encode("utf-16-le"))
