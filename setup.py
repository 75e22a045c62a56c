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
from setuptools.command.build_py import build_py

ROOMS = ("catalog", "cli", "datasets", "explorer", "schemas", "trends", "validators")

scratch = tempfile.mkdtemp(prefix="compute-trends-build-")
atexit.register(shutil.rmtree, scratch, ignore_errors=True)

#: Modules beside the package's own ones that are for the checkout alone, as this one is.
OF_THE_CHECKOUT = ("noxfile",)


class BuildModules(build_py):
    """Leaves out what is for the checkout alone."""

    def find_package_modules(self, package, package_dir):
        """The modules of a package: (package, module, file) of each."""
        return [
            found for found in super().find_package_modules(package, package_dir) if found[1] not in OF_THE_CHECKOUT
        ]


setup(
    cmdclass={"build_py": BuildModules},
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
