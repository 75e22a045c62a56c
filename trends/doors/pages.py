"""The study pages, docs/studies: question, data, method, published figures beside ours, differences, the trends.

Everything on them comes from the declarations, from the published figures and from the trends on the shipped rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module

from compute_trends.catalog.texts.markdown import prose, table
from compute_trends.catalog.texts.numbers import count
from compute_trends.trends.declaration import Picture, Study, Trend
from compute_trends.trends.doors.values import PATH as VALUES
from compute_trends.trends.doors.values import render_values
from compute_trends.trends.known.capable import capable_told
from compute_trends.trends.known.fillings import FILLINGS
from compute_trends.trends.known.leading_developers import listed
from compute_trends.trends.known.shares import PAST, Known
from compute_trends.trends.pictures.draw import draw_trend, render
from compute_trends.trends.pictures.series import interval_text, printed, value_text
from compute_trends.trends.pictures.together import draw_together
from compute_trends.trends.published.figures import figures
from compute_trends.trends.published.verdicts import VERDICTS, Reproduced
from compute_trends.trends.registry import get_trend, list_trends, module_trends, study_modules
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.bounds import bounds
from compute_trends.trends.run import reproduce, run_trend

#: Folder of the pages and of their pictures in a checkout.
PAGES, PICTURES = "docs/studies", "docs/pictures"

_WRITTEN_BY = "This page is written by `compute-trends build --pages`.\n"
_SQL = "`compute-trends trend NAME --sql` prints the query behind a trend, `--plot FILE` draws it."


def studies() -> dict[str, Study]:
    """The studies that have a page, by key: those with published figures in their order, then our own."""
    found: dict[str, Study] = {}
    for stem in study_modules():
        study: Study | None = getattr(import_module(f"compute_trends.trends.studies.{stem}"), "STUDY", None)
        if study is not None and module_trends(stem):
            found[study.key] = study
    order = [item.study for item in figures().values()]
    return {key: found[key] for key in dict.fromkeys([*order, *found]) if key in found}


def render_pages() -> dict[str, str]:
    """Every page: path in the checkout -> text.

    Raises:
        ComputeTrendsError: a trend has no answer on the shipped rows.
    """
    results = {trend.name: run_trend(trend) for trend in list_trends()}
    rows = _reproduced()
    pages = {
        f"{PAGES}/{key}.md": _page(study, [result for result in results.values() if result.trend.study == key], rows)
        for key, study in studies().items()
    }
    index = {f"{PAGES}/README.md": _index(results.values(), rows)}
    return {**index, **pages, VALUES: render_values(results.values())}


def render_pictures() -> dict[str, bytes]:
    """The picture of every study: path in the checkout -> SVG.

    Raises:
        MissingExtraError: Altair or vl-convert is not installed.
    """
    found = {}
    for study in studies().values():
        picture = picture_of(study)
        if isinstance(picture, Picture):
            found[f"{PICTURES}/{picture.name}.svg"] = render(draw_together(picture), "svg")
        elif picture is not None:
            found[f"{PICTURES}/{picture.name}.svg"] = render(draw_trend(run_trend(picture)), "svg")
        for further in study.further_pictures:
            found[f"{PICTURES}/{further.name}.svg"] = render(draw_together(further), "svg")
    return found


def picture_of(study: Study) -> Picture | Trend | None:
    """What the picture of a study's page shows; None where the study has no trend with two axes.

    Raises:
        UnknownNameError: the study names a trend that does not exist.
    """
    if isinstance(study.picture, Picture):
        return study.picture
    if study.picture:
        return get_trend(study.picture)
    drawn = (trend for trend in list_trends() if trend.study == study.key and trend.x and trend.y)
    return next(drawn, None)


def _reproduced() -> dict[str, tuple[str, Reproduced]]:
    """Published figure -> the command that recomputes it, and the two values."""
    return {row.figure: (row.command.removeprefix("compute-trends trend "), row) for row in reproduce()}


def _page(study: Study, results: Sequence[TrendResult], rows: Mapping[str, tuple[str, Reproduced]]) -> str:
    mine = [(identifier, *row) for identifier, row in rows.items() if row[1].study == study.key]
    parts = [f"# {study.title}", study.question]
    if study.reference:
        parts.append(f"[{study.reference}]({study.url})" if study.url else study.reference)
    else:
        parts.append("A question of this project's own: no published figure answers it." if not mine else "")
    first = picture_of(study)
    for picture in (*([first] if first else []), *study.further_pictures):
        parts.append(f"![{_picture_text(picture)}](../pictures/{picture.name}.svg)")
    parts += ["## Data", study.data, "## Method", study.method]
    if mine:
        parts += ["## Published and ours", *_comparison(mine)]
    if study.differences:
        parts += ["## Differences and why", study.differences]
    if study.caveats:
        parts += ["## What the numbers cannot say", "\n".join(f"- {_sentence(text)}" for text in study.caveats)]
    parts += _unknown(results)
    parts += ["## Trends", f"{count(len(results), 'trend')}. {_SQL}", _trends(results), _WRITTEN_BY]
    return "\n\n".join(part for part in parts if part)


def _picture_text(picture: Picture | Trend) -> str:
    if isinstance(picture, Picture):
        return picture.text
    axes = f"{picture.y.title} against {picture.x.words}" if picture.x and picture.y else picture.quantity
    return prose(f"{axes}: {picture.subset}")


def _comparison(rows: Sequence[tuple[str, str, Reproduced]]) -> list[str]:
    notes: dict[str, int] = {}  # a note that several figures share is printed once
    found = []
    sources: dict[str, None] = {}
    for identifier, name, row in rows:
        mark = f"[{notes.setdefault(row.note, len(notes) + 1)}]" if row.note else ""
        sources[figures()[identifier].reference] = None
        published = value_text(row.published, row.unit, printed)
        published += interval_text(row.published_low, row.published_high, None, printed, row.unit)
        ours = "none"
        if row.estimate is not None:
            ours = value_text(row.estimate, row.unit) + interval_text(row.low, row.high, None, unit=row.unit)
        count = "" if row.n is None else f"{row.n:,}"
        what = f"{row.quantity}: {row.subset}"
        found.append([prose(what), published, ours, count, row.verdict, mark, f"`{name}`"])
    heads = ["Quantity, rows", "Published", "Ours", "n", "Verdict", "Note", "Trend"]
    parts = [table(heads, found, right=[3])]
    if notes:
        parts.append("\n".join(f"{number}. {_sentence(note)}" for note, number in notes.items()))
    parts.append(f"Published in: {'; '.join(sources)}.")
    return parts


def _trends(results: Sequence[TrendResult]) -> str:
    found = []
    for result in results:
        trend, estimate = result.trend, result.estimate
        ours = value_text(estimate.value, trend.unit)
        ours += interval_text(estimate.low, estimate.high, None, unit=trend.unit)
        rows = f"{result.subset} ({result.rows}, {result.data_until})"
        found.append([f"`{trend.name}`", prose(result.question), prose(rows), ours, f"{estimate.n:,}"])
    return table(["Trend", "Question", "Rows", "Ours", "n"], found, right=[4])


def _unknown(results: Sequence[TrendResult]) -> list[str]:
    """The section on what is no longer known, for studies whose trends rest on training compute and reach past 2022."""
    behind = [result for result in results if result.known is not None]
    if not behind:
        return []
    lines, rows = [], []
    longest: dict[str, Known] = {}
    for result in behind:
        about, known = _asked_about(result), result.known
        if known and (about not in longest or known.years[-1].period > longest[about].years[-1].period):
            longest[about] = known
    for about, known in longest.items():
        until = next((result.ends for result in behind if _asked_about(result) == about and result.ends), None)
        shares = ", ".join(map(str, known.since(PAST.year).years))
        theirs = ", ".join(map(str, known.since(PAST.year).leading_years)) or "none"
        lines.append(
            f"- {about}: {shares} of all {known.what}, {theirs} of the leading developers'."
            + (f" Lines end in {until:%Y-%m}." if until else "")
        )
    lines += sorted({f"- {result.trend.endless}" for result in behind if result.trend.endless})
    for result in behind:
        unit = result.trend.unit
        rows.append(
            [
                f"`{result.trend.name}`",
                f"{result.ends:%Y-%m}" if result.ends else "no end" if result.trend.endless else "",
                value_text(result.estimate.value, unit),
                *("no answer" if item.estimate is None else value_text(item.estimate, unit) for item in bounds(result)),
            ]
        )
    text = (
        f"Training compute is known for ever fewer systems, least for those of the leading developers ({listed()}). A "
        "trend over time ends with the last half-year in which it is known for at least half of theirs; later points "
        "are drawn hollow and take no part. The columns on the right go on to the end of the data, with the unknown "
        + "; ".join(f"{meaning} ({name})" for name, meaning in FILLINGS.items())
        + ". These are suppositions, which bound the answer and estimate nothing."
    )
    heads = ["Trend", "Ends", "Ours", *FILLINGS]
    lines += sorted({f"- {capable_told(result.capable)}" for result in behind if result.capable})
    return ["## What is no longer known", text, "\n".join(lines), table(heads, rows)]


def _asked_about(result: TrendResult) -> str:
    """Whose training compute it is: the tables, and where a trend has its own models, which of these."""
    own = result.known is not None and result.known.which
    return f"{result.subset} ({result.rows})" if own else result.rows


def _index(results: Iterable[TrendResult], rows: Mapping[str, tuple[str, Reproduced]]) -> str:
    trends: list[Trend] = [result.trend for result in results]
    found = []
    for key, study in studies().items():
        verdicts = [row.verdict for _, row in rows.values() if row.study == key]
        counts = [f"{verdicts.count(verdict)} {verdict}" for verdict in VERDICTS if verdict in verdicts]
        number = sum(trend.study == key for trend in trends)
        found.append([f"[{study.title}]({key}.md)", prose(study.question), str(number), ", ".join(counts)])
    held = table(["Study", "Question", "Trends", "Published figures"], found, right=[2])
    opening = (
        f"{len(trends)} trends answer the questions of {len(found)} studies on the shipped rows. A published figure is "
        "`within` where our estimate lies in the published interval, `agrees` where the study printed none and it lies "
        "in ours or equals ours at its printed digits, `explained` where it does not for a reason that can be checked, "
        "`outside` or `differs` where no reason explains it, `too wide to tell` where the interval spans a factor of "
        "ten or holds no change, and `not comparable` where the two numbers measure different things. "
        "`compute-trends reproduce --all` prints them all."
    )
    return "\n\n".join(["# Studies", opening, held, _WRITTEN_BY])


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
