"""An organisation that is spelled nearly as in the shipped records."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.vocabulary import prepare_spelled, spelled_words

_LEAST_LETTER = Threshold("least_letter", 6, "letter", "Shorter names differ by one letter by chance (MIT, NIT).")

_SPELLED = f"""
    select word, min(shipped) from (
      select w.word, arg_max(n.word, (n.uses, n.word)) as shipped from fresh w join known n on n.plain = w.plain
      group by 1
      union all
      select w.word, arg_max(n.word, (n.uses, n.word)) from fresh w join known n
        on left(n.whole, 3) = left(w.whole, 3) and abs(len(n.whole) - len(w.whole)) <= 1
      where len(w.whole) >= {_LEAST_LETTER.value} and n.plain <> w.plain
        and damerau_levenshtein(n.whole, w.whole) = 1
      group by 1)
    group by 1
"""

RULE = Rule(
    id="organisation-spelled-otherwise",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="An organisation is spelled otherwise than in the shipped records",
    explanation=(
        "Systems are counted by organisation, so one organisation needs one spelling. This name differs from a "
        "shipped one in case, accents, punctuation or a single letter."
    ),
    fix="Use the shipped spelling, unless it is another organisation.",
    source="The organisations in milestone_systems.",
    reads=("organizations",),
    opens=("milestone_systems",),
    thresholds=(_LEAST_LETTER,),
    prepare=prepare_spelled("organizations", _SPELLED),
    sql=spelled_words("organizations"),
    applies="select _row from submission where organizations is not null",
    binds="submitted",
    passes=({"organizations": ["OpenAI", "A new laboratory"]},),
    fails=tuple({"organizations": [name]} for name in ("Open AI", "Google Deepmind", "Antropic", "OpenAI, Inc.")),
)
