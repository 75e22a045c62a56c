"""Desislavov et al. 2021, further: what a token of a language model takes, counted in three ways."""

from __future__ import annotations

from compute_trends.trends.choices.desislavov import choices
from compute_trends.trends.declaration import Axis, Trend
from compute_trends.trends.methods.growth import growth
from compute_trends.trends.script import load_script

_ALL = ", all experts counted"


def _trend(suffix: str, words: str, subset: str, measure: str = "", frontier: bool = False) -> Trend:
    name = f"language-flop-per-token{suffix}"
    return Trend(
        name=f"desislavov-{name}",
        statement=f"desislavov-language-flop-per-token{'-frontier' * frontier}",
        study="desislavov-2021",
        question=f"How fast does the computation per token grow among {words}?",
        quantity="growth of forward FLOP per token",
        subset=f"{subset} since 2017-06 (analogue)",
        unit="x/year",
        script=load_script(__file__),
        dataset="milestone_systems",
        estimate=growth(noise_factor=1),
        x=Axis("publication_date", "Publication date", scale="time"),
        y=Axis("forward_flop_per_token", "Forward FLOP per token", "FLOP", "log"),
        options=("as_of", "since", "until") if frontier else ("as_of", "since", "until", "frontier"),
        overrides={"flop_per_token": measure} if measure else {},
        rests_on_compute=frontier,
        choices=choices(name, True),
        note="An analogue on other rows: the paper's tables were not published.",
    )


TRENDS = (
    _trend("", "notable language models", "language models"),
    _trend(
        "-frontier",
        "the language models of most training compute",
        "language models, ten largest at release",
        frontier=True,
    ),
    _trend("-all-experts", f"language models{_ALL}", f"language models{_ALL},", "all"),
    _trend("-by-computation", "language models, by training compute over tokens", "language models", "computation"),
)
