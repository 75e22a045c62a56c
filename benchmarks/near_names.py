"""Nearly equal names beside rapidfuzz: python benchmarks/near_names.py [rounds]

Both get the same folded names and find every pair with a Jaro-Winkler similarity of at least the threshold of the rule
duplicate-near-name, on two threads. The two run in turn, round after round, and the median of the ratios of the pairs
is reported. Stops with an error where the sets of pairs differ. The threshold is a hair lower in both: rapidfuzz works
in single precision, and many similarities are exactly the threshold.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable

import duckdb
import numpy as np
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

import compute_trends
from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.registry import find_rule
from compute_trends.validators.rules.shared.near_names import find_similar, measure

GOAL = 1.2
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
    measure(connection, "(select rowid as place, rowid as _row, rowid as id, '' as block, 0 as day, fold from names)")
    find_similar(connection, SIMILARITY)
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


def ordered(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one < two else (two, one)


def timed(find: Callable[[list[str]], Pairs], names: list[str]) -> tuple[float, Pairs]:
    begin = time.perf_counter()
    found = find(names)
    return time.perf_counter() - begin, found


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    real = real_names()
    print(f"| names | | pairs | ours (s) | rapidfuzz cdist (s) | ratio, median of {rounds} | goal, at most |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    missed = False
    for title, names in (("systems, results and chips", real), ("made up", made_names(20_000, real))):
        ours: list[tuple[float, Pairs]] = []
        theirs: list[tuple[float, Pairs]] = []
        for turn in range(rounds):
            for find in (by_duckdb, by_rapidfuzz) if turn % 2 else (by_rapidfuzz, by_duckdb):
                seconds, pairs = timed(find, names)
                (ours if find is by_duckdb else theirs).append((seconds, pairs))
            if ours[-1][1] != theirs[-1][1]:
                differing = sorted(ours[-1][1] ^ theirs[-1][1])
                sys.exit(f"{title}: {len(differing)} pairs differ, such as {differing[:3]}")
        ratio = statistics.median(a / b for (a, _), (b, _) in zip(ours, theirs, strict=True))
        missed |= ratio > GOAL
        print(
            f"| {title} | {len(names):,} | {len(ours[0][1]):,} | {statistics.median(s for s, _ in ours):.2f} "
            f"| {statistics.median(s for s, _ in theirs):.2f} | {ratio:.2f} | {GOAL} |",
            flush=True,
        )
    sys.exit(missed)


if __name__ == "__main__":
    main()
