"""The datasets whose texts are read."""

from compute_trends.validators.reading.sources import dataset_names

#: The first is that of the examples.
DATASETS = ("milestone_systems", *(name for name in dataset_names() if name != "milestone_systems"))
