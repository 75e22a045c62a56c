"""A laptop chip under the name of the desktop card."""

from compute_trends.validators.rule import Rule

_LINKED = r"regexp_matches(lower(source_url), '(mobile|max-q|laptop)')"

RULE = Rule(
    id="laptop-chip-under-desktop-name",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The page is that of a laptop chip, the name that of the desktop card",
    explanation=(
        "Makers sell laptop chips under the desktop card's name, with half of its power and two thirds of its rate. "
        "Whoever looks for the card would find those."
    ),
    fix="Put Mobile (or Max-Q) behind the name, as the message says, or give values and page of the desktop card.",
    source="NVIDIA RTX A1000 in accelerators 2026.5.0; none in 2026.8.0 but integrated ones, which are not judged.",
    reads=("name", "source_url"),
    sql=rf"""
        select _row, 'name' as "column", name as value,
          format('{{}} links the page of a laptop chip; write {{}} {{}}', name, name,
            if(contains(lower(source_url), 'max-q'), 'Max-Q', 'Mobile')) as message,
          source_url as evidence
        from submission
        where {_LINKED} and not regexp_matches(lower(name), '(mobile|max-q|laptop|mobility|graphics|[0-9]m\b)')
    """,
    applies=f"select _row from submission where {_LINKED}",
    passes=(
        {
            "name": "NVIDIA RTX A1000 Mobile",
            "source_url": "https://www.techpowerup.com/gpu-specs/rtx-a1000-mobile.c3920",
        },
        {"name": "NVIDIA RTX A1000", "source_url": "https://www.techpowerup.com/gpu-specs/rtx-a1000.c4211"},
    ),
    fails=({"name": "NVIDIA RTX A1000", "source_url": "https://www.techpowerup.com/gpu-specs/rtx-a1000-mobile.c3920"},),
)
