"""The slip, the letter and "My sheet": PDF/UA-1, one page, the phone first, nothing of another origin."""

from __future__ import annotations

import datetime as dt
import subprocess
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from learning.people.models import Learner
from locator import slip
from locator.models import Known, ServicePoint, VisitStop
from tests.locator.factories import place, stops
from tests.pdf.verapdf import verapdf

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]
NOW = dt.datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Paris"))
MM = 72 / 25.4


@pytest.fixture
def counter(point, monkeypatch):
    """A place with all that a slip can hold, in a landscape of towns; the clock stands on a Sunday."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    names = ("Annecy", "Cran-Gevrier", "Argonay", "Sevrier", "Rumilly", "Thônes", "Faverges-Seythenex", "La Roche-sur-Foron")
    for n, name in enumerate(names):
        place(f"7400{n}", name, 45.9 + (n % 3 - 1) * 0.03, 6.12 + (n // 3 - 1) * 0.09, "74000", population=9000 - n)
    ServicePoint.objects.update(
        name="Espace France Services de la communauté de communes des Sources du lac d’Annecy",
        address="12 avenue de la République", address_more="Bâtiment B, premier étage", step_free=Known.YES,
        toilets=Known.NO, appointment=Known.YES, updated_on=dt.date(2021, 5, 5), cost="free",
    )  # fmt: skip
    for key in ("administrative-help", "taxes", "digital-skills"):
        point.services.create(category=key)
    return ServicePoint.objects.select_related("source").prefetch_related("services", "stops").get(pk=point.pk)


def text_of(path) -> str:
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout.replace("\u00a0", " ").replace("\u202f", " ")


def save(tmp_path, data: bytes, name: str):
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("language", ["fr", "en"])
def test_slip_letter_and_sheet_are_pdf_ua(client, counter, tmp_path, language):
    with translation.override(language):
        sheet = client.get(reverse("paper:my_sheet"), {"place": counter.pk, "service": "taxes"})
        blank = client.get(reverse("paper:my_sheet"))
        files = {
            "slip": slip.slip_pdf(counter, NOW, None, "taxes"),
            "letter": slip.letter_pdf(counter, NOW, None, "", ["Mme Odette Roy", "3 rue du Pont", "15120 Montsalvy"]),
            "sheet": sheet.content,
            "blank": blank.content,
        }
    paths = [save(tmp_path, data, name) for name, data in files.items()]
    assert {path.name: one.failures for path, one in verapdf(*paths, folder=tmp_path).items() if not one.compliant} == {}
    for path in paths:
        reader = PdfReader(path)
        assert len(reader.pages) == 1, path.name
        assert reader.trailer["/Root"]["/Lang"] == language


def test_a_slip_is_one_a5_page_with_the_phone_first_and_three_openings(counter, tmp_path):
    path = save(tmp_path, slip.slip_pdf(counter, NOW, None, "taxes"), "slip")
    page = PdfReader(path).pages[0]
    assert (round(float(page.mediabox.width) / MM), round(float(page.mediabox.height) / MM)) == (148, 210)
    text = text_of(path)
    order = [
        "Espace France Services",
        "04 50 33 45 35",
        "12 avenue de la République",
        "Demain, de 9 h à 12 h",
        "numéro fiscal",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    for words in ("Mardi 24 novembre, de 9 h à 12 h", "Mercredi 25 novembre", "il y a 5 ans", "sur rendez-vous", "39 39"):
        assert words.casefold() in text.casefold(), words
    assert "Sevrier" in text  # a town of the drawn map


def test_a_bus_slip_says_where_it_stops(tmp_path, db):
    stops(4)
    VisitStop.objects.filter(name="Place 3").update(opening_hours="We 09:00-12:00")
    bus = ServicePoint.objects.select_related("source").prefetch_related("services", "stops").get(name="Bus")
    text = text_of(save(tmp_path, slip.slip_pdf(bus, NOW, None), "bus"))
    assert "Prochains arrêts" in text
    assert "Demain, de 9 h à 12 h : Place 1, Annecy" in text


def test_a_letter_shows_its_address_where_the_window_is(counter, tmp_path):
    path = save(tmp_path, slip.letter_pdf(counter, NOW, None, "", ["Mme Odette Roy", "15120 Montsalvy"]), "letter")
    box = ["-x", str(round(82 * MM)), "-y", str(round(28 * MM)), "-W", str(round(100 * MM)), "-H", str(round(45 * MM))]
    done = subprocess.run(["pdftotext", *box, str(path), "-"], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["Mme Odette Roy", "15120 Montsalvy"]
    assert "04 50 33 45 35" in text_of(path)


def test_my_sheet_holds_the_counter_what_i_learned_and_room_for_four_words(client, counter, courses, tmp_path):
    from django.contrib.auth import get_user_model

    from learning.courses.models import LessonPage
    from learning.progress.models import LessonProgress

    user = get_user_model().objects.create_user(username="odette", password="bridge-over-brook")
    learner = Learner.objects.create(user=user, last_active_on=timezone.localdate())
    lesson = LessonPage.objects.live().filter(locale__language_code="fr").order_by("path").first()
    module = lesson.get_parent()
    LessonProgress.objects.create(
        learner=learner, lesson_key=lesson.translation_key, module_key=module.translation_key,
        state=LessonProgress.State.DONE, completed_at=NOW, last_activity=NOW,
    )  # fmt: skip
    url = reverse("paper:my_sheet")
    client.force_login(user)
    response = client.get(url, {"place": counter.pk, "service": "taxes"})
    assert response["Cache-Control"] == "private, no-store"
    text = " ".join(text_of(save(tmp_path, response.content, "mine")).split())
    for words in ("04 50 33 45 35", "numéro fiscal", "Mes quatre mots", "Prochaine leçon", lesson.title.replace("'", "’")):
        assert words in text, words
    client.logout()
    other = text_of(save(tmp_path, client.get(url, {"place": counter.pk}).content, "other"))
    assert lesson.title.replace("'", "’") not in other


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 40, "-1", "١"])
def test_a_sheet_without_a_known_place_leaves_room_to_write(client, counter, tmp_path, number):
    response = client.get(reverse("paper:my_sheet"), {"place": number, "service": "plumbing"})
    assert response.status_code == 200
    assert "Nom, téléphone, jour et heure" in text_of(save(tmp_path, response.content, "none"))
