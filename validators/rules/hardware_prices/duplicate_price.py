"""A price that we hold already."""

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Keys, Rule
from compute_trends.validators.rules.shared.identities import link_sql
from compute_trends.validators.rules.shared.other_record import record_sql

_SAME = ("accelerator", "price_kind", "price_date")

_KEY = (
    f"{', '.join(_SAME)}, {folded_sql('vendor')} as vendor_key, {link_sql('source_url')} as link, "
    "list_sort(locations)::VARCHAR as places, chip_count, price_usd, price_usd_per_chip_hour"
)

_PRICE = {
    "accelerator": "nvidia-tesla-k80",
    "price_kind": "purchase",
    "price_date": "2031-02-01",
    "price_usd": 100.0,
    "vendor": "A Shop",
}

RULE = Rule(
    id="duplicate-price",
    layer="duplicate",
    severity="warning",
    datasets=("hardware_prices",),
    title="The same price of the same vendor on the same day is there already",
    explanation=(
        "A price that is entered twice weighs twice in every fit of price against time. Two prices are the same where "
        "chip, kind, date, amount, vendor (but for case and punctuation), place, number of chips and link agree."
    ),
    fix="Leave the second one out; if the offers differ, fill in what tells them apart (place, number of chips, link).",
    source="Measured on hardware_prices 2025.6.0: no two of 769 prices agree in all of these.",
    reach=Keys("prices of one chip and day", "[concat_ws(' ', accelerator, price_date)]"),
    reads=(
        "record_id",
        "accelerator",
        "vendor",
        "locations",
        "price_date",
        "price_kind",
        "price_usd",
        "price_usd_per_chip_hour",
        "chip_count",
        "source_url",
    ),
    opens=("hardware_prices",),
    sql=f"""
        with mine as (select _row, record_id, {_KEY} from submission),
        held as (
          select *, null as _row from (
            select record_id, {_KEY} from hardware_prices
            where (accelerator, price_date) in (select (accelerator, price_date) from mine))
          union all by name select record_id, {_KEY}, _row from submitted_hardware_prices),
        ends as (
          select * exclude (record_id, _row), min(coalesce(record_id, '')) as first_id,
            max(coalesce(record_id, '')) as last_id
          from held group by all having first_id <> last_id)
        select m._row, case when m.price_usd is null then 'price_usd_per_chip_hour' else 'price_usd' end as "column",
          coalesce(m.price_usd, m.price_usd_per_chip_hour) as value,
          format('{{}} has the same price of the same vendor on {{}}', other, m.price_date) as message,
          {record_sql("hardware_prices", "other", "other not in (select record_id from hardware_prices)")} as evidence
        from (
          select m._row, m.price_usd, m.price_usd_per_chip_hour, m.price_date,
            case when e.first_id = coalesce(m.record_id, '') then e.last_id else e.first_id end as other
          from mine m join ends e on {" and ".join(f"m.{name} = e.{name}" for name in _SAME)}
            and m.vendor_key is not distinct from e.vendor_key and m.link is not distinct from e.link
            and m.places is not distinct from e.places and m.chip_count is not distinct from e.chip_count
            and m.price_usd is not distinct from e.price_usd
            and m.price_usd_per_chip_hour is not distinct from e.price_usd_per_chip_hour) m
    """,
    applies=f"select _row from submission where {' and '.join(f'{name} is not null' for name in _SAME)} "
    "and coalesce(price_usd, price_usd_per_chip_hour) is not null",
    needs=" and ".join(f"{name} is not null" for name in _SAME),
    passes=(
        [_PRICE | {"record_id": "one"}, _PRICE | {"record_id": "two", "price_usd": 101.0}],
        [_PRICE | {"record_id": "one"}, _PRICE | {"record_id": "two", "chip_count": 8}],
    ),
    fails=([_PRICE | {"record_id": "one"}, _PRICE | {"record_id": "two", "vendor": "a shop"}],),
)
