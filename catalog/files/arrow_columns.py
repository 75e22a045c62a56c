"""Python values as a column of Arrow, laid out as Arrow keeps them.

`pyarrow.array` imports pandas where it is installed, which takes longer than to lay out all columns of a dataset.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import Column

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_UNIX_DAY = dt.date(1970, 1, 1).toordinal()


def arrow_column(column: Column, cells: Sequence[Any]) -> pa.Array:
    """The cells of a column, as `read_records` gives them, in the Arrow type of its Parquet; None is unknown.

    Raises:
        TypeError: a column of whole numbers holds another one, or another column what is not of its type.
    """
    import numpy as np
    import pyarrow as pa

    known = np.array([cell is not None for cell in cells], dtype=bool)
    held = [cell for cell in cells if cell is not None]
    validity = None if len(held) == len(cells) else _bits(known)
    if column.type in ("string", "list"):
        texts = [cell.encode() if isinstance(cell, str) else _odd(column, cell) for cell in held]
        lengths = np.zeros(len(cells) + 1, dtype=np.int64)
        lengths[1:][known] = [len(text) for text in texts]
        ends = lengths.cumsum()
        if ends[-1] >= 2**31:
            raise OverflowError(f"{column.name} holds more text than a column of Arrow takes")
        buffers = [validity, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(b"".join(texts))]
    else:
        values = np.zeros(len(cells), dtype=_DTYPES[column.type])
        values[known] = _numbers(column, held)
        buffers = [validity, _bits(values) if column.type == "boolean" else pa.py_buffer(values)]
    return pa.Array.from_buffers(column.arrow_type, len(cells), buffers, len(cells) - len(held))


#: How numpy has what Arrow keeps of a type.
_DTYPES = {"number": "float64", "integer": "int64", "boolean": "bool", "date": "int32"}


def _numbers(column: Column, held: list[Any]) -> list[Any]:
    """The numbers that stand for values; numpy would round what is not whole and take whatever is no number."""
    if column.type == "integer" and any(isinstance(cell, float) for cell in held):
        raise TypeError(f"{column.name} holds whole numbers")
    if column.type == "date":
        return [cell.toordinal() - _UNIX_DAY if isinstance(cell, dt.date) else _odd(column, cell) for cell in held]
    takes = (bool,) if column.type == "boolean" else (int, float)
    return [cell if isinstance(cell, takes) else _odd(column, cell) for cell in held]


def _odd(column: Column, cell: object) -> Any:
    raise TypeError(f"{column.name} = {cell!r} is not a {column.type}")


def _bits(values: np.ndarray[Any, np.dtype[np.bool_]]) -> pa.Buffer:
    import numpy as np
    import pyarrow as pa

    return pa.py_buffer(np.packbits(values, bitorder="little"))
