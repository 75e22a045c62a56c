"""Statements made up by a grammar of ways out, in the box of `sql`: none reads, writes or calls anything outside.

A sample of 60 runs, or all 300 with the environment variable CT_EXHAUSTIVE=1.
"""

from __future__ import annotations

import io
import os
import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

from compute_trends.catalog.doors.query import run_query
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.paths import PACKAGE_ROOT

STATEMENTS = 300
SAMPLE = STATEMENTS if os.environ.get("CT_EXHAUSTIVE") else 60


class Grammar:
    """Statements by number: the same number gives the same statement."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    def statement(self, number: int) -> str:
        self.random = random.Random(number)
        made = self.random.choice(
            (self.reading, self.reading, self.reading, self.writing, self.looking, self.setting)
        )()
        return self.disguised(made)

    def reading(self) -> str:
        return self.wrapped(f"from {self.source()}")

    def source(self) -> str:
        pick = self.random.choice
        name = pick(("csv", "json", "parquet", "txt"))
        path = self.path(f"secret.{name}")
        reader = pick(
            {
                "csv": ("read_csv", "read_csv_auto", "sniff_csv", "read_text", "read_blob"),
                "json": ("read_json", "read_json_auto", "read_ndjson", "read_json_objects", "read_ndjson_objects"),
                "parquet": (
                    "read_parquet",
                    "parquet_scan",
                    "parquet_schema",
                    "parquet_metadata",
                    "parquet_file_metadata",
                ),
                "txt": ("read_text", "read_blob", "read_csv", "glob"),
            }[name]
        )
        return pick(
            (
                f"{reader}({path})",
                f"{reader}([{path}])",
                f"{reader}({path}, filename = true)" if reader.startswith("read_") else f"{reader}({path})",
                f"'{self.plain}'",
                f'"{self.plain}"',
                f"query_table('{self.plain}')",
                f"query_table(['{self.plain}'])",
                f"query('from {reader}(''{self.plain}'')')",
                f"query('fr' || 'om ''' || {path} || '''')",
                "glob('**/*')",
                f"glob('{self.folder}/' || '*')",
                "read_text('/proc/self/environ')",
                "read_csv('/dev/stdin')",
                f"read_duckdb('{self.folder}/secret.duckdb')",
                f"sqlite_scan('{self.folder}/secret.duckdb', 't')",
                f"json_execute_serialized_sql(json_serialize_sql('from read_text(''{self.plain}'')'))",
            )
        )

    def path(self, name: str) -> str:
        """An expression that is a path of a secret, or of the listening port."""
        pick = self.random.choice
        self.plain = pick(
            (
                name,
                f"./{name}",
                f"../{self.folder.name}/{name}",
                f"{self.folder}/{name}",
                f"file://{self.folder}/{name}",
                f"{self.folder}/*.{name.partition('.')[2]}",
                f"http://127.0.0.1:{self.port}/{name}",
                f"https://127.0.0.1:{self.port}/{name}",
                f"s3://127.0.0.1:{self.port}/{name}",
            )
        )
        half = len(self.plain) // 2
        return pick(
            (
                f"'{self.plain}'",
                f"$${self.plain}$$",
                "e'" + "".join(f"\\x{ord(char):02x}" for char in self.plain) + "'",
                f"'{self.plain[:half]}' || '{self.plain[half:]}'",
                f"concat('{self.plain[:half]}', '{self.plain[half:]}')",
                "||".join(f"chr({ord(char)})" for char in self.plain),
                f"reverse('{self.plain[::-1]}')",
                f"(select '{self.plain}')",
            )
        )

    def wrapped(self, query: str, depth: int = 0) -> str:
        ways = (
            query,
            f"select * from ({query}) as t",
            f"with w as ({query}) from w",
            f"with w as materialized ({query}) select count(*), any_value(columns(*)::varchar) from w",
            f"select (select string_agg(t::varchar, ',') from ({query}) as t)",
            f"select * from training_energy, lateral ({query}) as t",
            f"select exists({query})",
            f"(select null::varchar as a) union all by name ({query})",
            f"summarize {query}",
            f"describe {query}",
            f"explain analyze {query}",
            f"from ({query}) as t, (pivot training_energy on source) as p",
            "from query('" + query.replace("'", "''") + "')",
            f"select list(t) from ({query}) t",
            f"from ({query}) select columns('.*')",
            f"values ((select any_value(t::varchar) from ({query}) t))",
        )
        made = self.random.choice(ways)
        return self.wrapped(made, depth + 1) if depth < 2 and self.random.random() < 0.3 else made

    def writing(self) -> str:
        pick = self.random.choice
        target = pick(("stolen.csv", f"{self.folder}/stolen.parquet", f"{PACKAGE_ROOT}/datasets/training_energy/x.csv"))
        inner = pick(("training_energy", "(select 1 as a)", "(from training_energy)"))
        return pick(
            (
                f"copy {inner} to '{target}'",
                f"copy {inner} to '{target}' (format {pick(('csv', 'json', 'parquet'))})",
                f"explain analyze copy {inner} to '{target}' (format csv)",
                f"copy (pivot training_energy on source) to '{target}'",
                f"copy training_energy from '{self.folder}/secret.csv'",
                f"export database '{target}'",
                f"attach '{target}' as other",
                f"attach '{self.folder}/secret.duckdb' as other (read_only)",
                f"attach 'http://127.0.0.1:{self.port}/x.duckdb'",
                f"create {pick(('table', 'temp table', 'view', 'temp view'))} mine as {self.wrapped('select 1 as a')}",
                f"create macro mine() as table from '{self.folder}/secret.csv'",
                f"create secret (type {pick(('s3', 'http', 'gcs'))}, key_id 'x', secret 'y')",
                f"create or replace persistent secret x in local_file (type s3, scope '{target}')",
                f"{pick(('insert into', 'insert or replace into'))} training_energy from training_energy",
                "with gone as (delete from training_energy returning *) from gone",
                f"{pick(('', 'explain analyze '))}delete from training_energy",
                "update training_energy set name = 'x' returning *",
                f"{pick(('install', 'load', 'force install'))} {pick(('httpfs', 'sqlite', 'spatial'))}",
                f"install httpfs from 'http://127.0.0.1:{self.port}/'",
                f"load '{self.folder}/secret.txt'",
                f"from enable_logging(storage = 'file', storage_config = {{'path': '{target}'}})",
                f"call enable_profiling(save_location = '{target}')",
                "update extensions",
            )
        )

    def looking(self) -> str:
        return self.wrapped(
            self.random.choice(
                (
                    "select getenv('COMPUTE_TRENDS_SECRET')",
                    "select getenv(upper('compute_trends_secret')) as a",
                    "from duckdb_secrets()",
                    "from which_secret('s3://x/y', 's3')",
                    "from held",  # a variable of Python
                    "from main.held",
                    "from query_table('held')",
                    "select getvariable('held')",
                    "from duckdb_logs",
                    "from duckdb_databases()",
                    "select current_setting('secret_directory')",
                    "from pragma_database_list",
                    "from duckdb_temporary_files()",
                )
            )
        )

    def setting(self) -> str:
        pick = self.random.choice
        option = pick(("temp_directory", "home_directory", "extension_directory", "log_query_path"))
        content = f"content from read_text('{self.folder}/secret.txt')"
        return pick(
            (
                f"set {pick(('', 'global ', 'session '))}enable_external_access = true",
                f"set {pick(('lock_configuration', 'python_enable_replacements'))} = {pick(('true', 'false'))}",
                f"set allowed_directories = ['{self.folder}']",
                f"set allowed_paths = ['{self.folder}/secret.csv']",
                f"set {option} = '{self.folder}'",
                f"pragma {pick(('enable_profiling', 'enable_logging', 'profiling_output'))} = '{self.folder}/log.json'",
                f"set {pick(('autoinstall', 'autoload'))}_known_extensions = true",
                f"set custom_extension_repository = 'http://127.0.0.1:{self.port}'",
                f"set file_search_path = '{self.folder}'",
                f"reset {pick(('enable_external_access', 'lock_configuration', 'allowed_paths'))}",
                f"select set_config('enable_external_access', 'true'), {content}",
                f"prepare p as from '{self.folder}/secret.csv'",
                f"set variable x = (select {content})",
            )
        )

    def disguised(self, query: str) -> str:
        pick = self.random.choice
        return pick(
            (
                query,
                f"{query};",
                f"/* a */ {query} -- ;",
                f";{query}",
                self.random.choice((f"select 1; {query}", f"{query}; select 1", query, f"{query} ;;")),
                f"\ufeff{query}",
                query.replace(" ", "\n", 1),
                query.replace(" ", "/**/", 1),
                query.replace("from ", "FROM ").replace("select ", "SeLeCt "),
            )
        )


@pytest.mark.parametrize("part", range(6))
def test_no_statement_gets_out(part: int, outside: Any) -> None:
    held = duckdb.sql(f"select '{outside.secret}' as a").to_arrow_table()
    assert held.num_rows == 1
    grammar, ran = Grammar(outside.folder, outside.port), 0
    for number in range(part, SAMPLE, 6):
        statement, stream = grammar.statement(number), io.StringIO()
        try:
            result = run_query(statement)
            result.write_text("json", stream)
            told = stream.getvalue() + result.box(10_000)
            ran += 1
        except ComputeTrendsError as error:
            told = str(error)
        outside.assert_untouched(told, (number, statement))
    assert ran < SAMPLE / 6


def test_outside_of_the_box_the_same_statements_get_out(outside: Any) -> None:
    # What the box keeps in is no nonsense: where nothing forbids it, such statements read.
    grammar, tried, out = Grammar(outside.folder, 9), 0, 0
    for number in range(60):
        statement = grammar.statement(number)
        if "secret." not in statement or any(word in statement for word in ("http", "s3:", "stolen")):
            continue
        tried += 1
        try:
            out += outside.secret in str(duckdb.connect().sql(statement).fetchall())
        except Exception:
            continue
    assert tried > 10
    assert out >= 3
