"""The directory in the editors' office: who gets in, a week of hours, one press for a correction, a list tried first."""

from __future__ import annotations

import contextlib
import json
import os
import time
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from locator import hours
from locator.models import Correction, ImportRun, SamePlace, ServicePoint, Source
from locator.office import jobs, week
from tests.locator.factories import place
from tests.locator.test_imports import ROW, mednum

pytestmark = pytest.mark.django_db
LIST = reverse("directory-import:index")


def person(client, settings, role: str):
    settings.PASSERELLE_DEMO = True  # a second factor is offered, not asked for
    user = get_user_model().objects.create_user(username=role.replace(" ", "-"), password="bridge-over-brook")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


@pytest.fixture
def manager(client, settings):
    return person(client, settings, "directory manager")


@pytest.fixture
def library():
    place("74010", "Annecy", 45.9, 6.12, "74000")
    mednum(ROW)
    return ServicePoint.objects.get()


def edit(point: ServicePoint) -> str:
    return reverse("wagtailsnippets_locator_servicepoint:edit", args=[point.pk])


def form_of(client, point: ServicePoint, **changes) -> dict:
    """Return what the form of a place would send, with some fields changed."""
    form = client.get(edit(point)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**data, **changes}.items() if value not in (None, False)}


# Who gets in


@pytest.mark.parametrize("role", ["editor", "teacher", "learner"])
def test_nobody_else_sees_the_directory_of_the_office(client, settings, library, role):
    person(client, settings, role)
    correction = Correction.objects.create(point=library, kind="closed")
    for address in (LIST, reverse("directory-corrections:index"), reverse("directory-pairs:index"), edit(library)):
        assert client.get(address).status_code in (302, 404), address
    assert client.post(reverse("directory-corrections:decide", args=[correction.pk]), {"apply": "1"}).status_code in (
        302,
        404,
    )
    library.refresh_from_db()
    assert not library.is_closed


def test_an_editor_of_lessons_has_an_office_without_the_directory(client, settings, library, inline):
    person(client, settings, "directory manager")
    job = send(client, upload(ROW)).context["job"]
    editor = person(client, settings, "editor")
    editor.groups.get().permissions.add(Permission.objects.get(codename="access_admin"))
    office = client.get("/cms/")
    assert office.status_code == 200
    assert "Annuaire" not in office.content.decode()
    correction = Correction.objects.create(point=library, kind="closed")
    for address in (
        LIST,
        reverse("directory-corrections:index"),
        reverse("directory-pairs:index"),
        *(reverse(f"directory-import:{name}", args=[job.pk]) for name in ("job", "findings")),
        reverse("directory-import:report", args=[ImportRun.objects.get().pk]),
    ):
        assert client.get(address, follow=True).status_code == 404, address
    for name in ("list", "add"):
        response = client.get(reverse(f"wagtailsnippets_locator_servicepoint:{name}"))
        assert (response.status_code, response["Location"]) == (302, "/cms/")
    assert client.get(edit(library)).headers["Location"] == "/cms/"
    for address, data in (
        (reverse("directory-corrections:decide", args=[correction.pk]), {"apply": "1"}),
        (reverse("directory-import:job", args=[job.pk]), {"import": "1"}),
        (edit(library), {"name": "Other"}),
    ):
        client.post(address, data)
    library.refresh_from_db()
    assert (library.is_closed, library.name, ImportRun.objects.count()) == (False, "Médiathèque", 1)


def test_a_manager_sees_the_directory_in_the_menu_and_never_deletes(client, manager, library):
    html = client.get("/cms/").content.decode()
    assert "Annuaire" in html
    assert "Médiathèque" in client.get(reverse("wagtailsnippets_locator_servicepoint:list"), {"q": "média"}).content.decode()
    delete = reverse("wagtailsnippets_locator_servicepoint:delete", args=[library.pk])
    client.post(delete)
    assert ServicePoint.objects.filter(pk=library.pk).exists()


