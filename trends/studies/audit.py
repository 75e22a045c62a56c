"""The training compute of milestone systems against the notes that explain it, and what mending it moves."""

from __future__ import annotations

from collections.abc import Mapping

from compute_trends.trends.choices.common import Choice, values
from compute_trends.trends.declaration import Axis, Study, Trend
from compute_trends.trends.methods.audits import median_factor, missed
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.growth import count, doubling
from compute_trends.trends.points import Setting
from compute_trends.trends.script import load_script

STUDY = Study(
    key="audit",
    title="Training compute against its own notes",
    question="How often does a stated training compute contradict the note that explains it, and what does that move?",
    data=(
        "compute_contradictions 2026.8.1: what two readers found in the notes of 533 milestone systems, the second "
        "without sight of the first; another reader decided every difference. Trends run on milestone_systems 2026.8.0 "
        "as upstream states it, with the values of certain contradictions mended (as in 2026.8.1), or of all."
    ),
    method=(
        "A contradiction's factor is the recomputed value over the stated one, or its inverse if that is below 1; "
        "the interval of the median comes from 1,000 resamples. How many contradictions both readers missed is "
        "Chapman's estimate from what each of them found. Doubling times are those of Sevilla et al. 2022: least "
        "squares of log10 FLOP on the date, scores in a window of a year to either side, interval from 1,000 "
        "bootstrap resamples. Which contradictions are mended is a choice of the multiverse. Settings: mended, "
        "alphago_values, with_updates_only, runs_once."
    ),
    differences=(
        "Of 533 systems read twice 35 contradict their own note: 15 lack a factor, 6 are figures of another "
        "system, stage or run, 5 count a factor twice, 4 are slips of arithmetic, 3 take a rate of other "
        "hardware, 2 another unit. 14 rows have another column wrong, and 22 notes name estimates that disagree. "
        "The two readers agree on methods for 501 of 533 systems, but on contradictions far less: the first "
        "listed 36 and the second 77, 27 in common, and of the 35 that were signed both had 17, the first alone 3 "
        "and the second alone 15. From that 2 or 3 more (0 to 7) were missed by both, if the readers were "
        "independent, which they were not. The headlines hardly notice: with the nine certain ones mended the "
        "doubling time since 2010 goes from 6.34 to 6.31 months, that of large-scale systems stays at 6.13 and "
        "that of record setters goes from 4.94 to 4.91; with all 35 they are 6.24, 6.55 and 4.80, each inside the "
        "interval of the values as stated. Trends under names that end in -2026 keep 2026.8.0: what the mended values "
        "of 2026.8.1 move in them is the step from as stated to mended here. Single records can weigh more: up to "
        "2022-01 large-scale systems double in 6.46 months on the rows of 2026 (`trend audit-large-scale-to-2022 "
        "--as-of 2022-01-31`), and in 8.06 with the values that AlphaGo Master, AlphaGo Zero and AlphaZero had in "
        "2024, which counted self-play. Games mix both ways of counting: 8.43 months with all 24, 8.44 with the 20 "
        "that are left without those that omit self-play, and neither says much (5 to 37)."
    ),
    caveats=(
        "A recomputed value is what the note's own method gives without the slip; it need not be the true compute.",
        "Both readers find what is easy to find, so the number that both missed is an estimate from below.",
        "Notes can be wrong without contradicting the figure; such errors are in none of these numbers.",
        "Games mix two meanings of training compute: with_updates_only=false leaves out what omits self-play.",
        (
            "StyleGAN2, which has no training compute and so no note to contradict, stated 2,016 hours of training: "
            "84 GPU-days, so 252 hours on its 8 GPUs. 2026.8.2 has it mended, and the growth of training time "
            "(systems-training-time) went from 1.2151 to 1.2157 a year."
        ),
    ),
)
_SCRIPT = load_script(__file__)
_X = Axis("publication_date", "Publication date", scale="time")
_Y = Axis("training_compute_flop", "Training compute", "FLOP", "log")
#: Which values of the training compute a trend takes.
MENDED = values(
    "values of the training compute",
    "mended",
    ("certain contradictions mended", "corrected"),
    ("as stated", "stated"),
    ("all contradictions mended", "all"),
)
_STATED = values(
    "values of the training compute",
    "mended",
    ("as stated", "stated"),
    *((level.label, level.variables["mended"]) for level in MENDED.levels if level.label != "as stated"),
)
_BEFORE = values("values of AlphaGo", "alphago_values", ("newest", "now"), ("of 2024", "before"))
_RUNS = values("systems of one training run", "runs_once", ("each", False), ("once", True))
_UPDATES = values("games that omit self-play", "with_updates_only", ("with", True), ("without", False))


