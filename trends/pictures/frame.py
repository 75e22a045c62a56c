"""What all pictures share: size, title, facts below it, fonts, alternative text; and the picture of a single number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError
from compute_trends.trends.declaration import Axis
from compute_trends.trends.pictures.amounts import PART, amount, unit_of
from compute_trends.trends.pictures.axes import Scale, scale_of
from compute_trends.trends.pictures.footer import BELOW, below, footer
from compute_trends.trends.pictures.look import COLOURS, look
from compute_trends.trends.pictures.series import printed, published_of
from compute_trends.trends.results import TrendResult

if TYPE_CHECKING:
    from altair import LayerChart

_WIDTH = 680  # pixels, of which the next are
_LINE_OF_TITLE, _LINE_OF_FACTS = 76, 104  # letters
#: The first one comes with vl-convert, so that texts are as wide on every machine; the others are as wide as it, or
#: nearly so, as what a system has that has none of them.
_FONT = "Liberation Sans, Arial, Helvetica, DejaVu Sans Condensed, sans-serif"
_ROOM = 0.15  # of the axis, on either side of the numbers
_ROW = 60  # pixels of a row in the picture of a single number
_FAR_APART, _LARGE = 10.0, 1e6  # highest over lowest end, highest; from here on the axis is logarithmic
#: Name, kind, value, low and high of a number.
_Row = tuple[str, str, float, float | None, float | None]
_SHAPES = {"ours": "circle", "published": "square"}


def altair() -> Any:
    """The module of that name.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import altair as module
    except ImportError as error:
        raise MissingExtraError("drawing a picture", "altair", "plot") from error
    return module


def framed(
    alt: Any, kinds: Mapping[str, Sequence[Any]], title: str, facts: Sequence[str], description: str, height: int,
    foot: Sequence[str] = (), lower: int = 0,
) -> LayerChart:  # fmt: skip
    """The layers as one chart with title, facts, alternative text, and what stands below it.

    Args:
        alt: the module.
        kinds: what layers show -> the layers, from the back to the front; a page that draws the chart anew finds them
            in `usermeta`, with the text that leaves out what stands below.
        title, facts, description: in words.
        height: of the plot in pixels.
        foot: lines below it.
        lower: pixels that something else takes between the plot and these lines.
    """
    wide = look().width / _WIDTH
    kinds = {**kinds, "footer": [below(alt, foot, height + lower)] if foot else []}
    layers = [layer for found in kinds.values() for layer in found]
    independent = alt.ScaleResolveMap(color="independent", shape="independent", strokeDash="independent")
    chart: LayerChart = alt.layer(
        *layers,  # all at once: each further call copies the chart with all its values, several times
        resolve=alt.Resolve(scale=independent),
        usermeta={"layers": [kind for kind, found in kinds.items() for _ in found], "text": description},
        width=look().width,
        height=height,
        background=look().paper,
        description=" ".join([description, *foot]),
        title=alt.TitleParams(
            wrap(title, int(_LINE_OF_TITLE * wide)),
            subtitle=[part for fact in facts for part in wrap(fact, int(_LINE_OF_FACTS * wide))],
            anchor="start", fontSize=15, subtitleFontSize=12, subtitleColor=look().soft,
            color=look().ink, offset=10,
        ),
        config=alt.Config(
            font=_FONT,
            aria=False,
            axis=alt.AxisConfig(
                labelFontSize=12, titleFontSize=13, gridColor=look().grid, labelFont=_FONT, titleFont=_FONT,
                labelColor=look().soft, titleColor=look().soft, tickColor=look().soft, domainColor=look().soft,
            ),
            legend=alt.LegendConfig(
                labelFontSize=12, symbolSize=110, symbolStrokeWidth=2.4, labelLimit=620, orient="top",
                labelColor=look().soft,
            ),
            view=alt.ViewConfig(stroke="#999999"),
        ),
    )  # fmt: skip
    return chart


