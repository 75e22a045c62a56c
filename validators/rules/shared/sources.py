"""What rules quote: papers, and the versions of our datasets on which thresholds were measured."""

CHIP_CRITERION = (
    "Inclusion criteria of the dataset: a vendor datasheet or equal source, a rate, a date, power if published."
)

THOMPSON = "Thompson et al. 2022 (arXiv 2007.05558)"

ON_RESULTS = "measured on benchmark_results 2026.8.0"

ON_SYSTEMS = "Measured on milestone_systems 2026.8.0: "

HERNANDEZ = "Hernandez & Brown 2020 (arXiv 2005.04305)"

PATTERSON = "Patterson et al. 2021 (arXiv 2104.10350), table 4"

ON_NETWORKS = "measured on inference_models 2026.8.0"

MILESTONES = (
    "Sevilla et al. 2022, Compute Trends Across Three Eras of Machine Learning (the selection of systems); Epoch AI's "
    "documentation of notable models."
)

ON_SYSTEMS_OF_2022 = "Measured on milestone_systems 2022.2.0: "

OWN_DEMAND = "This package's own demand on submissions."
