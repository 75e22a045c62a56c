"""The measures of the computation behind a result, as Thompson et al. 2022 tell them apart."""

from __future__ import annotations

from compute_trends.trends.declaration import Axis

#: By measure, the column that holds it and how it is called.
MEASURES = {
    "operations": Axis("operations_per_pass_flop", "Operations per forward pass", "FLOP", "log"),
    "network-operations": Axis("network_operations_flop", "Network operations", "FLOP", "log"),
    "hardware-burden": Axis("hardware_burden_flop", "Hardware burden", "FLOP", "log"),
    "computing-power": Axis("computing_power_flop", "Consolidated computing power", "FLOP", "log"),
    "computing-power-as-printed": Axis(
        "computing_power_as_printed_flop", "Consolidated computing power, as printed", "FLOP", "log"
    ),
}

#: And how a question speaks of it.
WORDS = {
    "operations": "the operations of a forward pass",
    "network-operations": "the operations spent in training",
    "hardware-burden": "the hardware burden of training",
    "computing-power": "the computing power of training",
}
