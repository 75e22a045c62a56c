"""A submitted energy record without the page that states it."""

from compute_trends.validators.rule import Rule

_RUN = {
    "name": "Grondhal 7B", "accelerator": "NVIDIA A100", "energy_mwh": 100, "admission": "submitted",
    "source_url": "https://arxiv.org/abs/2104.10350",
}  # fmt: skip

RULE = Rule(
    id="energy-source-missing",
    layer="inclusion",
    severity="error",
    datasets=("training_energy",),
    title="No source for a submitted energy record",
    explanation=(
        "Energy is measured by those who ran the training, and what it covers (hosts, network, the facility's "
        "overhead) is said where they published it. Without the page a number can be neither checked nor compared."
    ),
    fix="Give the paper or report that states the energy in source_url.",
    source="This package's own demand on submissions, as in the other datasets.",
    binds="submitted",
    sql="""
        select _row, 'source_url' as "column", null as value, 'no page is linked that states the energy' as message,
          null as evidence
        from submission where source_url is null
    """,
    passes=(_RUN,),
    fails=({name: value for name, value in _RUN.items() if name != "source_url"},),
)
