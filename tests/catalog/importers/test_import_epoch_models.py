"""Epoch's model tables: headers, cells, and which row is which record."""

import csv
import datetime as dt
from itertools import permutations
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import render_csv
from compute_trends.catalog.importers import epoch_models
from compute_trends.catalog.importers.epoch_model_cells import CellReader
from compute_trends.catalog.importers.milestone_identity import Identity, Sighting, assign, link_keys, read_identities
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.importers.tables import Table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.names import slug
from compute_trends.tests.catalog.importers.edited import edited

FIXTURES = Path(__file__).parents[2] / "fixtures" / "epoch_models"
VINTAGES = ("2022", "2024", "2026")


@pytest.fixture
def without_identities(monkeypatch, tmp_path):
    monkeypatch.setattr(epoch_models, "IDENTITIES", tmp_path / "none.csv")


def read(name, previous=()):
    return epoch_models.read([FIXTURES / f"{name}.csv"], previous)


def by_id(imported):
    return {record["record_id"]: record for record in imported.records}


def changed(tmp_path, name, old, new):
    return edited(tmp_path, FIXTURES / f"{name}.csv", old, new, "changed.csv")


@pytest.mark.parametrize(
    ("name", "key", "rows"),
    [("2022", "epoch-models-1", 4), ("2024", "epoch-models-2", 6), ("2026", "epoch-models-3", 6)],
)
def test_layout_follows_from_the_header_and_every_row_becomes_a_record(without_identities, name, key, rows):
    imported = read(name)
    assert [(file.key, file.rows) for file in imported.files] == [(key, rows)]
    assert len(by_id(imported)) == rows
    assert {record["source"] for record in imported.records} == {key}
    assert (imported.unknown_columns, imported.missing_columns, imported.left_out) == ([], [], [])
    assert render_csv(load_schema("milestone_systems"), imported.records).count("\n") == rows + 1


def test_table_of_2022_is_converted(without_identities):
    first, rerun, _, unnamed = read("2022").records
    assert first["organizations"] == ["University of Exampleton", "Google Research, Brain Team"]
    assert first["training_dataset"] == ["Duckbase", "Goosebase"]
    assert first["inclusion_criteria"] == ["historical_significance"]
    assert first["sectors"] == ["industry"]
    assert (first["parameters"], first["hidden_layers"], first["citations"]) == (6e7, 8, 1200)
    assert (first["training_dataset_size_datapoint"], first["training_dataset_size_byte"]) == (1.28e6, 2.1e7)
    assert (first["publication_date"], first["publication_date_precision"]) == (dt.date(2015, 3, 1), None)
    assert rerun["organizations"] == ["Exampleton Labs", "Reed & Sons"]
    assert (rerun["training_dataset_size_datapoint"], rerun["training_dataset_size_byte"]) == (1.9e7, 4.5e13)
    assert rerun["citations"] is None
    assert unnamed["name"] is None
    assert unnamed["record_id"] == "marsh-a-model-of-wetlands"
    assert (unnamed["inclusion_criteria"], unnamed["inclusion_note"]) == (None, "Winner of the pond contest")


def test_table_of_2024_is_converted(without_identities):
    records = by_id(read("2024"))
    pond, rerun, marsh = records["pondnet"], records["reedbot-rerun"], records["marsh"]
    assert pond["training_dataset"] == ["BookCorpus (BooksCorpus, Toronto Book Corpus)", "Duckbase"]
    assert pond["training_hardware"] == ["NVIDIA V100", "Google TPU v3"]
    assert (pond["hardware_utilization_fraction"], pond["mfu_fraction"]) == (0.45, None)
    assert pond["model_access"] == "open_weights_non_commercial"
    assert (rerun["confidence"], rerun["frontier"], pond["frontier"]) == (None, True, None)
    assert rerun["training_dataset_size_datapoint"] is None
    assert rerun["fine_tune_compute_flop"] is None
    assert marsh["sectors"] == ["academia", "industry"]
    assert marsh["reference"] == "MARSH: A model of wetlands"
    assert marsh["source_url"] == "https://arxiv.org/abs/1911.99993"
    assert marsh["source_urls"] == ["https://example.org/marsh%3Bv=2"]


