"""Sevilla et al. 2022, further: by domain, sector and record; growth before and after the study; eras from the data."""

from __future__ import annotations

from collections.abc import Mapping

from compute_trends.trends.choices.sevilla import DEEP_LEARNING_ERA, LARGE_SCALE_ERA, choices
from compute_trends.trends.declaration import Axis, Study, Trend, on_rows_of
from compute_trends.trends.methods.eras import boundary, change_of_growth, eras, group_against
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.growth import doubling, growth
from compute_trends.trends.points import Setting
from compute_trends.trends.script import load_script

STUDY = Study(
    key="sevilla-further",
    title="The three eras, further",
    picture="sevilla-further-large-scale-change",
    reference="After Sevilla, Heim, Ho, Besiroglu, Hobbhahn & Villalobos 2022, arXiv 2202.05924 v2",
    url="https://arxiv.org/abs/2202.05924",
    question="Has growth gone on as in 2022, who drives it, and where do the eras part if the data decide?",
    data=(
        "milestone_systems 2026.8.0, and 2022.2.0 under names that end in -2022. Scores, low outliers and scale are "
        "those of the study of 2022, taken among all systems before a domain or sector is selected. A system of "
        "several domains counts in each. The sector is industry or academia where only that one of the two took part; "
        "2022.2.0 states it for 7 systems since 2010 only. The study knew systems up to 2022-01."
    ),
    method=(
        "Doubling times as in the study: least squares of log10 FLOP on the date, interval from 1,000 bootstrap "
        "resamples with log-uniform noise in [1/2, 2]; growth since the study in x a year, since it may be none. A "
        "change of growth is the slope after 2022-01-31 over the slope before. Boundaries are those of the "
        "least-squares segmentation into separate lines of at least ten systems, searched exhaustively; their p-value "
        "and interval come from a residual bootstrap, since the usual F tables do not hold for a break that was "
        "searched for. The number of eras is that of lowest BIC, up to three. Windows, thresholds and cuts are "
        "settings: `--set large_scale_z=1`."
    ),
    differences=(
        "The doubling of 10.7 months that the study found for large-scale systems rests on 19 systems and did not "
        "hold. Up to the same day, 2026.8.0 has 49 large-scale systems that double in 6.5 months (5.4 to 7.7). Of the "
        "4.2 months between, 2.4 are due to revised records, above all AlphaGo Master, AlphaGo Zero and AlphaZero, and "
        "1.7 to new ones (`diff milestone_systems 2022.2.0 2026.8.0 --trend sevilla-large-scale-era-large-scale`): "
        "with the values that these three had in 2024, which counted self-play, it is 8.1 months (study audit). These "
        "numbers are of the systems known by then; sevilla-further-large-scale-studied, which scores them beside later "
        "ones too, has 47 and 6.4 months. "
        "Whether the pace has held since cannot be said: the line ends in 2023-06, and the 21 large-scale systems from "
        "2022-02 to then give anything from 1.6 to 28x a year, beside 3.8x before. All 45 that are known up to 2026-07 "
        "would give 4.1x, a slope 1.05 times that before (0.8 to 1.4), but under the stated fillings of the unknown it "
        "is 0.6 to 1.4 times. The boundary of 2010 is found in the data of 2022 (2010-09, between 2001 and 2013) as "
        "the only one; a boundary near 2015-09 is not needed there. The data of 2026 prefer boundaries in 1997 and in "
        "2019-09; at the second the level rises some twentyfold and the doubling time falls from about 12 to 7 months."
    ),
    caveats=(
        "Large scale is relative to the systems of the same two years, so it is another set in every version.",
        "Training compute is known for 66% of the systems of 2022, 28% of those of 2026: late points are a selection.",
        "Fine-tuned systems carry the training compute of their base model.",
        "Games mix training computes with self-play and without; `audit-games-alike` leaves those without it out.",
        "A segmentation into straight lines finds boundaries in any smooth curve; it does not say what caused them.",
    ),
)
_X = Axis("publication_date", "Publication date", scale="time")
_Y = Axis("training_compute_flop", "Training compute", "FLOP", "log")
_OPTIONS = ("as_of", "since", "until", "domain")
_DOUBLING = "doubling time of training compute"
_LATE = "2026-08"


