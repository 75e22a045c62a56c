"""The public names: what there is, how it is called, and that each says what it takes and gives."""

from __future__ import annotations

import inspect

import pytest

import compute_trends as ct
from compute_trends.catalog.paths import PACKAGE_ROOT


def test_no_public_name_is_that_of_a_folder() -> None:
    folders = {path.name for path in PACKAGE_ROOT.iterdir() if path.is_dir()}
    assert not folders & set(ct.__all__)


def test_names_are_sorted_and_listed() -> None:
    assert list(ct.__all__) == sorted(ct.__all__)
    assert set(ct.__all__) <= set(dir(ct))
    assert ct.datasets() == ct.list_datasets()  # an older name


@pytest.mark.parametrize("name", ct.__all__)
def test_a_public_function_says_what_it_takes_gives_and_refuses(name: str) -> None:
    function = getattr(ct, name)
    text, signature = inspect.getdoc(function), inspect.signature(function)
    assert text
    assert function.__name__ == name
    if signature.parameters:
        assert "Raises:" in text, f"{name} says nothing of what it refuses"
    said = [word for word in signature.parameters if word not in ("root", "pinned")]
    assert [word for word in said if word not in text] == []
    assert all(item.annotation is not inspect.Parameter.empty for item in signature.parameters.values())
    assert signature.return_annotation is not inspect.Signature.empty