def test_table_of_2026_is_converted(without_identities):
    imported = read("2026")
    records = by_id(imported)
    pond, rerun, reedbot = records["pondnet-ducks"], records["reedbot-rerun"], records["reedbot"]
    assert (pond["mfu_fraction"], pond["hfu_fraction"], pond["open_weights"]) == (0.44, 0.45, True)
    assert (pond["training_code_access"], pond["inference_code_access"]) == ("open_source", "open_restricted")
    assert (pond["number_format"], rerun["number_format"]) == ("fp32", None)
    assert pond["hardware_acquisition_cost_usd"] is None
    assert "Hardware acquisition cost: 0 means unknown on 1 row and became empty" in imported.notes
    assert reedbot["hardware_acquisition_cost_usd"] == 12.5
    assert pond["training_dataset_size_datapoint"] == 1.28e6
    assert rerun["training_dataset_size_datapoint"] is None
    assert any("several dataset sizes" in note for note in imported.notes)
    assert reedbot["organizations"] == ["NERSC, Lawrence Berkeley National Laboratory", "Exampleton Labs"]
    assert reedbot["inclusion_criteria"] == ["discretionary", "training_cost"]
    assert reedbot["base_model"] == ["PondNet (ducks)", "Fen-7B"]
    assert reedbot["source_url"] is None
    assert any("the link holds no address" in note for note in imported.notes)
    assert records["marsh"]["source_url"] == "https://arxiv.org/abs/1911.99993"


def test_wider_export_fills_bounds_and_leaves_prose_out(without_identities):
    imported = read("all_models")
    (sedge,) = imported.records
    assert (sedge["number_format"], sedge["confidence"], sedge["frontier"]) == (None, None, True)
    assert (sedge["training_cost_2023_usd"], sedge["model_access"]) == (29827341.92, "open_weights_unrestricted")
    assert any("Numerical format gives several values" in note for note in imported.notes)
    assert (sedge["training_compute_low_flop"], sedge["training_compute_high_flop"]) == (1e24, 9e24)
    assert sedge["training_compute_method"] == ["operation_counting", "hardware"]
    assert sedge["equivalent_training_time_hour"] == 1000
    assert imported.unknown_columns == ["Shoe size"]
    assert "Citations" in imported.missing_columns
    # Labels of a row that is no record are nobody's business.
    assert [(row.row, row.name, row.reason) for row in imported.left_out] == [
        (2, "Moss", epoch_models.NO_CRITERION),
        (3, "Undated", "no publication date"),
    ]


def test_a_part_of_the_table_updates_what_is_held_and_adds_nothing(without_identities):
    held = read("all_models").records
    imported = read("large_scale", held)
    assert imported.updates
    assert [(record["record_id"], record["training_compute_flop"]) for record in imported.records] == [("sedge", 5e24)]
    assert [(row.name, row.reason) for row in imported.left_out] == [("Tussock", epoch_models.NOT_HELD)]
    assert read("large_scale").records == []


def test_files_that_say_different_things_of_one_system_are_refused(without_identities):
    with pytest.raises(ImportRefusedError, match=r"different things of 1 system .*(?s:.)*Sedge: .* large_scale\.csv"):
        epoch_models.read([FIXTURES / "all_models.csv", FIXTURES / "large_scale.csv"])


def test_a_table_called_notable_needs_its_criteria(tmp_path):
    path = tmp_path / "notable_models.csv"
    text = (FIXTURES / "2026.csv").read_text(encoding="utf-8")
    path.write_text(text.replace("Notability criteria", "Merits", 1), encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="without the column that says why they are"):
        epoch_models.read([path])


