"""Names of things, written alike: to compare them, in Python and in SQL, and to make ids of them.

Which of these is meant by "the same name" depends on who asks:

    folded      the same name however it is spelt: case, accents, spaces and punctuation do not count
    words       its words, each as folded, to look for them or to read a name from its beginning
    slug        a record_id; Greek letters are spelt out, and letters of other scripts are lost
    column_name a column, whatever case and spaces somebody gave it
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "delta", "ε": "epsilon", "μ": "mu", "π": "pi",
          "σ": "sigma", "Σ": "sigma", "∞": "infinity", "Ω": "omega", "λ": "lambda"}  # fmt: skip
_VERSION = re.compile("v(?=[0-9])")
_MARKS = re.compile("[^a-z0-9]+")


@lru_cache(maxsize=50_000)  # the names of all records, which each search goes through
def folded(name: str) -> str:
    """A name without case, accents, spaces, punctuation and the v of versions; `+` is kept, as "plus"."""
    if name.isascii():  # as most are; letter by letter takes ten times as long
        return _VERSION.sub("", _MARKS.sub("", name.replace("+", "plus").lower()))
    apart = unicodedata.normalize("NFD", name.replace("+", "plus"))
    kept = "".join(char for char in apart if unicodedata.category(char)[0] in "LN")
    return _VERSION.sub("", unicodedata.normalize("NFC", kept).lower())


def folded_sql(text: str) -> str:
    """`folded` as an expression of DuckDB over a text."""
    plain = f"lower(strip_accents(replace({text}, '+', 'plus')))"
    return rf"regexp_replace(regexp_replace({plain}, '[^\pL\pN]+', '', 'g'), 'v([0-9])', '\1', 'g')"


def words(name: str) -> list[str]:
    """The words of a name, parted by anything but letters and digits, each as `folded` has it."""
    return [word for part in re.split(r"[\W_]+", unicodedata.normalize("NFC", name)) if (word := folded(part))]


def slug(*parts: str | None) -> str:
    """A record_id from names: lower-case ASCII letters, digits and hyphens.

    `+` becomes "plus" so that DeepLabV3 and DeepLabV3+ stay two records; Greek letters are spelt out.
    """
    joined = " ".join(part for part in parts if part).replace("+", " plus ").replace("×", "x")
    if not joined.isascii():
        spelt = "".join(_GREEK.get(char, char) for char in joined)
        joined = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return _MARKS.sub("-", joined.lower()).strip("-")


def column_name(name: str) -> str:
    """A column's name as the schemas write names, whatever case and spaces somebody gave it."""
    return name.strip().lower().replace(" ", "_")
