"""Memory counted in GiB in a column where a GB is 1e9 bytes."""

from compute_trends.validators.rule import Rule, Threshold

#: A whole number of MiB; or of GiB but for rounding, as 51.54e9 is 48 GiB.
_BINARY = """(memory_byte % 1048576 = 0 and memory_byte % 1000000 <> 0
    or memory_byte % 100000000 <> 0 and memory_byte >= 1073741824
    and abs(memory_byte / 1073741824 - round(memory_byte / 1073741824)) <= $rounding * memory_byte / 1073741824)"""
#: As many GB as the label says, whatever the row does.
_LABEL = "round(memory_byte / 1073741824)"

RULE = Rule(
    id="memory-in-binary-bytes",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The memory is a round number of GiB, not of GB",
    explanation=(
        "Memory is written as makers label it, with 1e9 bytes to a GB, whether or not the chips hold a few per cent "
        "more. A value in powers of two beside 80,000,000,000 elsewhere would look like 7% more memory."
    ),
    fix="Write the number of GB on the label times 1e9; the message says how much that is.",
    source="The convention of this table, which all 2,413 chips of accelerators 2026.8.2 with a memory keep.",
    reads=("memory_byte",),
    sql=f"""
        select _row, 'memory_byte' as "column", memory_byte as value,
          format('{{:.0f}} bytes are {{:g}} GiB; as {{:g}} GB on the label they are written {{:.0f}}', memory_byte,
            gib, gib, gib * 1e9) as message,
          null as evidence
        from (select *, if(memory_byte % 1048576 = 0, memory_byte / 1073741824, {_LABEL}) as gib from submission)
        where {_BINARY}
    """,
    applies="select _row from submission where memory_byte is not null",
    thresholds=(
        Threshold("rounding", 0.0005, "share of the memory", "four digits of a number of GiB; no other chip is near"),
    ),
    passes=({"memory_byte": 80e9}, {"memory_byte": 1.024e9}, {"memory_byte": 11.8e9}),
    fails=({"memory_byte": 85899345920}, {"memory_byte": 51.54e9}, {"memory_byte": 25.77e9}),
)
