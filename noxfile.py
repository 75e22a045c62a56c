"""Where the package runs: one matrix of sessions. `nox` runs all of it, `nox --list` shows it.

`suite` runs every test in a checkout, `spark` those that need Java, `doors` the tests that are marked `door`, on
installed copies: each Python that is found here with the newest dependencies, the oldest that we promise, a wheel and a
source distribution, a copy that cannot be written to, and paths with spaces and letters beyond ASCII.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import nox

nox.needs_version = ">=2026.1"
nox.options.default_venv_backend = "uv"  # which resolves to the lowest versions, too

ROOT = Path(__file__).parent
EXTRAS = "pandas,polars,excel"
TOOLS = ("pytest>=9", "pytest-xdist>=3.8", "hypothesis>=6.150")
OLDEST = 11  # of Python 3
ODD = "Räume mit Leerzeichen, 空 и т.д."


def pythons() -> dict[str, str]:
    """The Pythons found on this machine from the oldest that we promise on: version -> path, oldest first."""
    folders = [*os.environ.get("PATH", "").split(os.pathsep), *map(str, Path.home().glob(".pyenv/versions/*/bin"))]
    found: dict[int, str] = {}
    for folder in folders:
        for path in sorted(Path(folder).glob("python3.*")) if folder else []:
            minor = int(match[1]) if (match := re.fullmatch(r"python3\.(\d+)", path.name)) else 0
            if minor >= OLDEST and minor not in found and _works(path):
                found[minor] = str(path)
    return {f"3.{minor}": found[minor] for minor in sorted(found)}


def _works(path: Path) -> bool:
    done = subprocess.run([path, "-c", "import venv, ensurepip"], capture_output=True, check=False)
    return done.returncode == 0


PYTHONS = pythons()
LOWEST, *_, HIGHEST = [*PYTHONS.values()] * 2  # which may be the same one


@nox.session(python=LOWEST)
def suite(session: nox.Session) -> None:
    """Every test but the slow ones, in this checkout."""
    session.install("-e", ".[test]")
    session.run("pytest", "-n", os.environ.get("CT_CORES", "auto"), *session.posargs)


@nox.session
@nox.parametrize(
    "python,case",
    [
        *(nox.param(path, "newest", id=f"python-{version}") for version, path in PYTHONS.items()),
        nox.param(LOWEST, "lowest", id="lowest-direct"),
        nox.param(HIGHEST, "sdist", id="sdist"),
        nox.param(LOWEST, "read-only", id="read-only"),
        nox.param(LOWEST, "odd-path", id="odd-path"),
    ],
)
def doors(session: nox.Session, case: str) -> None:
    """The tests that are marked `door`, on an installed copy and away from the checkout."""
    place = Path(session.create_tmp()).resolve() / (ODD if case == "odd-path" else "place")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(ROOT / "tests", place / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", place)  # the options of pytest
    (place / "tmp").mkdir()
    kind = "sdist" if case == "sdist" else "wheel"
    session.run("uv", "build", "--quiet", f"--{kind}", "--out-dir", str(place / "dist"), str(ROOT), external=True)
    (built,) = [path for path in (place / "dist").iterdir() if path.suffix in (".whl", ".gz")]
    session.run("uv", "venv", "--quiet", "--python", str(session.python), str(place / "venv"), external=True)
    python = str(place / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python")
    wanted = ["-r", _lowest(session, python, place / "lowest.txt")] if case == "lowest" else []
    install = ["uv", "pip", "install", "--quiet", "--python", python, *wanted, f"{built}[{EXTRAS}]", *TOOLS]
    session.run(*install, external=True)
    session.run("uv", "pip", "list", "--python", python, external=True)
    session.chdir(place)
    # Modules without such tests import what is not installed here.
    marked = [str(path) for path in sorted(place.glob("tests/**/test_*.py")) if "mark.door" in path.read_text("utf-8")]
    command = [python, "-m", "pytest", "-n", os.environ.get("CT_CORES", "auto"), "-m", "door", *marked]
    if case == "read-only":
        command = _unwritable(next((place / "venv").rglob("site-packages/compute_trends")), python, command)
    session.run(*command, external=True, env={"TMPDIR": str(place / "tmp"), "HOME": str(place), "PYTHONPATH": ""})


@nox.session(python=LOWEST)
def spark(session: nox.Session) -> None:
    """The checks of Spark DataFrames, on two cores of this machine, where there is Java."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        session.skip("Spark needs Java: apt-get install default-jre-headless")
    session.install("-e", ".[spark]", *TOOLS)
    session.run("pytest", "-n", "0", "-m", "", "tests/validators/clusters", *session.posargs)


#: pdoc sees only what a module holds, and ours fetches its functions when they are asked for.
REFERENCE = """
import pathlib, pdoc, compute_trends as ct
vars(ct).update({name: getattr(ct, name) for name in ct.__all__})
pdoc.render.configure(docformat="google")
pdoc.pdoc("compute_trends", output_directory=pathlib.Path("build/reference"))
"""


@nox.session(python=HIGHEST)
def reference(session: nox.Session) -> None:
    """The reference of the Python functions, from their docstrings, in build/reference."""
    session.install("-e", ".[docs]")
    session.run("python", "-c", REFERENCE)


def _lowest(session: nox.Session, python: str, pins: Path) -> str:
    """A file with the oldest versions that pyproject.toml allows: of a wheel's needs, uv takes none for direct."""
    extras = [word for extra in EXTRAS.split(",") for word in ("--extra", extra)]
    resolved = ["uv", "pip", "compile", "--quiet", "--resolution", "lowest-direct", "--python", python, *extras]
    session.run(*resolved, str(ROOT / "pyproject.toml"), "-o", str(pins), external=True)
    return str(pins)


def _unwritable(copy: Path, python: str, command: list[str]) -> list[str]:
    """A command that runs `command` where the copy cannot be written to, after it has made sure of that."""
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    tried = f"import pathlib; pathlib.Path({str(copy)!r}, 'tried').touch()"
    line = 'if "$1" -c "$2" 2>/dev/null; then echo "the copy can be written to"; exit 1; fi; shift 2; exec "$@"'
    shell = ["sh", "-c", line, "sh", python, tried, *command]
    if os.name == "posix" and os.geteuid() == 0:  # whom permissions do not stop
        mount = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
        return ["unshare", "--mount", "sh", "-c", mount, "sh", str(copy), *shell]
    return shell
