"""The page of a place and what one takes away: holidays, stops, message, calendar, phone page, letter."""

from __future__ import annotations

import datetime as dt
import json
import re
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from kit.services import CATEGORIES
from learning.paper.html import my_sheet_html
from locator import calendar, hours, show, slip
from locator.models import Known, ServicePoint, VisitStop
from locator.search.near import nearest
from locator.show import share
from locator.show.bring import BRING, to_bring
from locator.show.words import age, walking
from tests.locator.factories import ANNECY, place, stops

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
WEEK = "Mo-Fr 09:00-12:00,14:00-17:00; PH off"


def whole(point: ServicePoint) -> ServicePoint:
    return ServicePoint.objects.select_related("source").prefetch_related("services", "stops").get(pk=point.pk)


@pytest.fixture
def at(monkeypatch):
    """Return a function that sets the clock of the pages."""

    def set_clock(moment: dt.datetime) -> dt.datetime:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return set_clock


def test_the_week_is_a_table_with_today_in_words_and_holidays_by_name(client, point, at):
    at(dt.datetime(2026, 11, 10, 10, tzinfo=PARIS))
    html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert re.search(r'<tr class="today"><th scope="row">Mardi, aujourd’hui</th>', html)
    wednesday = re.search(r"Mercredi</th><td>(.*?)</td>", html)[1]
    assert "Fermé" in wednesday
    assert "Armistice" in wednesday
    assert "Fermé demain (Armistice)" in html


def test_boxing_day_is_announced_in_strasbourg_and_not_in_annecy(client, point, at):
    at(dt.datetime(2025, 12, 15, 10, tzinfo=PARIS))
    page = reverse("locator:place", args=[point.pk])
    assert "26 décembre" not in client.get(page).content.decode()
    ServicePoint.objects.update(postcode="67000")
    assert "Fermé vendredi 26 décembre" in client.get(page).content.decode()


def test_an_exceptional_closing_and_other_hours_are_announced(client, point, at):
    at(dt.datetime(2026, 11, 23, 10, tzinfo=PARIS))
    ServicePoint.objects.update(
        opening_hours="Mo-Fr 09:00-12:00; PH off; 2026 Nov 25 off; 2026 Dec 01 14:00-16:00; 2026 Dec 05 10:00-11:00"
    )
    html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert "Fermé mercredi 25 novembre" in html
    assert "Ouvert mardi 1er décembre seulement de 14\u00a0h à 16\u00a0h" in html
    assert "samedi 5 décembre" in html


def test_hours_that_are_not_verified_say_phone_before_you_go(client, point):
    ServicePoint.objects.update(opening_hours="", hours_note="tous les matins sauf vacances")
    html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert "tous les matins sauf vacances" in html
    assert "Ces horaires ne sont pas vérifiés" in html


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (dt.date(2026, 11, 23), "aujourd’hui"),
        (dt.date(2026, 11, 22), "il y a 1 jour"),
        (dt.date(2026, 11, 1), "il y a 22 jours"),
        (dt.date(2026, 3, 23), "il y a 8 mois"),
        (dt.date(2026, 3, 24), "il y a 7 mois"),
        (dt.date(2021, 5, 5), "il y a 5 ans"),
    ],
)
def test_the_age_of_the_information_is_in_words(date, words):
    assert age(date, dt.date(2026, 11, 23)) == words


def test_the_page_says_source_date_and_age(client, point, at):
    at(dt.datetime(2026, 11, 23, 10, tzinfo=PARIS))
    ServicePoint.objects.update(updated_on=dt.date(2026, 3, 3))
    html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert "Vérifié le 3 mars 2026, il y a 8 mois" in html
    assert "Source\u00a0: Test" in html
    ServicePoint.objects.update(updated_on=dt.date(2021, 5, 5))
    html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert "Vérifié le 5 mai 2021, il y a 5\u00a0ans\u00a0: appelez avant de venir" in html


