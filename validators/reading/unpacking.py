"""The bytes that are packed in a page of a Parquet file.

Arrow unpacks every form, and takes longer to import than a check of a hundred rows takes for all of its rules. So the
two usual forms are unpacked without it: zstd by the library that most systems have, small pages of Snappy here. Whoever
unpacks them, bytes that are damaged are told.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from functools import cache

from compute_trends.validators.reading.unreadable import damaged

#: Bytes of a page, unpacked, up to which Snappy takes less here than to import Arrow.
_SMALL_SNAPPY_BYTE = 1 << 16

#: The library of zstd by the platform, as its installers name it.
_ZSTD = {"linux": "libzstd.so.1", "darwin": "libzstd.1.dylib"}


def unpack(data: bytes, codec: str, size: int) -> bytes:
    """The bytes that are packed in `data`, `size` of them as the header has it.

    Args:
        data: a page or what follows the levels in it.
        codec: the compression, as the footer names it.
        size: of what comes out.

    Raises:
        UnreadableError: they do not unpack, or to another number.
    """
    if codec == "GZIP":
        return _gunzip(data, size)
    if not size:
        return b""
    unpacker = _unpacker(codec, size)
    if unpacker is None:
        return _by_arrow(data, codec, size)
    unpacked = unpacker(data, size)
    if unpacked is None or len(unpacked) != size:
        raise damaged("a page that does not unpack")
    return unpacked


def _gunzip(data: bytes, size: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=47)
    try:
        unpacked = unpacker.decompress(data, size + 1)
    except zlib.error as error:
        raise damaged("a page that does not unpack") from error
    if len(unpacked) != size or (size and not unpacker.eof):
        raise damaged("a page that does not unpack to what its header says")
    return unpacked


def _by_arrow(data: bytes, codec: str, size: int) -> bytes:
    import pyarrow as pa

    try:
        # LZ4 is Hadoop's frame of it, which Arrow does not have; LZ4_RAW is what everybody writes now.
        name = {"LZ4_RAW": "lz4_raw", "LZ4": "lz4_raw"}.get(codec, codec.lower())
        return bytes(pa.Codec(name).decompress(data, size, asbytes=True))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged("a page that does not unpack") from error


#: Unpacks bytes to a number of them, or to others or None where they are damaged.
_Unpacker = Callable[[bytes, int], bytes | None]


def _unpacker(codec: str, size: int) -> _Unpacker | None:
    """What unpacks so many bytes of a codec without Arrow; None where nothing does here."""
    if codec == "SNAPPY":
        return _unsnap if size <= _SMALL_SNAPPY_BYTE else None
    return _zstd() if codec == "ZSTD" else None


@cache
def _zstd() -> _Unpacker | None:
    import ctypes

    try:
        library = ctypes.CDLL(_ZSTD[sys.platform])
        decompress = library.ZSTD_decompress
    except (KeyError, OSError, AttributeError):
        return None
    decompress.restype = ctypes.c_size_t
    decompress.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t)

    def unpack_zstd(data: bytes, size: int) -> bytes | None:
        buffer = ctypes.create_string_buffer(size)
        # What it gives for damaged bytes is a number beyond any size.
        return buffer.raw if decompress(buffer, size, data, len(data)) == size else None

    return unpack_zstd


def _unsnap(data: bytes, size: int) -> bytes | None:
    """Snappy, https://github.com/google/snappy/blob/main/format_description.txt; None where the bytes are damaged."""
    at = told = shift = 0
    made, end = bytearray(), len(data)
    try:
        while True:  # the size, seven bits a byte
            told |= (data[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if not data[at - 1] & 0x80:
                break
        if told != size:
            return None
        while at < end:
            tag = data[at]
            at += 1
            kind, length = tag & 3, (tag >> 2) + 1
            if kind == 0:  # bytes as they are
                if length > 60:
                    more = length - 60
                    length = int.from_bytes(data[at : at + more], "little") + 1
                    at += more
                if at + length > end or len(made) + length > size:
                    return None
                made += data[at : at + length]
                at += length
                continue
            if kind == 1:  # bytes that came before
                length = (tag >> 2 & 7) + 4
                back = tag >> 5 << 8 | data[at]
                at += 1
            else:
                width = 2 * (kind - 1)
                if at + width > end:
                    return None
                back = int.from_bytes(data[at : at + width], "little")
                at += width
            start = len(made) - back
            if back == 0 or start < 0 or len(made) + length > size:
                return None
            made += (made[start : start + length] * (length // back + 1))[:length]
    except IndexError:
        return None
    return bytes(made)
