"""Names that mean several things of a kind, written alike: "NVIDIA Ampere GPUs" is Ampere, "RTX 3000 series" RTX 30.

The patterns are those of both engines, Python's and DuckDB's, so that `find` and the rules lead to the same family.
"""

from __future__ import annotations

import re

from compute_trends.catalog.texts.names import folded, folded_sql

_MAKERS = "amazon|amd|apple|ati|aws|cerebras|google|graphcore|habana|huawei|ibm|intel|meta|nec|nvidia|qualcomm"
_NOUNS = (
    "accelerators?|architectures?|based|boards?|cards?|chips?|class|cpus?|devices?|famil(?:y|ies)|gen|generations?|gpus?|"
    "graphics|lines?|machines?|microarchitectures?|processors?|servers?|series|systems?|tensor cores?"
)

#: (pattern, what stands for it), in this order; RE2 has no look-around.
_ALIKE = (
    (r"^\s*\d+\s*[x×*]\s*", ""),
    (rf"(?i)^\s*(?:{_MAKERS})(?:['’]s)?\s+(\S)", r"\1"),
    (r"(?i)^\s*geforce\s+(gt|gtx|rtx)\b", r"\1"),
    (r"(?i)^\s*radeon\s+(hd|r\d|rx)\b", r"\1"),
    (r"(?i)\b(gtx|rtx|rx) ?(\d\d?)00[\s-]+series\b", r"\1 \2"),
    (rf"(?i)(?:[\s-]+(?:{_NOUNS}))+\s*$", ""),
)


def folded_family(name: str) -> str:
    """A name without its maker, case and spaces, and without words that say of what kind and how many they are."""
    for pattern, kept in _ALIKE:
        name = re.sub(pattern, kept, name, count=1)
    return folded(name)


def folded_family_sql(text: str) -> str:
    """`folded_family` as an expression of DuckDB over a text."""
    for pattern, kept in _ALIKE:
        escaped = pattern.replace("'", "''")
        text = f"regexp_replace({text}, '{escaped}', '{kept}')"
    return folded_sql(text)
