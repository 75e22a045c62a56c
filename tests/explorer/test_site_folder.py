from __future__ import annotations

import json
from concurrent.futures import Future
from pathlib import Path

import pytest

from compute_trends.catalog.errors import UsageError
from compute_trends.explorer import build, cache
from compute_trends.explorer.files import File, json_for_page
from compute_trends.explorer.site import POLICY, Site, link, markdown, relative


@pytest.mark.parametrize(
    ("here", "target", "address"),
    [
        ("", "index.html", "index.html"),
        ("trends", "index.html", "../index.html"),
        ("trends", "trends/x.html#chart", "x.html#chart"),
        ("a/b", "assets/site.css", "../../assets/site.css"),
        ("", "#chart", "#chart"),
    ],
)
def test_links_are_relative_so_that_the_site_works_in_any_folder(here: str, target: str, address: str) -> None:
    assert relative(here, target) == address


@pytest.mark.parametrize("path", ["../x.html", "/x.html", "a//b", "a/../b", ""])
def test_no_file_leaves_the_site(path: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        File(path, b"")


def test_json_in_a_page_ends_no_element() -> None:
    hostile = {"name": "</script><script>alert(1)</script><!-- & \u2028"}
    text = json_for_page(hostile)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == hostile


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x", "", None, "https://x\u202ey"])
def test_only_addresses_of_the_web_are_linked(address: str | None) -> None:
    assert link(address) == ""
    assert link("https://arxiv.org/abs/1706.03762") == "https://arxiv.org/abs/1706.03762"


def test_html_in_markdown_is_shown_as_text() -> None:
    assert "<script>" not in markdown("<script>alert(1)</script> *so*")
    assert "<em>so</em>" in markdown("<script>alert(1)</script> *so*")


def test_a_folder_with_files_of_others_is_left_alone(empty: Path, few: Site) -> None:
    empty.mkdir()
    (empty / "thesis.txt").write_text("all of it")
    with pytest.raises(UsageError, match="did not write"):
        build.write_site(empty, few)
    assert [path.name for path in empty.iterdir()] == ["thesis.txt"]
    with pytest.raises(UsageError, match="does not exist"):
        build.check_folder(empty / "no" / "where")


def test_a_build_replaces_the_one_before_it_and_leaves_nothing_beside_it(
    empty: Path, few: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "MAKERS", (lambda _: [File("old.html", b"old")],))
    build.write_site(empty, few)
    monkeypatch.setattr(build, "MAKERS", (lambda _: [File("a/new.html", b"new")],))
    assert build.write_site(empty, few) == {"a/new.html": 3}
    assert sorted(path.name for path in empty.rglob("*")) == [build.MARK, "a", "new.html"]
    assert [path.name for path in empty.parent.iterdir()] == [empty.name]


def test_a_build_that_fails_leaves_the_one_before_it(empty: Path, few: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MAKERS", (lambda _: [File("old.html", b"old")],))
    build.write_site(empty, few)
    twice = [File("same.html", b""), File("same.html", b"")]
    monkeypatch.setattr(build, "MAKERS", (lambda _: twice,))
    with pytest.raises(ValueError, match="two makers"):
        build.write_site(empty, few)
    assert (empty / "old.html").read_bytes() == b"old"
    assert [path.name for path in empty.parent.iterdir()] == [empty.name]


def test_what_was_computed_is_kept_until_something_that_it_rests_on_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def one(kind: str, name: str) -> object:
        calls.append(name)
        return {"kind": kind}

    monkeypatch.setattr(cache, "_one", one)
    for state in ("a" * 64, "a" * 64, "b" * 64):
        monkeypatch.setattr(cache, "fingerprint", lambda kind, state=state: state)
        assert cache.computed("facts", ["x"], tmp_path, cache.Workers(1)) == {"x": {"kind": "facts"}}
    assert calls == ["x", "x"]
    (tmp_path / "facts" / ("b" * 20) / "x.json").write_text("{cut off")
    assert cache.computed("facts", ["x"], tmp_path, cache.Workers(1)) == {"x": {"kind": "facts"}}


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    assert "unsafe-eval" not in POLICY.replace("wasm-unsafe-eval", "")
    assert "http" not in POLICY
    assert "*" not in POLICY


def test_what_takes_long_is_begun_before_it_is_asked_for_and_nothing_is_computed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    class Pool:
        def __init__(self, *_: object, **__: object) -> None: ...

        def submit(self, one: object, kind: str, name: str) -> Future[object]:
            begun.append(name)
            found: Future[object] = Future()
            found.set_result({"of": name})
            return found

        def shutdown(self, **_: object) -> None: ...

    monkeypatch.setattr(cache, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(cache, "_one", lambda kind, name: pytest.fail(f"{name} was computed in this process"))
    names = [f"n{place}" for place in range(9)]
    with cache.Workers(2) as workers:
        cache.begin("facts", names, tmp_path, workers)
        cache.begin("facts", names, tmp_path, workers)
        assert cache.computed("facts", names, tmp_path, workers) == {name: {"of": name} for name in names}
    assert begun == names
    with cache.Workers(2) as workers:
        cache.begin("facts", names, tmp_path, workers)  # kept by now
        assert list(cache.computed("facts", names, tmp_path, workers)) == names
    assert begun == names


def test_nothing_is_kept_as_an_answer_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(cache, "_one", lambda kind, name: calls.append(name))
    for _ in range(2):
        assert cache.computed("choices", ["x"], tmp_path, cache.Workers(1)) == {"x": None}
    assert calls == ["x"]
