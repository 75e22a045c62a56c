"""The picture of a study's page, as the documentation has it."""

from __future__ import annotations

from compute_trends.explorer.computed.svg import short
from compute_trends.trends.declaration import Picture
from compute_trends.trends.doors.pages import picture_of, studies
from compute_trends.trends.pictures.draw import draw_trend, render
from compute_trends.trends.pictures.together import draw_together
from compute_trends.trends.run import run_trend


def compute(study: str) -> dict[str, str] | None:
    """The picture: `svg` and `text`, what it shows; None where the study has none."""
    picture = picture_of(studies()[study])
    if picture is None:
        return None
    if isinstance(picture, Picture):
        return {"svg": short(render(draw_together(picture), "svg").decode()), "text": picture.text}
    svg = short(render(draw_trend(run_trend(picture)), "svg").decode())
    return {"svg": svg, "text": f"{picture.quantity}: {picture.subset}"}
