"""How fast prices of inference fall at a fixed score, per token and per answer, and what may be behind it."""

from __future__ import annotations

from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.growth import growth
from compute_trends.trends.methods.lowest import yearly_fall
from compute_trends.trends.script import load_script

STUDY = Study(
    key="inference-prices",
    title="Prices of inference",
    reference=(
        "Cottier, B., Snodin, B., Owen, D., & Adamczewski, T. (2025). LLM inference prices have fallen rapidly but "
        "unequally across tasks. Epoch AI."
    ),
    url="https://epoch.ai/data-insights/llm-inference-price-trends",
    question="How fast does the lowest price that reaches a fixed score fall, and how much of that is efficiency?",
    data=(
        "inference_prices 2025.3.0: blended prices (three tokens of input for one of output) of 66 models with scores "
        "on six benchmarks, 2021-11 to 2025-02; tokens of benchmark runs for two of them. Models that reason are left "
        "out of prices per token, as in the publication."
    ),
    method=(
        "Of all models that score at least as a given one did, those whose price was below all earlier ones; least "
        "squares of log10 of these prices on the date, years of 365 days, 90% interval of the slope, at least four "
        "such prices. This is the published method, and gives the published figures to every digit. Beside it stands "
        "an interval from 1,000 resamples of the models, each with its own lowest prices. Per answer: price times the "
        "tokens of input and output that one answer took, models that reason included."
    ),
    differences=(
        "There are none: the fourteen published rates come out at every printed digit. Two of them (MATH-500 and MATH "
        "level 5 at the level of GPT-4o) are one figure: the same four models at the same prices and dates."
    ),
    caveats=(
        "Four to nine prices make a rate; the highest rates rest on four prices within half a year.",
        (
            "Levels and benchmarks overlap, so that the rates are not independent; the median of many of them is no "
            "better known than one."
        ),
        (
            "A price is what is asked: discounts, margins and losses are in it. That prices fall does not say that "
            "costs do."
        ),
        "A score can be trained for; models tuned to a benchmark reach a level earlier than their use would show.",
        (
            "The size of a model is known only where its name states it; of the models of most laboratories nobody "
            "outside knows how much computation a token takes."
        ),
    ),
)

_OPTIONS = ("as_of", "since", "until")
_DATE = Axis("price_date", "Date of the price", scale="time")
_PRICE = Axis("price", "Price", "USD per million tokens", "log")

#: Benchmark: in names of trends, as the table calls it, and for people.
_BENCHMARKS = {
    "mmlu": ("MMLU", "MMLU"),
    "gpqa": ("GPQA Diamond", "GPQA Diamond"),
    "math-500": ("MATH-500", "MATH-500"),
    "math-5": ("MATH level 5", "MATH level 5"),
    "humaneval": ("HumanEval", "HumanEval"),
    "arena": ("LMSys Chatbot Arena", "the Chatbot Arena"),
}
#: Model whose score is the level: in names of trends, its key, and for people.
_MODELS = {
    "gpt-3": ("gpt-3-175b-davinci", "GPT-3"),
    "gpt-3-5-turbo": ("gpt-3-5-turbo", "GPT-3.5 Turbo of March 2023"),
    "gpt-3-5-turbo-2023-06": ("gpt-3-5-turbo-2023-06", "GPT-3.5 Turbo of June 2023"),
    "gpt-4-0314": ("gpt-4-0314", "GPT-4 of March 2023"),
    "gpt-4-0613": ("gpt-4-0613", "GPT-4 of June 2023"),
    "gpt-4-turbo": ("gpt-4-turbo", "GPT-4 Turbo"),
    "claude-3-5-sonnet": ("claude-3-5-sonnet-2024-06", "Claude 3.5 Sonnet of June 2024"),
    "gpt-4o": ("gpt-4o-2024-05", "GPT-4o of May 2024"),
}
#: All levels with at least four lowest prices, those of the publication among them.
_LEVELS = {
    "mmlu": ("gpt-3-5-turbo", "gpt-3", "gpt-4-0314", "gpt-4-turbo"),
    "gpqa": ("gpt-3-5-turbo-2023-06", "gpt-4-0314", "gpt-4-0613", "gpt-4-turbo", "claude-3-5-sonnet", "gpt-4o"),
    "math-500": ("gpt-3-5-turbo-2023-06", "gpt-4-turbo", "claude-3-5-sonnet", "gpt-4o"),
    "math-5": ("gpt-3-5-turbo-2023-06", "gpt-4-0613", "gpt-4-turbo", "claude-3-5-sonnet", "gpt-4o"),
    "humaneval": ("gpt-3-5-turbo-2023-06", "gpt-4-0314", "claude-3-5-sonnet"),
    "arena": (
        "gpt-3-5-turbo", "gpt-3-5-turbo-2023-06", "gpt-4-0314", "gpt-4-0613", "gpt-4-turbo", "claude-3-5-sonnet",
        "gpt-4o",
    ),
}  # fmt: skip
#: What the script asks unless told otherwise.
_AS_WRITTEN = ("mmlu", "gpt-3-5-turbo")
_PUBLISHED = {
    ("mmlu", "gpt-3"), ("mmlu", "gpt-3-5-turbo"), ("mmlu", "gpt-4-0314"), ("gpqa", "gpt-4-0314"),
    ("gpqa", "gpt-4-turbo"), ("gpqa", "claude-3-5-sonnet"), ("math-500", "gpt-3-5-turbo-2023-06"),
    ("math-500", "gpt-4o"), ("math-5", "gpt-4-0613"), ("math-5", "gpt-4o"), ("humaneval", "gpt-4-0314"),
    ("arena", "gpt-3-5-turbo"), ("arena", "gpt-4-0314"), ("arena", "gpt-4o"),
}  # fmt: skip


