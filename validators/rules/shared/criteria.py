"""The inclusion criteria of milestones: what each asks for as evidence, and from which figure on it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compute_trends.validators.rule import Example, Rule, Threshold

CITATIONS = Threshold(
    "least_citations",
    1000,
    "citation",
    "Sevilla et al. 2022, selection of systems (highly cited); Epoch AI's documentation of notable models.",
)
COST = Threshold(
    "least_cost_usd",
    1_000_000,
    "USD",
    "Epoch AI's documentation of notable models: a training cost above one million US dollars of 2023.",
)

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
    """What the claim of a criterion needs; `also` names columns that tell more."""

    needs: tuple[Need, ...]
    also: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that may back the claim."""
        return (*(column for need in self.needs for column in need.columns), *self.also)

    def missing(self, cells: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns to fill for what a record, given its cells by column, leaves empty."""
        return tuple(need.columns[0] for need in self.needs if need.is_empty(cells))


#: The evidence of each criterion, by its name.
EVIDENCE = {
    "highly_cited": Evidence(
        (
            Need("a number of citations", ("citations",)),
            Need("the day on which they were counted", ("citations_date",)),
        )
    ),
    "historical_significance": Evidence((Need("a word on what makes the system historic", ("inclusion_note",)),)),
    "sota_improvement": Evidence(
        (
            Need("the benchmark", ("sota_benchmark",)),
            Need("the score", ("sota_score_fraction", "sota_score_as_reported")),
        ),
        also=("sota_metric",),
    ),
    "significant_use": Evidence(
        (
            Need(
                "a public page that shows the use",
                ("significant_use_url",),
                unfit=NOT_PUBLIC.format(url="significant_use_url"),
            ),
        )
    ),
    "training_cost": Evidence((Need("a training cost", ("training_cost_2023_usd", "training_cost_cloud_usd")),)),
    "discretionary": Evidence(
        (Need("a reviewer", ("discretionary_reviewer",)), Need("a reason", ("discretionary_reason",)))
    ),
}


def evidence_rule(
    criterion: str, *, title: str, explanation: str, fix: str, passes: tuple[Example, ...], fails: tuple[Example, ...]
) -> Rule:
    """The rule that asks for the evidence of a criterion; the examples claim it, which need not be said in them."""
    claimed = f"list_contains(inclusion_criteria, '{criterion}')"
    needs = ", ".join(
        f"if({need.lacking}, {{name: '{need.columns[0]}', words: '{need.words}'}}, null)"
        for need in EVIDENCE[criterion].needs
    )
    return Rule(
        id=f"{criterion.replace('_', '-')}-evidence-missing",
        layer="inclusion",
        severity="error",
        datasets=("milestone_systems",),
        title=title,
        explanation=explanation,
        fix=fix,
        source="Sevilla et al. 2022 and Epoch AI's documentation of notable models name the criterion; that a claim "
        "shows its evidence is this package's own demand on submissions.",
        reads=("inclusion_criteria", *(column for need in EVIDENCE[criterion].needs for column in need.columns)),
        binds="submitted",
        sql=f"""
            select _row, lacking[1].name as "column", null as value,
              'claims {criterion} without ' || array_to_string([need.words for need in lacking], ' and without ')
                as message,
              null as evidence
            from (
              select _row, list_filter([{needs}], lambda need: need is not null) as lacking
              from submission
              where {claimed}
            )
            where len(lacking) > 0
        """,
        applies=f"select _row from submission where {claimed}",
        needs=f"{claimed} and ({' or '.join(need.lacking for need in EVIDENCE[criterion].needs)})",
        passes=(*(_claiming(example, criterion) for example in passes), {}),
        fails=tuple(_claiming(example, criterion) for example in fails),
    )


def _claiming(example: Example, criterion: str) -> Example:
    assert not isinstance(example, list)
    return {"inclusion_criteria": [criterion], **example}
