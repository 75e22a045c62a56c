"""A submitted energy record without the page that states it."""

from compute_trends.validators.rules.shared.examples import without
from compute_trends.validators.rules.shared.required import required

_RUN = {
    "name": "Grondhal 7B", "accelerator": "NVIDIA A100", "energy_mwh": 100, "admission": "submitted",
    "source_url": "https://arxiv.org/abs/2104.10350",
}  # fmt: skip

RULE = required(
    "energy-source-missing",
    "training_energy",
    "source_url",
    "'no page is linked that states the energy'",
    title="No source for a submitted energy record",
    explanation=(
        "Energy is measured by those who ran the training, and what it covers (hosts, network, the facility's "
        "overhead) is said where they published it. Without the page a number can be neither checked nor compared."
    ),
    fix="Give the paper or report that states the energy in source_url.",
    source="This package's own demand on submissions, as in the other datasets.",
    passes=(_RUN,),
    fails=(without(_RUN, "source_url"),),
)