def _trend(
    name: str,
    benchmark: str,
    level: str,
    *,
    question: str,
    quantity: str,
    statement: str,
    y: Axis,
    estimate: Method | None = None,
    comparisons: tuple[Comparison, ...] = (),
    note: str = "",
) -> Trend:
    (held, shown), (model, called) = _BENCHMARKS[benchmark], _MODELS[level]
    return Trend(
        name=f"inference-prices-{name}",
        study=STUDY.key,
        question=question.format(benchmark=shown, model=called),
        quantity=quantity,
        subset=f"models that reach the score of {called} on {shown}",
        unit="x/year",
        script=load_script(__file__),
        dataset="inference_prices",
        statement=statement,
        estimate=estimate or yearly_fall(),
        x=_DATE,
        y=y,
        options=_OPTIONS,
        overrides={} if (benchmark, level) == _AS_WRITTEN else {"benchmark": held, "reaches": model},
        comparisons=comparisons,
        note=note,
    )


_PER_TOKEN = tuple(
    _trend(
        f"{benchmark}-{level}",
        benchmark,
        level,
        question="By what factor a year does the lowest price per token fall at which {model}'s score on {benchmark} "
        "is reached?",
        quantity="yearly fall of the lowest price per token",
        statement="inference-prices-lowest",
        y=_PRICE,
        comparisons=(Comparison(f"prices-{benchmark}-{level}"),) if (benchmark, level) in _PUBLISHED else (),
    )
    for benchmark, levels in _LEVELS.items()
    for level in levels
)

_PER_TASK = tuple(
    _trend(
        f"task-{benchmark}-{level}",
        benchmark,
        level,
        question="By what factor a year does the lowest cost of an answer fall at which {model}'s score on {benchmark} "
        "is reached?",
        quantity="yearly fall of the lowest cost of an answer",
        statement="inference-prices-task",
        y=Axis("cost_usd_per_answer", "Cost of an answer", "USD", "log"),
        estimate=yearly_fall(least=3),
        note=(
            "The blended price is taken for input and output alike. Models that reason count, at the tokens that they "
            "took."
        ),
    )
    for benchmark, level in (("gpqa", "gpt-4-0613"), ("math-5", "gpt-4-0613"))
)

_BEHIND = (
    _trend(
        "flop-per-token",
        "mmlu",
        "gpt-3",
        question="By what factor a year does the least computation per token fall with which {model}'s score on "
        "{benchmark} is reached?",
        quantity="yearly fall of the least FLOP per token",
        statement="inference-prices-flop-per-token",
        y=Axis("flop_per_token", "Computation per token", "FLOP", "log"),
        note=(
            "Two operations per parameter and token, for models whose name states their size. The price at this level "
            "fell by inference-prices-mmlu-gpt-3; what is left is the price of an operation."
        ),
    ),
    Trend(
        name="inference-prices-per-flop",
        study=STUDY.key,
        question="By what factor a year does the price of an operation of inference change?",
        quantity="growth of the price per FLOP",
        subset="models whose name states their size, with a score on MMLU",
        unit="x/year",
        script=load_script(__file__),
        dataset="inference_prices",
        estimate=growth(noise_factor=1.0),
        x=_DATE,
        y=Axis("usd_per_exaflop", "Price of 1e18 FLOP", "USD", "log"),
        options=_OPTIONS,
        overrides={"benchmark": "MMLU"},
        note=(
            "A factor below 1 is a fall. The rate of machine-learning chips per dollar doubles in the years of "
            "hardware-fastest-flop-per-usd; what falls faster than that is margin, utilisation, number formats or "
            "competition, which these rows do not tell apart."
        ),
    ),
)

TRENDS = (*_PER_TOKEN, *_PER_TASK, *_BEHIND)
