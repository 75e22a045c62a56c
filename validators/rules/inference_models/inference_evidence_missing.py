"""A submitted network without input size, effective date, count of operations or source."""

from compute_trends.validators.rules.shared.examples import RESNET_50_ACCURACY
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "inference-evidence-missing",
    "inference_models",
    {
        "image_size_pixel": "image_size_pixel is null",
        "effective_date": "effective_date is null",
        "effective_date_basis": "effective_date is not null and effective_date_basis is null",
        "mac_basis": "mac_basis is null",
        "source_url": "source_url is null",
    },
    "'the record does not state {column}'",
    title="Input size, date, count of operations or source are not stated",
    explanation=(
        "Accuracy and operations hold at one input size, the trend needs the date on which the accuracy became public, "
        "and operations have to say how they were counted, since papers differ by a factor of two."
    ),
    fix="Give image_size_pixel, effective_date with its basis, mac_basis and source_url.",
    source="Desislavov et al. 2021 (arXiv 2109.05472), section 3.",
    passes=(RESNET_50_ACCURACY,),
    fails=({**RESNET_50_ACCURACY, "image_size_pixel": None}, {**RESNET_50_ACCURACY, "effective_date": None}),
)
