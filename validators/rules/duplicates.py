"""Records that say again, under another record_id, what we hold or what is submitted beside them.

Each rule looks up `held_<dataset>` (`validators.identities`) by equality of what makes a pair, so that its cost grows
with the rows and not with their pairs. One row has at most one finding of a rule, on the first record that it repeats.
"""

from __future__ import annotations

from collections.abc import Callable

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.identities import IDENTITIES, NAMED, prepare_held, words_sql
from compute_trends.validators.rules.shared.near_names import (
    DAYS,
    SIMILARITY,
    WORD_SIMILARITY,
    prepare_near,
    words_apart,
)
from compute_trends.validators.rules.shared.other_record import record_sql

_RATIO = Threshold(
    "same_ratio", 1.05, None, "Two accounts of one run round differently; sizes of one family differ by far more."
)

#: Dates, where both are known, are close, and no number of one contradicts the other.
_AGREE = """coalesce(abs(s.d - h.d) <= $day_window, true)
    and coalesce(list_bool_and([coalesce(x[1] = x[2] or (x[1] > 0 and x[2] > 0
      and greatest(x[1] / x[2], x[2] / x[1]) <= $same_ratio), true) for x in list_zip(s.numbers, h.numbers)]), true)"""

#: `held_<dataset>` keeps the records of one submission and the shipped ones; a record is not its own duplicate.
_OTHER = "s.id is distinct from h.id"


#: A shipped record that is checked again stands twice in `held_<dataset>`; as the other of a pair it is the shipped
#: one, whose row comes first.
def _first(row: str) -> str:
    return f"arg_min({row}, (coalesce(id, ''), {row}))"


def _last(row: str) -> str:
    return f"arg_max({row}, (coalesce(id, ''), -{row}))"


def _finding(dataset: str, pairs: str, what: str, where: str = "true") -> str:
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


def _same(dataset: str, column: str, other: str) -> str:
    """Pairs that agree in `column`, key and `other`: a row with the first of its group, the first with the last.

    All of a group repeat each other, so two of them are enough, and the cost stays linear.
    """
    return f"""
        select s._row, case when g.first_id = coalesce(s.id, '') then g.last_row else g.first_row end as other
        from held_{dataset} s join (
          select {column}, key, {other}, min(coalesce(id, '')) as first_id, max(coalesce(id, '')) as last_id,
            {_first("rowid")} as first_row, {_last("rowid")} as last_row
          from held_{dataset}
          where {column} in (select {column} from held_{dataset} where _row is not null)
          group by all having first_id <> last_id) g
            on g.{column} = s.{column} and g.key = s.key and g.{other} = s.{other}
        where s._row is not null and s.{column} <> ''"""


def _name_sql(schema: TableSchema) -> str:
    return _finding(
        schema.name, _same(schema.name, "fold", "digits"), "but for case and punctuation this is the name of"
    )


def _near_sql(schema: TableSchema) -> str:
    pairs = f"select * from near_{schema.name}"
    return _finding(schema.name, pairs, "but for a few letters this is the name of", _AGREE)


def _related(dataset: str) -> str:
    """Whether the words that one name has more say nothing of another version or variant."""
    known = "true"
    if variants := IDENTITIES[dataset].variants:
        more = f"({words_apart('s.name', 'h.name')} || {words_apart('h.name', 's.name')})"
        known = f"not list_has_any({more}, {list(variants)}) and not list_bool_or([len(w) = 1 for w in {more}])"
    return f"{_OTHER} and s.fold <> h.fold and contains(s.name, '+') = contains(h.name, '+') and {known}"


