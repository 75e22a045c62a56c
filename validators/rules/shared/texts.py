"""The datasets whose texts are read."""

from compute_trends.validators.rules.shared.datasets import datasets_where

DATASETS = datasets_where(lambda schema: schema.columns)
