"""The choices behind the industry's account: what is assumed of chips and use, whose chips and which runs count."""

from __future__ import annotations

from compute_trends.trends.choices.common import values

LIFETIME = values("lifetime", "lifetime_year", ("4 years", 4), ("2 years", 2), ("6 years", 6))
DESIGNERS = values("designers", "designers", ("all", "all"), ("those since 2022", "since_2022"))
ALGORITHMS = values("algorithms halve", "algorithm_month", ("in 8 months", 8), ("5 months", 5), ("14 months", 14))
UTILISATION = values("utilisation", "utilisation", ("30%", 0.3), ("10%", 0.1), ("50%", 0.5))
OPERATING = values("share in operation", "operating_share", ("80%", 0.8), ("60%", 0.6), ("95%", 0.95))
INFERENCE = values("share of inference", "inference_share", ("40%", 0.4), ("20%", 0.2), ("70%", 0.7))
TOKEN = values("FLOP of a token", "flop_per_token", ("1e11", 1e11), ("1e10", 1e10), ("5e11", 5e11))
RUNS = values("systems of one training run", "runs_once", ("once", True), ("each", False))
EARLIER = values("stock before 2022", "earlier_quarters", ("a year's", 4), ("none", 0), ("two years'", 8))
