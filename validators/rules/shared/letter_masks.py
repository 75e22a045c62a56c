"""Masks of the letters that texts hold, and numbers for how they begin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[np.uint64]

#: Letters a to z, digits, and what all other letters are put together into, by their code point.
_SYMBOLS, _OTHERS = 64, 36

#: Times that a letter may have a bit for.
_TIMES = 8

#: Bits of a mask.
BITS = 64


def read_letters(
    pieces: Iterable[str], length: Places, of_piece: int
) -> tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]]:
    """The beginnings and masks of texts, as `similar_texts.Texts` has them.

    Args:
        pieces: the texts, so many of them joined to one.
        length: how many letters each text has.
        of_piece: how many texts a piece holds; the last one may have fewer.
    """
    masks, start = np.zeros((2, len(length)), np.uint64), np.zeros((2, len(length)), np.uint64)
    chosen: list[Places] = []
    for number, piece in enumerate(pieces):
        some = slice(number * of_piece, (number + 1) * of_piece)
        letters = np.frombuffer(piece.encode("utf-32-le"), np.uint32)
        counts = _counts(letters, length[some])
        chosen = chosen or _telling_bits(counts)
        for mask, bits in zip(masks, chosen, strict=True):
            for place, bit in enumerate(bits):
                held = counts[:, bit // _TIMES] > bit % _TIMES
                mask[some] |= held.astype(np.uint64) << np.uint64(place)
        start[:, some] = _beginnings(letters, length[some])
    return (start[0], start[1]), (masks[0], masks[1])


def _counts(letters: NDArray[np.uint32], length: Places) -> Places:
    """How often each text holds each symbol."""
    codes = letters.astype(np.int64)
    symbols = _OTHERS + codes % (_SYMBOLS - _OTHERS)
    for first, last, to in ((ord("a"), ord("z"), 0), (ord("0"), ord("9"), 26)):
        symbols = np.where((codes >= first) & (codes <= last), codes - first + to, symbols)
    of = np.repeat(np.arange(len(length)), length)
    return np.bincount(of * _SYMBOLS + symbols, minlength=len(length) * _SYMBOLS).reshape(len(length), _SYMBOLS)


def _telling_bits(counts: Places) -> list[Places]:
    """The symbols and times, as one number each, that have a bit in the first mask, and in the second."""
    share = np.stack([(counts > times).mean(axis=0) for times in range(_TIMES)], axis=1).ravel()
    best = np.argsort(-share * (1 - share), kind="stable")
    return [best[:BITS], best[BITS : 2 * BITS]]


def _beginnings(letters: NDArray[np.uint32], length: Places) -> tuple[Numbers, Numbers]:
    """Numbers that are equal where the first letter is, and where the first three are."""
    begin = np.cumsum(length) - length
    padded = np.append(letters.astype(np.uint64) + np.uint64(1), np.zeros(2, np.uint64))
    one, two, three = (np.where(length > place, padded[begin + place], np.uint64(0)) for place in range(3))
    return one, one | two << np.uint64(21) | three << np.uint64(42)  # a code point has 21 bits
