from __future__ import annotations

import pytest
from click.shell_completion import ShellComplete

from compute_trends.catalog import versions
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.cli.main import cli
from compute_trends.validators.registry import all_rules

DUPLICATE_RULES = [rule for rule in all_rules() if rule.startswith("dup")]


def _complete(*args: str) -> list[str]:
    *before, incomplete = args
    completion = ShellComplete(cli, {}, "compute-trends", "_COMPUTE_TRENDS_COMPLETE")
    return [item.value for item in completion.get_completions(before, incomplete)]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("desc",), ["describe"]),
        (("describe", "alg"), ["algorithmic_efficiency"]),
        (("export", "training_energy", "alg"), ["algorithmic_efficiency"]),
        (("describe", "training_energy", "--version", ""), ["2021.4.0"]),
        (("head", "accelerators", "--columns", "tdp"), ["tdp_w"]),
        (("head", "accelerators", "--columns", "name,tdp"), ["name,tdp_w"]),
        (("sql", "--format", "js"), ["json", "jsonl"]),
        (("cite", "--format", "b"), ["bibtex"]),
        (("reproduce", "sev"), ["sevilla-2022", "sevilla-further"]),
        (("trend", "sevilla-sys"), ["sevilla-systems", "sevilla-systems-2024", "sevilla-systems-2026"]),
        (("check", "--dataset", "alg"), ["algorithmic_efficiency"]),
        (("check", "--select", "dup"), ["duplicate", *DUPLICATE_RULES]),
        (
            ("check", "--ignore", "structure,reference,dupl"),
            [f"structure,reference,{n}" for n in ("duplicate", *DUPLICATE_RULES)],
        ),
        (("check", "--dataset", "training_energy", "--select", "pue"), ["pue-implausible"]),
        (("check", "--dataset", "milestone_systems", "--select", "pue"), []),
        (("head", "no_such_dataset", "--columns", "n"), []),
    ],
)
def test_names_are_completed(args: tuple[str, ...], expected: list[str]) -> None:
    assert _complete(*args) == expected


def test_a_damaged_package_completes_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[str]:
        raise OSError("damaged")

    monkeypatch.setattr(versions, "datasets", fail)
    assert _complete("describe", "a") == []


def test_the_page_on_completion_names_the_variable_of_each_shell() -> None:
    path = PACKAGE_ROOT / "docs" / "completion.md"
    if not path.is_file():
        pytest.skip("an installed copy has no docs")
    text = path.read_text(encoding="utf-8")
    for shell in ("bash", "zsh", "fish"):
        assert f"_COMPUTE_TRENDS_COMPLETE={shell}_source compute-trends" in text
