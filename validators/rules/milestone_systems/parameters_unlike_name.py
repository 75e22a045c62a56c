"""The number of parameters that a name states against the number in the record."""

from compute_trends.validators.rule import Rule, Threshold

_TOKENS = r"""
    with named as (
        select _row, name, parameters, list_transform(
            regexp_extract_all(name, '(?:^|[^A-Za-z0-9.])([0-9]+(?:\.[0-9]+)? ?[KkMmBbTt])(?:$|[^A-Za-z0-9.])', 1),
            lambda t: trim(left(t, -1))::double * pow(1000, strpos('KMBT', upper(right(t, 1))))) as sizes
        from submission where parameters > 0 and regexp_matches(name, '[0-9] ?[KkMmBbTt]')),
    judged as (
        select *, list_min(list_transform(sizes, lambda v: abs(log10(parameters / v)))) as distance
        from named where len(sizes) > 0 and list_min(sizes) > 0)
"""

RULE = Rule(
    id="parameters-unlike-name",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The name states another number of parameters",
    explanation=(
        "Names such as `GPT-3 175B` or `LLaMA-65B` state the number of parameters; 109 of 113 such names agree with "
        "the record to within 20%. A number that differs is mostly a slip of 1e3, or that of another model of the "
        "family. A few names state tokens of training data (GloVe 6B) instead."
    ),
    fix="Correct the parameters, or the name if it is that of another size.",
    source="The names and parameters in milestone_systems.",
    reads=("name", "parameters"),
    thresholds=(
        Threshold(
            "most_factor", 2, None, "Measured on milestone_systems 2026.8.0: 3 of 113 names with a size differ by more."
        ),
    ),
    sql=_TOKENS
    + """
        select _row, 'parameters' as "column", parameters as value,
            format('{:.3g} parameters, but the name {} says {:.3g}', parameters, name, sizes[1]) as message,
            'name = ' || name as evidence
        from judged where distance > log10($most_factor)
    """,
    applies=_TOKENS + "select _row from judged",
    needs="parameters > 0 and regexp_matches(name, '[0-9]')",
    passes=(
        {"name": "GPT-3 175B", "parameters": 174.6e9},
        {"name": "Qwen3-235B-A22B", "parameters": 235e9},
        {"name": "Mixtral 8x7B", "parameters": 46.7e9},
    ),
    fails=(
        {"name": "GPT-3 175B", "parameters": 174.6e6},
        {"name": "LLaMA-65B (v2)", "parameters": 65},
        {"name": "BERT 340M", "parameters": 340e9},
    ),
)