# A week of hours


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:00-12:00", "09:00 - 12:00"),
        ("9h-12h30, 14h-17h", "09:00 - 12:30 / 14:00 - 17:00"),
        ("14:00-17:00 et 9 h 30 - 12 h", "09:30 - 12:00 / 14:00 - 17:00"),
        ("  ", ""),
    ],
)
def test_a_day_is_read_as_people_write_it(typed, read):
    assert week.day_of(typed) == read


@pytest.mark.parametrize("typed", ["morning", "12:00-9:00", "9:00-25:00", "9:75-12:00", "9:00-12:00, 11:00-15:00"])
def test_a_day_that_cannot_be_read_is_said(typed):
    with pytest.raises(ValueError, match="“|«|overlap|chevauchent"):
        week.day_of(typed)


SPAN = st.tuples(st.integers(0, 11), st.integers(12, 23)).map(lambda pair: f"{pair[0]:02d}:00-{pair[1]:02d}:30")


@given(st.lists(st.one_of(st.just(""), SPAN), min_size=7, max_size=7))
def test_a_week_comes_back_as_it_was_written(days):
    assert week.from_osm(week.to_osm(days)) == days


@pytest.mark.parametrize(
    "text", ["Mo-Fr 09:00-12:00; Jul-Aug off", "Tu[1] 14:00-17:00", "2026 Nov 24 09:00-12:00", "week 1-53/2 Mo 09:00-12:00"]
)
def test_hours_that_are_more_than_a_week_are_not_edited_as_one(text):
    assert week.from_osm(text) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_hours(text):
    week.from_osm(text)
    with contextlib.suppress(week.DayError):
        week.to_osm([text, "", "", "", "", "", ""])


