"""A training compute that contradicts the note of its own source."""

from compute_trends.validators.rule import Rule

_AUDITED = "record_id in (select record_id from milestone_systems where estimate_read_twice)"

RULE = Rule(
    id="compute-contradicts-note",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training compute contradicts the note that explains it",
    explanation=(
        "The notes behind the training compute of Epoch's table were read twice, and a third reader decided every "
        "difference: 35 figures contradict their own note, by a factor left out or counted twice, a slip of "
        "arithmetic or units, or the figure of another system. Where the slip is certain and the note's own method "
        "gives a value, the figure is corrected and the rule is silent; the others keep what the source states."
    ),
    fix="Look the calculation up in compute_contradictions, and state the compute that the source's method gives.",
    source="Dataset compute_contradictions; the notes stand in the table of Epoch AI.",
    reads=("record_id", "training_compute_flop"),
    opens=("compute_contradictions", "milestone_systems"),
    applies=f"select _row from submission where training_compute_flop is not null and {_AUDITED}",
    needs="training_compute_flop is not null and record_id is not null",
    probe="select 1 from submission s join compute_contradictions c on c.milestone_system = s.record_id",
    sql="""
        select s._row, 'training_compute_flop' as "column", s.training_compute_flop as value,
          format('{:.3g} FLOP contradicts its own note ({}, {})', s.training_compute_flop, replace(c.slip, '_', ' '),
              c.certainty)
            || coalesce(format('; without the slip the note gives {:.3g}', c.recomputed_training_compute_flop), '')
            as message,
          'compute_contradictions/' || c.record_id || ': ' || c.basis as evidence
        from submission s join compute_contradictions c on c.milestone_system = s.record_id
        where c.verdict = 'contradiction'
          and s.training_compute_flop between c.stated_training_compute_flop * (1 - 1e-9)
            and c.stated_training_compute_flop * (1 + 1e-9)
    """,
    passes=(
        {"record_id": "inkling", "training_compute_flop": 1.107e25},
        {"record_id": "a-new-system", "training_compute_flop": 1.845e24},
    ),
    fails=({"record_id": "inkling", "training_compute_flop": 1.845e24},),
)
