"""Frames of Spark that cannot be judged as they are, refused in one line that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from inspect import signature
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError, UnknownNameError, UsageError
from compute_trends.catalog.schema import TableSchema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType

#: The least version of pyspark that hands Arrow tables to Python and back as we need it.
LEAST_PYSPARK = (4, 0)

#: How the types begin by which Spark sorts no rows.
_UNORDERED = ("map<", "variant", "array<map<", "struct<map<")

#: What a text of Spark's, or of Java's behind it, says of what a person can mend.
_ADVICE = {
    "stopped SparkContext": "the Spark session of the DataFrame was stopped: make one, and read the table in it",
    "No space left on device": "a disk of the cluster is full: set spark.local.dir to a folder with more room",
    "Java heap space": "Java's memory is too small: raise spark.executor.memory, or spark.driver.memory in local mode",
    "Python worker exited unexpectedly": (
        "a Python worker was killed, mostly for want of memory: raise spark.executor.memoryOverhead, or give a lower "
        "memory_limit"
    ),
    "Answer from Java side is empty": (_GONE := "Java is gone, mostly for want of memory: start a session with more"),
    "Connection refused": _GONE,
}


def check_versions(what: str) -> None:
    """Refuse a pyspark that is too old, and one without what it hands tables to Python with.

    Raises:
        MissingExtraError: pandas is not installed, without which Spark calls no Python function.
        UsageError: another version is installed than works.
    """
    import pyspark

    version = tuple(int(part) for part in re.findall(r"\d+", pyspark.__version__)[:2])
    if version < LEAST_PYSPARK:
        least = ".".join(map(str, LEAST_PYSPARK))
        raise UsageError(f"{what} needs pyspark {least} or newer, here is {pyspark.__version__}: upgrade pyspark")
    try:
        import pandas  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(what, "pandas", "spark") from error
    from pyspark.sql.pandas.utils import require_minimum_pandas_version, require_minimum_pyarrow_version

    for required in (require_minimum_pandas_version, require_minimum_pyarrow_version):
        try:
            required()
        except ImportError as error:
            told = " ".join(str(error).split()).rstrip(".")
            raise UsageError(f"{what} with pyspark {pyspark.__version__}: {told}") from error


def check_key(frame: DataFrame, key: Sequence[str], reserved: Sequence[str]) -> tuple[str, ...]:
    """The columns that tell rows apart.

    Raises:
        UsageError: there are none, or one is called as a column of findings is.
        UnknownNameError: the frame has no such column.
    """
    names = (key,) if isinstance(key, str) else tuple(key)
    if not names:
        raise UsageError("rows of a Spark DataFrame have no numbers: name the columns that tell them apart with key=")
    for name in names:
        if name not in frame.columns:
            if names == ("record_id",):
                raise UsageError(
                    "the DataFrame has no column record_id: name the columns that tell its rows apart with key="
                )
            raise UnknownNameError("column of the DataFrame", name, frame.columns)
    if taken := [name for name in names if name in reserved]:
        raise UsageError(f"findings have a column {taken[0]} of their own: rename that of the key")
    if len(set(names)) < len(names):
        raise UsageError(f"the key names a column twice: {', '.join(names)}")
    for name in names:
        if (kind := frame.schema[name].dataType.simpleString()).startswith(_UNORDERED):
            raise UsageError(f"the column {name} of the key is of the type {kind}, which has no order: choose another")
    return names


def is_handed_over(kind: DataType) -> bool:
    """Whether Spark hands values of a type to Python functions."""
    from pyspark.errors import PySparkException
    from pyspark.sql.pandas.types import to_arrow_type

    zone = {"timezone": "UTC"} if "timezone" in signature(to_arrow_type).parameters else {}  # since pyspark 4.1
    try:
        to_arrow_type(kind, **zone)
    except PySparkException:
        return False
    return True


def check_columns(frame: DataFrame, schema: TableSchema, columns: Sequence[str]) -> None:
    """Refuse columns that cannot be handed over, or whose values depend on the session.

    Raises:
        UsageError: there is one.
    """
    from pyspark.sql import types

    twice = sorted({name for name in frame.columns if frame.columns.count(name) > 1})
    if twice:
        raise UsageError(f"the DataFrame has several columns called {twice[0]}: rename or drop all but one")
    zone = frame.sparkSession.conf.get("spark.sql.session.timeZone") or "UTC"
    for field in frame.schema.fields:
        if field.name not in columns:
            continue
        if not is_handed_over(field.dataType):
            raise UsageError(
                f"the column {field.name} is of the type {field.dataType.simpleString()}, which Spark hands to no "
                f"Python function: cast it, as in df.withColumn({field.name!r}, df[{field.name!r}].cast('string'))"
            )
        is_date = field.name in schema.names and schema[field.name].type == "date"
        if is_date and isinstance(field.dataType, types.TimestampType) and not _is_utc(zone):
            raise UsageError(
                f"the column {field.name} is a timestamp, whose day depends on the time zone of the session ({zone}): "
                f"make it a date, df.withColumn({field.name!r}, df[{field.name!r}].cast('date')), or set "
                "spark.sql.session.timeZone to UTC"
            )


def _is_utc(zone: str) -> bool:
    return zone.upper() in ("UTC", "ETC/UTC", "GMT", "Z", "+00:00", "UCT", "ZULU")


@contextmanager
def one_line() -> Iterator[None]:
    """Tell of what Spark's workers could not do in one line.

    Raises:
        UsageError: the workers lack the package or something that it needs.
        ComputeTrendsError: a worker failed.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        yield
    except PySparkException as error:
        raise told(str(error)) from error
    except AssertionError as error:
        if SparkSession.getActiveSession() is None:  # all that pyspark says of it
            raise told("stopped SparkContext") from error
        raise
    except Exception as error:
        if type(error).__module__.startswith("py4j.") or isinstance(error, ConnectionError):
            raise told(str(error) or type(error).__name__) from error
        raise


def told(text: str) -> ComputeTrendsError:
    """The error that stands behind the text of one of Spark's, which has a traceback of the worker in it."""
    missing = re.search(r"ModuleNotFoundError: No module named '([\w.]+)'", text)
    if missing:
        return UsageError(
            f"the Python of the workers lacks {missing[1].split('.')[0]}: install compute-trends[spark] where "
            "PYSPARK_PYTHON points to on every executor"
        )
    if ours := re.findall(r"WorkerError: ([^\n]+)", text):
        return ComputeTrendsError(ours[0].strip())
    for said, advice in _ADVICE.items():
        if said in text:
            return ComputeTrendsError(advice)
    lines = [line.strip(": ") for line in text.splitlines() if line.strip(": ")]
    errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return ComputeTrendsError(f"Spark failed: {(errors or lines or ['no reason given'])[0][:500]}")