def test_a_week_that_is_changed_becomes_the_hours_and_a_later_import_leaves_them(client, manager, library):
    data = form_of(client, library, day_we="", day_th="9h-12h, 14h-18h", phone="04 50 99 99 99")
    assert data["day_mo"] == "09:00-12:00"
    response = client.post(edit(library), data)
    assert response.status_code == 302, response.context["form"].errors
    library.refresh_from_db()
    assert library.opening_hours == "Mo-Tu 09:00-12:00; Th 09:00-12:00,14:00-18:00; Fr 09:00-12:00; PH off"
    assert (library.phone, library.open_days) == ("0450999999", "Mo Tu Th Fr")
    assert set(library.human_fields) == {"opening_hours", "phone"}
    assert ModelLogEntry.objects.filter(object_id=str(library.pk), action="wagtail.edit", user=manager).exists()
    assert (
        "manager" in client.get(reverse("wagtailsnippets_locator_servicepoint:history", args=[library.pk])).content.decode()
    )
    mednum({**ROW, "nom": "Médiathèque Pierre", "horaires": "Sa 10:00-12:00", "telephone": "+33450334536"})
    library.refresh_from_db()
    assert (library.name, library.phone) == ("Médiathèque Pierre", "0450999999")
    assert library.opening_hours.startswith("Mo-Tu 09:00-12:00")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day_mo": "in the morning"}, "day_mo"),
        ({"opening_hours": "sur rendez-vous"}, "opening_hours"),
        ({"opening_hours": "Mo 09:00-12:00", "day_tu": "10:00-12:00"}, "opening_hours"),
        ({"phone": "1234567"}, "phone"),
        ({"latitude": "48.85", "longitude": "2.35"}, "latitude"),
        ({"latitude": "45.9", "longitude": ""}, "longitude"),
        ({"postcode": "01000", "latitude": "", "longitude": ""}, "commune"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_written(client, manager, library, change, field):
    response = client.post(edit(library), form_of(client, library, **change))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    before = library.opening_hours
    library.refresh_from_db()
    assert (library.opening_hours, library.human_fields) == (before, [])


def test_a_place_written_by_hand_lies_at_its_commune_and_is_found(client, manager, library):
    add = reverse("wagtailsnippets_locator_servicepoint:add")
    data = {
        "name": "Point numérique", "commune": "Annecy", "postcode": "74000", "phone": "04 50 11 22 33", "day_mo": "9-12",
        "services": ["taxes"], "appointment": "unknown",
        **dict.fromkeys(("step_free", "toilets", "parking", "hearing_loop", "sign_language", "trained_staff"), "unknown"),
    }  # fmt: skip
    response = client.post(add, data)
    assert response.status_code == 302, response.context["form"].errors
    made = ServicePoint.objects.get(name="Point numérique")
    assert (made.latitude, made.longitude, made.is_located_by_commune) == (45.9, 6.12, True)
    assert made.source.key == "office"
    assert list(made.services.values_list("category", flat=True)) == ["taxes"]
    assert "Point numérique" in client.get("/fr/near-me/", {"where": "74000"}).content.decode()


# One press


def test_a_correction_shows_what_it_changes_and_is_applied_with_one_press(client, manager, library):
    one = Correction.objects.create(point=library, kind="phone", text="04 50 99 99 99")
    html = client.get(reverse("directory-corrections:index")).content.decode()
    assert "0450334535" in html
    assert "0450999999" in html
    client.post(reverse("directory-corrections:decide", args=[one.pk]), {"apply": "1"})
    one.refresh_from_db()
    library.refresh_from_db()
    assert (one.state, one.decided_by, library.phone) == ("applied", manager, "0450999999")
    client.post(reverse("directory-corrections:decide", args=[one.pk]), {"aside": "1"})
    one.refresh_from_db()
    assert one.state == "applied", "decided once"


def test_a_correction_that_no_machine_can_apply_offers_the_place_or_is_set_aside(client, manager, library):
    one = Correction.objects.create(point=library, kind="other", text="The door is <b>blue</b>")
    html = client.get(reverse("directory-corrections:index")).content.decode()
    assert 'name="apply"' not in html
    assert edit(library) in html
    assert "<b>blue" not in html
    client.post(reverse("directory-corrections:decide", args=[one.pk]), {"aside": "1"})
    one.refresh_from_db()
    assert one.state == "refused"


@pytest.mark.parametrize(("press", "state"), [("same", "merged"), ("apart", "apart")])
def test_a_pair_is_decided_with_one_press(client, manager, library, press, state):
    source = Source.objects.create(key="other", name="Other list")
    other = ServicePoint.objects.create(source=source, source_ref="1", name="La médiathèque", latitude=45.9, longitude=6.12)
    pair = SamePlace.objects.create(kept=library, other=other, metres=12, likeness=88)
    assert "La médiathèque" in client.get(reverse("directory-pairs:index")).content.decode()
    client.post(reverse("directory-pairs:decide", args=[pair.pk]), {press: "1"})
    pair.refresh_from_db()
    other.refresh_from_db()
    assert pair.state == state
    assert other.merged_into == (library if press == "same" else None)


@pytest.mark.parametrize("count", [2, 20])
def test_the_lists_cost_the_same_for_few_and_many(client, manager, library, django_assert_max_num_queries, count):
    Correction.objects.bulk_create(
        Correction(point=library, kind="phone", text=f"04 50 99 99 {n:02d}") for n in range(count)
    )
    client.get(reverse("directory-corrections:index"))
    with django_assert_max_num_queries(14):
        client.get(reverse("directory-corrections:index"))


# A list is tried, then imported


@pytest.fixture
def inline(monkeypatch, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    monkeypatch.setattr(jobs, "run_later", lambda work: work())


def upload(*rows: dict, name: str = "list.json", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps(rows).encode() if data is None else data)


def send(client, file: SimpleUploadedFile, **more):
    return client.post(LIST, {"file": file, "is_full": "on", **more}, follow=True)


def test_a_list_is_tried_first_and_imported_when_one_says_so(client, manager, library, inline):
    page = send(client, upload({**ROW, "id": "2", "nom": "Maison"}, {**ROW, "id": "3", "nom": ""}))
    job = page.context["job"]
    assert (job.state, job.counts["created"], job.counts["refused"], job.counts["missing"]) == ("tried", 1, 1, 1)
    assert [one["kind"] for one in job.findings][0] == "refused"
    assert "1 ligne, les refus d’abord." in page.content.decode()
    assert ServicePoint.objects.get() == library
    assert ImportRun.objects.count() == 1
    address = reverse("directory-import:job", args=[job.pk])
    done = client.post(address, {"import": "1"}, follow=True).context["job"]
    assert (done.state, done.counts["created"]) == ("done", 1)
    assert sorted(ServicePoint.objects.values_list("name", flat=True)) == ["Maison", "Médiathèque"]
    library.refresh_from_db()
    assert library.not_confirmed_since is not None
    report = client.get(reverse("directory-import:report", args=[done.run])).content.decode("utf-8-sig")
    assert report.splitlines()[0] == "ligne;genre;champ;valeur;raison"
    assert "refusé" in report
    client.post(address, {"import": "1"})
    assert ImportRun.objects.count() == 2, "imported once"


FAULTS = {**ROW, "telephone": "450334535", "horaires": "Mo 17:00-09:00"}
IN_WORDS = {
    "fr": (
        "<td>réparé</td><td>téléphone</td><td>450334535</td><td>zéro du début rétabli\u00a0: 0450334535</td>",
        "17:00-09:00 finit avant de commencer\u202f; indiqué comme non vérifié",
        "1;réparé;téléphone;450334535;zéro du début rétabli\u00a0: 0450334535",
    ),
    "en": (
        "<td>repaired</td><td>phone</td><td>450334535</td><td>leading zero given back: 0450334535</td>",
        "17:00-09:00 ends before it starts; shown as not verified",
        "1,repaired,phone,450334535,leading zero given back: 0450334535",
    ),
}


@pytest.mark.parametrize("language", IN_WORDS)
def test_a_report_is_read_in_the_language_of_the_reader_whoever_sent_the_list(client, manager, inline, language):
    job = send(client, upload(FAULTS)).context["job"]  # sent in French
    client.post(reverse("directory-import:job", args=[job.pk]), {"import": "1"})
    other = {"HTTP_ACCEPT_LANGUAGE": language}
    cell, sentence, row = IN_WORDS[language]
    html = client.get(reverse("directory-import:job", args=[job.pk]), **other).content.decode()
    assert cell in html
    assert sentence in html
    addresses = [
        reverse("directory-import:findings", args=[job.pk]),
        reverse("directory-import:report", args=[ImportRun.objects.latest("pk").pk]),
    ]
    for address in addresses:
        text = client.get(address, **other).content.decode("utf-8-sig")
        assert row in text
        assert sentence in text


def test_a_list_that_failed_says_why_in_the_language_of_the_reader(client, manager, inline):
    job = send(client, upload(name="list.csv", data=b"Lieu\nA\n")).context["job"]
    text = "source: {key: list, name: A list}\ncolumns: {name: Nowhere}"
    address = reverse("directory-import:job", args=[job.pk])
    client.post(address, {"text": text})
    assert "nomme des colonnes que le fichier n’a pas\u00a0: Nowhere." in client.get(address).content.decode()
    english = client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "names columns that the file does not have: Nowhere." in english


def test_a_line_of_before_reasons_had_values_is_shown_as_it_was_written(client, manager, library):
    run = ImportRun.objects.get()
    run.issues.create(kind="finding", line=7, field="h_lundi", value="x", reason="90 km away, 100 % sure: %(km)s")
    run.issues.create(kind="refused", line=8, field="nom", value="", reason="the row has no name")
    text = client.get(reverse("directory-import:report", args=[run.pk])).content.decode("utf-8-sig")
    assert "7;à regarder;h_lundi;x;90 km away, 100 % sure: %(km)s" in text
    assert "8;refusé;nom;;la ligne n’a pas de nom" in text


def test_a_list_that_one_leaves_is_removed(client, manager, inline):
    job = send(client, upload(ROW)).context["job"]
    client.post(reverse("directory-import:job", args=[job.pk]), {"discard": "1"})
    assert client.get(reverse("directory-import:job", args=[job.pk]), follow=True).status_code == 404
    assert not job.folder.exists()
    assert not ServicePoint.objects.exists()


def test_columns_that_nobody_knows_get_a_draft_to_correct(client, manager, inline):
    rows = b"Lieu;Adresse postale;Lat;Long\nAbracodabra;8 rue de la Boetie 33000 Bordeaux;44.84;-0.58\n"
    page = send(client, upload(name="list.csv", data=rows))
    job = page.context["job"]
    assert job.state == "mapping"
    assert "Lieu" in page.content.decode()
    address = reverse("directory-import:job", args=[job.pk])
    wrong = client.post(address, {"text": "columns: ["})
    assert wrong.status_code == 400
    assert "columns: [" in wrong.content.decode()
    tried = client.post(address, {"text": job.mapping}, follow=True).context["job"]
    assert tried.state in ("tried", "failed"), tried.sentence
    columns = "{name: Lieu, address: Adresse postale, latitude: Lat, longitude: Long}"
    text = f"source: {{key: list, name: A list, licence: MIT}}\ncolumns: {columns}"
    tried = client.post(address, {"text": text}, follow=True).context["job"]
    assert (tried.state, tried.counts["created"]) == ("tried", 1), tried.sentence


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.csv", b""),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
        ("cut.json", b'[{"id": "1", "nom"'),
        ("nested.json", b"[" * 5000),
        ("text.csv", b"Bonjour tout le monde"),
    ],
)
def test_a_file_that_is_no_list_gets_a_sentence(client, manager, inline, name, data):
    page = send(client, upload(name=name, data=data))
    said = page.context["form"].errors.get("file") or page.context["job"].sentence or page.context["job"].state == "mapping"
    assert said
    assert not ServicePoint.objects.exists()


