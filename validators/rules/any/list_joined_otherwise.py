"""An item of a list that is several known items, joined by a comma or another mark."""

from __future__ import annotations

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.datasets import datasets_where
from compute_trends.validators.rules.shared.texts import any_text

_MARKS = r"\s*[,|/&\n]\s*|\s+and\s+"


def _lists(schema: TableSchema) -> list[Column]:
    """Lists of free items; of those that name a record of ours, an unknown one is an error already."""
    return [
        column
        for column in schema.columns
        if column.is_list
        and not (column.item_enum or column.name.endswith("urls"))
        and not (column.reference and column.reference["severity"] == "error")
    ]


def _sql(schema: TableSchema) -> str:
    cells = ", ".join(f"{{'name': '{column.name}', 'items': {column.name}}}" for column in _lists(schema))
    return f"""
        with joined as (
          select distinct _row, name, item, regexp_split_to_array(item, '{_MARKS}') as parts
          from (
            select _row, cell.name as name, unnest(cell.items) as item
            from (select _row, unnest([{cells}]) as cell from submission))
          where regexp_matches(item, '{_MARKS}')),
        known as (
          select distinct name, item from (
            select cell.name as name, unnest(cell.items) as item
            from (select unnest([{cells}]) as cell from {schema.name})))
        select j._row, j.name as "column", j.item as value,
          'holds ' || len(j.parts) || ' items that we know; join them by semicolons: ' || array_to_string(j.parts, ';')
            as message,
          null as evidence
        from joined j
        where len(j.parts) > 1 and not exists (from known k where k.name = j.name and k.item = j.item)
          and len(j.parts) = (
            select count(*) from (select unnest(j.parts) as part) p
            where exists (from known k where k.name = j.name and k.item = p.part))
    """


def _first_known(schema: TableSchema) -> str:
    """A probe: a row wherever what stands before the first mark in an item is an item that we know, of any list."""
    items = f"select unnest(flatten([{', '.join(column.name for column in _lists(schema))}]))"
    return f"""
        select 1 from ({items} as item from submission)
        where regexp_matches(item, '{_MARKS}')
          and regexp_split_to_array(item, '{_MARKS}')[1] in ({items} from {schema.name})
    """


RULE = Rule(
    id="list-joined-otherwise",
    layer="plausibility",
    severity="error",
    datasets=datasets_where(_lists),
    title="A list is joined by something else than semicolons",
    explanation=(
        "Items of a list are joined by semicolons, since names hold commas. An item that is two names which other "
        "records have, with a comma, a slash or the word and between them, is a list that was joined in another way: "
        "it would count as one new name."
    ),
    fix='Join the items by semicolons: a;b in a table, [a, b] in YAML, ["a", "b"] in JSON.',
    source="The items of the newest version of the dataset; none of them consists of others of them.",
    binds="submitted",
    reads=lambda schema: (column.name for column in _lists(schema)),
    opens=lambda schema: (schema.name,),
    sql=_sql,
    probe=_first_known,
    needs=any_text(_lists, f"regexp_matches({{texts}}, '{_MARKS}')", between=";"),
    passes=(
        {"countries": ["Canada", "France"], "organizations": ["NERSC, Lawrence Berkeley National Laboratory"]},
        {"organizations": ["Zork, Quax and Sons"]},
    ),
    fails=(
        {"countries": ["Canada, France"]},
        {"domains": ["Language,Vision"]},
        {"organizations": ["Google", "OpenAI and Microsoft"]},
    ),
)
