"""YAML, read by libyaml where it is there, which takes a tenth of the time."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError

#: Characters from which what a text stands for is kept: a build or import asks for the same few again and again, and a
#: pickle is read twenty times faster than YAML.
_LARGE = 10_000

#: Characters that YAML takes for line breaks or marks of order.
_BREAKS = "\x85\u2028\u2029\ufeff"


class NotYamlError(ComputeTrendsError):
    """A text is not YAML, or holds what plain YAML has not (objects of Python)."""


def loader() -> Any:
    """The class that reads plain YAML."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """The value that a YAML document stands for, None for an empty one; the caller may change it.

    Raises:
        NotYamlError: it is none.
    """
    return pickle.loads(_pickled(text)) if len(text) >= _LARGE else _loaded(text)


@lru_cache(maxsize=32)
def _pickled(text: str) -> bytes:
    return pickle.dumps(_loaded(text))


def _loaded(text: str) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=loader())
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date that does not exist
        raise NotYamlError(f"not YAML: {' '.join(str(error).split())[:200]}") from error


def read(path: Path) -> Any:
    """The value that a YAML file holds, None for an empty one.

    Raises:
        NotYamlError: it holds none, or no UTF-8 text; names the file.
        OSError: it cannot be read.
    """
    try:
        return load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise NotYamlError(f"{path}: not UTF-8 text (byte {error.start})") from error
    except NotYamlError as error:
        raise NotYamlError(f"{path}: {error}") from error


def dump(
    value: object, width: int = 120, *, is_flow: bool = False, is_unicode: bool = True, is_large: bool = False
) -> str:
    """A value as a YAML document, keys in their order.

    Args:
        value: None, bool, int, float, str, date, and lists and mappings of these.
        width: characters of a line, where it can be broken.
        is_flow: write collections in brackets.
        is_unicode: write characters that are not ASCII as they are.
        is_large: let libyaml write it, which spells out characters beyond U+FFFF.
    """
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper) if is_large else yaml.SafeDumper
    dumped = yaml.dump(
        value, Dumper=dumper, sort_keys=False, allow_unicode=is_unicode, width=width, default_flow_style=is_flow
    )
    if is_unicode and any(char in dumped for char in _BREAKS):  # PyYAML writes some as they are, and loses them so
        return dump(value, width, is_flow=is_flow, is_unicode=False, is_large=is_large)
    return str(dumped)