def test_a_list_that_is_too_large_is_for_the_command(client, manager, inline, monkeypatch):
    monkeypatch.setattr(jobs, "LARGEST", 10)
    page = client.post(LIST, {"file": upload(ROW)})
    assert page.status_code == 400
    assert "import_points" in str(page.context["form"].errors["file"])


def test_a_list_whose_server_was_stopped_says_so_and_nothing_has_changed(client, manager, inline):
    job = send(client, upload(ROW)).context["job"]
    job.state = "importing"
    job.save()
    path = job.folder / jobs.STATE
    path.write_text(json.dumps({**json.loads(path.read_text()), "touched": time.time() - jobs.SILENT_SECONDS - 1}))
    found = client.get(reverse("directory-import:job", args=[job.pk])).context["job"]
    assert found.state == "failed"
    assert found.sentence
    assert not ServicePoint.objects.exists()


def test_an_import_that_is_running_shows_how_far_it_is(client, manager, inline):
    job = send(client, upload(ROW)).context["job"]
    job.state, job.share = "importing", 0.4
    job.save()
    html = client.get(reverse("directory-import:job", args=[job.pk])).content.decode()
    assert '<progress id="share" max="100" value="40">' in html
    assert "data-running" in html
    assert "office-job" in html
    job.state = "tried"
    job.save()
    html = client.get(reverse("directory-import:job", args=[job.pk])).content.decode()
    assert "data-running" not in html


