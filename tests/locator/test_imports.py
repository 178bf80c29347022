"""Communes and places from files with real faults: good rows go in, bad rows are listed, nothing is deleted."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from locator.flows import import_points
from locator.gazetteer import GazetteerError, load_gazetteer
from locator.importers.draft import Draft, ListError
from locator.models import ImportIssue, ImportRun, Loaded, Place, PlaceName, ServicePoint

pytestmark = pytest.mark.django_db
SHARED = Path(settings.BASE_DIR).parent / "shared" / "data"
FRANCE_SERVICES = SHARED / "france_services_liste-fs-20240801.csv"
DEMO = settings.FIXTURES_DIR / "service_points" / "mednum-demo.json"
COMMUNES = settings.FIXTURES_DIR / "gazetteer" / "communes.csv.gz"
ROW = {
    "id": "1", "nom": "Médiathèque", "commune": "Annecy", "code_postal": "74000", "adresse": "1 rue Jean Jaurès",
    "latitude": 45.9, "longitude": 6.12, "telephone": "+33450334535", "services": "Accéder à du matériel",
    "horaires": "Mo-Fr 09:00-12:00", "date_maj": "2022-01-05",
}  # fmt: skip


@pytest.fixture
def annecy():
    return Place.objects.create(
        code="74010", name="Annecy", department="74", latitude=45.9, longitude=6.12, postcodes="74000 74600"
    )


def mednum(*rows: dict, **options):
    return import_points(data=json.dumps(rows).encode(), file_name="list.json", format_name="mednum", **options)


def test_a_good_row_goes_in_with_its_services(annecy):
    report = mednum(ROW)
    assert (report.created, report.refused) == (1, 0)
    point = ServicePoint.objects.get()
    assert (point.phone, point.opening_hours) == ("0450334535", "Mo-Fr 09:00-12:00; PH off")
    assert [s.category for s in point.services.all()] == ["internet-access"]


@pytest.mark.parametrize(
    ("change", "field", "kind"),
    [
        ({"nom": ""}, "nom", "refused"),
        ({"id": ""}, "id", "refused"),
        ({"code_postal": "1000"}, "postcode", "repaired"),
        ({"code_postal": "abcde"}, "postcode", "finding"),
        ({"latitude": 43.5, "longitude": 5.4}, "latitude, longitude", "finding"),
        ({"latitude": "north"}, "latitude", "finding"),
        ({"latitude": 900}, "latitude", "finding"),
        ({"telephone": "1234567"}, "phone", "finding"),
        ({"telephone": "450334535"}, "phone", "repaired"),
        ({"telephone": "04 50 33 45 35 / 06 39 98 12 34"}, "phone", "repaired"),
        ({"horaires": "Mo-Fr 00:00-00:00"}, "opening_hours", "finding"),
        ({"horaires": "Lu-Ve 9h-12h"}, "opening_hours", "repaired"),
        ({"horaires": "Mo 09:00-12:00; Mo 14:00-17:00"}, "opening_hours", "repaired"),
        ({"horaires": "selon les saisons"}, "opening_hours", "finding"),
        ({"horaires": "2021 Mo 09:00-12:00"}, "opening_hours", "finding"),
        ({"code_insee": "1004"}, "code_insee", "repaired"),
        ({"code_insee": "Annecy"}, "code_insee", "finding"),
        ({"nom": "Centre social &amp; culturel"}, "name", "repaired"),
        ({"nom": "MÃ©diathÃ¨que"}, "name", "repaired"),
        ({"date_maj": "2099-01-01"}, "updated_on", "finding"),
        ({"date_maj": "hier"}, "updated_on", "finding"),
        ({"site_web": "not a site"}, "website", "finding"),
        ({"nom": "x" * 10_000}, "name", "repaired"),
        ({"services": "Plomberie"}, "services", "finding"),
    ],
)  # fmt: skip
def test_each_fault_is_listed_with_line_field_value_and_reason(annecy, change, field, kind):
    mednum(ROW, {**ROW, "id": "2", **change})
    issue = ImportIssue.objects.get(line=2, field=field)
    assert issue.kind == kind
    assert issue.reason
    assert ServicePoint.objects.count() == (1 if kind == "refused" else 2)


@pytest.mark.parametrize("field", ["id", "nom", "telephone", "horaires", "code_postal", "date_maj", "services"])
def test_a_sign_that_no_database_keeps_does_not_stop_the_list(annecy, field):
    mednum({**ROW, "id": "2", field: "9\x00h"}, {**ROW, "id": "3"})
    assert ServicePoint.objects.filter(source_ref="3").exists()
    kept = [*ServicePoint.objects.values_list("source_ref", "name", "hours_note"), *ImportIssue.objects.values_list("value")]
    assert "\x00" not in "".join(text for row in kept for text in row)
    assert "x00" not in str(list(ImportIssue.objects.values_list("parameters", flat=True)))


def test_a_reason_keeps_no_more_of_a_long_cell_than_its_value_does(annecy):
    mednum({**ROW, "id": "2", "nom": "Centre &amp; " + "x" * 100_000})
    for issue in ImportIssue.objects.filter(field="name"):
        assert len(issue.value) <= 300
        assert all(len(str(value)) <= 300 for value in issue.parameters.values())
    assert ImportIssue.objects.filter(field="name", parameters__has_key="mended").exists()


def test_hours_that_cannot_be_read_are_kept_as_a_note(annecy):
    mednum({**ROW, "horaires": "le matin, sur rendez-vous"})
    point = ServicePoint.objects.get()
    assert (point.opening_hours, point.hours_note) == ("", "le matin, sur rendez-vous")
    assert point.appointment == "yes"


def test_what_machines_broke_is_put_right(annecy):
    mednum({**ROW, "nom": "MÃ©diathÃ¨que &amp; Cie", "commune": "ANNECY", "horaires": "du lundi au mardi de 9h à 12h"})
    point = ServicePoint.objects.get()
    assert (point.name, point.commune) == ("Médiathèque & Cie", "Annecy")
    assert (point.open_days, point.latest_closing) == ("Mo Tu", dt.time(12))


@pytest.mark.parametrize(
    ("said", "cost"),
    [
        ("Gratuit", "free"),
        ("Gratuit|Payant", "conditions"),
        ("Gratuit sous condition", "conditions"),
        ("Payant : L'accès au lieu est payant;Accepte le Pass numérique : oui", "paid"),
        ("", ""),
    ],
)
def test_the_cost_is_not_promised_lower_than_it_is(annecy, said, cost):
    mednum({**ROW, "frais_a_charge": said})
    assert ServicePoint.objects.get().cost == cost


def test_languages_and_france_services_are_read_from_their_columns(annecy):
    mednum({
        **ROW, "prise_en_charge_specifique": "Surdité|Langues étrangères (anglais)",
        "dispositif_programmes_nationaux": "France Services", "presentation_detail": "à côté de France Services",
    })  # fmt: skip
    point = ServicePoint.objects.get()
    assert (point.publics, point.languages) == (["deaf"], ["en"])
    assert {"taxes", "retirement", "health-insurance"} <= {s.category for s in point.services.all()}
    mednum({**ROW, "presentation_detail": "à côté de France Services"})
    assert [s.category for s in point.services.all()] == ["internet-access"]


def test_column_names_may_be_written_in_capitals(annecy):
    assert mednum({name.upper(): value for name, value in ROW.items()}).created == 1


def test_a_point_is_not_moved_because_its_commune_is_known_only_roughly():
    Place.objects.create(
        code="05001",
        name="Abriès",
        department="05",
        latitude=44.8,
        longitude=6.9,
        postcodes="05460",
        precision="approximate",
    )
    mednum({**ROW, "commune": "Abriès", "code_postal": "05460", "latitude": 44.3, "longitude": 6.9})
    point = ServicePoint.objects.get()
    assert (point.latitude, point.is_located_by_commune) == (44.3, False)


def test_a_point_far_from_its_commune_is_put_at_the_communes_centre(annecy):
    mednum({**ROW, "latitude": 43.5, "longitude": 5.4})
    point = ServicePoint.objects.get()
    assert (point.latitude, point.longitude, point.is_located_by_commune) == (45.9, 6.12, True)


def test_without_coordinates_and_commune_the_row_is_refused(annecy):
    report = mednum({**ROW, "latitude": None, "longitude": None, "code_postal": "99999", "commune": "Nulle"})
    assert (report.created, report.refused) == (0, 1)


def test_a_second_import_updates_and_deletes_nothing(annecy):
    mednum(ROW, {**ROW, "id": "2", "nom": "Mairie"})
    report = mednum({**ROW, "nom": "Médiathèque centrale"})
    assert (report.created, report.updated) == (0, 1)
    assert sorted(ServicePoint.objects.values_list("name", flat=True)) == ["Mairie", "Médiathèque centrale"]


def test_the_same_id_twice_keeps_the_first_and_lists_the_second(annecy):
    report = mednum(ROW, {**ROW, "nom": "Other"})
    assert (report.created, report.refused) == (1, 1)


def test_a_dry_run_writes_nothing(annecy):
    assert mednum(ROW, dry_run=True).created == 1
    assert not ServicePoint.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[",
        b"{}",
        b'{"a": 1}',
        b"[1, 2]",
        b"nom;commune\nA;B\n",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"\x00" * 100,
    ],
)
def test_a_file_that_is_no_list_gets_a_sentence_and_changes_nothing(annecy, data):
    mednum(ROW)
    with pytest.raises(ListError, match=r"\w+.*\."):
        import_points(data=data, file_name="x", format_name="mednum")
    assert ServicePoint.objects.count() == 1


def test_a_csv_with_a_missing_column_names_it(annecy):
    data = "id;nom;commune;adresse\n1;A;B;C\n".encode("cp1252")
    with pytest.raises(ListError, match="code_postal"):
        import_points(data=data, file_name="x.csv", format_name="mednum")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_detected(annecy, encoding, separator):
    names = list(ROW)
    line = separator.join(f'"{ROW[name]}"' for name in names)
    data = f"{separator.join(names)}\n{line}\n".encode(encoding)
    import_points(data=data, file_name="x.csv", format_name="mednum")
    assert ServicePoint.objects.get().name == "Médiathèque"


def test_the_demonstration_places_come_in_whole():
    call_command("load_gazetteer", str(COMMUNES), verbosity=0)
    call_command("import_points", str(DEMO), format="mednum", demo=True, verbosity=0)
    assert ServicePoint.objects.count() == 687
    assert ServicePoint.objects.exclude(opening_hours="").count() > 500
    assert ServicePoint.objects.filter(source__is_demo=True).count() == 687


@pytest.mark.skipif(not FRANCE_SERVICES.is_file(), reason="the folder of shared data is absent")
def test_the_france_services_list_gives_2845_places_and_lists_its_faults():
    call_command("load_gazetteer", str(COMMUNES), verbosity=0)
    report = import_points(data=FRANCE_SERVICES.read_bytes(), file_name="fs.csv", format_name="france-services")
    assert (report.created, report.refused) == (2845, 0)
    assert ServicePoint.objects.exclude(opening_hours="").count() >= 2780
    without = [i for i in report.issues if i.field == "opening_hours" and not i.value]
    assert len(without) == 48
    # Every cell of this list whose end is not after its start holds 00:00 - 00:00.
    assert len([i for i in report.issues if i.field.startswith("h_") and i.kind == "repaired"]) == 67
    assert ServicePoint.objects.filter(is_itinerant=True).exists()
    report = import_points(data=FRANCE_SERVICES.read_bytes(), file_name="fs.csv", format_name="france-services")
    assert (report.created, report.updated) == (0, 2845)


def test_our_gazetteer_loads_once_and_a_second_time_does_nothing():
    report = load_gazetteer(path=COMMUNES)
    assert report.places == 34988
    assert not report.issues
    assert Place.objects.filter(precision="exact").count() == 14744
    assert PlaceName.objects.filter(key="42000").exists()
    # Each place that the interface promises: overseas, the parts of Lyon, old names, names without their article.
    for key, code in (("97600", "97611"), ("69003", "69383"), ("seynod", "74010"), ("mans", "72181")):
        assert PlaceName.objects.filter(key=key, place=code).exists()
    assert load_gazetteer(path=COMMUNES).already_loaded


def test_the_national_json_and_a_csv_with_the_same_columns_load_too(tmp_path):
    path = tmp_path / "communes.json"
    commune = {
        "code": "74010",
        "nom": "Annecy",
        "codesPostaux": ["74000"],
        "population": 1,
        "centre": {"coordinates": [6.12, 45.9]},
    }
    broken = {"code": "74011", "nom": "Sans centre", "codesPostaux": []}
    odd = {"code": "74012", "nom": "Odd", "codesPostaux": "74000", "centre": 3, "population": 10**20}
    path.write_text(json.dumps([commune, broken, 3, odd, commune, {**commune, "code": "XX"}]), encoding="utf-8")
    report = load_gazetteer(path=path)
    assert report.places == 1
    assert [(one.line, one.field) for one in report.issues] == [
        (2, "latitude, longitude"), (3, "code_insee"), (4, "latitude, longitude"), (5, "code_insee"), (6, "code_insee"),
    ]  # fmt: skip
    assert Place.objects.get().latitude == 45.9
    path = tmp_path / "communes.csv"
    path.write_text(
        "code_insee,nom,departement,region,population,codes_postaux,latitude,longitude,coord_source\n"
        "1001,L'Abergement,01,84,860,01400,46.15,4.92,laposte\n01002,Autre,01,84,x,01400,north,5,laposte\n",
        encoding="utf-8",
    )
    report = load_gazetteer(path=path)
    assert (report.places, report.issues[0].line, report.issues[0].field) == (1, 3, "latitude, longitude")
    assert Place.objects.filter(code="01001").exists()


@pytest.mark.parametrize("data", [b"", b"nom,code\nA,B\n", b"[", gzip.compress(b"x", mtime=0)])
def test_a_file_that_is_no_gazetteer_gets_a_sentence(tmp_path, data):
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(GazetteerError):
        load_gazetteer(path=path)
    for language, said in (("fr", "manque|vide|lu|lisible"), ("en", "missing|empty|read")):
        with pytest.raises(CommandError, match=said):
            call_command("load_gazetteer", str(path), verbosity=0, language=language)


def test_a_row_that_is_left_out_of_the_gazetteer_is_said_in_the_language(tmp_path, capsys):
    path = tmp_path / "communes.csv"
    path.write_text("code_insee,nom,codes_postaux,latitude,longitude\n01002,Autre,01400,north,5\n", encoding="utf-8")
    for language, said in (
        ("fr", "ce ne sont pas des coordonnées en degrés\u202f; la ligne est laissée de côté"),
        ("en", "these are not coordinates in degrees; the row is left out"),
    ):
        call_command("load_gazetteer", str(path), verbosity=0, language=language)
        assert said in capsys.readouterr().err
        Loaded.objects.all().delete()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+33450334535", "0450334535"),
        ("04.50.33.45.35", "0450334535"),
        ("3939", "3939"),
        ("+41223334455", "+41223334455"),
        ("", ""),
    ],
)
def test_phone_numbers(typed, kept):
    assert Draft(1).phone(typed) == kept