def _of_findings(key: str, question: str, quantity: str, unit: str, estimate: Method, y: Axis | None) -> Trend:
    return Trend(
        name=f"audit-{key}",
        statement="audit-contradictions",
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset="systems whose training compute contradicts its own note",
        unit=unit,
        script=_SCRIPT,
        dataset="compute_contradictions",
        estimate=estimate,
        y=y,
    )


def _growth(
    key: str,
    question: str,
    subset: str,
    choices: tuple[Choice, ...],
    overrides: Mapping[str, Setting] | None = None,
    statement: str = "",
) -> Trend:
    return Trend(
        name=f"audit-{key}",
        statement=statement or f"audit-{key}",
        study=STUDY.key,
        question=question,
        quantity="doubling time of training compute",
        subset=subset,
        unit="month",
        script=_SCRIPT,
        dataset="milestone_systems",
        beside=("compute_contradictions",),
        estimate=doubling(),
        x=_X,
        y=_Y,
        options=("as_of",),
        overrides=overrides or {},
        choices=choices,
    )


def _three(key: str, question: str, subset: str) -> tuple[Trend, ...]:
    """A trend on upstream's values, with the certain contradictions mended, and with all; the question bare."""
    words = {
        "stated": "as stated",
        "corrected": "with the certain contradictions mended",
        "all": "with all contradictions mended",
    }
    return tuple(
        _growth(
            key if mended == "corrected" else f"{key}-{mended}",
            f"{question}, {told}?",
            f"{subset}, {told}",
            (MENDED, _RUNS) if mended == "corrected" else (),
            {} if mended == "corrected" else {"mended": mended},
            f"audit-{key}",
        )
        for mended, told in words.items()
    )


TRENDS = (
    _of_findings(
        "off-factor",
        "By what factor are the figures off that contradict their own note?",
        "recomputed over stated training compute, or its inverse",
        "x",
        median_factor(),
        Axis("off_factor", "Factor between stated and recomputed", "x", "log"),
    ),
    _of_findings(
        "missed",
        "How many contradictions did both readers miss?",
        "contradictions that neither reader found",
        "1",
        missed(),
        None,
    ),
    Trend(
        name="audit-training-runs",
        study=STUDY.key,
        question="How many training runs are behind the milestone systems whose training compute is known?",
        quantity="training runs",
        subset="milestone systems with a known training compute, those of one run counted once",
        unit="run",
        script=_SCRIPT,
        dataset="milestone_systems",
        estimate=count(),
        options=("as_of",),
        endless="A count has no line to end: it is of the systems whose training compute is known.",
        overrides={"runs_once": True},
    ),
    *_three(
        "deep-learning",
        "How fast has training compute grown since 2010",
        "2010-01 to 2026-08, low outliers removed",
    ),
    *_three(
        "large-scale",
        "How fast has the training compute of large-scale systems grown",
        "2015-09 to 2026-08, large scale",
    ),
    *_three(
        "record-setters",
        "How fast has the largest training compute grown since 2010",
        "2010-01 to 2026-08, systems with more training compute than any before them in the period",
    ),
    _growth(
        "large-scale-to-2022",
        "How fast did large-scale systems grow up to the study of 2022, by the values of today?",
        "2015-09 to 2022-01, large scale, as stated",
        (_BEFORE, _STATED),
        {"mended": "stated"},
    ),
    _growth(
        "large-scale-to-2022-before",
        "How fast did large-scale systems grow up to the study of 2022, with the values of AlphaGo of 2024?",
        "2015-09 to 2022-01, large scale, AlphaGo Master, AlphaGo Zero and AlphaZero as stated in 2024",
        (),
        {"mended": "stated", "alphago_values": "before"},
        "audit-large-scale-to-2022",
    ),
    _growth(
        "games",
        "How fast has the training compute of games grown since 2010, both ways of counting together?",
        "2010-01 to 2026-08, Games, low outliers removed, with and without self-play",
        (_UPDATES, MENDED),
    ),
    _growth(
        "games-alike",
        "How fast has the training compute of games grown since 2010, without those that omit self-play?",
        "2010-01 to 2026-08, Games, low outliers removed, without systems that omit self-play",
        (),
        {"with_updates_only": False},
        "audit-games",
    ),
)