def test_everything_that_cannot_be_read_is_told_at_once(tmp_path):
    text = (FIXTURES / "2024.csv").read_text(encoding="utf-8")
    for old, new in (("Speculative", "Guessed"), ("6.7e+22", "6.7 zetta"), ("2015-03-14", "14/03/2015")):
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportRefusedError) as refused:
        epoch_models.read([path])
    told = str(refused.value)
    assert told.startswith(f"{path}: 1 label that no map knows and 2 cells that cannot be read; nothing was imported")
    assert "line 5, column 'Confidence': 'Guessed' is not a known label (known labels: confident" in told
    assert "paste into values, confidence in catalog/importers/epoch_models.yaml" in told
    assert "    guessed:  # column 'Confidence', line 5; the nearest known one is" in told
    assert "line 4, column 'Training compute (FLOP)': '6.7 zetta' is not a number" in told
    assert "line 2, column 'Publication date': '14/03/2015' is not a date" in told


def test_row_in_two_files_of_a_layout_is_taken_up_once(without_identities, tmp_path):
    copy = tmp_path / "large_scale.csv"
    lines = (FIXTURES / "2026.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    copy.write_text(lines[0] + lines[-1], encoding="utf-8")
    imported = epoch_models.read([FIXTURES / "2026.csv", copy])
    assert len(imported.records) == 6
    assert [(row.name, row.merged_into) for row in imported.left_out] == [("Fen 70B", "fen-70b")]


def test_row_that_a_file_holds_twice_is_taken_up_once(without_identities, tmp_path):
    lines = (FIXTURES / "2026.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    twice = tmp_path / "twice.csv"
    twice.write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    imported, once = epoch_models.read([twice]), epoch_models.read([FIXTURES / "2026.csv"])
    assert [record["record_id"] for record in imported.records] == [record["record_id"] for record in once.records]
    found = [(row.name, row.merged_into, row.reason) for row in imported.left_out]
    assert found == [("Fen 70B", "fen-70b", "the row stands twice")]
    assert imported.ambiguous == []


def test_files_of_different_layouts_are_refused():
    with pytest.raises(ImportRefusedError, match="one by one"):
        epoch_models.read([FIXTURES / "2024.csv", FIXTURES / "2026.csv"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Training compute (FLOP),", "Compute,", "no known layout"),
        ("Epochs,", "Batch size,", "'Batch size' more than once"),
        ("2015-03-14", "14/03/2015", r"line 2, column 'Publication date': '14/03/2015' is not a date"),
        ("6.7e+22", "6.7 zetta", r"line 4, column 'Training compute \(FLOP\)': '6.7 zetta' is not a number"),
        ("Speculative", "Guessed", r"line 5, column 'Confidence': 'Guessed' .*known labels: confident"),
        ("8.0,0.45", "8.5,0.45", r"column 'Hardware quantity': '8.5' is not a whole number"),
        ("Confident,,,,,,\nFen-70B", "Confident,,\nFen-70B", "cut off"),
    ],
)
def test_damaged_file_is_refused_with_the_place(tmp_path, old, new, message):
    with pytest.raises(ImportRefusedError, match=message):
        epoch_models.read([changed(tmp_path, "2024", old, new)])


def test_web_page_and_empty_table_are_refused(tmp_path):
    page = tmp_path / "page.csv"
    page.write_text("<!DOCTYPE html><html></html>", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="web page"):
        epoch_models.read([page])
    page.write_text((FIXTURES / "2024.csv").read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="no rows"):
        epoch_models.read([page])


def test_line_numbers_count_line_breaks_in_cells(tmp_path):
    path = changed(tmp_path, "2024", "7e10", "many")
    with pytest.raises(ImportRefusedError, match="line 8, column 'Parameters': 'many'"):
        epoch_models.read([path])


def test_systems_are_recognised_across_vintages(without_identities):
    newest = read("2026")
    older = read("2024", newest.records)
    oldest = read("2022", [*newest.records, *older.records])
    assert [record["record_id"] for record in older.records] == [
        "pondnet-ducks",
        "reedbot-rerun",
        "reedbot",
        "marsh",
        "fen-7b",
        "fen-70b",
    ]
    assert [record["record_id"] for record in oldest.records] == ["pondnet-ducks", "reedbot-rerun", "reedbot", "marsh"]


def test_reviewed_identities_make_ids_independent_of_the_order(monkeypatch, tmp_path, without_identities):
    reviewed = tmp_path / "identities.csv"
    newest = read("2026").records
    older = read("2024", newest).records
    sources = {"2026": newest, "2024": older, "2022": read("2022", [*newest, *older]).records}
    with reviewed.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["record_id", "vintage", "upstream_name", "upstream_link", "publication_date", "matched_by"])
        for vintage in VINTAGES:
            for record in sources[vintage]:
                link = " ".join([record["source_url"] or "", *(record["source_urls"] or [])])
                writer.writerow(
                    [record["record_id"], vintage, record["name"], link, record["publication_date"], "first"]
                )
    monkeypatch.setattr(epoch_models, "IDENTITIES", reviewed)
    outcomes = []
    for order in permutations(VINTAGES):
        previous, ids = [], {}
        for vintage in order:
            imported = read(vintage, previous)
            ids[vintage] = [record["record_id"] for record in imported.records]
            previous = imported.records
        outcomes.append(ids)
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert outcomes[0]["2022"] == ["pondnet-ducks", "reedbot-rerun", "reedbot", "marsh"]


def sighting(label, link="", date="2020-01-01", named=True):
    return Sighting(label, link, dt.date.fromisoformat(date), named)


def assigned(row, *known):
    (assignment,) = assign([row], [Identity(slug(s.label), s) for s in known])
    return assignment


def test_one_paper_with_several_sizes_does_not_collapse():
    link = "https://arxiv.org/abs/2307.99994"
    known = [sighting("Fen-7B", link), sighting("Fen-70B", link)]
    assert assigned(sighting("Fen-13B", link), *known).matched_by == "first"
    doubtful = assigned(sighting("Fen", link), sighting("Fen (7B)", link), sighting("Fen (70B)", link))
    assert (doubtful.record_id, doubtful.candidates) == ("fen", ("fen-70b", "fen-7b"))


def test_two_rows_that_claim_one_record_stay_apart():
    link = "https://arxiv.org/abs/2307.99994"
    rows = [sighting("Fen small", link), sighting("Fen large", link)]
    outcome = assign(rows, [Identity("fen", sighting("Fen", link))])
    assert [a.record_id for a in outcome] == ["fen-small", "fen-large"]
    assert [a.candidates for a in outcome] == [("fen",), ("fen",)]


def test_same_name_long_apart_is_another_system_with_another_id():
    known = sighting("LSTM net", "https://example.org/a", "1997-01-01")
    again = assigned(sighting("LSTM net", "https://example.org/b", "2016-05-01"), known)
    assert (again.record_id, again.matched_by) == ("lstm-net-2016", "first")


def test_spelling_needs_the_link_or_a_close_date():
    known = sighting("Turing NLG", "https://example.org/a", "2020-02-13")
    assert assigned(sighting("Turing-NLG", "https://example.org/b", "2020-02-14"), known).matched_by == "spelling+date"
    assert (
        assigned(sighting("Turing-NLG", "https://www.example.org/a/", "2023-01-01"), known).matched_by
        == "spelling+link"
    )
    assert assigned(sighting("Turing-NLG", "https://example.org/b", "2023-01-01"), known).matched_by == "first"


def test_plus_in_a_name_tells_systems_apart():
    link = "https://arxiv.org/abs/1802.99995"
    assert (
        assigned(sighting("DeepPond+", link, "2018-02-07"), sighting("DeepPond", link, "2017-06-17")).matched_by
        == "first"
    )


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://arxiv.org/pdf/1312.5602v3.pdf", "arxiv:1312.5602"),
        ("http://arxiv.org/abs/cs/0102027", "arxiv:cs/0102027"),
        ("https://www.biorxiv.org/content/10.1101/2020.07.12.199554v3.full.pdf", "doi:10.1101/2020.07.12.199554"),
        ("https://www.Example.org/page/#top", "example.org/page"),
    ],
)
def test_addresses_of_one_page_have_one_key(address, key):
    assert link_keys(address) == {key}


