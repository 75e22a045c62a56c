"""Networks: operations, accuracies and throughput beside each other."""

from __future__ import annotations

from mutation_changes import Kinds, Slip, any_of, scaled, swapped

#: No date moves: which of them is the effective one follows from all.
DATE = None

KINDS: Kinds = {
    "criteria": (("multiply-adds as operations", lambda n, o, c: n | {"forward_flop": n["forward_mac"]}),),
    "plausibility": (
        ("top-5 below top-1", swapped("top1_accuracy_fraction", "top5_accuracy_fraction")),
        ("a throughput beyond the chip", scaled("throughput_image_per_s", 1e3)),
    ),
}

SLIPS: tuple[Slip, ...] = (("parameters", any_of(("forward_flop",))),)