def _shortened(held: str, evidence: str) -> str:
    """Pairs with equal `evidence` of which one has the name of the other without a run of words."""
    return f"""
        with near as (
          select *, rowid as place, {words_sql("name")} as words from {held}
          where {evidence} in (select {evidence} from {held} where _row is not null)),
        runs as (
          select distinct place, _row, id, result, {evidence},
            regexp_replace(array_to_string(words[1:i - 1] || words[j + 1:], ''), 'v([0-9])', '\\1', 'g') as fold
          from near, unnest(range(1, least(len(words), 30) + 1)) as a(i),
            unnest(range(i, least(len(words), 30, i + 5) + 1)) as b(j)
          where j - i + 1 < len(words)),
        ends as (
          select fold, result, {evidence}, min(coalesce(id, '')) as first_id,
            {_first("place")} as first_row, {_last("place")} as last_row
          from near group by all)
        select r._row, case when e.first_id = coalesce(r.id, '') then e.last_row else e.first_row end as other
        from runs r join ends e on e.fold = r.fold and e.result = r.result and e.{evidence} = r.{evidence}
        where r._row is not null
        union all
        select s._row, r.place from near s join (
          select fold, result, {evidence}, unnest(places) as place from (
            select fold, result, {evidence},
              [{_first("place")}, {_last("place")}] as places
            from runs group by fold, result, {evidence})) r
            on r.fold = s.fold and r.result = s.result and r.{evidence} = s.{evidence}
        where s._row is not null"""


def _link_sql(schema: TableSchema) -> str:
    what = "with some words more or less, and the same link, this is"
    pairs = _shortened(f"held_{schema.name}", "link")
    return _finding(schema.name, pairs, what, f"{_related(schema.name)} and {_AGREE}")


def _numbers_sql(schema: TableSchema) -> str:
    what = "the same numbers and date are those of"
    if IDENTITIES[schema.name].numbers_identify:
        pairs = _same(schema.name, "numbers_key", "result")
        return _finding(schema.name, pairs, what, f"{_OTHER} and s.fold <> h.fold")
    # Related names with the same link are what duplicate-link reports.
    where = f"{_related(schema.name)} and not coalesce(s.link = h.link, false)"
    return _finding(schema.name, _shortened(f"held_{schema.name}", "numbers_key"), what, where)


def _applies(column: str) -> Callable[[TableSchema], str]:
    return lambda schema: (
        f"select h._row from held_{schema.name} h semi join submission s on s._row = h._row "
        f"where h.{column} is not null /* of {schema.name} */"
    )


_ALEXNET = {"record_id": "another-alexnet", "publication_date": "2012-09-30"}
_FIX = (
    "If both are one thing, keep one: correct a record that we hold through datasets/<dataset>/corrections.yaml "
    "(upstream) or in records.csv (submitted) instead of submitting it again; of two that are submitted, leave one "
    "out. If not, say in the name what sets them apart."
)