def draw_number(result: TrendResult, facts: Sequence[str]) -> LayerChart:
    """A single number with its interval in a row of its own, and every published one in a row below it.

    Args:
        result: of a trend whose estimate is a number.
        facts: lines below the title, which the alternative text repeats.

    Raises:
        MissingExtraError: Altair is not installed.
        ComputeTrendsError: the estimate is an answer in words.
    """
    alt = altair()
    trend, estimate = result.trend, result.estimate
    if isinstance(estimate.value, str):
        raise ComputeTrendsError(f"{trend.name} is an answer in words without points over an axis: nothing to draw")
    unit = unit_of(trend)
    rows: list[_Row] = [("ours", "ours", float(estimate.value), estimate.low, estimate.high)]
    known = [item for item in published_of(result) if not isinstance(item.value, str)]
    for position, item in enumerate(known):
        name = "published" + (f" ({position + 1})" if len(known) > 1 else "")
        rows.append((name, "published", float(item.value), item.low, item.high))
    if all(row[3] is None and row[4] is None for row in rows):
        return _card(alt, result, rows, facts)
    ends = [value for row in rows for value in row[2:] if value is not None]
    log = min(ends) > 0 and (max(ends) / min(ends) >= _FAR_APART or max(ends) >= _LARGE)
    bounds = {"least": 0.0, "most": 1.0} if unit == PART else {}
    axis = Axis(
        "value", f"{trend.quantity[0].upper()}{trend.quantity[1:]}", trend.unit, "log" if log else "linear", **bounds
    )
    found = scale_of(axis, ends)
    x = Scale(axis, found.at(-_ROOM), found.at(1 + _ROOM))  # for the texts
    values = [
        {
            "row": name, "kind": kind, "x": x.shown(value), "text": amount(value, unit),
            "low": x.shown(low if low is not None else x.low if high is not None else value),
            "high": x.shown(high if high is not None else x.high if low is not None else value),
        }
        for name, kind, value, low, high in rows
    ]  # fmt: skip
    colours = {"ours": COLOURS[0], "published": look().ink}
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("row:N", sort=None, title=None),
        color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))),
    )
    shape = alt.Shape("kind:N", legend=None, scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())))
    layers = [
        base.mark_rule(strokeWidth=3, opacity=0.5).encode(x.encoding(alt, "X", "low"), alt.X2("high")),
        base.mark_point(filled=True, size=110, opacity=1).encode(x.encoding(alt, "X", "x"), shape),
        base.mark_text(dy=-14, fontSize=12, align="center", color=look().ink).encode(
            x.encoding(alt, "X", "x"), alt.Text("text:N")
        ),
    ]
    words = [f"Picture of {len(rows)} {'number' if len(rows) == 1 else 'numbers'}: {x.title}."]
    words += [fact[0].upper() + fact[1:] + "." for fact in facts]
    return framed(alt, {"numbers": layers}, result.question, facts, " ".join(words), _ROW * len(rows), footer([result]))


def _card(alt: Any, result: TrendResult, rows: Sequence[_Row], facts: Sequence[str]) -> LayerChart:
    """A number without an interval as what it is: written large, those published below it; an axis says no more."""
    unit, (ours, *published) = unit_of(result.trend), rows
    base = alt.Chart(alt.Data(values=[{}])).mark_text
    layers = [
        base(text=amount(ours[2], unit), x=12, y=34, align="left", fontSize=34, fontWeight="bold", color=COLOURS[0])
    ]
    layers += [
        base(text=f"{name}: {amount(value, unit, printed)}", x=14, y=76 + 20 * place, align="left", fontSize=14,
             color=look().ink)
        for place, (name, _, value, *_) in enumerate(published)
    ]  # fmt: skip
    words = [f"The number {amount(ours[2], unit)}."] + [f"{fact[0].upper()}{fact[1:]}." for fact in facts]
    height = 66 + 20 * len(published)
    # Nothing stands on an axis, so the lines below move up to where its title would be.
    return framed(
        alt, {"number": layers}, result.question, facts, " ".join(words), height, footer([result]), 18 - BELOW
    )
