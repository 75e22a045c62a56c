"""Which trends there are, a line each: all, or those of a word, a study or a dataset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.doors.find import Found, level
from compute_trends.catalog.doors.frames import as_library, check_library, table_of
from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.texts import html
from compute_trends.catalog.texts.likeness import BEGINS, HOLDS_WORDS, Sought
from compute_trends.catalog.texts.names import folded, words
from compute_trends.catalog.texts.numbers import limits, measured, units, without_number
from compute_trends.catalog.versions import find_version
from compute_trends.trends.declaration import Trend
from compute_trends.trends.doors.values import our_values
from compute_trends.trends.registry import list_trends as all_trends
from compute_trends.trends.registry import own_name, studies, vintages

if TYPE_CHECKING:
    from compute_trends.catalog.doors.frames import Library


#: Trends that people ask for first, one of each kind of question.
START_WITH = (
    "sevilla-deep-learning-era",
    "epoch-frontier-training-compute",
    "cottier-training-cost",
    "hernandez-alexnet-doubling",
    "hardware-gpu-flop-per-usd",
    "hardware-flop-per-joule",
    "thompson-imagenet-computing-power",
    "thompson-continued-mmlu",
    "desislavov-energy-frontier",
    "three-forces-effective-compute",
)


@dataclass(frozen=True)
class ListedTrend:
    """One trend in a list."""

    name: str
    study: str
    question: str
    quantity: str
    subset: str
    unit: str
    dataset: str
    version: str  # of the dataset
    versions: tuple[str, ...]  # on whose rows it is asked, its own first; --version chooses
    value: float | str | None  # the estimate in `unit`, with its interval and points; None of a trend since added
    low: float | None
    high: float | None
    n: int | None
    options: tuple[str, ...]  # that the trend honours
    published: tuple[str, ...]  # ids of the published figures that it recomputes


class TrendList(list[ListedTrend]):
    """Trends, study by study."""

    def __init__(self, trends: Iterable[ListedTrend], library: Library = "pyarrow") -> None:
        super().__init__(trends)
        self.library = library

    def to_frame(self, as_: Library | None = None) -> Any:
        """A row per trend.

        Args:
            as_: the library of the table; that of `list_trends` if left out.

        Raises:
            UnknownNameError: no such library.
            MissingExtraError: it is not installed.
        """
        names = [field.name for field in fields(ListedTrend)]
        table = table_of({name: [_plain(getattr(item, name)) for item in self] for name in names})
        return as_library(table, as_ or self.library, "to_frame")

    def __repr__(self) -> str:
        return "\n".join(f"{item.name}: {value_told(item)}" for item in self) or "<no trend>"

    def _repr_html_(self) -> str:
        rows = ((item.name, item.question, value_told(item), f"{item.dataset} {item.version}") for item in self)
        return html.table(f"{len(self)} trends", ("name", "question", "ours", "rows"), rows)


def list_trends(
    find: str | None = None,
    *,
    study: str | None = None,
    dataset: str | None = None,
    published: bool = False,
    as_: Library = "pyarrow",
) -> TrendList:
    """The trends there are.

    Args:
        find: words that a trend's name, question, quantity, subset or study holds, whatever their case.
        study: of this study alone ("sevilla-2022").
        dataset: from rows of this dataset alone.
        published: those alone that recompute a published figure.
        as_: the library of the table that `to_frame` gives.

    Returns:
        A list with an entry per trend, study by study.

    Raises:
        UnknownNameError: no such study, dataset or library.

    >>> [item.name for item in list_trends("alexnet efficiency", published=True)]
    ['hernandez-alexnet-doubling']
    """
    check_library(as_)
    if study is not None and study not in studies():
        raise UnknownNameError("study", study, studies())
    if dataset is not None:
        find_version(dataset)
    words = [folded(word) for word in (find or "").split()]
    chosen = (
        trend
        for trend in all_trends()
        if own_name(trend) == trend.name
        and study in (None, trend.study)
        and (dataset is None or dataset in (trend.dataset, *trend.beside))
        and (trend.comparisons or not published)
        and all(word in _searched(trend) for word in words)
    )
    return TrendList(map(listed, chosen), as_)


_WITHIN_ABOUT = 100  # no level is less near

#: Words of a question that say nothing of what it asks after.
_ASKING = (
    "a an and are at by did do does fast for from had has have how in is it its many much of on or since the to was "
    "were what when which"
)


def find_trends(text: str) -> list[Found]:
    """The trends that go by a name, or whose question, quantity, subset or study holds the words; the nearest first.

    A question is asked without the words that only make it one. Of trends equally near, those come first that people
    start with, then those that recompute a published figure.
    """
    sought, found = Sought(" ".join(word for word in words(text) if word not in _ASKING.split()) or text), []
    for trend in (trend for trend in all_trends() if own_name(trend) == trend.name):
        about = (trend.question, f"{trend.question} {trend.subset} {trend.study} {trend.name}")
        near = level(sought, trend.name, (trend.quantity,), about)
        if near is None and sought.nearness(about[1]) is not None:
            near = _WITHIN_ABOUT  # "grow" in "grown"
        if near is not None:
            rank = START_WITH.index(trend.name) if trend.name in START_WITH else len(START_WITH)
            if rank < len(START_WITH) and BEGINS < near <= HOLDS_WORDS:
                near = BEGINS  # what is asked for most is as near as what begins so
            command = f"compute-trends trend {trend.name}"
            item = Found("trend", trend.name, trend.question, trend.dataset, 0, command, near)
            found.append(((near, rank, not trend.comparisons, len(trend.name)), item))
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def listed(trend: Trend) -> ListedTrend:
    """A trend as lists show it."""
    family, ours = vintages(trend), our_values().get(trend.name)
    return ListedTrend(
        name=trend.name,
        study=trend.study,
        question=trend.question,
        quantity=trend.quantity,
        subset=trend.subset,
        unit=trend.unit,
        dataset=trend.dataset,
        version=next(iter(family)),
        versions=tuple(family),
        value=ours.value if ours else None,
        low=ours.low if ours else None,
        high=ours.high if ours else None,
        n=ours.n if ours else None,
        options=(*trend.options, "version"),
        published=tuple(comparison.figure for comparison in trend.comparisons),
    )


def value_told(item: ListedTrend) -> str:
    """The value of a listed trend, with unit and interval."""
    if item.value is None:
        return ""
    if without_number(item.value):
        return str(item.value)
    around = limits(item.low, item.high, partial(measured, unit_name=item.unit))
    return f"{measured(item.value, item.unit)}{units(item.unit, item.value)}" + (f" ({around})" if around else "")


def entry(item: ListedTrend) -> dict[str, Any]:
    """A listed trend as JSON and CSV show it."""
    return {name: _plain(value) for name, value in asdict(item).items()}


def _searched(trend: Trend) -> str:
    return folded(" ".join((trend.name, trend.question, trend.quantity, trend.subset, trend.study)))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
