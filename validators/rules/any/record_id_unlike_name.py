"""A record_id that has few words of the name."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.identities import ids_of_names, words_sql


def _foreign(schema: TableSchema) -> str:
    words = f"list_distinct({words_sql('name')})"
    return f"""
        select _row, 'record_id' as "column", record_id as value,
          format('{{}} has {{}} of the {{}} words of the name {{}}', record_id, found, total, name) as message,
          null as evidence
        from (
          select _row, record_id, name, len(words) as total,
            len(list_filter(words, lambda w: contains(replace(record_id, '-', ''), w))) as found
          from (select _row, record_id, name, {words} as words
            from submission where name is not null and record_id is not null)
          where not list_bool_or([regexp_matches(w, '[^a-z0-9]') for w in words]))
        where total > 0 and found < $least_share * total
    """


#: Where the letters and digits of the name are not in the id as they stand, or are not all ASCII.
_UNLIKE = r"""name is not null and record_id is not null and (strlen(name) > length(name) or contains(name, '+')
    or not contains(replace(record_id, '-', ''), regexp_replace(lower(name), '[^a-z0-9]+', '', 'g')))"""


RULE = Rule(
    id="record-id-unlike-name",
    layer="reference",
    severity="warning",
    datasets=ids_of_names(),
    title="The record_id says nothing of the name",
    explanation=(
        "Ids are made from names, in lower case with hyphens, so that people can read them in diffs and links. "
        "An id that has few words of the name was often left over from the record that served as a template."
    ),
    fix="Make the record_id from the name: lower-case letters and digits, words joined by hyphens.",
    source="Measured on the newest versions of the datasets; see the threshold.",
    reads=("record_id", "name"),
    thresholds=(Threshold("least_share", 0.5, None, "No record of the newest versions has less (n = 5,347)."),),
    sql=_foreign,
    applies="select _row from submission where name is not null and record_id is not null",
    needs=_UNLIKE,
    binds="submitted",
    passes=(
        {"_dataset": "milestone_systems", "record_id": "gpt-3-175b-davinci", "name": "GPT-3 175B (davinci)"},
        {"_dataset": "milestone_systems", "record_id": "a-made-up-system", "name": "Made-up: a system"},
    ),
    fails=({"_dataset": "milestone_systems", "record_id": "another-one", "name": "Grondhal 7B"},),
)
