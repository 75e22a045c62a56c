"""How people write the benchmarks and metrics of `benchmark_results`: names as `folded` has them.

Only spellings that mean one thing are listed; what is not listed is a benchmark or metric that we do not hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from compute_trends.catalog.texts.names import folded, words

#: Benchmark -> spellings.
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "imagenet": (
        *("imagenet", "imagenet1k", "imagenet2012", "imagenetilsvrc2012", "ilsvrc2012", "ilsvrc", "imagenetval"),
        *("imagenetvalidation", "imagenet1kval", "imagenetclassification", "imagenetimageclassification"),
    ),
    "ms_coco": (
        *("mscoco", "coco", "coco2017", "cocotestdev", "cocodetection", "cocoobjectdetection", "mscocotestdev"),
        *("microsoftcoco", "mscoco2017", "coco2014", "cocoval", "cocoval2017", "coco2017val", "cocominival"),
    ),
    "squad_1_1": ("squad", "squad11", "squad1", "squad11dev", "squad11test"),
    "conll_2003": ("conll2003", "conll03", "conll2003ner", "conll2003english", "conllner2003", "conll03ner"),
    "wmt2014_en_fr": tuple(
        head + tail
        for head in ("wmt14", "wmt2014", "newstest2014")
        for tail in ("enfr", "en2fr", "entofr", "englishfrench", "englishtofrench")
    ),
    "wmt2014_en_de": tuple(
        head + tail
        for head in ("wmt14", "wmt2014", "newstest2014")
        for tail in ("ende", "en2de", "entode", "englishgerman", "englishtogerman")
    ),
    "arc_ai2": ("arcai2", "ai2arc", "arcchallenge", "arcc", "ai2reasoningchallenge", "ai2arcchallenge"),
    "bbh": ("bbh", "bigbenchhard"),
    "boolq": ("boolq", "booleanquestions"),
    "gsm8k": ("gsm8k", "gradeschoolmath8k"),
    "hellaswag": ("hellaswag",),
    "lambada": ("lambada",),
    "mmlu": ("mmlu", "massivemultitasklanguageunderstanding"),
    "openbookqa": ("openbookqa", "obqa"),
    "piqa": ("piqa", "physicaliqa"),
    "triviaqa": ("triviaqa",),
    "winogrande": ("winogrande",),
}

#: Metric -> spellings. `primary` is whatever metric the benchmark is ranked by.
METRICS: dict[str, tuple[str, ...]] = {
    "primary": ("", "accuracy", "acc"),
    "top_1_accuracy": ("top1accuracy", "top1", "top1acc", "acc1", "accuracytop1"),
    "top_5_accuracy": ("top5accuracy", "top5", "top5acc", "acc5", "accuracytop5"),
    "box_ap": ("boxap", "ap", "map", "boxmap", "bboxap", "bboxmap", "apbox", "averageprecision"),
    "ap50": ("ap50", "map50", "boxap50"),
    "ap75": ("ap75", "map75", "boxap75"),
    "ap_small": ("apsmall", "aps"),
    "ap_medium": ("apmedium", "apm"),
    "ap_large": ("aplarge", "apl"),
    "exact_match": ("exactmatch", "em"),
    "f1": ("f1", "f1score"),
    "bleu": ("bleu", "bleuscore", "tokenizedbleu", "tokenisedbleu"),
    "sacrebleu": ("sacrebleu",),
    "average_accuracy": ("averageaccuracy",),
}

#: Metrics of which less is better -> the metric whose score is 1 minus theirs.
ERRORS: dict[str, tuple[str, ...]] = {
    "primary": ("error", "errorrate", "classificationerror"),
    "top_1_accuracy": ("top1error", "top1errorrate", "errortop1"),
    "top_5_accuracy": ("top5error", "top5errorrate", "errortop5"),
}


#: Benchmark -> the metrics in which benchmark_results holds scores of it, the primary one first.
HELD_METRICS: dict[str, tuple[str, ...]] = {
    "imagenet": ("top_1_accuracy", "top_5_accuracy"),
    "ms_coco": ("box_ap", "ap50", "ap75", "ap_large", "ap_medium", "ap_small"),
    "squad_1_1": ("exact_match", "f1"),
    "conll_2003": ("f1",),
    "wmt2014_en_fr": ("bleu", "sacrebleu"),
    "wmt2014_en_de": ("bleu", "sacrebleu"),
    "bbh": ("average_accuracy",),
    **dict.fromkeys(("gsm8k", "mmlu", "triviaqa"), ("exact_match",)),
    **dict.fromkeys(("arc_ai2", "boolq", "hellaswag", "lambada", "openbookqa", "piqa", "winogrande"), ("accuracy",)),
}

#: Metrics that are shares of right answers, so that "accuracy" or "error" may mean them.
_SHARES = frozenset({"top_1_accuracy", "exact_match", "accuracy", "average_accuracy"})

_BENCHMARK_OF = {spelling: key for key, spellings in BENCHMARKS.items() for spelling in spellings}
_METRIC_OF = {spelling: (key, False) for key, spellings in METRICS.items() for spelling in spellings} | {
    spelling: (key, True) for key, spellings in ERRORS.items() for spelling in spellings
}


@dataclass(frozen=True)
class HeldMetric:
    """A benchmark and metric that benchmark_results holds."""

    benchmark: str
    metric: str  # "primary" for whatever the benchmark is ranked by
    is_error: bool  # the score meant is 1 minus the one given


def foreign_metric(benchmark: str, metric: str) -> tuple[str, tuple[str, ...]] | None:
    """The benchmark of ours that is named and its metrics, where `metric` is none of them; None where it is one.

    A benchmark that we do not hold has no metrics of ours, so None stands for it as well.
    """
    held, said = _BENCHMARK_OF.get(folded(benchmark)), folded(metric)
    if held is None or not said:
        return None
    meant, metrics = _METRIC_OF.get(said, ("", False))[0], HELD_METRICS[held]
    is_one = metrics[0] in _SHARES if meant == "primary" else meant in metrics
    return None if is_one else (held, metrics)


def recognise(benchmark: str, metric: str | None) -> HeldMetric | None:
    """What people mean by a benchmark and a metric; None where we hold no such scores.

    The benchmark may name the metric as well ("ImageNet top-5 error"), where `metric` does not.
    """
    written = words(benchmark)
    said = folded(metric or "")
    for end in range(len(written), 0, -1):
        found = _BENCHMARK_OF.get("".join(written[:end]))
        rest = "".join(written[end:])
        if found and (not rest or not said):
            measured = _METRIC_OF.get(rest or said)
            return HeldMetric(found, *measured) if measured else None
    return None
