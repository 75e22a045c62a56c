"""A source that the dataset's origin.yaml does not list."""

from __future__ import annotations

from compute_trends.catalog.files.source_keys import source_keys
from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.rule import Rule

#: The source of records that somebody submitted, beside the keys of curated sources.
SUBMITTED = "submitted"


def _sql(schema: TableSchema) -> str:
    keys = source_keys(schema.name)
    listed = ", ".join(map(text_literal, keys))
    return f"""
        select _row, if(source = '{SUBMITTED}', 'admission', 'source') as "column",
          if(source = '{SUBMITTED}', admission, source) as value,
          if(source = '{SUBMITTED}',
            'a record that is submitted is none that was taken over from a source, as `upstream` says',
            format('{{}} is no source of {schema.name}; its sources are {{}}', source,
              {text_literal(", ".join(dict.fromkeys([*keys, SUBMITTED])))})) as message,
          'datasets/{schema.name}/origin.yaml' as evidence
        from submission
        where source is not null and not list_contains([{listed}], source)
          and (source <> '{SUBMITTED}' or admission = 'upstream')
    """


RULE = Rule(
    id="source-unknown",
    layer="reference",
    severity="error",
    datasets=dataset_names(),
    title="The source is none that the dataset lists",
    explanation=(
        "`source` is a key into the dataset's origin.yaml, where licence, date and account of every curated source "
        "stand; a record whose source is not listed cannot be attributed. What somebody submits comes from no such "
        "table: its source is `submitted`, and `source_url` says where the facts are."
    ),
    fix=(
        "Write `submitted` as source and admission of your own record, and the page that states its facts in "
        "source_url; `upstream` is for records taken over from a source that the dataset lists."
    ),
    source="The sources in the datasets' origin.yaml files.",
    reads=("source", "admission"),
    sql=_sql,
    applies="select _row from submission where source is not null",
    passes=(
        {"_dataset": "milestone_systems", "source": "epoch-2026-08", "admission": "upstream"},
        {"_dataset": "milestone_systems", "source": "submitted", "admission": "submitted"},
    ),
    fails=(
        {"_dataset": "milestone_systems", "source": "epoch-2036-08", "admission": "submitted"},
        {"_dataset": "milestone_systems", "source": "submitted", "admission": "upstream"},
    ),
)
