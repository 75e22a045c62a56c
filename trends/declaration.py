"""Declares a trend once: question, study, dataset and version, points, estimator, published figures.

How to add a study
==================
Write two files with the same stem, named after the study: `trends/studies/<study>.sql` and
`trends/studies/<study>.py`. The registry finds the pair; nothing has to be registered.

**`<study>.sql`** is a script that runs as it stands in the DuckDB command line after `views.sql`. First the settings,
one a line, with what it means behind it; then macros and views (`create or replace temp ...`); then the named
statements, each a single `select` that returns one row per point:

    set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2022_2_0.milestone_systems'); -- rows
    set variable as_of = coalesce(getvariable('as_of'), date '2022-01-31'); -- last publication date that is known
    set variable low_outlier_z = coalesce(getvariable('low_outlier_z'), -2); -- systems below this z are low outliers

    create or replace temp view my_study_systems as
      select ... from query_table(getvariable('milestone_systems')) where publication_date <= getvariable('as_of');

    -- name: my-study-growth
    select record_id, name, publication_date, training_compute_flop from my_study_systems
    order by publication_date, record_id;

- A setting takes values of the kind of its default (a number where that is null). Of texts, say which: its meaning
  begins with "one of all, frontier: ", or with "one of milestone_systems.confidence: " for the values of a column.
- Read a dataset through `query_table(getvariable('<dataset>'))`: the version is a setting like any other, and its
  default in the script is the one place where it stands. A trend that asks of another version says so (`version`,
  `joined`, or `on_rows_of`).
- Variables outlive a script in a session: `trend NAME --sql` prints one that forgets those of all others first.
- Prefix views and macros with the study's name; scripts may be run after one another.
- Order the rows by something unique: a seeded bootstrap depends on their order.
- A row that shall take no part says why in a column `left_out` (null for the others): it is counted and listed.
- Where x is not the day up to which a row knows something, a column `last_day` says that one.
- Keep rows whose x or y is null (or not positive on a log axis) unless the question is about known values: `run` leaves
  them out and counts them in the note.
- Options are variables too: `as_of`, `since`, `until` (DATE), `domain` (VARCHAR), `frontier` (BOOLEAN). One that is not
  given is null (`getvariable` of an unset variable), unless the script sets a default. A trend lists those that its
  statement honours in `options`; any other is refused. `version` is always honoured where there is a dataset.
- Every setting reaches the estimator as `points.settings["name"]` and can be overridden by
  `run_trend(..., settings={...})`, by a trend's `overrides`, and by `set variable` in the command line.

**`<study>.py`** holds `TRENDS`, a tuple of `Trend`, each with `script=load_script(__file__)`. The estimator takes
`Points` and returns an `Estimate`; `methods` has the usual ones, and a study may define its own. It refuses input
without an answer by `ComputeTrendsError`. `on_rows_of` asks a question again on the rows of another version.

It also holds `STUDY`, a `Study`: the texts of the study's page. A second module of the same study needs none.

**Published figures** are in `published/figures.csv`. A trend names the ones it recomputes by id, as `Comparison`s. A
figure is claimed by one trend; a trend may answer several, also under options and settings (`given`). An estimate that
lies outside the published interval is `outside`, one that differs where there is none `differs`, until the comparison
declares a `cause` that a reader can check, which makes it `explained`. Where no cause explains it, `known` says what is
known of it: the list of these is what `reproduce` tolerates. Never tune: if another defensible choice gives another
number, say so in the note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from compute_trends.trends.choices.axis import Axis as Axis
from compute_trends.trends.choices.common import Choice, exported, later_tables
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.points import Setting
from compute_trends.trends.script import Script

#: Options a statement can honour, with the type of their SQL variable.
OPTIONS = ("as_of", "since", "until", "domain", "frontier")

_COMPUTE = "training_compute_flop"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Part:
    """One trend in a picture of several.

    Args:
        trend: its name.
        label: what a reader calls its points; `{value}` in it stands for the estimate.
        before: setting of the script that holds a day; only points before it. "" for all.
    """

    trend: str
    label: str
    before: str = ""


@dataclass(frozen=True)
class Picture:
    """Several trends over the same axes, each a series with its fit.

    Args:
        name: of the file.
        question: that it answers.
        text: what it shows, for readers who do not see it.
        parts: in the order of the legend.
        note: what to say of all points, a phrase.
    """

    name: str
    question: str
    text: str
    parts: tuple[Part, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Study:
    """What a reader of a study's page must know beside its trends and their published figures.

    Args:
        key: as trends and published figures have it ("sevilla-2022").
        title: of the paper, or a heading of ours.
        reference: how to cite it, one line; "" for a study of our own.
        url: public page of the reference; "" if there is none.
        question: what it asks, one sentence.
        data: which rows are used, and what is left out.
        method: the estimators, where the intervals come from, units.
        differences: where ours differ from the published figures, and why.
        caveats: what the numbers cannot say, whole sentences.
        picture: of the page: the trend to draw, or several together; unless given, the first trend with two axes.
        further_pictures: that the page shows as well.
    """

    key: str
    title: str
    question: str
    data: str
    method: str
    reference: str = ""
    url: str = ""
    differences: str = ""
    caveats: tuple[str, ...] = ()
    picture: str | Picture = ""
    further_pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A published figure that a trend recomputes.

    Args:
        figure: id in `published/figures.csv`.
        cause: why the estimate differs or lies outside the published interval, in words a reader can check against the
            rows or the source; it counts only for estimates that do.
        known: as far as it is known, why it does, where that does not explain it: the verdict stays, and `reproduce`
            does not fail on it.
        not_comparable: why the two numbers cannot be held against each other; then there is no other verdict.
        note: anything else to say beside the two numbers.
        given: options and settings under which the trend recomputes the figure, by name.
    """

    figure: str
    cause: str = ""
    known: str = ""
    not_comparable: str = ""
    note: str = ""
    given: Mapping[str, Setting | tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if sum(map(bool, (self.cause, self.known, self.not_comparable))) > 1:
            raise ValueError(f"{self.figure}: one of cause, known and not_comparable, not several")


@dataclass(frozen=True, kw_only=True)
class Trend:
    """One question to the data with its answer's recipe.

    Args:
        name: kebab-case, unique; begins with the study's first word (`sevilla-...`) so that it is found fast.
        study: key of the study, as the published figures have it ("sevilla-2022").
        question: one sentence with a question mark, as a newcomer would ask it.
        quantity, subset, unit: what the estimate is, of which points, in what unit ("month", "x/year", "1").
        script: of the study, which selects the points.
        dataset, version: the main table and the version that the question is about (None: the newest); the one that the
            script reads unless given.
        beside: further datasets that the points come from, or that a value of theirs is computed with.
        statement: name of the statement in the study's `.sql`; the trend's name unless given.
        estimate: points to estimate.
        x, y: axes; None for a trend that has no points to draw (a constant, a count).
        options: those of `OPTIONS` that the statement honours.
        joined: further datasets whose version is another than the script's (None: the newest).
        overrides: settings of the script with another value in this trend.
        comparisons: published figures that it recomputes.
        note: whole sentences that always belong to the number.
        by_construction: what it equals, or must agree with, whatever the rows say, and why: a sentence.
        colour: column of the statement that tells series apart in a picture.
        reworded: the same trend under another value of a setting that its words name, by setting.
        vintage_of: name of the trend that asks the same on the rows of another version; "" for one of its own.
        other_projection: the trend that answers what a projection of this one asks, in another way.
        choices: that others could defensibly have made otherwise, for the multiverse.
        rests_on_compute: whether the points are values of the training compute of milestone systems over time, or are
            selected by it, so that the trend ends where too little of it is known; None: whether y is that column.
        about_compute: whether the points are values of training compute, or counts by it, so that the result says for
            how many of the most capable models it is known; None: whether an axis is that column.
        endless: of a trend that training compute decides and that reaches past 2022: why it does not end where too
            little is known, whole sentences; "" for one that ends there (`rests_on_compute`) and for all others.
        quick: the estimate without its interval, for a trend whose interval takes seconds.
    """

    name: str
    study: str
    question: str
    quantity: str
    subset: str
    unit: str
    script: Script
    dataset: str
    estimate: Method
    version: str | None = ""
    beside: tuple[str, ...] = ()
    statement: str = ""
    x: Axis | None = None
    y: Axis | None = None
    options: tuple[str, ...] = ()
    joined: Mapping[str, str | None] = field(default_factory=dict)
    overrides: Mapping[str, Setting] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    note: str = ""
    by_construction: str = ""
    colour: str | None = None
    reworded: Mapping[str, Callable[[str], Trend]] = field(default_factory=dict, compare=False)
    vintage_of: str = ""
    other_projection: str = ""
    choices: tuple[Choice, ...] = ()
    rests_on_compute: bool | None = None
    about_compute: bool | None = None
    endless: str = ""
    quick: Method | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"the trend name {self.name!r} is not kebab-case")
        if unknown := set(self.options) - set(OPTIONS):
            raise ValueError(f"{self.name} honours unknown options: {sorted(unknown)}")
        if not self.statement:
            object.__setattr__(self, "statement", self.name)
        if self.version == "":
            object.__setattr__(self, "version", self.script.versions.get(self.dataset))
        if self.rests_on_compute is None:
            over_time = self.x is not None and self.x.scale == "time" and self.dataset == "milestone_systems"
            object.__setattr__(self, "rests_on_compute", over_time and self.y is not None and self.y.column == _COMPUTE)
        if self.about_compute is None:
            drawn = any(axis is not None and axis.column == _COMPUTE for axis in (self.x, self.y))
            object.__setattr__(self, "about_compute", bool(self.rests_on_compute or self.endless) or drawn)
        if self.endless and self.rests_on_compute:
            raise ValueError(f"{self.name} ends where too little is known, so that it cannot say why it does not")

    @property
    def depends_on_known(self) -> bool:
        """Whether the unknown training compute could change the answer, so that it is counted and can be filled."""
        return bool(self.rests_on_compute or self.endless)


def on_rows_of(version: str, trend: Trend, **changes: Any) -> Trend:
    """The same question on the rows of another version, under a name that ends in the version's year.

    Systems are known as of the day of its export where the script asks for one; tables to choose among are the later
    ones; there is nothing published to compare with.

    Args:
        version: of the trend's dataset.
        trend: the question on its own rows.
        changes: fields of the trend that read otherwise here.
    """
    year = version.partition(".")[0]
    as_of = {"as_of": day} if (day := exported(version)) and "as_of" in trend.script.settings else {}
    same: dict[str, Any] = {
        "name": f"{trend.name}-{year}",
        "question": f"{trend.question.removesuffix('?')}, on the rows of {year}?",
        "version": version,
        "vintage_of": trend.name,
        "overrides": {**as_of, **trend.overrides},
        "comparisons": (),
        "choices": trend.choices
        and (*later_tables(trend.dataset, version), *(choice for choice in trend.choices if not choice.of_tables)),
    }
    return replace(trend, **{**same, **changes})
