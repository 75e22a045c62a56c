"""Citations and training cost against the criteria that they decide, in both directions."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_CITATIONS = Threshold(
    "least_citations",
    1000,
    "citation",
    "Sevilla et al. 2022, selection of systems (highly cited); Epoch AI's documentation of notable models.",
)
_COST = Threshold(
    "least_cost_usd",
    1_000_000,
    "USD",
    "Epoch AI's documentation of notable models: a training cost above one million US dollars of 2023.",
)

#: Cost of the run in the price year of the criterion, or else at cloud prices, whose year the sources do not state.
_MEASURED_COST = "coalesce(training_cost_2023_usd, training_cost_cloud_usd)"
_COST_COLUMN = "if(training_cost_2023_usd is null, 'training_cost_cloud_usd', 'training_cost_2023_usd')"

RULES = (
    Rule(
        id="citations-below-criterion",
        layer="inclusion",
        severity="error",
        datasets=("milestone_systems",),
        title="highly_cited is claimed with fewer than 1,000 citations",
        explanation=(
            "The criterion is at least 1,000 citations of the reference. Counts only grow, so a count below that "
            "contradicts the claim whenever it was taken. All 255 systems of milestone_systems 2026.8.0 that carry "
            "the tag and a count reach it."
        ),
        fix="Count the citations anew, or take highly_cited out of inclusion_criteria.",
        source="Sevilla et al. 2022, selection of systems.",
        thresholds=(_CITATIONS,),
        sql="""
            select _row, 'citations' as "column", citations::VARCHAR as value,
              format('claims highly_cited with {:d} citations, below the {:d} that the criterion asks for', citations,
                $least_citations::BIGINT) as message,
              null as evidence
            from submission
            where citations < $least_citations and list_contains(inclusion_criteria, 'highly_cited')
        """,
        applies="""select _row from submission
            where citations is not null and list_contains(inclusion_criteria, 'highly_cited')""",
        passes=(
            {"inclusion_criteria": ["highly_cited"], "citations": 1000},
            {"inclusion_criteria": ["sota_improvement"], "citations": 12},
        ),
        fails=({"inclusion_criteria": ["sota_improvement", "highly_cited"], "citations": 999},),
    ),
    Rule(
        id="highly-cited-unclaimed",
        layer="inclusion",
        severity="warning",
        datasets=("milestone_systems",),
        title="A system with 1,000 citations or more does not claim highly_cited",
        explanation=(
            "Studies select systems by criterion, so a tag left out removes the system from them. Upstream tags once "
            "and goes on counting: 69 of the 324 systems of milestone_systems 2026.8.0 with that many citations lack "
            "the tag, which is why the rule asks new records only."
        ),
        fix="Add highly_cited to inclusion_criteria, with the date of the count in citations_date.",
        source="Sevilla et al. 2022, selection of systems.",
        binds="submitted",
        thresholds=(_CITATIONS,),
        sql="""
            select _row, 'inclusion_criteria' as "column", array_to_string(inclusion_criteria, ';') as value,
              format('has {:d} citations and does not claim highly_cited', citations) as message, null as evidence
            from submission
            where citations >= $least_citations
              and len(inclusion_criteria) > 0 and not list_contains(inclusion_criteria, 'highly_cited')
        """,
        applies="select _row from submission where citations >= $least_citations",
        passes=(
            {"inclusion_criteria": ["highly_cited"], "citations": 5000},
            {"inclusion_criteria": ["significant_use"], "citations": 999},
        ),
        fails=({"inclusion_criteria": ["significant_use"], "citations": 1000},),
    ),
    Rule(
        id="training-cost-below-criterion",
        layer="inclusion",
        severity="error",
        datasets=("milestone_systems",),
        title="training_cost is claimed with a cost of a million US dollars or less",
        explanation=(
            "The criterion is a cost above a million US dollars of 2023. It is held against training_cost_2023_usd, "
            "and against the cost at cloud prices where that is empty. One of the 27 systems of milestone_systems "
            "2026.8.0 with the tag and a cost is below."
        ),
        fix="Check the cost and its unit (dollars, not millions), or take training_cost out of inclusion_criteria.",
        source="Epoch AI's documentation of notable models.",
        thresholds=(_COST,),
        sql=f"""
            select _row, {_COST_COLUMN} as "column", {_MEASURED_COST}::VARCHAR as value,
              format('claims training_cost with {{:.3g}} USD, not above the {{:.3g}} USD that the criterion asks for',
                {_MEASURED_COST}, $least_cost_usd::DOUBLE) as message,
              null as evidence
            from submission
            where {_MEASURED_COST} <= $least_cost_usd and list_contains(inclusion_criteria, 'training_cost')
        """,
        applies=f"""select _row from submission
            where {_MEASURED_COST} is not null and list_contains(inclusion_criteria, 'training_cost')""",
        passes=(
            {"inclusion_criteria": ["training_cost"], "training_cost_2023_usd": 1.2e6},
            {"inclusion_criteria": ["training_cost"], "training_cost_cloud_usd": 1.2e6},
            {"inclusion_criteria": ["significant_use"], "training_cost_2023_usd": 1200},
        ),
        fails=(
            {"inclusion_criteria": ["training_cost"], "training_cost_2023_usd": 1e6},
            {
                "inclusion_criteria": ["training_cost"],
                "training_cost_2023_usd": 8e5,
                "training_cost_cloud_usd": 1.2e6,
            },
        ),
    ),
    Rule(
        id="training-cost-unclaimed",
        layer="inclusion",
        severity="warning",
        datasets=("milestone_systems",),
        title="A system that cost more than a million US dollars of 2023 does not claim training_cost",
        explanation=(
            "Studies select systems by criterion, so a tag left out removes the system from them. Six of the 32 "
            "systems of milestone_systems 2026.8.0 with such a cost lack the tag, which is why the rule asks new "
            "records only. Often the unit is wrong instead."
        ),
        fix="Add training_cost to inclusion_criteria, or check the cost and its unit.",
        source="Epoch AI's documentation of notable models.",
        binds="submitted",
        thresholds=(_COST,),
        sql="""
            select _row, 'inclusion_criteria' as "column", array_to_string(inclusion_criteria, ';') as value,
              format('cost {:.3g} USD of 2023 and does not claim training_cost', training_cost_2023_usd) as message,
              null as evidence
            from submission
            where training_cost_2023_usd > $least_cost_usd
              and len(inclusion_criteria) > 0 and not list_contains(inclusion_criteria, 'training_cost')
        """,
        applies="select _row from submission where training_cost_2023_usd > $least_cost_usd",
        passes=(
            {"inclusion_criteria": ["training_cost"], "training_cost_2023_usd": 2e6},
            {"inclusion_criteria": ["significant_use"], "training_cost_2023_usd": 1e6},
        ),
        fails=({"inclusion_criteria": ["significant_use"], "training_cost_2023_usd": 2e6},),
    ),
)
