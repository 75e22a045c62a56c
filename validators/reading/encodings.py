"""Which encoding a text may have that is not UTF-8: the readings of it that make sense, never a mere guess.

Few bytes of a table are not ASCII, mostly those of some names, and detectors of encodings, which are made for prose,
get every second such file wrong (charset-normalizer 352 of 659 tables that were made up; chardet told nothing). So a
reading counts only where every word of it could stand in a table: letters of one alphabet, of languages that the
encoding is used for, in the case of names, with quotes and dashes where these stand. All such readings are told, each
with a word of it, by which a person sees which is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from unicodedata import category

T = TypeVar("T", bytes, str)

#: Bytes of a file that are looked at, readings that are shown, and lines that are looked at.
SAMPLE_BYTE = 1 << 20
_MOST_READINGS, _MOST_LINES = 3, 5000
_MOST_LETTERS, _LONGEST_WORD = 10_000, 100
_SHOWN_CHARACTERS, _MUCH_BYTE = 20, 4

_WORD, _WIDE_WORD = re.compile(rb"[^\s,;|\"]+"), re.compile(r"[^\s,;|\"]+")

_WESTERN = "àâäáãåæçéèêëíìîïñóòôöõøœßúùûüÿ"
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžľĺŕäôöüőűăâîşţđçëß"
_TURKISH = "çğıİöşüâîûáàèéêñóôäåß"
_BALTIC = "āčēģīķļņšūžąęėįųõäöüåæøéó"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ"
_HEBREW = "אבגדהוזחטיךכלםמןנסעףפץצקרשת"
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ"
_THAI = "".join(map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F))))
_OPENING, _CLOSING, _BETWEEN = "“‘„«‹‚", "”’»›", "–—·•…×±°µ§©®™€£\xa0\xad²³"
#: Letters that are a word; those that begin none are `never_first`.
_WORDS_OF_ONE = "àáâäãåæéèêíîóôöøùúüášžčyýąęёяияваоуск"


@dataclass(frozen=True)
class _Code:
    """An encoding of one byte a letter: its name, that of Python, and the letters of the languages it is used for."""

    name: str
    codec: str
    letters: str
    is_alphabet: bool = False  # words are of these letters alone, not of Latin ones among which a few of these stand

    @property
    def never_first(self) -> str:
        """Letters that begin no word."""
        return "ìîïòûùõãëÿ" if self.letters.startswith(_WESTERN) else "ъьы" if self.letters == _CYRILLIC else ""

    @property
    def has_cases(self) -> bool:
        """Whether there are large and small letters, and words of one letter are few."""
        return self.letters[0] != self.letters[0].upper()


_CODES = (
    _Code("Windows-1252", "cp1252", _WESTERN + "ýðþšž"),
    _Code("Windows-1250", "cp1250", _CENTRAL),
    _Code("Mac Roman", "mac_roman", _WESTERN),
    _Code("DOS code page 850", "cp850", _WESTERN),
    _Code("DOS code page 437", "cp437", _WESTERN),
    _Code("DOS code page 861", "cp861", _WESTERN + "ýðþ"),
    _Code("Mac Icelandic", "mac_iceland", _WESTERN + "ýðþ"),
    _Code("ISO 8859-4", "iso8859-4", _BALTIC + _WESTERN),
    _Code("ISO 8859-2", "iso8859-2", _CENTRAL),
    _Code("Mac Central European", "mac_latin2", _CENTRAL),
    _Code("DOS code page 852", "cp852", _CENTRAL),
    _Code("Windows-1254", "cp1254", _TURKISH),
    _Code("Windows-1257", "cp1257", _BALTIC),
    _Code("Windows-1251", "cp1251", _CYRILLIC, is_alphabet=True),
    _Code("KOI8-R", "koi8-r", _CYRILLIC, is_alphabet=True),
    _Code("KOI8-U", "koi8-u", _CYRILLIC, is_alphabet=True),
    _Code("DOS code page 1125", "cp1125", _CYRILLIC, is_alphabet=True),
    _Code("DOS code page 866", "cp866", _CYRILLIC, is_alphabet=True),
    _Code("ISO 8859-5", "iso8859-5", _CYRILLIC, is_alphabet=True),
    _Code("Mac Cyrillic", "mac_cyrillic", _CYRILLIC, is_alphabet=True),
    _Code("Windows-1253", "cp1253", _GREEK, is_alphabet=True),
    _Code("ISO 8859-7", "iso8859-7", _GREEK, is_alphabet=True),
    _Code("Windows-1255", "cp1255", _HEBREW, is_alphabet=True),
    _Code("Windows-1256", "cp1256", _ARABIC, is_alphabet=True),
    _Code("ISO 8859-6", "iso8859-6", _ARABIC, is_alphabet=True),
    _Code("TIS-620", "tis_620", _THAI, is_alphabet=True),
)

#: Encodings of two bytes a character, and the first bytes of those that texts mostly consist of.
_WIDE = (
    ("Shift-JIS", "cp932", [(0x81, 0x84), (0x88, 0x97)]),
    ("EUC-JP", "euc_jp", [(0xA1, 0xA5), (0xB0, 0xCF)]),
    ("GBK", "gbk", [(0xA1, 0xA3), (0xB0, 0xD7)]),
    ("Big5", "big5", [(0xA1, 0xC6)]),
    ("EUC-KR", "euc_kr", [(0xA1, 0xA3), (0xB0, 0xC8)]),
)


@dataclass(frozen=True)
class Reading:
    """An encoding in which a text makes sense: its name, that of Python, and the words beyond ASCII as it has them."""

    name: str
    codec: str
    words: tuple[str, ...]


def readings(data: bytes) -> list[Reading]:
    """The readings of a text that is not UTF-8 in which all of it makes sense; none where there are many or none.

    Only lines that are not UTF-8 are asked. Of encodings in which these are the same text, the most usual one is named.
    """
    lines = [line for line in data[:SAMPLE_BYTE].split(b"\n")[:_MOST_LINES] if not _is_utf8(line)]
    text = b"\n".join(lines)
    words = _some(dict.fromkeys(_WORD.findall(text)))
    found: dict[tuple[str, ...], Reading] = {}
    for code in _CODES:
        if (texts := _decoded(words, code.codec)) and all(_makes_sense(word, code) for word in texts):
            found.setdefault(texts, Reading(code.name, code.codec, texts))
    for name, codec, usual in _WIDE:  # the second byte of a character may be a delimiter
        if whole := _decoded([text], codec):
            texts = tuple(_some(dict.fromkeys(_WIDE_WORD.findall(whole[0]))))
            if texts and all(_is_wide_text(word, codec, usual) for word in texts):
                found.setdefault(texts, Reading(name, codec, texts))
    return list(found.values()) if len(found) <= _MOST_READINGS else []


def _some(words: Iterable[T]) -> list[T]:
    """The first words that are not ASCII, as many as are looked at."""
    taken, size = [], 0
    for word in words:
        if word.isascii():
            continue
        taken.append(word[:_LONGEST_WORD])
        size += len(taken[-1])
        if size > _MOST_LETTERS:
            break
    return taken


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def said_of(data: bytes, found: list[Reading]) -> str:
    """What is said of the encoding of a text that is not UTF-8, given its readings."""
    if not found:
        return "in which other encoding it is, the bytes do not tell"
    # The word in which the readings differ most tells a person which is meant.
    count = min(len(reading.words) for reading in found)
    at = max(range(count), key=lambda at: len({reading.words[at] for reading in found}))
    shown = [f"{reading.name} ({reading.words[at][:_SHOWN_CHARACTERS]!r})" for reading in found]
    if len(shown) == 1:
        return f"the text {'looks like' if _tell_much(data) else 'may be'} {shown[0]}"
    return f"the text may be {', '.join(shown[:-1])} or {shown[-1]}"


def _tell_much(data: bytes) -> bool:
    """Whether there are so many bytes beyond ASCII that a reading which makes sense of all is hardly a chance."""
    return sum(byte > 0x7F for byte in data[:SAMPLE_BYTE]) >= _MUCH_BYTE


def _decoded(words: list[bytes], codec: str) -> tuple[str, ...]:
    try:
        return tuple(word.decode(codec) for word in words)
    except UnicodeDecodeError:
        return ()


def _makes_sense(word: str, code: _Code) -> bool:
    """Whether every character beyond ASCII could stand where it does."""
    if category(word[0]) == "Mn":  # a mark on the letter before it, of which there is none
        return False
    beyond = 0  # letters beyond ASCII, one after the other
    for at, letter in enumerate(word):
        if letter.isascii():
            if code.is_alphabet and letter.isalpha() and at > 0 and word[at - 1].lower() in code.letters:
                return False
            beyond = 0
            continue
        before, after = word[at - 1 : at] if at else "", word[at + 1 : at + 2]
        if letter in code.letters or letter.lower() in code.letters:
            beyond += 1
            if not _may_stand(letter, before, after, beyond, code):
                return False
            continue
        beyond = 0
        if letter in _OPENING:
            if before[:1].isalnum() or not after[:1].strip():
                return False
        elif letter in _CLOSING:
            if not before.strip() or (letter != "’" and after[:1].isalnum()):
                return False
        elif not _may_part(letter, before, after):
            return False
    if code.is_alphabet:
        return any(letter.lower() in code.letters for letter in word) and _is_case_of_a_name(word)
    return True


def _may_part(sign: str, before: str, after: str) -> bool:
    """Whether a sign that is no letter may stand between these two."""
    if sign in "–—…·\xa0\xad":
        return True
    if sign in "×±°µ§€£•":
        return not before.isalpha() and (sign in "°µ§" or not after.isalpha())
    return sign in _BETWEEN and not (before.isalpha() and after.isalpha())


def _may_stand(letter: str, before: str, after: str, beyond: int, code: _Code) -> bool:
    """Whether a letter may stand between these two; it is the `beyond`th of letters beyond ASCII."""
    if not before.isalpha():
        if letter.lower() in code.never_first:
            return False
        if code.has_cases and not after.isalpha() and not before.isdigit() and letter.lower() not in _WORDS_OF_ONE:
            return False
    if code.is_alphabet:
        return not (before.isascii() and before.isalpha())
    # After a small letter no large one stands, nor after a single large one in the midst of small ones.
    return beyond <= 2 and (
        letter == letter.lower() or not (before.islower() or (before.isalpha() and after.islower()))
    )


def _is_case_of_a_name(word: str) -> bool:
    """Whether no large letter follows a small one, and large ones stand alone at the beginning, or are all."""
    return all(part in (part.lower(), part.upper(), part.capitalize()) for part in re.findall(r"[^\W\d_]+", word))


def _is_wide_text(word: str, codec: str, usual: list[tuple[int, int]]) -> bool:
    """Whether all characters beyond ASCII are such as texts mostly consist of."""
    beyond = [letter for letter in word if not letter.isascii()]
    firsts = [letter.encode(codec)[0] for letter in beyond if len(letter.encode(codec)) == 2]
    return len(firsts) == len(beyond) > 0 and all(any(low <= first <= high for low, high in usual) for first in firsts)
