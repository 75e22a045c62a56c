"""Which folders are installed, found at every build: a folder that is added or removed needs no list to be edited.

The repository's root is the package `compute_trends`, which no setting of pyproject.toml can say of folders that are
found. Modules are put together in a folder of their own: in `build/` of the checkout those of earlier builds would
still lie, and be installed again.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

from setuptools import find_namespace_packages, setup

ROOMS = ("catalog", "cli", "datasets", "schemas", "trends", "validators")

scratch = tempfile.mkdtemp(prefix="compute-trends-build-")
atexit.register(shutil.rmtree, scratch, ignore_errors=True)

setup(
    script_name=Path(__file__).name,  # which is left out of the package
    packages=[
        "compute_trends",
        *(
            f"compute_trends.{name}"
            for name in find_namespace_packages(
                include=[pattern for room in ROOMS for pattern in (room, f"{room}.*")], exclude=["*.__pycache__"]
            )
        ),
    ],
    options={"build": {"build_base": scratch}},
)
