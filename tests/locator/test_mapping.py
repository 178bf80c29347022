"""Lists in shapes of their own, by a mapping; the real files of the partners."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from locator.flows import import_points
from locator.importers import format_of, mapping
from locator.importers.draft import ListError
from locator.models import Place, ServicePoint

pytestmark = pytest.mark.django_db
DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real files is not here")
MAPPING = """
source: {key: test-list, name: A list, licence: MIT}
columns: {name: Lieu, address: Adresse postale, latitude: Coord. X, longitude: Coord. Y, services: services, step_free: pmr}
separator: " / "
services: {Etre initié aux outils numériques: [digital-skills]}
"""
ROW = {
    "Lieu": "Abracodabra", "Adresse postale": "8 rue de la Boétie - 33000 Bordeaux", "Coord. X": 44.84, "Coord. Y": -0.58,
    "services": "Etre initié aux outils numériques / Pratiquer la magie", "pmr": "oui",
}  # fmt: skip


def by_mapping(rows: list[dict], text: str = MAPPING, **options):
    reader = mapping.reader(mapping.read_mapping(text))
    return import_points(data=json.dumps(rows).encode(), file_name="list.json", reader=reader, **options)


def test_a_mapping_says_which_column_is_what():
    report = by_mapping([ROW])
    point = ServicePoint.objects.get()
    assert (point.address, point.postcode, point.commune) == ("8 rue de la Boétie", "33000", "Bordeaux")
    assert (point.latitude, point.step_free, point.source.name) == (44.84, "yes", "A list")
    assert [s.category for s in point.services.all()] == ["digital-skills"]
    assert [(i.field, i.value) for i in report.issues] == [("services", "Pratiquer la magie")]


def test_a_list_without_numbers_updates_its_places():
    by_mapping([ROW])
    report = by_mapping([{**ROW, "pmr": "non"}])
    assert (report.created, report.updated) == (0, 1)
    assert ServicePoint.objects.get().step_free == "no"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "line"),
        ("", "a mistake at “YAML”"),
        ("source: {key: A B, name: x}\ncolumns: {name: n}", "source.key"),
        (MAPPING.replace("pmr}", "pmr, colour: c}"), "colour"),
        (MAPPING.replace("digital-skills", "magic"), "magic"),
        (MAPPING.replace("name: Lieu, ", ""), "which column is the name"),
        (MAPPING.replace("Coord. X", "Nowhere"), "Nowhere"),
        (MAPPING + "\nmore: 1", "more"),
    ],
)
def test_each_mistake_of_a_mapping_has_its_sentence(text, said):
    with translation.override("en"), pytest.raises(ListError, match=said):
        by_mapping([ROW], text)


def test_the_draft_guesses_the_columns_and_turns_coordinates_round():
    turned = {"Nom": "A", "Ville": "Bordeaux", "X": 44.84, "Y": -0.58, "Autre": ""}
    text = mapping.draft_mapping(io.BytesIO(json.dumps([turned]).encode()), name="Ma liste")
    found = mapping.read_mapping(text)
    assert found.columns == {"name": "Nom", "commune": "Ville", "latitude": "X", "longitude": "Y"}
    assert found.source.key == "ma-liste"
    assert "Autre" in text


def test_the_draft_can_be_used_as_it_is(tmp_path, capsys):
    path = tmp_path / "places.json"
    path.write_text(json.dumps([ROW]), encoding="utf-8")
    call_command("draft_mapping", str(path))
    drafted = tmp_path / "mapping.yaml"
    drafted.write_text(capsys.readouterr().out, encoding="utf-8")
    call_command("import_points", str(path), mapping=drafted, verbosity=0)
    assert ServicePoint.objects.get().name == "Abracodabra"


@pytest.mark.parametrize("options", [{"format": "mapping"}, {"mapping": Path("/none.yaml")}])
def test_a_missing_mapping_is_asked_for(tmp_path, options):
    path = tmp_path / "places.json"
    path.write_text("[{}]", encoding="utf-8")
    with pytest.raises(CommandError, match="Give the mapping"):
        call_command("import_points", str(path), verbosity=0, language="en", **options)


def test_a_format_that_nobody_knows_says_how_to_go_on():
    with pytest.raises(ListError, match="draft_mapping"):
        format_of(io.BytesIO(b"a,b\n1,2\n"))


def test_geojson_is_a_list_too():
    feature = {"type": "Feature", "properties": {"Lieu": "A"}, "geometry": {"type": "Point", "coordinates": [-0.58, 44.84]}}
    text = "source: {key: geo-list, name: Geo}\ncolumns: {name: Lieu, latitude: latitude, longitude: longitude}"
    reader = mapping.reader(mapping.read_mapping(text))
    data = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    import_points(data=data, file_name="x.geojson", reader=reader)
    assert ServicePoint.objects.get().longitude == -0.58


@pytest.fixture
def communes(settings):
    """The communes around the places of the real files: loading all 34,988 for each file would take the time of a test."""
    wanted = ("13", "16", "33", "18", "45", "41", "28", "36", "37", "51", "04", "05", "06", "83", "84")
    with gzip.open(settings.FIXTURES_DIR / "gazetteer" / "communes.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    Place.objects.bulk_create(
        Place(
            code=row["code_insee"], name=row["nom"], department=row["code_insee"][:2], latitude=float(row["latitude"]),
            longitude=float(row["longitude"]), postcodes=row["codes_postaux"].replace("|", " "), precision=row["precision"],
        )
        for row in rows
        if row["code_insee"].startswith(wanted)
    )  # fmt: skip


@needs_data
@pytest.mark.parametrize(
    ("file", "created", "refused"),
    [
        ("mednum_aix-en-provence.json", 38, 0),
        ("mednum_bus-france-services-charente.json", 12, 0),
        ("mednum_cartographie-npm_source.json", 687, 0),
        ("mediation-num_exemple-valide.csv", 1, 0),
        ("uk_register-offices.csv", 166, 8),
        ("uk_fixture_good_csv_with_lat_lng.csv", 1, 0),
    ],
)
def test_the_real_files_come_in_whole(file, created, refused, communes):
    with (DATA / file).open("rb") as stream:
        report = import_points(data=stream, file_name=file, format_name=format_of(stream))
    assert (report.created, report.refused) == (created, refused)


@needs_data
@pytest.mark.parametrize("file", ["uk_fixture_utf-16le.csv", "uk_fixture_windows-1252.csv"])
def test_places_without_coordinates_in_an_unknown_country_are_listed_one_by_one(file):
    with (DATA / file).open("rb") as stream:
        report = import_points(data=stream, file_name=file, format_name="uk")
    assert (report.created, report.refused) == (0, 1)
    assert [i.field for i in report.issues if i.kind == "refused"] == ["commune"]


@needs_data
def test_the_british_list_keeps_its_postcodes_phones_and_zone():
    with (DATA / "uk_register-offices.csv").open("rb") as stream:
        import_points(data=stream, file_name="uk.csv", format_name="uk")
    point = ServicePoint.objects.get(address="Cauldwell Street")
    assert (point.postcode, point.time_zone) == ("MK42 9AP", "Europe/London")


@needs_data
@pytest.mark.parametrize(
    ("file", "least", "key"),
    [
        ("mednum_gironde.json", 340, "gironde"),
        ("mednum_hub-lo.json", 400, "hub-lo"),
        ("mednum_paca_regionsud-2022_v2.csv", 1150, "paca"),
    ],
)
def test_the_partners_own_shapes_come_in_with_the_drafted_mapping(file, least, key, communes):
    with (DATA / file).open("rb") as stream:
        text = mapping.draft_mapping(stream, name=key)
        report = import_points(data=stream, file_name=file, reader=mapping.reader(mapping.read_mapping(text)))
        rows = report.created + report.refused
        again = import_points(data=stream, file_name=file, reader=mapping.reader(mapping.read_mapping(text)))
    assert report.created >= least
    assert all(i.reason for i in report.issues)
    assert (again.created, again.updated, again.missing) == (0, report.created, 0)
    assert rows >= report.created