def test_what_to_bring_depends_on_the_need(client, point):
    assert set(BRING) == set(CATEGORIES)
    page = reverse("locator:place", args=[point.pk])
    assert "numéro fiscal" in client.get(page, {"service": "taxes"}).content.decode()
    assert "numéro fiscal" not in client.get(page, {"service": "housing"}).content.decode()
    assert any("chargeur" in text for text in to_bring(["digital-skills"]))
    assert any("RIB" in text for text in to_bring(["digital-skills", "taxes"]))
    assert to_bring([], "plumbing") == to_bring([])


def test_two_lessons_come_before_the_counter(client, point, courses, django_assert_max_num_queries):
    point.services.create(category="digital-skills")
    point.services.create(category="online-safety")
    page = reverse("locator:place", args=[point.pk])
    with django_assert_max_num_queries(8):
        html = client.get(page, {"service": "online-safety"}).content.decode()
    section = html.partition('id="before"')[2].partition("</section>")[0]
    assert section.count("<h3>") == 2
    assert section.count("/se-proteger/") >= 2  # the lessons of the need that was asked for come first
    section = client.get(page).content.decode().partition('id="before"')[2].partition("</section>")[0]
    assert "premiers-pas" in section or "allumer" in section
    with translation.override("en"):
        html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert "/en/learn/" in html.partition('id="before"')[2].partition("</section>")[0]


# — Buses and duties —


def test_a_bus_counts_where_it_stops_in_the_coming_days():
    stops(2)  # the garage is a degree away, the stops 2 and 4 km
    monday = dt.datetime(2026, 11, 23, 10, tzinfo=PARIS)
    found = nearest(latitude=ANNECY[0], longitude=ANNECY[1], moment=monday).found[0]
    assert found.km == pytest.approx(2.2, abs=0.1)
    assert found.stopping.stop.name == "Place 1"
    VisitStop.objects.update(opening_hours="2027 Mar 02 09:00-12:00")
    found = nearest(latitude=ANNECY[0], longitude=ANNECY[1], moment=monday).found[0]
    assert found.stopping is None
    assert found.km > 100


def test_a_card_and_a_page_say_where_and_when_the_bus_stops(client, at):
    at(dt.datetime(2026, 11, 23, 13, tzinfo=PARIS))
    place("74010", "Annecy", *ANNECY, "74000", population=130_000)
    stops(2)
    VisitStop.objects.filter(name="Place 2").update(opening_hours="Tu[1] 14:00-17:00", kind=VisitStop.Kind.DUTY)
    html = client.get(reverse("locator:search"), {"place": "74010"}).content.decode()
    assert "Ici demain, de 9\u00a0h à 12\u00a0h" in html
    assert "<strong>Place 1, Annecy</strong>" in html
    bus = ServicePoint.objects.get(name="Bus")
    html = client.get(reverse("locator:place", args=[bus.pk])).content.decode()
    assert "Prochains arrêts" in html
    assert "Mardi 1er décembre, de 14\u00a0h à 17\u00a0h" in html
    assert "appelez pour savoir où" not in html
    assert "Demain, de 9\u00a0h à 12\u00a0h\u00a0: Place 1, Annecy</p>" in html, "the line under the name says where"
    assert 'id="hours"' not in html, "a bus without a week of its own has no empty part for it"
    assert html.count('<p class="fresh">') == 1


@pytest.mark.parametrize(
    ("language", "line"), [("fr", "de 9\u00a0h à 12\u00a0h\u00a0: Place 1, Annecy"), ("en", "to 12:00: Place 1, Annecy")]
)
def test_a_slip_and_my_sheet_write_a_stop_as_the_language_does(db, at, language, line):
    at(dt.datetime(2026, 11, 23, 13, tzinfo=PARIS))
    stops(1)
    bus = ServicePoint.objects.get(name="Bus")
    with translation.override(language):
        texts = [
            render_to_string("locator/slip.html", slip.slip(whole(bus), dt.datetime(2026, 11, 23, 13, tzinfo=PARIS), None)),
            my_sheet_html(learner=None, place=str(bus.pk), service=""),
        ]
    for text in texts:
        assert line in text
        assert " : Place" not in text
        assert "74000" not in text, "the address of a bus is where it stops"


