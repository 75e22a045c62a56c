"""Two sources that state different values of one chip, with nothing to decide between them."""

from compute_trends.validators.rule import Rule

#: What figures are computed from; area, transistors and process are shown in the column, and not found fault with.
_COLUMNS = (
    "fp32_vector_flop_per_s", "fp64_vector_flop_per_s", "memory_byte", "memory_bandwidth_byte_per_s", "tdp_w",
    "release_date",
)  # fmt: skip

_NAMES = ", ".join(f"'{name}'" for name in _COLUMNS)

_VALUES = " ".join(f"when '{name}' then {name}::VARCHAR" for name in _COLUMNS)

RULE = Rule(
    id="accelerator-sources-disagree",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="Another source states another value, and nothing decides between them",
    explanation=(
        "Where sources differ by more than 2% (memory 5%), or a month, contested_values keeps the value that was not "
        "taken, with the reason: another clock, one chip of a board, a declared choice or a correction. Where that "
        "reason is only that the preferred source stands, one of the two is wrong and nobody has looked."
    ),
    fix=(
        "Look the value up at the maker's: an entry in datasets/accelerators/choices.yaml says which source is right, "
        "one in corrections.yaml that neither is, with the page as evidence."
    ),
    source="The sources of accelerators against each other; 66 values in 2026.8.0, none in 2026.8.2.",
    reads=("contested_values", "contributing_sources", *_COLUMNS),
    sql=f"""
        with items as (
          select *, unnest(contested_values) as item from submission where contested_values is not null)
        select _row, split_part(item, '=', 1) as "column", case split_part(item, '=', 1) {_VALUES} end as value,
          format('{{}} says {{}} where this record has another value, and nothing decides between them',
            regexp_extract(item, '\\(([^,]*),', 1), regexp_extract(item, '=([^ ]*) ', 1)) as message,
          item as evidence
        from items
        where item like '%, preferred)' and split_part(item, '=', 1) in ({_NAMES})
    """,
    applies="select _row from submission where len(contributing_sources) > 1 or contested_values is not null",
    needs="contested_values is not null",
    passes=(
        {"tdp_w": 200, "contested_values": ["tdp_w=285 (epoch-ml-hardware-2026-05, declared)"]},
        {"die_size_mm2": 529, "contested_values": ["die_size_mm2=304 (epoch-chips-2025-06, preferred)"]},
    ),
    fails=({"tdp_w": 225, "contested_values": ["tdp_w=140 (epoch-chips-2025-06, preferred)"]},),
)
