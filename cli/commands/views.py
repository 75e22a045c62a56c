"""`compute-trends views`."""

from __future__ import annotations

import click


@click.command("views")
def command() -> None:
    """Print the SQL that opens the datasets in the DuckDB command line.

    It creates a view per dataset (newest version) and one per version in a schema of its own, with the paths of this
    installation.

    \b
    Examples:
      compute-trends views

    Save it, then open it: compute-trends views > views.sql; duckdb -init views.sql
    """
    from compute_trends.catalog.doors.connect import views_sql

    click.echo(views_sql(), nl=False)