def test_filters_on_hours_ask_about_the_stop():
    stops(1, hours="Sa 09:00-12:00")
    VisitStop.objects.update(open_days="Sa")
    saturday = dt.datetime(2026, 11, 28, 10, tzinfo=PARIS)
    for options in ({"saturday"}, {"now"}):
        found = nearest(latitude=ANNECY[0], longitude=ANNECY[1], moment=saturday, options=frozenset(options))
        assert [one.stopping.stop.name for one in found.found] == ["Place 1"]


# — Text message, calendar, data —


def test_a_text_message_holds_what_one_needs(client, point):
    html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    body = unquote(re.search(r'href="sms:\?&amp;body=([^"]+)"', html)[1]).replace("\u00a0", " ")
    assert "Médiathèque" in body
    assert "04 50 33 45 35" in body
    assert "74000 Annecy" in body
    assert f"/fr/near-me/{point.pk}/" in body
    assert len(body) < 320  # two text messages


def unfolded(data: bytes) -> list[str]:
    text = data.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def value(lines: list[str], name: str) -> str:
    return next(line.partition(":")[2] for line in lines if re.match(rf"{name}[;:]", line))


def test_the_calendar_file_holds_the_next_opening_in_the_zone_of_the_place(client, point, at):
    at(dt.datetime(2026, 11, 22, 10, tzinfo=PARIS))
    ServicePoint.objects.update(name="Médiathèque, « L’Étoile » ; annexe " + "très " * 30)
    response = client.get(reverse("locator:opening", args=[point.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    lines = unfolded(response.content)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    for part in ("VCALENDAR", "VTIMEZONE", "VEVENT"):
        assert lines.count(f"BEGIN:{part}") == lines.count(f"END:{part}") == 1
    for name in ("VERSION", "PRODID", "UID", "DTSTAMP", "SUMMARY", "LOCATION", "URL"):
        assert value(lines, name)
    assert "DTSTART;TZID=Europe/Paris:20261123T090000" in lines
    assert "DTEND;TZID=Europe/Paris:20261123T120000" in lines
    assert value(lines, "SUMMARY").startswith("Médiathèque\\, «")
    assert "\\;" in value(lines, "SUMMARY")


@pytest.mark.parametrize(
    "zone", ["Europe/Paris", "Indian/Reunion", "America/Martinique", "America/Miquelon", "Pacific/Noumea"]
)
@pytest.mark.parametrize("month", range(1, 13))
def test_the_zone_in_the_file_gives_the_right_instant(zone, month):
    start = dt.datetime(2026, month, 27, 9, 30, tzinfo=ZoneInfo(zone))
    data = calendar.event(
        uid="1",
        start=start,
        end=start + dt.timedelta(hours=2),
        zone=zone,
        made=start,
        title="T",
        place="P",
        text="X",
        url="https://x.test/",
    )
    lines = unfolded(data)
    changes = []
    for n, line in enumerate(lines):
        if line in ("BEGIN:STANDARD", "BEGIN:DAYLIGHT"):
            part = lines[n : n + 6]
            sign, hour, minute = re.fullmatch(r"([+-])(\d\d)(\d\d)", value(part, "TZOFFSETTO")).groups()
            offset = dt.timedelta(hours=int(hour), minutes=int(minute)) * (-1 if sign == "-" else 1)
            changes.append((dt.datetime.strptime(value(part, "DTSTART"), "%Y%m%dT%H%M%S"), offset))
    # RFC 5545, 3.6.5: the last change before the moment holds.
    offset = max(one for one in changes if one[0] <= start.replace(tzinfo=None))[1]
    assert offset == start.utcoffset()


def test_without_known_hours_there_is_no_calendar_file(client, point):
    ServicePoint.objects.update(opening_hours="")
    assert client.get(reverse("locator:opening", args=[point.pk])).status_code == 404
    assert "opening.ics" not in client.get(reverse("locator:place", args=[point.pk])).content.decode()


def test_search_engines_get_the_place_as_data_that_cannot_end_its_block(client, point):
    ServicePoint.objects.update(name="</script><b>Médiathèque & Cie", step_free=Known.YES, cost="free")
    html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1]
    data = json.loads(block)
    assert data["@type"] == "Place"
    assert data["name"] == "</script><b>Médiathèque & Cie"
    assert data["telephone"] == "0450334535"
    assert {one["dayOfWeek"] for one in data["openingHoursSpecification"]} == {
        f"https://schema.org/{day}" for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    }
    assert data["isAccessibleForFree"] is True


def test_a_holiday_is_a_special_day_in_the_data(point):
    point.opening_hours = WEEK
    data = share.schema(whole(point), dt.datetime(2026, 11, 9, 10, tzinfo=PARIS))
    assert '"validFrom": "2026-11-11"' in data


# — On the telephone, by post —


def test_the_phone_page_is_in_the_order_one_says_it(client, point, at):
    at(dt.datetime(2026, 11, 22, 10, tzinfo=PARIS))
    html = client.get(reverse("locator:call", args=[point.pk]), {"service": "taxes"}).content.decode()
    order = [
        "Médiathèque</strong>",
        "tel:0450334535",
        "74000 Annecy",
        "Demain, de 9\u00a0h à 12\u00a0h",
        "numéro fiscal",
        "redire le numéro",
    ]
    places = [html.index(text) for text in order]
    assert places == sorted(places)


def test_the_letter_asks_for_an_address_and_keeps_nothing(client, point):
    url = reverse("locator:letter", args=[point.pk])
    response = client.post(url, {"address": ""})
    html = response.content.decode()
    assert "Écrivez le nom et l’adresse" in html
    assert "<title>Erreur" in html
    html = client.post(url, {"address": "a\n" * 7}).content.decode()
    assert "six lignes au plus" in html
    html = client.post(url, {"address": "Mme Odette " + "x" * 60}).content.decode()
    assert "lignes plus courtes" in html
    assert "Mme Odette" in html  # what was typed stays
    response = client.post(url, {"address": "Mme Odette Roy\n3 rue du Pont\n15120 Montsalvy"})
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF")


def test_slips_and_letters_are_limited(client, point, monkeypatch):
    monkeypatch.setattr("locator.views.outputs.SLIPS_AN_HOUR", 0)
    monkeypatch.setattr("locator.views.outputs.LETTERS_AN_HOUR", 0)
    assert client.get(reverse("locator:slip", args=[point.pk])).status_code == 429
    assert client.post(reverse("locator:letter", args=[point.pk]), {"address": "Odette"}).status_code == 429


@pytest.mark.parametrize("name", ["slip", "opening", "call", "letter"])
def test_a_place_that_is_not_there_is_404_everywhere(client, point, name):
    assert client.get(reverse(f"locator:{name}", args=[point.pk + 1])).status_code == 404
    assert client.get(f"/fr/near-me/{2**70}/by-phone/").status_code == 404


def test_walking_time_is_said_for_short_ways_only():
    assert walking(0.4) == "7 min à pied"
    assert walking(1.99)
    assert walking(2) == ""


def test_next_openings_keep_the_beginning_of_the_one_under_way():
    moment = dt.datetime(2026, 11, 23, 10, tzinfo=PARIS)
    spans = hours.next_spans(WEEK, zone="Europe/Paris", department="74", moment=moment, count=3)
    assert [(start.day, start.hour) for start, _end in spans] == [(23, 9), (23, 14), (24, 9)]


def test_opening_words_are_those_of_the_page(point):
    monday = dt.datetime(2026, 11, 23, 10, tzinfo=PARIS)
    words = show.page(whole(point), monday, None)["openings"]
    assert words == [
        "En ce moment, jusqu’à 12\u00a0h",
        "Demain, de 9\u00a0h à 12\u00a0h",
        "Mercredi 25 novembre, de 9\u00a0h à 12\u00a0h",
    ]


def test_a_place_that_is_closed_or_merged_says_so(client, point):
    other = ServicePoint.objects.create(
        source=point.source, source_ref="2", name="Maison", latitude=45.9, longitude=6.12, merged_into=point
    )
    page = reverse("locator:place", args=[point.pk])
    response = client.get(reverse("locator:place", args=[other.pk]))
    assert (response.status_code, response["Location"]) == (301, page)
    ServicePoint.objects.filter(pk=point.pk).update(is_closed=True)
    response = client.get(page)
    assert response.status_code == 410
    assert "fermé définitivement" in response.content.decode()
    assert "?where=74000" in response.content.decode()
    assert client.get(reverse("locator:slip", args=[point.pk])).status_code == 404