@pytest.fixture(scope="module")
def rows():
    with (PACKAGE_ROOT / epoch_models.IDENTITIES).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_shipped_identities_give_every_upstream_row_a_record_of_its_own(rows):
    counts = {"2022-02": 123, "2024-10": 867, "2026-08": 1050}
    for vintage, count in counts.items():
        ids = [row["record_id"] for row in rows if row["vintage"] == vintage]
        assert (len(ids), len(set(ids))) == (count, count)


def test_shipped_ids_are_the_slugs_of_the_newest_names(rows):
    newest = {}
    for row in sorted(rows, key=lambda row: row["vintage"]):
        if row["upstream_name"]:
            newest[row["record_id"]] = row["upstream_name"]
    assert {record_id for record_id, name in newest.items() if slug(name) != record_id} == set()


def test_renamed_systems_keep_their_record(rows):
    record = {(row["vintage"], row["upstream_name"], row["upstream_link"]): row["record_id"] for row in rows}
    names = {(vintage, name): record_id for (vintage, name, _), record_id in record.items()}
    assert names["2022-02", "GPT-3 175B"] == names["2024-10", "GPT-3 175B (davinci)"] == "gpt-3-175b-davinci"
    assert names["2022-02", "Gopher"] == names["2026-08", "Gopher (280B)"]
    assert record["2022-02", "OpenAI Five", "https://cdn.openai.com/dota-2.pdf"] == "openai-five-rerun"
    assert record["2022-02", "OpenAI Five", "https://arxiv.org/abs/1912.06680"] == "openai-five"
    assert names["2024-10", "Llama 2-7B"] != names["2024-10", "Llama 2-70B"]