RULES = (
    Rule(
        id="duplicate-name",
        layer="duplicate",
        severity="warning",
        datasets=NAMED,
        title="Another record has this name",
        explanation=(
            "Case, accents, spaces, punctuation and the v of a version say nothing about what a name means, so names "
            "are compared without them; a plus sign counts (DeepLabV3 and DeepLabV3+ differ). Two records of one "
            "thing count it twice in every trend. Results are the same only if benchmark, metric, shots, score and "
            "link agree, networks only if image size and setup do."
        ),
        fix=_FIX,
        source="Folded names are unique in milestone_systems 2026.8.0 (n = 1,050), accelerators 2026.5.0 (n = 2,849).",
        sql=_name_sql,
        applies=_applies("fold"),
        prepare=prepare_held,
        passes=(
            {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet"},
            {"_dataset": "milestone_systems", "record_id": "a-new-one", "name": "Grondhal 7B"},
        ),
        fails=(
            {"_dataset": "milestone_systems", "record_id": "another-alexnet", "name": "Alex-NET"},
            {"_dataset": "accelerators", "record_id": "a100-80", "name": "Nvidia A100 SXM4-80GB"},
            [
                {"_dataset": "milestone_systems", "record_id": "grondhal-7b", "name": "Grondhal 7B"},
                {"_dataset": "milestone_systems", "record_id": "grondhal-v7", "name": "grondhal v7-b"},
            ],
        ),
    ),
    Rule(
        id="duplicate-near-name",
        layer="duplicate",
        severity="warning",
        datasets=NAMED,
        title="A record of about the same date has nearly this name",
        explanation=(
            "A name that differs in a letter or two from one of about the same date is mostly a slip of the pen. "
            "Names are near by Jaro-Winkler similarity of the folded names; the numbers in them have to be equal "
            "(Llama 2-7B and Llama 2-70B differ), words that differ have to be spelt alike, and no quantity of one "
            "record may contradict the other."
        ),
        fix=_FIX,
        source="Winkler (1990), String comparator metrics; thresholds measured on the names of the datasets.",
        thresholds=(
            SIMILARITY,
            WORD_SIMILARITY,
            DAYS,
            _RATIO,
        ),
        sql=_near_sql,
        applies=_applies("fold"),
        prepare=prepare_near,
        passes=(
            {"_dataset": "milestone_systems", "record_id": "x", "name": "AlexNett", "publication_date": "2019-01-01"},
            {
                "_dataset": "milestone_systems",
                "record_id": "llama-2-71b",
                "name": "Llama 2-71B",
                "publication_date": "2023-07-18",
            },
        ),
        fails=(
            {"_dataset": "milestone_systems", "name": "AlexNett", **_ALEXNET},
            {"_dataset": "milestone_systems", "name": "Alxenet", **_ALEXNET},
        ),
    ),
    Rule(
        id="duplicate-link",
        layer="duplicate",
        severity="warning",
        datasets=NAMED,
        title="A record with the same link has this name but for some words",
        explanation=(
            "One paper often has several systems, and their names differ in a size or a variant. Where one name is "
            "the other with a run of words left out, the link and the date are the same and no quantity contradicts, "
            "they are mostly one system under two names (GPT-3 and GPT-3 175B). Links are compared without scheme, "
            "www., trailing slash and arXiv version."
        ),
        fix=_FIX,
        source="Measured on milestone_systems 2026.8.0: 15 of 1,045 systems with a link are in such pairs.",
        thresholds=(DAYS, _RATIO),
        sql=_link_sql,
        applies=_applies("link"),
        prepare=prepare_held,
        passes=(
            {
                "_dataset": "milestone_systems",
                "record_id": "gpt-3-13b",
                "name": "GPT-3 13B",
                "parameters": 1.3e10,
                "publication_date": "2020-05-28",
                "source_url": "https://arxiv.org/abs/2005.14165",
            },
        ),
        fails=(
            {
                "_dataset": "milestone_systems",
                "record_id": "gpt-3-175b",
                "name": "GPT-3 (175B)",
                "publication_date": "2020-05-28",
                "source_url": "https://arxiv.org/pdf/2005.14165v4",
            },
        ),
    ),
    Rule(
        id="duplicate-numbers",
        layer="duplicate",
        severity="warning",
        datasets=NAMED,
        title="A record with another name has the same numbers and date",
        explanation=(
            "Equal parameters, training compute, dataset size and date under two names are mostly one system, or a "
            "number copied to the wrong row. Chips and reported results share their numbers more often (boards of one "
            "die, results of one model), so there one name has to be the other with a run of words left out."
        ),
        fix=_FIX + " If a number was copied from another row, put the right one.",
        source="Measured on the newest versions: 2 of 634 milestone systems share all numbers and the date.",
        sql=_numbers_sql,
        applies=_applies("numbers_key"),
        prepare=prepare_held,
        passes=({"_dataset": "milestone_systems", "record_id": "x", "name": "X", "parameters": 60000000},),
        fails=(
            [
                {
                    "_dataset": "milestone_systems",
                    "record_id": record_id,
                    "name": name,
                    "parameters": 1.5e9,
                    "training_compute_flop": 2e21,
                    "publication_date": "2024-03-01",
                }
                for record_id, name in (("grondhal", "Grondhal"), ("a-base", "A base"))
            ],
        ),
    ),
)
