"""Where a command that is killed leaves something, and whether one has: two questions to the file system, no imports.

Every command asks them when it starts; `recovery` does what there is to do.
"""

from __future__ import annotations

import os

#: Folder of a checkout that holds a change which is not whole yet.
JOURNAL = ".compute-trends.change"


def shared_folder() -> str:
    """The folder of temporary files that all processes of this user share; it is there only while it is needed."""
    parent = next((os.environ[name] for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name)), "/tmp")
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return f"{parent}/compute-trends-{user}"


def has_leftovers(root: str) -> bool:
    """Whether a command may have been killed that changed the checkout or had temporary files; or one is at work."""
    return os.path.lexists(f"{root}/{JOURNAL}") or os.path.lexists(shared_folder())
