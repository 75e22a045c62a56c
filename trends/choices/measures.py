"""The measures of the computation behind a result, as Thompson et al. 2022 tell them apart."""

from __future__ import annotations

from dataclasses import dataclass

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
    "computing-power-as-printed": "the computing power of training as the source prints it, rounded",
}


@dataclass(frozen=True)
class Benchmark:
    """A benchmark of the study, and the measures of computation that its questions are asked by."""

    key: str
    label: str
    score: str  # in the formula of the slope: 1/(1 - score)
    main: str  # measure of the questions that are asked once per benchmark
    target: float  # error that projections ask for
    measures: tuple[str, ...]
    regressed: str = "hardware-burden"  # measure of the regressions on the best results and with the year

    @property
    def error(self) -> str:
        """What falls with computation: only one minus an accuracy is an error."""
        return "error" if self.score == "top-1" else f"1-{self.score}"

    @property
    def remainder(self) -> str:
        """The same in a sentence and on an axis: "the error", "1 − AP"."""
        return "the error" if self.score == "top-1" else f"1 − {self.score}"

    @property
    def inverse(self) -> str:
        """One over it, in a formula."""
        return f"1/{self.error}" if self.score == "top-1" else f"1/({self.error})"

    @property
    def goal(self) -> str:
        """The target as a reader has it: an error, or the score that is left."""
        if self.score == "top-1":
            return f"an error of {self.target:.0%}"
        return f"{'an' if self.score[0] in 'AEF' else 'a'} {self.score} of {1 - self.target:.0%}"

    @property
    def error_axis(self) -> Axis:
        """What falls, as an axis."""
        return Axis("error_fraction", "Error" if self.score == "top-1" else self.remainder, "1", "log")

    def inverse_axis(self, scale: str = "log") -> Axis:
        """One over it, as an axis."""
        title = "1/error" if self.score == "top-1" else f"1/({self.remainder})"
        return Axis("inverse_error", title, "1", scale, least=1.0)


ALL_MEASURES = ("operations", "network-operations", "hardware-burden", "computing-power")
BENCHMARKS = (
    Benchmark("imagenet", "ImageNet top-1", "top-1", "computing-power", 0.05, ALL_MEASURES, "network-operations"),
    Benchmark("coco", "MS COCO box AP", "AP", "computing-power", 0.30, ALL_MEASURES, "computing-power"),
    Benchmark("squad", "SQuAD 1.1 exact match", "EM", "hardware-burden", 0.05, ("hardware-burden",)),
    Benchmark("conll", "CoNLL 2003 F1", "F1", "hardware-burden", 0.04, ("hardware-burden",)),
    Benchmark("wmt-en-fr", "WMT2014 EN-FR BLEU", "BLEU", "hardware-burden", 0.50, ("hardware-burden",)),
    Benchmark("wmt-en-de", "WMT2014 EN-DE BLEU", "BLEU", "hardware-burden", 0.60, ("hardware-burden",)),
)
#: Figures that the study prints: those of the first three on ImageNet are slopes of the error, all others of 1/error.
OF_THE_ERROR = {("imagenet", measure) for measure in ALL_MEASURES[:3]}
PUBLISHED_MEASURES = {
    *OF_THE_ERROR,
    ("imagenet", "computing-power"),
    *(("coco", measure) for measure in ALL_MEASURES[1:]),
    *((item.key, "hardware-burden") for item in BENCHMARKS[2:]),
}
