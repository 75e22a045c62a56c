from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from compute_trends.trends import registry

Run = Callable[..., Result]

FEW = ("sevilla-deep-learning-era", "sevilla-systems", "hardware-fp32-rate")


@pytest.mark.slow
def test_a_site_is_written_with_one_line_and_written_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trends = [trend for trend in registry.list_trends() if trend.name in FEW]
    monkeypatch.setattr(registry, "list_trends", lambda: trends)
    out, kept = tmp_path / "public", tmp_path / "kept"
    words = ("--out", str(out), "--no-pictures", "--no-choices", "--cache", str(kept), "--workers", "1")
    first = run("site", *words)
    assert (first.exit_code, first.stderr) == (0, "")
    said = re.fullmatch(rf"{re.escape(str(out))}: ([\d,]+) files, ([\d.]+) MB; open (.+)\n", first.stdout)
    assert said is not None
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    assert len(files) == int(said[1].replace(",", "")) + 1  # and the mark of the folder
    assert sum(path.stat().st_size for path in files.values()) / 1e6 == pytest.approx(float(said[2]), abs=0.06)
    assert Path(said[3]) == files["index.html"]
    for name in FEW:
        assert {f"trends/{name}.html", f"trends/{name}.js", f"api/v1/trends/{name}.json"} <= files.keys()
    assert {"404.html", "sql/index.html", "datapackage.json", "data/milestone_systems.html"} <= files.keys()
    assert not [path for path in files if path.endswith((".png", "vega.js"))]
    # DuckDB lays out a database as its threads come; its tables are held equal elsewhere.
    content = {path: file.read_bytes() for path, file in files.items() if not path.endswith(".duckdb.zip")}

    again = run("site", *words)
    assert again.stdout.split(" files")[0] == first.stdout.split(" files")[0]
    assert {path: (out / path).read_bytes() for path in content} == content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "public"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Missing option '--out'"),
        (("--out", "new", "--workers", "0"), "--workers is 1 or more"),
        (("--out", "new", "--url", "example.org"), "--url is an address as https://example.org/compute/"),
        (("--out", "new", "--sql-engine", "nowhere"), "nowhere does not exist"),
        (("--out", "mine"), "did not write: name another folder"),
        (("--out", "mine/thesis.txt"), "is no folder"),
        (("--out", "no/where"), "does not exist"),
        (("--out", "new", "--cache", "mine/thesis.txt"), "is a file"),
    ],
)
def test_a_wrong_use_is_told_in_a_line_and_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    found = run("site", *words)
    assert found.exit_code == 2
    assert told in found.stderr
    assert found.stdout == ""
    assert "Traceback" not in found.stderr
    errors = [line for line in found.stderr.splitlines() if not line.startswith(("Usage:", "Try "))]
    assert len([line for line in errors if line]) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["mine", "thesis.txt"]
