"""The commands, each declared once: where it is and what it does. Modules are imported when their command is run."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One command."""

    name: str
    module: str  # in compute_trends.cli.commands; holds the click command as `command`
    section: str
    summary: str  # the first line of the command's help, which a test compares


COMMANDS = (
    Entry("find", "find", "Data", "Find records, trends, rules and columns by what people call them."),
    Entry("datasets", "datasets", "Data", "List the datasets and their versions."),
    Entry("describe", "describe", "Data", "Show the columns of a dataset with type, unit and meaning."),
    Entry("head", "head", "Data", "Show the first rows of a dataset."),
    Entry("sql", "sql", "Data", "Run a SQL query over the datasets."),
    Entry("export", "export", "Data", "Write datasets to a file of another tool."),
    Entry("views", "views", "Data", "Print the SQL that opens the datasets in the DuckDB command line."),
    Entry("cite", "cite", "Data", "Print how to cite the package, or a dataset and its sources."),
    Entry("diff", "diff", "Data", "Show what changed between two states of a dataset."),
    Entry("history", "history", "Data", "Show how the values of a record changed across versions."),
    Entry("audit", "audit", "Data", "Show which training computes contradict their own notes."),
    Entry("trend", "trend", "Trends", "Compute one trend and show the published value beside it."),
    Entry("project", "project", "Trends", "Continue a trend's line, with how often its interval held before."),
    Entry("reproduce", "reproduce", "Trends", "Recompute the published figures and show them beside ours."),
    Entry(
        "report",
        "report",
        "Trends",
        "Write one page: headline figures, what moved since the last version and why, quality of the data.",
    ),
    Entry("check", "check", "Submissions", "Check records against everything that a submission has to satisfy."),
    Entry("rules", "rules", "Submissions", "List the rules that a submission has to satisfy."),
    Entry("explain", "explain", "Submissions", "Explain a rule, or why a shipped record is in."),
    Entry("template", "template", "Submissions", "Write a record to fill in, or one that is filled in."),
    Entry("accept", "accept", "Submissions", "Check records and add them to their dataset."),
    Entry(
        "estimate",
        "estimate",
        "Submissions",
        "Estimate training compute from parameters and data, or chips and time.",
    ),
    Entry("import", "import_data", "Package", "Turn upstream files into the records of a dataset."),
    Entry("outdated", "outdated", "Package", "Ask the sources' addresses whether they hold something newer."),
    Entry(
        "site",
        "site",
        "Package",
        "Write a site of plain pages with every trend as a chart.",
    ),
    Entry("build", "build", "Package", "Bring everything that is derived in a checkout up to date."),
    Entry("release", "release", "Package", "Freeze what records.csv holds as a version."),
    Entry("verify", "verify", "Package", "Check that every file of the package is what it is declared to be."),
)

#: Sections of the help, in order.
SECTIONS = tuple(dict.fromkeys(entry.section for entry in COMMANDS))
