"""What all pictures share: size, title, facts below it, fonts, alternative text; and the picture of a single number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError
from compute_trends.trends.declaration import Axis
from compute_trends.trends.pictures.axes import Scale, scale_of
from compute_trends.trends.pictures.footer import below, footer
from compute_trends.trends.pictures.look import look
from compute_trends.trends.pictures.series import published_of, value_text
from compute_trends.trends.results import TrendResult

if TYPE_CHECKING:
    from altair import LayerChart

_WIDTH = 680  # pixels, of which the next are
_LINE_OF_TITLE, _LINE_OF_FACTS = 76, 104  # letters
#: The first one comes with vl-convert, so that texts are as wide on every machine; the others are as wide as it.
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_ROOM = 0.15  # of the axis, on either side of the numbers
_ROW = 60  # pixels of a row in the picture of a single number
_FAR_APART, _LARGE = 10.0, 1e6  # highest over lowest end, highest; from here on the axis is logarithmic
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
    foot: Sequence[str] = (),
) -> LayerChart:  # fmt: skip
    """The layers as one chart with title, facts, alternative text, and what stands below it.

    Args:
        kinds: what layers show -> the layers, from the back to the front; a page that draws the chart anew finds them
            in `usermeta`.
    """
    wide = look().width / _WIDTH
    kinds = {**kinds, "footer": [below(alt, foot, height)] if foot else []}
    layers = [layer for found in kinds.values() for layer in found]
    description = " ".join([description, *foot])
    chart: LayerChart = (
        alt.layer(*layers)
        .resolve_scale(color="independent", shape="independent", strokeDash="independent")
        .properties(
            usermeta={"layers": [kind for kind, found in kinds.items() for _ in found]},
            width=look().width,
            height=height,
            background=look().paper,
            description=description,
            title=alt.TitleParams(
                wrap(title, int(_LINE_OF_TITLE * wide)),
                subtitle=[part for fact in facts for part in wrap(fact, int(_LINE_OF_FACTS * wide))],
                anchor="start", fontSize=15, subtitleFontSize=12, subtitleColor=look().soft,
                color=look().ink, offset=10,
            ),
        )
        .configure(font=_FONT, aria=False)
        .configure_axis(labelFontSize=12, titleFontSize=13, gridColor=look().grid, labelFont=_FONT, titleFont=_FONT,
                        labelColor=look().soft, titleColor=look().soft, tickColor=look().soft, domainColor=look().soft)
        .configure_legend(labelFontSize=12, symbolSize=110, symbolStrokeWidth=2.4, labelLimit=620, orient="top",
                          labelColor=look().soft)
        .configure_view(stroke="#999999")
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
    rows = [("ours", "ours", float(estimate.value), estimate.low, estimate.high)]
    known = [item for item in published_of(result) if not isinstance(item.value, str)]
    for position, item in enumerate(known):
        name = "published" + (f" ({position + 1})" if len(known) > 1 else "")
        rows.append((name, "published", float(item.value), item.low, item.high))
    ends = [value for row in rows for value in row[2:] if value is not None]
    log = min(ends) > 0 and (max(ends) / min(ends) >= _FAR_APART or max(ends) >= _LARGE)
    axis = Axis("value", f"{trend.quantity[0].upper()}{trend.quantity[1:]}", trend.unit, "log" if log else "linear")
    found = scale_of(axis, ends)
    x = Scale(axis, found.at(-_ROOM), found.at(1 + _ROOM))  # for the texts
    values = [
        {
            "row": name, "kind": kind, "x": x.shown(value), "text": value_text(value, trend.unit),
            "low": x.shown(value if low is None else low), "high": x.shown(value if high is None else high),
        }
        for name, kind, value, low, high in rows
    ]  # fmt: skip
    colours = {"ours": "#0072B2", "published": look().ink}
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
