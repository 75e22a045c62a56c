"""`origin.yaml`: where a dataset comes from, and the account of every source row, version by version.

The upper part (title, description, sources, notes) is written by people; `versions` by `import` and `release`.
"""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.atomic import write_text
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.versions import version_key

Origin = dict[str, Any]


def read_origin(root: Path, dataset: str) -> Origin:
    """The parsed origin.yaml of a dataset; the caller may change it."""
    content: Origin = pickle.loads(_parsed((root / "datasets" / dataset / "origin.yaml").read_bytes()))
    return content


@lru_cache(maxsize=32)
def _parsed(text: bytes) -> bytes:
    # A build asks for the same few files again and again, and a pickle is read twenty times faster than YAML.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return pickle.dumps(yaml.load(text.decode("utf-8"), Loader=loader))


def write_origin(root: Path, dataset: str, origin: Origin) -> bool:
    """Write origin.yaml atomically; say whether it changed."""
    import yaml

    origin = dict(origin)
    versions = origin.pop("versions", None)
    if versions:
        origin["versions"] = {key: versions[key] for key in sorted(versions, key=version_key)}
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(origin, Dumper=dumper, sort_keys=False, allow_unicode=True, width=120)
    return write_text(root / "datasets" / dataset / "origin.yaml", text)


def account(imported: Imported, corrections: list[dict[str, Any]]) -> dict[str, Any]:
    """What `versions` says of one import: files with hash and rows, and each row that is no record of its own."""
    merged = sum(item.merged_into is not None for item in imported.left_out)
    sources = Counter(str(record["source"]) for record in imported.records)
    return {
        "files": {item.key if len({f.key for f in imported.files}) == len(imported.files) else item.name:
                  {"source": item.key, "name": item.name, "sha256": item.sha256, "rows": item.rows,
                   "header": item.header}
                  for item in imported.files},
        "source_rows": sum(item.rows for item in imported.files),
        "records": len(imported.records),
        "records_by_source": dict(sorted(sources.items())),
        "merged_rows": merged,
        "left_out_rows": len(imported.left_out) - merged,
        "unknown_columns": imported.unknown_columns,
        "missing_columns": imported.missing_columns,
        "corrections_applied": len(corrections),
        "notes": imported.notes,
        "not_records": [
            {key: value for key, value in asdict(item).items() if value is not None} for item in imported.left_out
        ],
    }  # fmt: skip
