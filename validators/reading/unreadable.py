"""What the error of a library says of the file that it was reading."""

from __future__ import annotations

import zipfile
import zlib

from compute_trends.validators.reading.raw_table import MiscountError, Problem, UnreadableError, is_of_the_tool

DAMAGED_FIX = "Write the file anew, or fetch it again; `sha256sum` tells whether a copy is whole."

#: What decoders raise beside the errors of DuckDB and Arrow, which are asked for by name: importing them takes long.
_OF_DECODERS = (EOFError, UnicodeError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error)
_LIBRARIES = ("duckdb", "_duckdb", "pyarrow", "yaml", "openpyxl", "xml", "pyexpat", "lzma", "_lzma")
_SHOWN_CHARACTERS = 200


def damaged(what: str) -> UnreadableError:
    """What is said of a file that is not as its format has it."""
    return UnreadableError(f"the file is damaged: {what}", fix=DAMAGED_FIX)


def unreadable(error: Exception) -> UnreadableError | None:
    """What to say of the file; None where the error is not the file's, but the tool's or that of who interrupted it."""
    if isinstance(error, UnreadableError):
        return error
    if isinstance(error, OSError) and error.errno is not None:
        return UnreadableError(f"cannot be read: {error.strerror or error}")
    if isinstance(error, RecursionError):
        return UnreadableError("values are nested too deeply")
    if isinstance(error, MemoryError):
        return UnreadableError("it takes more memory than there is", fix="Give the records in several files.")
    if is_of_the_tool(error) or not (isinstance(error, (*_OF_DECODERS, MiscountError)) or _is_of_library(error)):
        return None
    # DuckDB shows the statement that met the damage, which is ours and not the file's.
    reason = " ".join(str(error).partition("\nLINE ")[0].split())[:_SHOWN_CHARACTERS] or type(error).__name__
    return damaged(reason)


def _is_of_library(error: Exception) -> bool:
    return any(kind.__module__.split(".")[0] in _LIBRARIES for kind in type(error).__mro__)


def problem_of(error: Exception) -> Problem | None:
    """What to say of the file, where the error is the file's.

    Whoever kept the error itself, in a frame that it went through, would keep all that this frame holds.
    """
    refused = unreadable(error)
    if refused is None:
        return None
    return Problem(refused.rule, str(refused), line=refused.line, fix=refused.fix)
