"""Checks the submissions that a push or pull request changed; the step of action.yml that does the work.

Everything comes from the environment, nothing from arguments: the inputs of the action as CHECK_PATH, CHECK_FILES,
CHECK_BASE, CHECK_DATASET, CHECK_FAIL_ON, CHECK_SELECT, CHECK_IGNORE, CHECK_WAIVERS, CHECK_LIMIT and
CHECK_MEMORY_LIMIT, and what GitHub sets. Findings go to standard output as annotations, a review comment in Markdown to
$GITHUB_STEP_SUMMARY, the totals to $GITHUB_OUTPUT. Runs in the root of a git checkout. Exit status as that of
`compute-trends check`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compute_trends import validate
from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.catalog.texts.terminal import visible
from compute_trends.validators.reading.sources import is_submission
from compute_trends.validators.reports.escape import annotation_data
from compute_trends.validators.reports.write import write_report

#: The tree without files: what a branch is compared with when nothing came before it.
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def main(environment: Mapping[str, str]) -> int:
    """Check what changed; returns the exit status."""
    fail_on = environment.get("CHECK_FAIL_ON") or "error"
    if fail_on not in ("error", "warning"):
        raise UsageError(f"fail-on is {fail_on!r}; it is error or warning")
    limit = _limit(environment.get("CHECK_LIMIT", ""))
    folder = environment.get("CHECK_PATH") or "submissions"
    named = _lines(environment.get("CHECK_FILES", ""))
    files = named or changed_files(folder, environment.get("CHECK_BASE") or base_commit(environment))
    if not files:
        _notice(f"nothing to check: no submission changed in {folder}")
        _append(environment.get("GITHUB_OUTPUT"), "files=0\nerrors=0\nwarnings=0\n")
        return 0
    report = validate(
        # "-" would be standard input; a path that begins with "./" is never taken for anything else.
        ["./-" if file == "-" else file for file in files],
        environment.get("CHECK_DATASET") or None,
        select=_names(environment.get("CHECK_SELECT", "")),
        ignore=_names(environment.get("CHECK_IGNORE", "")),
        waivers=_lines(environment.get("CHECK_WAIVERS", "")),
        memory_limit=environment.get("CHECK_MEMORY_LIMIT") or "1GB",  # of strangers, on a maintainer's account
    )
    for note in report.notes:
        _notice(note)
    write_report(report, "github", sys.stdout, limit)
    if summary := environment.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as stream:
            write_report(report, "markdown", stream, limit)
    totals = f"files={len(report.files)}\nerrors={report.errors}\nwarnings={report.warnings}\n"
    _append(environment.get("GITHUB_OUTPUT"), totals)
    return int(report.fails("warning" if fail_on == "warning" else "error"))


def changed_files(folder: str, base: str | None) -> list[str]:
    """Files in `folder` that the check of it reads and that differ between `base` and HEAD, deleted ones left out.

    Without `base`, or where it cannot be had (a forced push), all files of the folder.
    """
    since = EMPTY_TREE
    if base and set(base) != {"0"}:
        commit = _commit(base)
        if commit is None:
            _notice(f"{base} is not to be had, so every submission is checked")
        else:
            # What the branch changed, not what the base has got since; a shallow clone does not know where they parted.
            since = (_git("merge-base", commit, "HEAD") or commit).strip()
    listed = _git("diff", "--name-only", "--no-renames", "--diff-filter=d", "-z", since, "HEAD", "--", folder)
    if listed is None:
        raise UsageError("git cannot list the changed files; run actions/checkout before this action")
    names = [name for name in listed.split("\0") if name]
    return [name for name in names if is_submission(Path(name), Path(folder))]


def base_commit(environment: Mapping[str, str]) -> str | None:
    """What the event compares with: the base of a pull request or merge group, or what was there before a push."""
    path = environment.get("GITHUB_EVENT_PATH")
    if not path:
        return None
    event: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    pull, group = event.get("pull_request") or {}, event.get("merge_group") or {}
    base = (pull.get("base") or {}).get("sha") or group.get("base_sha") or event.get("before")
    return str(base) if base else None


def _commit(name: str) -> str | None:
    """The id of a commit, fetched where the clone is too shallow to hold it; None where there is none."""
    # Whether there is such a branch, tag or id, git decides; it must not see an option or a refspec.
    if re.search(r"^[-+^]|[:\s\x00-\x1f\x7f]", name):
        raise UsageError(f"base is {name!r}; it must not begin with -, + or ^, nor hold a colon or white space")
    known = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if known is None and _git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", name) is not None:
        known = _git("rev-parse", "--verify", "--quiet", "FETCH_HEAD^{commit}")
    return known.strip() if known else None


def _git(*arguments: str) -> str | None:
    """What git prints; None where it fails. Paths are taken literally, whatever characters they hold."""
    done = subprocess.run(["git", "--literal-pathspecs", *arguments], capture_output=True, check=False)
    return os.fsdecode(done.stdout) if done.returncode == 0 else None


def _limit(text: str) -> int | None:
    """The input `limit`; None where it is left out."""
    if not text.strip():
        return None
    if not re.fullmatch(r"\d{1,15}", text.strip(), re.ASCII):
        raise UsageError(f"limit is {text!r}; it is a number of findings, or 0 for all")
    return int(text)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _names(text: str) -> list[str]:
    return [name for name in re.split(r"[\s,]+", text) if name]


def _notice(text: str) -> None:
    """Tell something; as a command, a line can become no other command, whatever names it holds."""
    print(f"::notice::{annotation_data(visible(text))}")


def _append(path: str | None, text: str) -> None:
    if path:
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(text)


if __name__ == "__main__":
    try:
        status = main(os.environ)
    except Exception as error:
        # A failure of the tool is status 2, never mistaken for findings.
        said = str(error) if isinstance(error, ComputeTrendsError) else traceback.format_exc()
        shown = "\n".join(map(visible, said.splitlines()))
        print(f"::error title=compute-trends::{annotation_data(shown)}")
        status = 2
    sys.exit(status)
