"""The lines of a picture: those that the estimator gives, and the published values as lines of the same kind."""

from __future__ import annotations

from compute_trends.trends.methods.estimate import Curve
from compute_trends.trends.pictures.series import Line, printed, published_of, value_text
from compute_trends.trends.results import TrendResult

#: What is published of a line, where that is not the line.
_PART = " (its {}, laid on our points)"


def our_lines(result: TrendResult) -> list[Line]:
    """The curves of the estimate, their labels with its value in words."""
    return [Line(_label(curve, result), curve.x, curve.y, curve.low, curve.high) for curve in result.estimate.curves]


def published_lines(result: TrendResult) -> list[Line]:
    """The lines that the published values stand for; none where a value of the estimate's kind is no line."""
    line_of, found = result.estimate.line_of, []
    known = published_of(result) if line_of else []
    for item in known:
        if not isinstance(item.value, str):
            assert line_of is not None
            line = line_of(float(item.value))
            label = f"published: {value_text(item.value, item.unit, printed)}"
            if [other.value for other in known].count(item.value) > 1:
                label += f", {item.subset}"
            if line.y[0] != line.y[-1]:
                label += _PART.format("factor" if item.unit == "x" else "slope")
            found.append(Line(label, line.x, line.y, published=True))
    return found


def _label(curve: Curve, result: TrendResult) -> str:
    own = (result.estimate.value, result.trend.unit) if curve.value is None else (curve.value, curve.unit)
    return curve.label.replace("{value}", value_text(*own)).replace("{quantity}", result.trend.quantity)