def test_the_algorithm_proposes_what_was_reviewed(rows):
    known = []
    for vintage in ("2026-08", "2024-10", "2022-02"):
        own = [
            row for row in rows if row["vintage"] == vintage and row["upstream_name"] and row["matched_by"] != "manual"
        ]
        manual = {row["record_id"] for row in rows if row["vintage"] == vintage and row["matched_by"] == "manual"}
        fresh = [
            Sighting(r["upstream_name"], r["upstream_link"], dt.date.fromisoformat(r["publication_date"])) for r in own
        ]
        outcome = assign(fresh, [identity for identity in known if identity.record_id not in manual])
        assert [(a.record_id, a.matched_by) for a in outcome] == [(r["record_id"], r["matched_by"]) for r in own]
        known += [Identity(r["record_id"], s) for r, s in zip(own, fresh, strict=True)]


def test_shipped_identities_give_the_reviewed_ids_whatever_was_imported_before(rows):
    known = read_identities(PACKAGE_ROOT / epoch_models.IDENTITIES)
    sightings = {}
    for row, identity in zip(rows, known, strict=True):
        sightings.setdefault(row["vintage"], []).append(identity)
    for vintage, own in sightings.items():
        for before in sightings:
            outcome = assign([identity.sighting for identity in own], [*known, *sightings[before]])
            assert [a.record_id for a in outcome] == [identity.record_id for identity in own], (vintage, before)


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ('"Books (One, Two)",Wiki', ["Books (One, Two)", "Wiki"]),
        ('"Text summarization "', ["Text summarization"]),
        ('The "old" set', ['The "old" set']),
    ],
)
def test_an_item_between_quotes_is_one_item(cell: str, items: list[str]) -> None:
    table = Table(Path("t.csv"), ["Model", "Training dataset"], [{"Model": "A", "Training dataset": cell}])
    reader = CellReader("milestone_systems", epoch_models.LAYOUTS[-1], table, Problems())
    assert reader.record(table.rows[0], 2)["training_dataset"] == items
