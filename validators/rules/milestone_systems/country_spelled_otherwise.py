"""A country that is spelled otherwise than in the shipped records."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.countries import prepare
from compute_trends.validators.rules.shared.vocabulary import spelled_words

RULE = Rule(
    id="country-spelled-otherwise",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="A country is spelled otherwise than in the shipped records",
    explanation=(
        "Countries are written in the short form of the United Nations, as the source does: United States of "
        "America, Korea (Republic of). Another form would be counted as another country."
    ),
    fix="Use the shipped spelling.",
    source="The countries in milestone_systems.",
    reads=("countries",),
    opens=("milestone_systems",),
    prepare=prepare,
    sql=spelled_words("countries"),
    applies="select _row from submission where countries is not null",
    binds="submitted",
    passes=({"countries": ["United States of America", "Chile"]},),
    fails=({"countries": ["USA"]}, {"countries": ["Germny"]}, {"countries": ["South Korea"]}),
)
