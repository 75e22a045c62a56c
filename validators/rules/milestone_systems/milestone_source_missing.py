"""A submitted milestone without a link that everybody can open."""

from compute_trends.validators.rules.shared.criteria import HAS_USER, NOT_PUBLIC
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import OWN_DEMAND

RULE = required(
    "milestone-source-missing",
    "milestone_systems",
    {"source_url": f"source_url is null or {NOT_PUBLIC.format(url='source_url')}"},
    (
        "case when source_url is null then 'the record has no link to a public source' "
        f"when {HAS_USER.format(url='source_url')} then 'the link holds a user name' "
        "else 'the link leads to no page that everybody can open' end"
    ),
    title="A milestone has no public source",
    explanation=(
        "Whoever doubts a number has to be able to look it up. A paper, a technical report, a model card or an "
        "announcement serves; a page inside a private network or a placeholder does not."
    ),
    fix="Link the public page that states the facts of the record in source_url.",
    source=OWN_DEMAND,
    passes=({"source_url": "https://arxiv.org/abs/2005.14165"}, {"source_url": "http://yann.lecun.com:80/x.pdf"}),
    fails=({}, {"source_url": "http://localhost:8000/paper.pdf"}, {"source_url": "https://example.org/paper"}),
)
