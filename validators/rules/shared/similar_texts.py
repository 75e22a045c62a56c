"""Pairs of texts that may be similar by Jaro-Winkler, without comparing every text with every other; none is lost.

Of two texts with `a` and `b` letters, `m` of them matching, the Jaro similarity is at most (m / a + m / b + 1) / 3, and
Winkler's bonus adds 0.1 (1 - Jaro) for each of the first four letters that are equal, up to the first that is not. So a
similarity asks for some number of matching letters, and leaves a + b - 2 m others. Every letter that one text has more
often than the other is among these. A text has a mask of 64 bits, each of which says that it holds a letter so many
times: one exclusive or and a count of bits tell most pairs apart. A second mask of other bits is looked at where the
first leaves a doubt. Which letters and times have a bit is found out from the first texts: those that about half of
them have tell most; whichever they are, no pair is lost.

Many texts of one length and date are looked up: where two masks differ in d bits at most, and are cut into d + 1 parts,
one part at least is equal in both.

The texts are sorted by what has to agree, their length and day, so that the partners of a text follow one another:
many texts are compared with many at a time.

Masks do not tell texts of the same letters apart. Whoever asks for the pairs may find that those of a block are too
many, and have it left out while the pairs are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from compute_trends.validators.rules.shared.letter_masks import BITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[np.uint64]

#: The first letters that Winkler's bonus counts.
_PREFIX = 4

#: Texts that are compared with their partners at once, the pairs that then fit into a core's cache, and those that are
#: few enough to be listed one by one.
_ROWS, _CACHED, _FEW = 64, 1 << 15, 4_000

#: Pairs of two groups from which texts are looked up by parts of their masks, the greatest number of these, and how
#: many pairs are compared with each other in the time that one takes that is found so.
_MANY, _PARTS, _WORTH = 1 << 20, 12, 16

#: Odd numbers, by which two masks are made one.
_MIXED = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)

#: Pairs that are listed at once.
_LISTED = 1 << 20

#: More than any day, so that days of two groups are never close.
_DAYS = 1 << 33


class Texts(NamedTuple):
    """What pairs of texts are told apart by, an array of each, one item a text.

    Attributes:
        block: what has to agree, numbered from 0.
        day: a number that has to be close.
        asked: of two texts one has to be asked for.
        new: of two texts one has to be new: pairs of others were found before.
        length: letters.
        start: numbers that stand for the first letter and for the first three.
        masks: two masks of letters.
    """

    block: Places
    day: Places
    asked: NDArray[np.bool_]
    new: NDArray[np.bool_]
    length: Places
    start: tuple[Numbers, Numbers]
    masks: tuple[Numbers, Numbers]


def possible_pairs(
    texts: Texts, similarity: float, days: int, left_out: NDArray[np.bool_]
) -> Iterator[tuple[Places, Places]]:
    """Pairs of places in `texts` that include all of one block and about one date that are so similar, each once.

    Args:
        texts: any number of them.
        similarity: the least, above 0.7, from which on Winkler's bonus counts.
        days: how far two dates may be apart.
        left_out: blocks of which no more pairs are wanted; it is looked at again and again.
    """
    ones = np.ones(len(texts.day), np.uint64)
    first, three = texts.start
    # Texts that begin alike may have more letters that do not match, and are fewer: they are looked up by themselves.
    for key, apart, prefix in ((ones, first, 0), (first, three, 2), (three, None, _PREFIX)):
        yield from _Pass(texts, key, apart, _least_matching(similarity, prefix), days, left_out).pairs()


def _least_matching(similarity: float, prefix: int) -> float:
    """`m` is at least this times a b / (a + b)."""
    return 3 * (similarity - 0.1 * prefix) / (1 - 0.1 * prefix) - 1


class _Pass:
    """The pairs that agree in a key and differ in another, by one bound."""

    def __init__(
        self,
        texts: Texts,
        key: Numbers,
        apart: Numbers | None,
        least: float,
        days: int,
        left_out: NDArray[np.bool_],
    ) -> None:
        self._left_out = left_out
        self._order = order = np.lexsort((texts.day, texts.length, key, texts.block))
        block, key, length, self._day = texts.block[order], key[order], texts.length[order], texts.day[order]
        self._asked, self._new = texts.asked[order], texts.new[order]
        self._apart = None if apart is None else apart[order]
        self._mask, self._other_mask = (mask[order] for mask in texts.masks)
        self._least, self._days = least, days
        is_new = np.ones(len(order), np.bool_)
        is_new[1:] = (block[1:] != block[:-1]) | (key[1:] != key[:-1])
        self._block, family = block, np.cumsum(is_new)
        is_new[1:] |= length[1:] != length[:-1]
        # Groups are texts of one block, key and length; a family is groups of one block and key.
        self._starts = np.flatnonzero(is_new)
        self._ends = np.append(self._starts[1:], len(order))
        self._family, self._length = family[self._starts], length[self._starts]
        self._sorted = (np.cumsum(is_new) - 1) * _DAYS + self._day

    def pairs(self) -> Iterator[tuple[Places, Places]]:
        """The pairs, by the length of both."""
        if not len(self._order):
            return
        longest = int(self._length.max())
        known = self._family * (2 * longest + 2) + self._length
        for more in range(longest):
            shorter, longer = self._length, self._length + more
            matching = np.ceil(self._least * shorter * longer / (shorter + longer) - 1e-6).astype(np.int64)
            at = np.minimum(np.searchsorted(known, known + more), len(known) - 1)
            partner = (known[at] == known + more) & (matching <= shorter)
            if more == 0:
                partner &= self._ends - self._starts > 1
            partner &= ~self._left_out[self._block[self._starts]]
            groups = np.flatnonzero(partner)
            if len(groups):
                yield from self._of_lengths(groups, at[groups], (shorter + longer - 2 * matching)[groups])
            elif not (matching <= shorter).any():
                return

    def _of_lengths(self, groups: Places, partners: Places, others: Places) -> Iterator[tuple[Places, Places]]:
        """The pairs of texts in `groups` with those in `partners`, of which so many letters may match no other."""
        sizes = self._ends[groups] - self._starts[groups]
        rows = _ranges(self._starts[groups], sizes)
        of = np.repeat(np.arange(len(groups)), sizes)
        about = partners[of] * _DAYS + self._day[rows]
        first = np.searchsorted(self._sorted, about - self._days)
        last = np.searchsorted(self._sorted, about + self._days, side="right")
        first = np.where(partners[of] == groups[of], rows + 1, first)  # of two of one length the later one
        looked_up = np.zeros(len(groups), np.bool_)
        begins = np.cumsum(sizes) - sizes
        for number in np.flatnonzero(sizes * (self._ends - self._starts)[partners] >= _MANY):
            some = slice(int(begins[number]), int(begins[number] + sizes[number]))
            found = self._looked_up(rows[some], first[some], last[some], int(others[number]))
            if found is not None:
                looked_up[number] = True
                yield from found
        # Tiles: rows of one group that follow one another.
        tile = np.flatnonzero(
            np.append(True, (of[1:] != of[:-1]) | ((rows - self._starts[groups][of])[1:] % _ROWS == 0))
        )
        tile_ends = np.append(tile[1:], len(rows))
        width = np.maximum.reduceat(last, tile) - np.minimum.reduceat(first, tile)
        pairs = np.add.reduceat(last - first, tile)
        area = width * (tile_ends - tile)
        is_left = ~looked_up[of[tile]]
        is_dense = (pairs > _FEW) & (pairs * 8 > area) & is_left
        for number in np.flatnonzero(is_dense):
            some = slice(int(tile[number]), int(tile_ends[number]))
            if self._left_out[self._block[rows[some.start]]]:
                continue
            yield from self._of_tile(rows[some], first[some], last[some], int(others[of[some.start]]))
        listed = np.repeat(is_left & ~is_dense, tile_ends - tile) & (last > first)
        yield from self._listed(rows[listed], first[listed], last[listed], others[of[listed]])

    def _looked_up(
        self, rows: Places, first: Places, last: Places, others: int
    ) -> Iterator[tuple[Places, Places]] | None:
        """The pairs of rows of one group with partners, by equal parts of their masks; None where too many are."""
        parts, start, end = others + 1, int(first.min()), int(last.max())
        if parts > _PARTS:
            return None
        left = int((last - first).sum()) // _WORTH
        bits, found = [], []
        for part in range(parts):
            # Every so manieth bit: the first bits of a mask tell more than the last ones.
            chosen = np.uint64(sum(1 << bit for bit in range(part, BITS, parts)))
            mixed = (self._mask & chosen, self._other_mask & chosen)
            own, beside = (
                (mixed[0][some] * _MIXED[0]) ^ (mixed[1][some] * _MIXED[1]) for some in (rows, slice(start, end))
            )
            order = np.argsort(beside, kind="stable")
            begin, stop = (np.searchsorted(beside[order], own, side) for side in ("left", "right"))
            left -= int((stop - begin).sum())
            if left < 0:
                return None
            bits.append(chosen)
            found.append((order + start, begin, stop - begin))
        return self._of_parts(rows, first, last, others, bits, found)

    def _of_parts(
        self,
        rows: Places,
        first: Places,
        last: Places,
        others: int,
        bits: list[np.uint64],
        found: list[tuple[Places, Places, Places]],
    ) -> Iterator[tuple[Places, Places]]:
        for part, (order, begin, sizes) in enumerate(found):
            for some in _pieces(sizes):
                if self._left_out[self._block[rows[some.start]]]:
                    return
                of = np.repeat(np.arange(some.start, some.stop), sizes[some])
                two = order[_ranges(begin[some], sizes[some])]
                unlike = self._mask[rows[of]] ^ self._mask[two]
                kept = (two >= first[of]) & (two < last[of]) & (np.bitwise_count(unlike) <= others)
                of, two, unlike = of[kept], two[kept], unlike[kept]
                unlike |= self._other_mask[rows[of]] ^ self._other_mask[two]
                is_new = np.ones(len(of), np.bool_)  # where no part before is equal, so that each pair is found once
                for chosen in bits[:part]:
                    is_new &= (unlike & chosen) != 0
                yield from self._judged(rows[of[is_new]], two[is_new], others)

    def _of_tile(self, rows: Places, first: Places, last: Places, others: int) -> Iterator[tuple[Places, Places]]:
        """The pairs of neighbouring rows with their partners, each with each."""
        start, end = int(first.min()), int(last.max())
        step = max(_CACHED // len(rows), 1)
        mask = self._mask[rows, None]
        for begin in range(start, end, step):
            beside = self._mask[None, begin : min(begin + step, end)]
            hits = np.flatnonzero(np.bitwise_count(mask ^ beside) <= others)
            if len(hits):
                one, two = np.divmod(hits, beside.shape[1])
                two += begin
                inside = (two >= first[one]) & (two < last[one])
                yield from self._judged(rows[one[inside]], two[inside], others)

    def _listed(self, rows: Places, first: Places, last: Places, others: Places) -> Iterator[tuple[Places, Places]]:
        """The pairs of rows with their partners, one by one."""
        sizes = last - first
        for some in _pieces(sizes):
            two = _ranges(first[some], sizes[some])
            of = np.repeat(np.arange(some.start, some.stop), sizes[some])
            hits = np.bitwise_count(self._mask[rows[of]] ^ self._mask[two]) <= others[of]
            hits &= ~self._left_out[self._block[rows[of]]]
            yield from self._judged(rows[of[hits]], two[hits], others[of[hits]])

    def _judged(self, one: Places, two: Places, others: Places | int) -> Iterator[tuple[Places, Places]]:
        """Those of the pairs that are asked for and that more than the first mask leaves."""
        kept = (self._asked[one] | self._asked[two]) & (self._new[one] | self._new[two])
        if self._apart is not None:
            kept &= self._apart[one] != self._apart[two]
        both = np.bitwise_count(self._mask[one] ^ self._mask[two]).astype(np.int64)
        kept &= both + np.bitwise_count(self._other_mask[one] ^ self._other_mask[two]) <= others
        if kept.any():
            yield self._order[one[kept]], self._order[two[kept]]


def _ranges(starts: Places, sizes: Places) -> Places:
    """The numbers from each start on, so many."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes - starts, sizes)


def _pieces(sizes: Places) -> Iterator[slice]:
    """Parts of rows that have so many partners each, with `_LISTED` of them together at most where one has no more."""
    ends = np.cumsum(sizes)
    at = 0
    while at < len(sizes):
        before = int(ends[at - 1]) if at else 0
        to = max(int(np.searchsorted(ends, before + _LISTED, side="right")), at + 1)
        yield slice(at, to)
        at = to


def gathered(pairs: Iterator[tuple[Places, Places]], most: int) -> Iterator[tuple[Places, Places]]:
    """The same pairs in fewer pieces, of about so many."""
    kept: list[Sequence[Places]] = []
    number = 0
    for piece in pairs:
        kept.append(piece)
        number += len(piece[0])
        if number >= most:
            yield np.concatenate([one for one, _ in kept]), np.concatenate([two for _, two in kept])
            kept, number = [], 0
    if kept:
        yield np.concatenate([one for one, _ in kept]), np.concatenate([two for _, two in kept])
