from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from compute_trends.explorer.report import page

Run = Callable[..., Result]


def test_the_file_and_its_size_are_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def render(since: dict[str, str], step: Callable[[str], None]) -> str:
        asked.append(since)
        return "<!DOCTYPE html>" + " " * 1_500_000

    monkeypatch.setattr(page, "render_report", render)
    result = run("report", "--out", str(tmp_path / "report.html"), "--since", "benchmarks=2026.8.0")
    assert result.exit_code == 0
    assert result.stdout == f"{tmp_path / 'report.html'}: 1.5 MB\n"
    assert asked == [{"benchmarks": "2026.8.0"}]
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing option '--out'"),
        (("--out", "report.pdf"), "report.pdf: the report is a page; name it as one, as in report.html"),
        (("--out", "nowhere/report.html"), "there is no folder"),
        (("--out", "there.html"), "exists; --force overwrites it"),
        (("--out", "new.html", "--since", "benchmarks"), "'benchmarks' is not of the form DATASET=VERSION"),
        (("--out", "new.html", "--since", "nothing=2020.1.0"), "no dataset 'nothing'"),
        (("--out", "new.html", "--since", "benchmarks=2020.1.0"), "no version of benchmarks '2020.1.0'"),
        (("--out", "folder.html"), "not a regular file"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.html").write_text("kept")
    (tmp_path / "folder.html").mkdir()
    result = run("report", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert (tmp_path / "there.html").read_text() == "kept"
    assert not (tmp_path / "new.html").exists()
