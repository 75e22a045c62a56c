"""A submitted price without the page that states it."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import PURCHASE, RENTAL

RULE = Rule(
    id="price-source-missing",
    layer="inclusion",
    severity="error",
    datasets=("hardware_prices",),
    title="No source for a submitted price",
    explanation=(
        "Prices change within weeks and pages with them. Without a page, best an archived one, nobody can tell "
        "which configuration, commitment and currency a price was for. Of the shipped prices 99% have one."
    ),
    fix="Give the page that states the price in source_url, if possible its copy in a web archive.",
    source="Criterion of the dataset: a dated price from a page that can be read again.",
    binds="submitted",
    sql="""
        select _row, 'source_url' as "column", null as value, 'no page is linked that states the price' as message,
          null as evidence
        from submission where source_url is null
    """,
    passes=(PURCHASE, RENTAL),
    fails=({name: value for name, value in PURCHASE.items() if name != "source_url"},),
)
