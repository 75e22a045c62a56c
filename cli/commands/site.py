"""`compute-trends site`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.catalog.texts.numbers import count
from compute_trends.cli.arguments import WholeNumber


@click.command("site")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder to write: a new or empty one, or an earlier site, which is replaced.",
)
@click.option("--no-pictures", is_flag=True, help="Leave out the charts, which take longest the first time.")
@click.option("--no-choices", is_flag=True, help="Leave out the trends under other choices.")
@click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where results, charts and choices are kept between builds; a folder of the user's by default.",
)
@click.option("--url", default="", metavar="URL", help="The address that the site will have, for links from elsewhere.")
@click.option(
    "--sql-engine",
    "engine",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder or zip that holds the engine of the SQL page; without it the page says how to get it.",
)
@click.option("--workers", type=WholeNumber(), metavar="N", help="Processes at most; one per processor by default.")
def command(
    folder: Path,
    no_pictures: bool,
    no_choices: bool,
    cache: Path | None,
    url: str,
    engine: Path | None,
    workers: int | None,
) -> None:  # fmt: skip
    """Write a site of plain pages with every trend as a chart.

    There is a page for every dataset, record, study and rule too. All come from the installed package, need no server
    and ask no other host: they work from any folder, from a disk as well. A chart shows its points with filters, the
    line that follows them, its choices, its sources, and how to cite it. Takes the extra "site".

    What takes long is kept by a hash of all that it comes from, so that a second build is quick.

    \b
    Examples:
      compute-trends site --out public
      compute-trends site --out public --url https://example.org/compute/
    """
    from compute_trends.catalog.errors import UsageError
    from compute_trends.cli.progress import working
    from compute_trends.explorer.build import check_folder, write_site
    from compute_trends.explorer.cache import cache_folder
    from compute_trends.explorer.site import Site
    from compute_trends.explorer.vendored.sql_engine import read_engine

    if workers is not None and workers < 1:
        raise UsageError("--workers is 1 or more")
    if url and not url.startswith(("https://", "http://")):
        raise UsageError(f"--url is an address as https://example.org/compute/, not {url!r}")
    check_folder(folder.absolute())
    if engine is not None:
        read_engine(engine)
    with working("writing the site") as step:
        base = url if not url or url.endswith("/") else f"{url}/"
        site = Site(not no_pictures, not no_choices, cache or cache_folder(), base, workers, step, engine)
        written = write_site(folder, site)
    size = sum(written.values())
    click.echo(f"{folder}: {count(len(written), 'file')}, {size / 1e6:.1f} MB; open {folder / 'index.html'}")
