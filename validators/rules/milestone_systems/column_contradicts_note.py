"""A value that contradicts the note on the training compute of its own row."""

from compute_trends.validators.rule import Rule

#: Columns of numbers that notes contradict, and the version of the table whose notes were read.
_COLUMNS = (
    "parameters", "training_dataset_size_datapoint", "epochs", "batch_size", "training_time_hour", "hardware_quantity",
    "fine_tune_compute_flop",
)  # fmt: skip
_READ = "v2026_8_0.milestone_systems"
_CELLS = ", ".join(
    f"case when s.{name} = m.{name} then {{'name': '{name}', 'value': s.{name}::double}} end" for name in _COLUMNS
)

RULE = Rule(
    id="column-contradicts-note",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="A value contradicts the note on the training compute of its own row",
    explanation=(
        "A note that explains the training compute multiplies parameters, data, chips and time. Where the row states "
        "others, and the note shows the right value, the row is corrected and the rule is silent; where it shows only "
        "that the value belongs to something else, such as the fine-tuning or another system, the value stays and the "
        "rule says so."
    ),
    fix="Look the note up in compute_contradictions, and state the value of the run behind the training compute.",
    source="Dataset compute_contradictions; the notes stand in the table of Epoch AI.",
    reads=("record_id", *_COLUMNS),
    opens=("compute_contradictions", "milestone_systems"),
    applies=(
        "select _row from submission "
        "where record_id in (select record_id from milestone_systems where estimate_read_twice)"
    ),
    needs="record_id is not null",
    probe="select 1 from submission s join compute_contradictions c on c.milestone_system = s.record_id",
    sql=f"""
        select _row, cell.name as "column", cell.value as value,
          format('{{:.6g}} contradicts the note on the training compute of the row: {{}}', cell.value,
            other_columns_note) as message,
          'compute_contradictions/' || id as evidence
        from (
          select s._row, c.record_id as id, c.other_columns, c.other_columns_note, unnest([{_CELLS}]) as cell
          from submission s join {_READ} m using (record_id)
            join compute_contradictions c on c.milestone_system = s.record_id)
        where list_contains(other_columns, cell.name)
    """,
    passes=({"record_id": "rnn-lm", "epochs": 20}, {"record_id": "a-new-system", "epochs": 1}),
    fails=(
        {"record_id": "rnn-lm", "epochs": 1},
        {"record_id": "pyramidnet", "training_dataset_size_datapoint": 1.28e6},
    ),
)
