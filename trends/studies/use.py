"""How fast the use of AI products grows, by product and kind, and how laboratories part their spending."""

from __future__ import annotations

from dataclasses import replace

from compute_trends.trends.declaration import Axis, Study, Trend
from compute_trends.trends.methods.growth import growth
from compute_trends.trends.methods.shares import share_of_parts
from compute_trends.trends.points import Setting
from compute_trends.trends.script import load_script

STUDY = Study(
    key="use",
    title="Use of AI products, and training against inference",
    question="How fast does use grow, and how much of its computation does a laboratory spend on research?",
    data=(
        "ai_usage 2026.4.0: 45 dated reports of users, messages and tokens, 2023-03 to 2025-10, each product and kind "
        "a series of its own. compute_spend 2026.4.0: eleven reports on what OpenAI and Anthropic spent on "
        "computation, 2022 to 2025."
    ),
    method=(
        "Least squares of log10 of the count on its day, as growth per year of 365 days; interval from 1,000 resampled "
        "reports, however few there are. A share is a ratio of two reported sums, without an interval."
    ),
    caveats=(
        (
            "Users of a day, a week and a month are three things, and products overlap; no two series may be added or "
            "compared in level."
        ),
        (
            "Companies report when numbers are good, round them, and choose what to count. Tokens of Google hold the "
            "summaries in search, which nobody asked for."
        ),
        "Three to six reports make a growth rate that has no interval worth the name, though one is printed.",
        (
            "Spending on research is not training: it holds experiments, failed runs and models that were never "
            "released. The often cited 10 to 30% is the share of training in the whole life of a model in production, "
            "at large cloud providers around 2020; a laboratory's share of research in a year is another quantity, "
            "and 2025 was partly a projection."
        ),
    ),
)

_OPTIONS = ("as_of", "since", "until")
_X = Axis("usage_date", "Day", scale="time")


def _trend(
    name: str, product: str, what: str, statement: str, y: Axis, few: bool = False, **settings: Setting
) -> Trend:
    return Trend(
        name=f"use-{name}",
        study=STUDY.key,
        statement=statement,
        question=f"By what factor a year do {what} grow?",
        quantity=f"growth of {what}",
        subset=product,
        unit="x/year",
        script=load_script(__file__),
        dataset="ai_usage",
        estimate=growth(noise_factor=1.0),
        x=_X,
        y=y,
        options=_OPTIONS,
        overrides={"product": product, **settings},
        note="Few reports, so that the interval is too narrow rather than too wide." if few else "",
    )


def _users(period: str) -> Axis:
    return Axis("active_users", f"Users of a {period}", "user", "log")


_MESSAGES = Axis("sent_message_per_day", "Messages a day", "message/day", "log")
_TOKENS = Axis("processed_token_per_day", "Tokens a day", "token/day", "log")


def _share(name: str, company: str, year: int) -> Trend:
    return Trend(
        name=f"use-{name}",
        study=STUDY.key,
        statement="use-spending",
        question=f"What share of its spending on computation for research and inference went to research at {company} "
        f"in {year}?",
        quantity="share of research in spending on computation",
        subset=f"{company}, {year}",
        unit="1",
        script=load_script(__file__),
        dataset="compute_spend",
        estimate=share_of_parts("spend_usd"),
        options=("as_of",),
        overrides={"company": company, "year": year},
        note=(
            "Research is not training of one model, and 10 to 30%, the cited share of training, is of a model's life "
            "in production: the two are not the same share."
        ),
    )


TRENDS = (
    replace(_trend("chatgpt-users", "ChatGPT", "weekly users of ChatGPT", "use-users", _users("week")), overrides={}),
    _trend("chatgpt-messages", "ChatGPT", "messages to ChatGPT", "use-messages", _MESSAGES, few=True),
    _trend("gemini-users", "Gemini", "monthly users of Gemini", "use-users", _users("month"), period="month"),
    _trend(
        "meta-ai-users",
        "Meta AI assistant",
        "monthly users of Meta AI",
        "use-users",
        _users("month"),
        period="month",
    ),
    _trend("google-tokens", "Google (all AI products)", "tokens processed by Google", "use-tokens", _TOKENS, few=True),
    _trend("z-ai-tokens", "Full company", "tokens processed by Z.ai", "use-tokens", _TOKENS, few=True),
    _share("research-share-openai-2024", "OpenAI", 2024),
    _share("research-share-openai-2025", "OpenAI", 2025),
)