def test_a_failure_on_the_way_leaves_what_was_there(client, manager, library, inline, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("the disk is full")

    job = send(client, upload({**ROW, "nom": "Other"})).context["job"]
    monkeypatch.setattr(jobs, "import_points", broken)
    found = client.post(reverse("directory-import:job", args=[job.pk]), {"import": "1"}, follow=True).context["job"]
    assert found.state == "failed"
    assert "disk" not in found.sentence
    library.refresh_from_db()
    assert library.name == "Médiathèque"


def test_a_value_that_looks_like_a_formula_is_text_in_the_report(client, manager, inline):
    job = send(client, upload({**ROW, "telephone": "=1+1"})).context["job"]
    text = client.get(reverse("directory-import:findings", args=[job.pk])).content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_a_list_that_nobody_sent_is_not_found(client, manager, inline):
    for name in ("job", "findings"):
        assert client.get(reverse(f"directory-import:{name}", args=[uuid.uuid4()]), follow=True).status_code == 404


def test_lists_are_removed_after_a_day(client, manager, inline):
    old = send(client, upload(ROW)).context["job"]
    os.utime(old.folder, (time.time() - jobs.KEPT_SECONDS - 5,) * 2)
    send(client, upload(ROW))
    assert not old.folder.exists()


def test_hours_of_the_office_are_those_that_the_importers_accept():
    assert hours.check(week.to_osm(["9-12, 14-18", *[""] * 6])) == "Mo 09:00-12:00,14:00-18:00; PH off"
