"""The folders are what the package is: what is listed is there, imports run one way, and modules stay short."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT

#: What each folder may import from.
LAYERS = {
    "catalog": {"catalog"},
    "trends": {"catalog", "trends"},
    "validators": {"catalog", "validators"},
    "explorer": {"catalog", "trends", "validators", "explorer"},
    "cli": {"catalog", "trends", "validators", "explorer", "cli"},
}
#: Rooms, and the rooms beside them that they do not import from.
BEFORE = {
    "catalog.texts": ("catalog.files", "catalog.doors", "catalog.changes", "catalog.importers", "catalog.release"),
    "catalog.files": ("catalog.doors", "catalog.changes", "catalog.importers", "catalog.release"),
    "validators.reading": ("validators.structure", "validators.engine", "validators.rules", "validators.reports"),
    "validators.structure": ("validators.engine", "validators.rules", "validators.reports"),
}
#: Folders without `__init__.py`.
BARE = ("cli", "datasets", "explorer", "schemas", "validators", "tests")
#: Lines of a module; those of tests are lists of cases that belong together.
LONGEST_MODULE = 300
LONGEST_TESTS = 400
#: Entries at the top of a folder.
MOST_ENTRIES = {"validators": 14, "trends": 16, "catalog": 13, "cli": 10, "explorer": 10}


@cache
def _modules() -> dict[str, ast.Module]:
    found = {}
    for folder in LAYERS:
        for path in sorted((PACKAGE_ROOT / folder).rglob("*.py")):
            parts = path.relative_to(PACKAGE_ROOT).with_suffix("").parts
            name = ".".join(part for part in parts if part != "__init__")
            found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


def _imports(tree: ast.AST, typing_too: bool = True) -> Iterator[str]:
    """Modules of the package that the code imports, also inside functions, as `catalog.load` or `catalog.load.name`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and not typing_too:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            names = [node.value]  # for import_module
        else:
            names = []
        for name in names:
            if name.startswith("compute_trends."):
                yield name.removeprefix("compute_trends.")
        yield from _imports(node, typing_too)


@pytest.mark.parametrize("folder", BARE)
def test_no_package_marker_where_a_folder_could_hide_another_package(folder: str) -> None:
    # `validators` is also the name of a package that frictionless imports: a regular package of that name in the
    # working directory would be imported in its place.
    assert list((PACKAGE_ROOT / folder).rglob("__init__.py")) == []


def test_the_validators_that_frictionless_imports_are_not_ours() -> None:
    import validators

    assert Path(str(validators.__file__)).parent != PACKAGE_ROOT / "validators"
    assert validators.email("someone@example.org")


def test_imports_run_one_way() -> None:
    against = []
    for module, tree in _modules().items():
        allowed = LAYERS[module.split(".")[0]]
        for name in _imports(tree):
            folder = name.split(".")[0]
            if folder in LAYERS and folder not in allowed:
                against.append(f"{module} imports {name}")
    assert against == []


def test_rooms_do_not_ask_those_that_build_on_them() -> None:
    against = [
        f"{module} imports {name}"
        for module, tree in _modules().items()
        for room, later in BEFORE.items()
        if module.startswith(f"{room}.")
        for name in _imports(tree, typing_too=False)
        if name.startswith(tuple(f"{other}." for other in later))
    ]
    assert against == []


def test_imports_make_no_circle() -> None:
    modules = _modules()
    graph: dict[str, set[str]] = {}
    for module, tree in modules.items():
        names = {name if name in modules else name.rpartition(".")[0] for name in _imports(tree, typing_too=False)}
        graph[module] = {name for name in names if name in modules and name != module}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join([*trail[trail.index(module) :], module])
        if module not in done:
            for name in sorted(graph[module]):
                visit(name, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())
    assert len(done) == len(modules)


def test_imports_are_absolute() -> None:
    trees = {**_modules(), "__init__": ast.parse((PACKAGE_ROOT / "__init__.py").read_text(encoding="utf-8"))}
    relative = [
        module
        for module, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_rooms_have_few_entries() -> None:
    for folder, most in MOST_ENTRIES.items():
        entries = [path for path in (PACKAGE_ROOT / folder).iterdir() if path.name != "__pycache__"]
        assert len(entries) <= most, f"{folder}/ has {len(entries)} entries: a room of its own for some of them?"


def test_modules_stay_short() -> None:
    lengths = {
        path.relative_to(PACKAGE_ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in (*LAYERS, "tests", "benchmarks")
        for path in (PACKAGE_ROOT / folder).rglob("*.py")
    }
    assert len(lengths) > 50
    longest = {name: LONGEST_TESTS if name.startswith("tests/") else LONGEST_MODULE for name in lengths}
    assert {name: length for name, length in lengths.items() if length > longest[name]} == {}


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (PACKAGE_ROOT / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_scan_sees_imports_in_functions_and_by_name() -> None:
    code = """
from compute_trends.catalog.doors import load
if TYPE_CHECKING:
    from compute_trends.cli.main import main
def run():
    import compute_trends.trends.registry
    import_module("compute_trends.validators.engine.check")
"""
    behind = {"trends.registry", "validators.engine.check", "catalog.doors.load"}
    assert set(_imports(ast.parse(code), typing_too=False)) == behind
    assert set(_imports(ast.parse(code))) == behind | {"cli.main.main"}