def _trend(
    key: str,
    question: str,
    subset: str,
    *,
    estimate: Method | None = None,
    quantity: str = _DOUBLING,
    unit: str = "month",
    statement: str = "",
    overrides: Mapping[str, Setting] | None = None,
    options: tuple[str, ...] = _OPTIONS,
    varied: bool = True,
    colour: str | None = None,
    quick: Method | None = None,
) -> Trend:
    name = f"sevilla-further-{key}"
    cut = LARGE_SCALE_ERA if key.startswith(("large-scale", "all")) else DEEP_LEARNING_ERA
    return Trend(
        name=name,
        statement=statement or name,
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset=subset,
        unit=unit,
        script=load_script(__file__),
        dataset="milestone_systems",
        estimate=estimate or doubling(),
        x=_X,
        y=_Y,
        colour=colour,
        quick=quick,
        options=options,
        overrides=overrides or {},
        choices=choices("2026.8.0", cut, scale=key.startswith("large-scale"), slope=estimate is None) if varied else (),
    )


def _old(trend: Trend) -> Trend:
    return on_rows_of("2022.2.0", trend, subset=trend.subset.replace(_LATE, "2022-01"))


def _domain(name: str) -> Trend:
    return _trend(
        name.lower().replace(" ", "-"),
        f"How fast has the training compute of {name.lower()} systems grown since 2010?",
        f"2010-01 to {_LATE}, {name}, low outliers removed",
        statement="sevilla-further-domain",
        overrides={} if name == "Language" else {"wanted_domain": name},
        options=("as_of", "since", "until"),
    )


def _sector(name: str, label: str) -> Trend:
    return _trend(
        name if name != "both" else "collaborations",
        f"How fast has the training compute of systems from {label} grown since 2010?",
        f"2010-01 to {_LATE}, {label}, low outliers removed",
        statement="sevilla-further-sector",
        overrides={} if name == "industry" else {"wanted_sector": name},
    )


_RECORDS = _trend(
    "record-setters",
    "How fast has the largest training compute grown since 2010?",
    f"2010-01 to {_LATE}, systems with more training compute than any before them in the period",
)
_YEARS = "years after the published boundary"
#: Not varied: the boundary is what is asked for, and its bootstrap takes seconds.
_BOUNDARIES = (
    _trend(
        "first-boundary",
        "When did the deep-learning era begin, if the data decide?",
        f"1952 to {_LATE}, one boundary, low outliers removed",
        varied=False,
        statement="sevilla-further-eras",
        estimate=boundary("deep_learning_era_after", 1),
        quick=boundary("deep_learning_era_after", 1, resamples=1),
        quantity=f"break of growth, {_YEARS} of 2010-01-01",
        unit="year",
    ),
    _trend(
        "second-boundary",
        "When did growth change after 2010, if the data decide?",
        f"2010-01 to {_LATE}, one boundary, low outliers removed",
        varied=False,
        estimate=boundary("large_scale_era_since"),
        quick=boundary("large_scale_era_since", resamples=1),
        quantity=f"break of growth, {_YEARS} of 2015-09-01",
        unit="year",
    ),
    _trend(
        "eras",
        "How many eras of growth do the data tell apart?",
        f"1952 to {_LATE}, low outliers removed",
        varied=False,
        estimate=eras(),
        quick=eras(resamples=1),
        quantity="number of eras",
        unit="era",
    ),
)


def _since_study(key: str, label: str, subset: str) -> tuple[Trend, ...]:
    return (
        _trend(
            f"{key}-studied",
            f"How fast did the training compute of {label} grow up to 2022-01, by what is known today?",
            f"2015-09 to 2022-01, {subset}",
        ),
        _trend(
            f"{key}-since",
            f"How fast has the training compute of {label} grown since the study of 2022?",
            f"2022-02 to {_LATE}, {subset}",
            estimate=growth(),
            quantity="growth of training compute",
            unit="x/year",
        ),
        _trend(
            f"{key}-change",
            f"Has the growth of {label} that was found in 2022 held?",
            f"2022-02 to {_LATE} against 2015-09 to 2022-01, {subset}",
            estimate=change_of_growth("after_study"),
            quantity="growth after over growth before (slopes of log10 training compute)",
            unit="1",
        ),
    )


TRENDS = (
    *(_domain(name) for name in ("Language", "Vision", "Games", "Multimodal", "Biology", "Image generation", "Speech")),
    *(_old(_domain(name)) for name in ("Language", "Vision", "Games")),
    _sector("industry", "industry alone"),
    _sector("academia", "academia alone"),
    _sector("both", "industry and academia together"),
    _trend(
        "academia-against-industry",
        "How much training compute do academic systems take, beside industrial ones of the same day?",
        f"2010-01 to {_LATE}, low outliers removed",
        estimate=group_against("sector", "academia", "industry"),
        quantity="training compute of academia over the trend of industry (geometric mean)",
        unit="1",
        colour="sector",
    ),
    _RECORDS,
    _old(_RECORDS),
    *_since_study("large-scale", "large-scale systems", "large scale"),
    *_since_study("all", "all systems", "low outliers removed"),
    *map(_old, _BOUNDARIES),
    *_BOUNDARIES,
)
