"""Zip archives of upstream tables: the one table of an archive, the one that is named, or all that belong together."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers.archives import unpacked


def _archive(folder: Path, **tables: str) -> Path:
    path = folder / "models.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/README.md", "words")
        archive.writestr("__MACOSX/data/._a.csv", "rubbish")
        for name, text in tables.items():
            archive.writestr(f"data/{name}.csv", text)
    return path


def test_the_only_table_of_an_archive_stands_for_it(tmp_path: Path) -> None:
    path = _archive(tmp_path, a="x\n")
    with unpacked([path], together=False) as files:
        (table,) = files.paths
        assert table.read_text() == "x\n"
        assert files.name(table) == "models.zip/a.csv"
        assert files.shown(f"{table}, line 2") == f"{path}/a.csv, line 2"
    assert not table.exists()


def test_one_of_several_tables_is_named_as_if_the_archive_were_a_folder(tmp_path: Path) -> None:
    path = _archive(tmp_path, a="x\n", b="y\n")
    with unpacked([path / "b.csv"], together=False) as files:
        assert [table.read_text() for table in files.paths] == ["y\n"]
    with unpacked([path], together=True) as files:
        assert [table.name for table in files.paths] == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("member", "message"),
    [
        (None, r"models\.zip holds 2 tables: a\.csv, b\.csv; name the one that is meant, as .*models\.zip/a\.csv"),
        ("c.csv", r"models\.zip holds no table c\.csv; it has a\.csv, b\.csv"),
    ],
)
def test_an_archive_of_several_tables_is_refused_unless_one_is_named(
    tmp_path: Path, member: str | None, message: str
) -> None:
    path = _archive(tmp_path, a="x\n", b="y\n")
    with (
        pytest.raises(ImportRefusedError, match=message),
        unpacked([path / member if member else path], together=False),
    ):
        pass


def test_a_damaged_archive_and_one_without_tables_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="holds no table"), unpacked([_archive(tmp_path)], together=False):
        pass
    path = _archive(tmp_path, a="x,y\n" * 2000)
    content = bytearray(path.read_bytes())
    place = content.rindex(b"data/a.csv", 0, content.index(b"PK\x01\x02"))
    content[place + 100 : place + 140] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(ImportRefusedError, match="cannot be unpacked"), unpacked([path], together=False):
        pass


def test_what_is_refused_of_a_table_names_the_archive(tmp_path: Path) -> None:
    path = _archive(tmp_path, a="x\n")
    with pytest.raises(ImportRefusedError, match=rf"^{path}/a\.csv: bad$"), unpacked([path], together=False) as files:
        raise ImportRefusedError(f"{files.paths[0]}: bad")
