"""Nearly equal names beside rapidfuzz: python benchmarks/near_names.py [rounds]

Both get the same folded names and find every pair with a Jaro-Winkler similarity of at least the threshold of the rule
duplicate-near-name, on two threads. The two run in turn, round after round, and the median of the ratios of the pairs
is reported. Ends with status 1 where the sets of pairs differ. The threshold is a hair lower in both: rapidfuzz works
in single precision, and many similarities are exactly the threshold.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from functools import partial

import duckdb
import numpy as np
from measuring import Row, call, named, pairs
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

import compute_trends
from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.registry import find_rule
from compute_trends.validators.rules.shared import near_names

GOAL = 1.2
_WHY = (
    "cdist compares every pair in compiled code on two cores; ours leaves most pairs out, which pays from more names on"
)
THREADS = 2
SIMILARITY = find_rule("duplicate-near-name").threshold("similarity") - 1e-6
Pairs = set[tuple[str, str]]


def real_names() -> list[str]:
    """Every name of a system, result and chip, folded, once."""
    query = f"""
        select distinct {folded_sql("name")} as fold from (
          select name from milestone_systems union all select name from benchmark_results
          union all select name from accelerators)
        where name <> '' order by fold"""
    return [row[0] for row in compute_trends.sql(query).fetchall()]


def made_names(number: int, real: list[str]) -> list[str]:
    """Distinct names put together from parts of real ones, a twentieth of them with two letters swapped."""
    chance = random.Random(7)
    parts = sorted({part for name in real for part in (name[: len(name) // 2], name[len(name) // 2 :]) if part})
    made: dict[str, None] = {}
    while len(made) < number:
        name = "".join(chance.choices(parts, k=chance.randint(1, 3)))
        made[name] = None
        if chance.random() < 0.05 and len(name) > 3 and len(made) < number:
            at = chance.randrange(1, len(name) - 1)
            made[name[:at] + name[at + 1] + name[at] + name[at + 2 :]] = None
    return list(made)[:number]


def by_duckdb(names: list[str]) -> Pairs:
    connection = duckdb.connect(config={"threads": THREADS})
    connection.execute("create table names as select unnest(?::VARCHAR[]) as fold", [names])
    rows = "(select rowid as place, rowid as _row, rowid as id, '' as block, 0 as day, fold from names)"
    near_names.measure(connection, rows)
    near_names.find_similar(connection, SIMILARITY)
    one, two = connection.execute("select one, two from alike_names").fetchnumpy().values()
    return {ordered(names[at], names[other]) for at, other in zip(one, two, strict=True)}


def by_rapidfuzz(names: list[str]) -> Pairs:
    scores = cdist(
        names, names, scorer=JaroWinkler.normalized_similarity, score_cutoff=SIMILARITY - 1e-6, workers=THREADS
    )
    found: Pairs = set()
    for at, row in enumerate(scores):
        found.update(ordered(names[at], names[other]) for other in at + 1 + np.flatnonzero(row[at + 1 :] >= SIMILARITY))
    return found


def measure(quick: bool, rounds: int = 5) -> Iterator[Row]:
    """A row for real names, and one for many made-up ones."""
    real = real_names()
    for title, names in (("systems, results and chips", real), ("made up", made_names(20_000, real))):
        found: dict[str, Pairs] = {}

        def run(find: Callable[[list[str]], Pairs], names: list[str] = names, kept: dict[str, Pairs] = found) -> None:
            kept[find.__name__] = find(names)

        calls = (partial(call, partial(run, find)) for find in (by_duckdb, by_rapidfuzz))
        one, two, ratio = pairs(*calls, rounds=1 if quick else rounds)
        ours, theirs = found["by_duckdb"], found["by_rapidfuzz"]
        differing = sorted(ours ^ theirs)
        why = f"{len(differing)} pairs differ, such as {differing[:3]}" if differing else _WHY
        what = f"{title}, {len(names):,} names, {len(ours):,} pairs"
        peer = f"{named('rapidfuzz')}, cdist"
        yield Row("near names", what, one, peer, two, ratio, GOAL, equal=not differing, why=why)


def ordered(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one < two else (two, one)


def main() -> None:
    from run import HEAD, line

    rows = list(measure(False, int(sys.argv[1]) if len(sys.argv) > 1 else 5))
    print("\n".join([HEAD, *map(line, rows)]))
    sys.exit(any(row.is_short or row.equal is False for row in rows))


if __name__ == "__main__":
    main()
