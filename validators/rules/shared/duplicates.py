"""Pairs of records that say the same thing, and the finding on each.

Rules look up `held_<dataset>` (`identities`) by equality of what makes a pair, so that their cost grows with the rows
and not with their pairs. One row has at most one finding of a rule, on the first record that it repeats.
"""

from __future__ import annotations

from collections.abc import Callable

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.identities import identity, words_sql
from compute_trends.validators.rules.shared.near_names import words_apart
from compute_trends.validators.rules.shared.other_record import record_sql

RATIO = Threshold(
    "same_ratio", 1.05, None, "Two accounts of one run round differently; sizes of one family differ by far more."
)

#: Dates, where both are known, are close, and no number of one contradicts the other.
AGREE = """coalesce(abs(s.d - h.d) <= $day_window, true)
    and coalesce(list_bool_and([coalesce(x[1] = x[2] or (x[1] > 0 and x[2] > 0
      and greatest(x[1] / x[2], x[2] / x[1]) <= $same_ratio), true) for x in list_zip(s.numbers, h.numbers)]), true)"""

#: `held_<dataset>` keeps the records of one submission and the shipped ones; a record is not its own duplicate.
OTHER = "s.id is distinct from h.id"


#: Two systems that say of themselves that they are of one training run.
ONE_RUN = "coalesce(s.run = h.run, false)"


def first(row: str) -> str:
    """SQL for the first `row` of a group, by id.

    A shipped record that is checked again stands twice in `held_<dataset>`; as the other of a pair it is the shipped
    one, whose row comes first.
    """
    return f"arg_min({row}, (coalesce(id, ''), {row}))"


def last(row: str) -> str:
    """SQL for the last `row` of a group, by id; of two with one id the shipped one."""
    return f"arg_max({row}, (coalesce(id, ''), -{row}))"


def finding(dataset: str, pairs: str, what: str, where: str = "true") -> str:
    """One finding for each `_row` in `pairs` (_row, other), which gives the rowid of what it repeats."""
    return f"""
        with pairs as ({pairs}),
        judged as (
          select s._row, any_value(s.name) as name, any_value(s.d) as own_date, count(distinct h.id) as others,
            min_by({{id: coalesce(h.id, 'no record_id'), name: h.name, d: h.d, beside: h._row is not null}},
              (h.id, h.rowid)) as other
          from pairs join held_{dataset} s on s._row = pairs._row join held_{dataset} h on h.rowid = pairs.other
          where {where} group by s._row)
        select _row, 'name' as "column", name as value,
          if(name = other.name, 'this is the name of', '{what}')
            || format(' {{}} ({{}}{{}})', other.name, other.id, if(other.beside, ', submitted beside it', ''))
            || case when others > 1 then format(' and {{}} more', others - 1) else '' end as message,
          concat({record_sql(dataset, "other.id", "other.beside")}, ': ', other.name, coalesce(' of ' || other.d, ''),
            '; here: ', name, coalesce(' of ' || own_date, '')) as evidence
        from judged semi join submission using (_row)"""


def same(dataset: str, column: str, other: str) -> str:
    """Pairs that agree in `column`, key and `other`: a row with the first of its group, the first with the last.

    All of a group repeat each other, so two of them are enough, and the cost stays linear. Most groups are of one row
    and are left out first: what is kept of the first and last row of each cannot go to the disk.
    """
    return f"""
        select s._row, case when g.first_id = coalesce(s.id, '') then g.last_row else g.first_row end as other
        from held_{dataset} s join (
          select {column}, key, {other}, min(coalesce(id, '')) as first_id, max(coalesce(id, '')) as last_id,
            {first("rowid")} as first_row, {last("rowid")} as last_row
          from held_{dataset} semi join (
            select {column}, key, {other} from held_{dataset}
            where {column} in (select {column} from held_{dataset} where _row is not null)
            group by all having count(*) > 1) using ({column}, key, {other})
          group by all having first_id <> last_id) g
            on g.{column} = s.{column} and g.key = s.key and g.{other} = s.{other}
        where s._row is not null and s.{column} <> ''"""


def related(dataset: str) -> str:
    """Whether the words that one name has more say nothing of another version or variant."""
    known = "true"
    if variants := identity(dataset).variants:
        more = f"({words_apart('s.name', 'h.name')} || {words_apart('h.name', 's.name')})"
        known = f"not list_has_any({more}, {list(variants)}) and not list_bool_or([len(w) = 1 for w in {more}])"
    return f"{OTHER} and s.fold <> h.fold and contains(s.name, '+') = contains(h.name, '+') and {known}"


def shortened(held: str, evidence: str) -> str:
    """Pairs with equal `evidence` of which one has the name of the other without a run of words.

    A row has a score of shortened names. Only those that are a name of the same evidence are kept, as they are made:
    what is then stored are numbers, one for each kept name.
    """
    most = "least(len(words), 30)"
    text = "array_to_string(words[1:i - 1] || words[j + 1:], '')"
    return f"""
        with shared as (
          select result, {evidence} from {held} where {evidence} is not null group by all
          having bool_or(_row is not null) and min(fold) <> max(fold)),
        near as materialized (
          select rowid as place, _row, coalesce(id, '') as id, fold, hash(result, {evidence}) as family,
            {words_sql("name")} as words
          from {held} semi join shared using (result, {evidence})),
        ends as materialized (
          select family, fold, min(id) as first_id, {first("place")} as first_row, {last("place")} as last_row
          from near group by all),
        runs as materialized (
          select place, family, fold
          from (
            select place, family, if(contains(run, 'v'), regexp_replace(run, 'v([0-9])', '\\1', 'g'), run) as fold
            from (
              select place, family, {text} as run
              from (
                select place, family, words, i, unnest(range(i, least({most}, i + 5) + 1)) as j
                from (select place, family, words, unnest(range(1, {most} + 1)) as i from near where len(words) > 1))
              where j - i + 1 < len(words)))
          semi join ends using (family, fold))
        select n._row, case when e.first_id = n.id then e.last_row else e.first_row end as other
        from runs r join ends e using (family, fold) join near n on n.place = r.place
        where n._row is not null
        union all
        select s._row, r.place from near s join (
          select family, fold, unnest(places) as place from (
            select r.family, r.fold, [{first("place")}, {last("place")}] as places
            from runs r join near n using (place) group by all)) r
            on r.family = s.family and r.fold = s.fold
        where s._row is not null"""


#: Two names that are more than two ways to write one, of records that agree in what tells records of one name apart.
RENAMED = "s.fold <> h.fold and s.result = h.result"


def any_pair(column: str, where: str = "true") -> Callable[[TableSchema], str]:
    """A probe: whether another record has what a submitted one has in a column of `held_<dataset>`, and `where`."""
    return lambda schema: (
        f"select 1 from held_{schema.name} s join held_{schema.name} h on h.{column} = s.{column} "
        f"where s._row is not null and {OTHER} and {where}"
    )


def with_known(column: str) -> Callable[[TableSchema], str]:
    """The rows of which a column of `held_<dataset>` is known."""
    return lambda schema: (
        f"select h._row from held_{schema.name} h semi join submission s on s._row = h._row "
        f"where h.{column} is not null"
    )


FIX = (
    "If both are one thing, keep one: correct a record that we hold through datasets/<dataset>/corrections.yaml "
    "(upstream) or in records.csv (submitted) instead of submitting it again; of two that are submitted, leave one "
    "out. If not, say in the name what sets them apart."
)
