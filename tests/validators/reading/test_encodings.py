"""A text that is not UTF-8 is told with the encodings in which it makes sense, and never with another alone."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from compute_trends.validators.api import validate
from compute_trends.validators.reading.encodings import readings

HEADER = "record_id,name,publication_date,source,admission"

#: Names and words of several languages, and encodings that their texts come in.
TEXTS: dict[str, tuple[str, ...]] = {
    "Université de Montréal;Zürich;Schrödinger;São Paulo;Ångström;Señor;Élan;"
    "Ørsted": ("cp1252", "latin-1", "mac_roman", "cp850"),
    "“Attention”;It’s all;2019–2020;model—new;Moore’s": ("cp1252", "mac_roman", "cp1250"),
    "Łódź;Wrocław;Kraków;Dvořák;Plzeň;Győr;Škoda;Częstochowa": (
        "cp1250", "iso8859-2", "cp852", "mac_latin2",
    ),
    "東京大学;理化学研究所;モデル;学習": ("shift_jis", "euc_jp"),
    "清华大学;北京大学;深度学习;阿里巴巴": ("gbk", "gb18030"),
    "國立臺灣大學;中央研究院;模型": ("big5",),
    "Москва;Яндекс;Глубокое "
    "обучение;модель": ("cp1251", "koi8-r", "cp866", "mac_cyrillic"),
    "Αθήνα;Πολυτεχνείο;μάθηση": ("cp1253", "iso8859-7"),
    "서울대학교;네이버;모델": ("euc_kr",),
    "Boğaziçi;şehir;Türkiye;İzmir": ("cp1254",),
}  # fmt: skip


def _tables() -> Iterator[tuple[str, bytes, str]]:
    for words, encodings in TEXTS.items():
        for encoding in encodings:
            for count in (1, 3, 12):
                chance = random.Random(f"{words}{encoding}{count}")
                rows = [f"a-{i},{chance.choice(words.split(';'))},2020-01-01,x,submitted" for i in range(count)]
                yield encoding, "\n".join([HEADER, *rows, ""]).encode(encoding), "\n".join([HEADER, *rows, ""])


def test_where_one_encoding_is_told_the_text_is_in_it_and_where_several_in_one_of_them() -> None:
    told = right = 0
    for encoding, data, text in _tables():
        found = [reading.codec for reading in readings(data)]
        told += bool(found)
        right += len(found) == 1
        assert not found or text in [data.decode(codec, "replace") for codec in found], (encoding, found)
    assert told > 30 and right > 20


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        ("Zürich", "latin-1", "Windows-1252 ('Zürich')"),
        ("Łódź; Wrocław", "cp1250", "Windows-1250 ('Łódź')"),
        ("Université Zork’s", "mac_roman", "Mac Roman ('Université')"),
        ("モデル 東京", "shift_jis", "Shift-JIS ('モデル')"),
        ("清华大学", "gbk", "GBK ('清华大学')"),
        ("國立臺灣", "big5", "Big5 ('國立臺灣')"),
        (
            "Москва",
            "koi8-r",
            "KOI8-R ('Москва')",
        ),
        ("Αθήνα", "iso8859-7", "Windows-1253 ('Αθήνα')"),
        ("São", "cp1252", "Windows-1252 ('São') or Windows-1250 ('Săo')"),
    ],
)
def test_the_encoding_is_told_once_with_a_word_of_it_in_every_format(
    tmp_path: Path, text: str, encoding: str, said: str
) -> None:
    record = dict(zip(HEADER.split(","), ["a", text, "2021-02-03", "x", "submitted"], strict=True))
    lines = json.dumps(record, ensure_ascii=False)
    made = {
        "a.csv": f"{HEADER}\n{','.join(record.values())}\n{','.join(['b', *list(record.values())[1:]])}\n",
        "a.jsonl": "\n".join([lines, lines.replace(': "a"', ': "b"'), ""]),
        "a.json": f"[\n{lines}\n]\n",
        "a.yaml": "".join(f"{name}: {value}\n" for name, value in record.items()),
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content.encode(encoding))
        report = validate(
            tmp_path / name,
            "milestone_systems",
            select=["structure", "text-invisible-characters", "text-encoded-twice"],
        )
        (finding,) = report.findings
        assert finding.rule == "structure-encoding"
        assert finding.line == (1 if name == "a.jsonl" else 2)
        assert said in finding.message, name


def test_bytes_that_make_no_sense_are_given_no_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        f"{HEADER}\na,".encode() + bytes(range(0x80, 0x100)) + b",2021-02-03,x,submitted\n"
    )
    (finding,) = validate(tmp_path / "a.csv", "milestone_systems", select=["structure"])
    assert finding.message == "byte 0x80 is not UTF-8; in which other encoding it is, the bytes do not tell"


def test_only_lines_that_are_not_utf_8_are_asked(tmp_path: Path) -> None:
    rows = [
        "a,Université,2021-02-03,x,submitted".encode(),
        "b,Zürich,2021-02-03,x,submitted".encode("cp1252"),
    ]
    (tmp_path / "a.csv").write_bytes(b"\n".join([HEADER.encode(), *rows, b""]))
    (finding,) = validate(tmp_path / "a.csv", "milestone_systems", select=["structure"])
    assert finding.line == 3
    assert finding.message.endswith("the text may be Windows-1252 ('Zürich')")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.yaml", "a"])
def test_wide_characters_without_a_mark_are_told(tmp_path: Path, encoding: str, name: str) -> None:
    for text in ("Zork", "東京大学" * 8):
        rows = "".join(f"a-{number},{text},2021-02-03,x,submitted\n" for number in range(5))
        (tmp_path / name).write_bytes(f"{HEADER}\n{rows}".encode(encoding))
        (finding,) = validate(tmp_path / name, "milestone_systems")
        assert finding.message == f"the file is {encoding[:6].upper()}, without a byte order mark"
        assert (finding.rule, finding.line) == ("structure-encoding", 1)
