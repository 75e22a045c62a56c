"""An effective date that is not the date which its basis names."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import RESNET_50_ACCURACY

RULE = Rule(
    id="effective-date-basis",
    layer="inclusion",
    severity="error",
    datasets=("inference_models",),
    title="The effective date is not the one that it is said to be",
    explanation=(
        "Frontiers over time rest on the day on which an accuracy became public. The effective date repeats the date "
        "of the paper, of the recipe or of the first appearance in timm, and effective_date_basis says which; none is "
        "before the architecture's own paper."
    ),
    fix="Copy the date that effective_date_basis names, or name the right one.",
    source="The declaration of effective_date; Desislavov et al. 2021 (arXiv 2109.05472) date by the paper.",
    reads=("publication_date", "recipe_date", "first_seen_in_timm_date", "effective_date", "effective_date_basis"),
    sql="""
        select _row, 'effective_date' as "column", effective_date::varchar as value,
          case when effective_date < publication_date
            then format('the effective date {} is before the publication of the architecture, {}',
              effective_date::varchar, publication_date::varchar)
            when effective_date is null
            then format('the effective date is empty; that of {}, on which it is based, is {}', effective_date_basis,
              basis_date::varchar)
            else format('the effective date {} is said to be that of {}, which is {}',
              effective_date::varchar, effective_date_basis, coalesce(basis_date::varchar, 'empty')) end as message,
          'effective_date_basis = ' || coalesce(effective_date_basis, 'empty') as evidence
        from (select *, case effective_date_basis when 'paper' then publication_date
          when 'recipe_paper' then recipe_date
          when 'first_seen_in_timm' then first_seen_in_timm_date end as basis_date from submission)
        where effective_date < publication_date
          or (effective_date_basis is not null and effective_date is distinct from basis_date)
    """,
    applies="select _row from submission where effective_date is not null",
    needs="effective_date is not null or effective_date_basis is not null",
    passes=(RESNET_50_ACCURACY, {"publication_date": "2015-12-10"}),
    fails=(
        {**RESNET_50_ACCURACY, "effective_date": "2014-12-10"},
        {**RESNET_50_ACCURACY, "effective_date_basis": "recipe_paper"},
    ),
)
