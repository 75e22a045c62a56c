"""Each criterion that a submitted milestone claims needs its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compute_trends.validators.rule import Example, Rule

#: A link with a user name, which opens the page for its owner only.
HAS_USER = r"regexp_matches({url}, '(?i)^https?://[^/?#]*@')"

#: A link that no outsider can open, or that nobody meant: no domain, a private network, a placeholder, a user name.
#: Letters beyond ASCII are taken by their range, since the class of all letters takes 8 ms to compile.
NOT_PUBLIC = (
    r"not regexp_matches({url}, '(?i)^https?://[\w\x{{80}}-\x{{10FFFF}}-]+(\.[\w\x{{80}}-\x{{10FFFF}}-]+)*"
    r"\.([a-z\x{{80}}-\x{{10FFFF}}]{{2,}}|xn--[a-z0-9-]+)([:/?#]|\z)') or "
    r"regexp_matches(lower({url}), '^https?://([^/?#]*\.)?(example\.(com|org|net)|[^/?#]*\.(local|internal|test|"
    r"invalid|example|localhost))([:/?#]|\z)')"
)


@dataclass(frozen=True)
class Need:
    """One thing that a claim needs, in any one of some columns.

    Attributes:
        words: what it is, as a finding says that it lacks.
        columns: where it may stand; the first is the one to fill.
        unfit: SQL for when what stands there does not count.
    """

    words: str
    columns: tuple[str, ...]
    unfit: str = "false"

    @property
    def lacking(self) -> str:
        """SQL for whether a record lacks it."""
        empty = " and ".join(f"trim(coalesce({column}::VARCHAR, '')) = ''" for column in self.columns)
        return f"({empty} or {self.unfit})"

    def is_empty(self, cells: Mapping[str, Any]) -> bool:
        """Whether a record, given its cells by column, has nothing in any of the columns."""
        return all(str("" if cells.get(column) is None else cells[column]).strip() == "" for column in self.columns)


@dataclass(frozen=True)
class Evidence:
    """What one criterion needs, and the texts of the rule that asks for it; `also` names columns that tell more."""

    criterion: str
    needs: tuple[Need, ...]
    title: str
    explanation: str
    fix: str
    passes: tuple[Example, ...]
    fails: tuple[Example, ...]
    also: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that may back the claim."""
        return (*(column for need in self.needs for column in need.columns), *self.also)

    def missing(self, cells: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns to fill for what a record, given its cells by column, leaves empty."""
        return tuple(need.columns[0] for need in self.needs if need.is_empty(cells))

    def rule(self) -> Rule:
        """The rule that asks for it."""
        claimed = f"list_contains(inclusion_criteria, '{self.criterion}')"
        needs = ", ".join(
            f"if({need.lacking}, {{name: '{need.columns[0]}', words: '{need.words}'}}, null)" for need in self.needs
        )
        return Rule(
            id=f"{self.criterion.replace('_', '-')}-evidence-missing",
            layer="inclusion",
            severity="error",
            datasets=("milestone_systems",),
            title=self.title,
            explanation=self.explanation,
            fix=self.fix,
            source="Sevilla et al. 2022 and Epoch AI's documentation of notable models name the criterion; that a "
            "claim shows its evidence is this package's own demand on submissions.",
            binds="submitted",
            sql=f"""
                select _row, lacking[1].name as "column", null as value,
                  'claims {self.criterion} without '
                    || array_to_string([need.words for need in lacking], ' and without ') as message,
                  null as evidence
                from (
                  select _row, list_filter([{needs}], lambda need: need is not null) as lacking
                  from submission
                  where {claimed}
                )
                where len(lacking) > 0
            """,
            applies=f"select _row from submission where {claimed}",
            passes=(*tuple(_claiming(example, self.criterion) for example in self.passes), {}),
            fails=tuple(_claiming(example, self.criterion) for example in self.fails),
        )


def _claiming(example: Example, criterion: str) -> Example:
    assert not isinstance(example, list)
    return {"inclusion_criteria": [criterion], **example}


#: The evidence of each criterion, by its name.
EVIDENCE = {
    item.criterion: item
    for item in (
        Evidence(
            "highly_cited",
            (
                Need("a number of citations", ("citations",)),
                Need("the day on which they were counted", ("citations_date",)),
            ),
            "highly_cited is claimed without the number of citations and its date",
            "Citations grow: a count says something only together with the day on which it was taken. Of the systems "
            "that Epoch tags as highly cited, one in seven has no count at all.",
            "Look the paper up in Google Scholar or Semantic Scholar and fill citations and citations_date.",
            ({"citations": 1200, "citations_date": "2026-05-01"},),
            ({}, {"citations": 1200}, {"citations_date": "2026-05-01"}),
        ),
        Evidence(
            "historical_significance",
            (Need("a word on what makes the system historic", ("inclusion_note",)),),
            "historical_significance is claimed without saying why",
            "Importance is a judgement, and a judgement can be shared only with its reason: what the system was the "
            "first to do, what later work built on it. No count stands in for it.",
            "Say in inclusion_note, in a sentence, what makes the system historic.",
            ({"inclusion_note": "First network trained by back-propagation to pronounce English text"},),
            ({}, {"inclusion_note": " "}),
        ),
        Evidence(
            "sota_improvement",
            (
                Need("the benchmark", ("sota_benchmark",)),
                Need("the score", ("sota_score_fraction", "sota_score_as_reported")),
            ),
            "sota_improvement is claimed without the benchmark and the score",
            "An improvement of the state of the art is one on a named benchmark, by a score that can be held against "
            "earlier ones. A score that is no fraction, such as a perplexity or an Elo rating, is given in words.",
            "Fill sota_benchmark and sota_score_fraction (and sota_metric), or sota_score_as_reported where the score "
            "is no fraction of 1.",
            (
                {"sota_benchmark": "ImageNet", "sota_score_fraction": 0.847, "sota_metric": "top-5 accuracy"},
                {"sota_benchmark": "Penn Treebank", "sota_score_as_reported": "57.3 perplexity on the test set"},
            ),
            ({}, {"sota_benchmark": "ImageNet"}, {"sota_score_fraction": 0.847}),
            also=("sota_metric",),
        ),
        Evidence(
            "significant_use",
            (
                Need(
                    "a public page that shows the use",
                    ("significant_use_url",),
                    unfit=NOT_PUBLIC.format(url="significant_use_url"),
                ),
            ),
            "significant_use is claimed without a public page that shows it",
            "Significant use is deployment in a notable context or more than a million monthly users. Vendors and the "
            "press state both, so a link can always be given; without one the claim cannot be checked.",
            "Link a public page that shows the deployment or the number of users in significant_use_url.",
            ({"significant_use_url": "https://blog.google/products/search/search-language-understanding-bert/"},),
            ({}, {"significant_use_url": "http://localhost/use"}, {"significant_use_url": "https://example.com/use"}),
        ),
        Evidence(
            "training_cost",
            (Need("a training cost", ("training_cost_2023_usd", "training_cost_cloud_usd")),),
            "training_cost is claimed without a cost",
            "The criterion is a cost of the training compute above a million US dollars of 2023. The price of buying "
            "the machines (training_cost_upfront_usd, hardware_acquisition_cost_usd) is no substitute: they serve many "
            "runs.",
            "Fill training_cost_2023_usd, or training_cost_cloud_usd with what the run would have cost at cloud "
            "prices.",
            ({"training_cost_2023_usd": 2.1e6}, {"training_cost_cloud_usd": 2.1e6}),
            ({}, {"training_cost_upfront_usd": 5e7}),
        ),
        Evidence(
            "discretionary",
            (Need("a reviewer", ("discretionary_reviewer",)), Need("a reason", ("discretionary_reason",))),
            "discretionary is claimed without reviewer and reason",
            "Discretion is for systems that belong here though no other criterion covers them. Somebody has to stand "
            "for that judgement, and later readers have to see why it was made.",
            "Name who admitted the system in discretionary_reviewer and why in discretionary_reason.",
            ({"discretionary_reviewer": "A. Reviewer", "discretionary_reason": "Largest open model of its year"},),
            ({}, {"discretionary_reviewer": "A. Reviewer"}, {"discretionary_reason": "Largest open model of its year"}),
        ),
    )
}

RULES = tuple(item.rule() for item in EVIDENCE.values())
