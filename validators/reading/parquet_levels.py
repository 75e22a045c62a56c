"""Numbers as Parquet packs them: how long lists and texts are is known before they are unpacked.

https://github.com/apache/parquet-format/blob/master/Encodings.md
"""

from __future__ import annotations

import struct
from typing import Any

#: Packed numbers up to which no numpy is imported, and groups of eight of them that are unpacked at once.
_FEW, _AT_ONCE = 1000, 1 << 16


def take_levels(data: bytes) -> tuple[bytes, bytes]:
    """The levels with which a page of the first kind begins, and what follows them."""
    (size,) = struct.unpack_from("<I", data)
    if size > len(data) - 4:
        raise ValueError("more levels than bytes")
    return data[4 : 4 + size], data[4 + size :]


def longest_list(data: bytes, greatest: int, count: int, before: int) -> tuple[int, int]:
    """The longest list and the length of the last one, which may go on in the next page.

    Args:
        data: repetition levels, runs and packed ones mixed; 0 begins a row.
        greatest: the greatest of them.
        count: how many there are.
        before: length of the list that the page before ended with.
    """
    import numpy as np

    width = greatest.bit_length()
    at, seen, longest, current = 0, 0, before, before
    while seen < count:
        head, at = _varint(data, at)
        if head & 1:  # groups of eight, packed
            size = (head >> 1) * width
            packed = np.frombuffer(data, np.uint8, min(size, len(data) - at), at)
            if not len(packed):
                raise ValueError("fewer levels than values")
            at += size
            for first in range(0, len(packed), _AT_ONCE * width):
                bits = np.unpackbits(packed[first : first + _AT_ONCE * width], bitorder="little")
                bits = bits[: len(bits) // width * width].reshape(-1, width)[: count - seen]
                starts = np.flatnonzero(~bits.any(axis=1))
                seen += len(bits)
                if len(starts):
                    longest = max(longest, current + int(starts[0]), int(np.diff(starts).max(initial=0)))
                    current = len(bits) - int(starts[-1])
                else:
                    current += len(bits)
                    longest = max(longest, current)
        else:
            run = min(head >> 1, count - seen)
            if not run:
                raise ValueError("an empty run")
            level = int.from_bytes(data[at : at + (width + 7) // 8], "little")
            at += (width + 7) // 8
            seen += run
            current = current + run if level else 1
        longest = max(longest, current)
    return longest, current


def check_runs(data: bytes, width: int, count: int, counted: int | None = None) -> int:
    """Go through whole numbers of `width` bits, runs and packed ones mixed; how many of them are `counted`.

    All are, where that is None.

    Raises:
        ValueError: a run is empty, or has fewer bytes than it needs.
        IndexError: there are fewer than `count`.
    """
    at = seen = found = 0
    size = (width + 7) // 8
    while seen < count:
        head, at = _varint(data, at)
        run, left = head >> 1, count - seen
        if not run:
            raise ValueError("an empty run")
        if not head & 1:
            if at + size > len(data):
                raise ValueError("a run without a value")
            taken = min(run, left)
            found += taken if counted is None or int.from_bytes(data[at : at + size], "little") == counted else 0
            at += size
        else:  # groups of eight, packed; of the last of them some programs leave out the bytes that nobody needs
            taken = min(8 * run, left)
            needed = (taken * width + 7) // 8 if run == (left + 7) // 8 else run * width
            if at + needed > len(data):
                raise ValueError("fewer bytes than values")
            if counted is None:
                found += taken
            else:
                found += _count_packed(data[at : at + (taken * width + 7) // 8], width, taken, counted)
            at += run * width
        seen += taken
    return found


def _count_packed(data: bytes, width: int, count: int, counted: int) -> int:
    """How many of the first `count` packed numbers are `counted`."""
    if count <= _FEW:
        bits, mask = int.from_bytes(data, "little"), (1 << width) - 1
        return sum((bits >> place & mask) == counted for place in range(0, count * width, width))
    import numpy as np

    found, packed = 0, np.frombuffer(data, np.uint8)
    wanted = np.array([counted >> bit & 1 for bit in range(width)], dtype=np.uint8)
    for first in range(0, len(packed), _AT_ONCE * width):
        single = np.unpackbits(packed[first : first + _AT_ONCE * width], bitorder="little")
        taken = min(count - 8 * first // width, len(single) // width)
        found += int((single[: taken * width].reshape(taken, width) == wanted).all(axis=1).sum())
    return found


def unpacked(data: bytes, width: int, count: int) -> Any:
    """Whole numbers of `width` bits, runs and packed ones mixed, as an array; `check_runs` has gone through them."""
    import numpy as np

    parts, at, seen, size = [], 0, 0, (width + 7) // 8
    while seen < count:
        head, at = _varint(data, at)
        taken = min((head >> 1) * (8 if head & 1 else 1), count - seen)
        if head & 1:
            packed = np.frombuffer(data[at : at + (head >> 1) * width], np.uint8)
            bits = np.unpackbits(packed, bitorder="little")[: taken * width].reshape(taken, width)
            parts.append((bits << np.arange(width, dtype=np.uint8)).sum(axis=1, dtype=np.int64))
            at += (head >> 1) * width
        else:
            parts.append(np.full(taken, int.from_bytes(data[at : at + size], "little"), dtype=np.int64))
            at += size
        seen += taken
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def delta_lengths(data: bytes, most: int) -> tuple[Any, int]:
    """Whole numbers packed as differences, as an array, and how many bytes they take.

    Raises:
        ValueError: there are more than `most`, or fewer bytes than they need.
    """
    import numpy as np

    block, at = _varint(data, 0)
    parts, at = _varint(data, at)
    total, at = _varint(data, at)
    first, at = _varint(data, at)
    if total > most or not 0 < parts <= 1024 or not block or block % (8 * parts) or block > 1 << 20:
        raise ValueError("lengths that cannot be")
    deltas = np.zeros(max(0, total - 1), dtype=np.int64)
    size, done = block // parts, 0
    while done < len(deltas):
        least, at = _varint(data, at)
        widths = data[at : at + parts]
        at += parts
        if len(widths) < parts:
            raise ValueError("fewer lengths than values")
        for width in widths:
            if done >= len(deltas):
                break
            if width > 64:
                raise ValueError("lengths that cannot be")
            taken = min(size, len(deltas) - done)
            if width:
                packed = np.frombuffer(data, np.uint8, size * width // 8, at)
                bits = np.unpackbits(packed, bitorder="little").reshape(size, width)[:taken].astype(np.uint64)
                values = (bits << np.arange(width, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
                deltas[done : done + taken] = values.view(np.int64)
                at += size * width // 8
            deltas[done : done + taken] += _signed(least)
            done += taken
    if not total:
        return np.zeros(0, dtype=np.int64), at
    return np.concatenate([[0], np.cumsum(deltas)]) + _signed(first), at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number of more than 64 bits")


def _signed(value: int) -> int:
    return (value >> 1) ^ -(value & 1)
