"""Carbon intensity of electricity by country and year: snapshots of `average-intensities.json` of CO2.js, from Ember.

A snapshot names one year of each area, the newest that Ember had. So the years that earlier snapshots named stay, and
of two snapshots that name the same year of an area the later one counts. A file is dated by a day in its name
(2025-08-03.json); a single file needs none and is taken for the newest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported, LeftOut, SourceFile, header_text
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts.names import slug

DATASET = "carbon_intensity"
FORMAT = "ember-intensity"
SUMMARY = "Carbon intensity of electricity, snapshots of CO2.js (average-intensities.json)"
LAYOUTS = (Layout("ember-co2js", "Ember, Yearly Electricity Data, as kept in CO2.js"),)

_EMBER = "https://ember-energy.org/data/yearly-electricity-data/"
_KEYS = ("country_code", "country_or_region", "year", "emissions_intensity_gco2_per_kwh")
_DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
#: Countries that the records of milestone_systems call otherwise than Ember does, or that Ember called in two ways.
_OURS = {
    "HKG": "Hong Kong",
    "MAC": "Macao",
    "PSE": "Palestine",
    "TWN": "Taiwan",
    "TZA": "Tanzania",
    "GBR": "United Kingdom of Great Britain and Northern Ireland",
    "IRN": "Iran (Islamic Republic of)",
    "KOR": "Korea (Republic of)",
    "USA": "United States of America",
}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read snapshots, one record per area and year; the records held of other years stay.

    Raises:
        ImportRefusedError: no file, several of which one has no day in its name, a file that is no such JSON, or a
            value that is none: names file, area and value.
    """
    (layout,), booked = LAYOUTS, exports or Exports()
    if not paths:
        raise ImportRefusedError(f"{FORMAT} reads one snapshot or more; none was given")
    dated = [(_day(path), path) for path in paths]
    if len(dated) > 1 and (undated := [path for day, path in dated if day is None]):
        raise ImportRefusedError(
            f"{undated[0]}: which of {len(dated)} snapshots is newest? Put its day into the name, as in 2025-08-03.json"
        )
    result = Imported(DATASET, [], [])
    records = {
        row["record_id"]: row
        for row in previous
        if booked.layout(str(row["source"])) == layout.key and row["admission"] != "submitted"
    }
    found: set[str] = set()
    # The snapshots of one import are one source: that of the newest.
    snapshots = sorted(dated, key=lambda item: (item[0] or dt.date.max, item[1].name))
    key = booked.key(layout, snapshots[-1][1])
    for day, path in snapshots:
        areas = _areas(path)
        unknown = sorted({name for area in areas.values() for name in area} - set(_KEYS) - set(result.unknown_columns))
        result.unknown_columns += unknown
        content = path.read_bytes()
        header = header_text([*_KEYS, *unknown])
        result.files.append(SourceFile(key, path.name, hashlib.sha256(content).hexdigest(), len(areas), header))
        for number, (name, area) in enumerate(areas.items(), start=1):
            if area["emissions_intensity_gco2_per_kwh"] in (None, ""):
                result.left_out.append(LeftOut(key, number, name, "no intensity is stated"))
                continue
            record = _record(path, name, area, day, key)
            result.repeated += record["record_id"] in found
            found.add(record["record_id"])
            records[record["record_id"]] = record
    result.records = list(records.values())
    kept = len(records) - len(found)
    if kept:
        result.notes.append(f"{kept:,} records are of years that no file names any more, and stay")
    regions = sorted({str(row["name"]) for row in result.records if row["country_code"] is None})
    if regions:
        result.notes.append(f"regions of several countries, without a code: {', '.join(regions)}")
    return result


def _day(path: Path) -> dt.date | None:
    found = _DAY.search(path.name)
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError as error:
        raise ImportRefusedError(f"{path}: {found[1] if found else ''} in its name is no day") from error


def _areas(path: Path) -> dict[str, dict[str, Any]]:
    try:
        areas = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ImportRefusedError(f"{path}: not JSON ({error})") from error
    if not isinstance(areas, dict) or not areas:
        raise ImportRefusedError(f"{path}: not an object of areas, as average-intensities.json is")
    for name, area in areas.items():
        lacking = [key for key in _KEYS if not isinstance(area, dict) or key not in area]
        if lacking:
            raise ImportRefusedError(f"{path}, area {name}: lacks {', '.join(lacking)}")
    return areas


def _record(path: Path, name: str, area: Mapping[str, Any], day: dt.date | None, key: str) -> Record:
    year, intensity = area["year"], area["emissions_intensity_gco2_per_kwh"]
    where = f"{path}, area {name}"
    if isinstance(year, str) and year.isdecimal():
        year = int(year)
    if not isinstance(year, int) or isinstance(year, bool):
        raise ImportRefusedError(f"{where}: year = {year!r} is no year")
    try:
        value = float(intensity)
    except (TypeError, ValueError) as error:
        raise ImportRefusedError(f"{where}: emissions_intensity_gco2_per_kwh = {intensity!r} is no number") from error
    if isinstance(intensity, bool) or not 0 <= value < float("inf"):
        raise ImportRefusedError(f"{where}: emissions_intensity_gco2_per_kwh = {intensity!r} is no intensity")
    code, called = str(area["country_code"] or "").strip() or None, str(area["country_or_region"] or "").strip()
    if not called:
        raise ImportRefusedError(f"{where}: country_or_region is empty")
    return {
        "record_id": slug(f"{code or called} {year}"),
        "name": called,
        "country_code": code,
        "country": _OURS.get(code, called) if code else None,
        "year": year,
        "carbon_intensity_g_per_kwh": value,
        "snapshot_date": day,
        "source": key,
        "source_url": _EMBER,
        "admission": "upstream",
    }
