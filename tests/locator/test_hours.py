"""Opening hours: each known trap, and the clock changes and holidays of real life."""

from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from locator import hours
from locator.importers.prose import from_prose

WEEK = "Mo-Fr 09:00-12:00,14:00-17:00; PH off"
PARIS = ZoneInfo("Europe/Paris")


def at(text: str, moment: dt.datetime, zone: str = "Europe/Paris", department: str = "74") -> hours.OpenState:
    return hours.state_at(text, zone=zone, department=department, moment=moment)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no hours"),
        ("Mo-Fr 00:00-00:00", "day and night"),
        ('"sur rendez-vous"', "always open"),
        ("Mo-Fr 09:00-12:00; Mo-Fr 14:00-17:00", "second cancels the first"),
        ("Mo 17:00-09:00", "ends before it starts"),
        ("Lu-Ve 9h-12h", "no day or no hour"),
        ("Mo-Fr 09:00-12:00 what", "not OpenStreetMap"),
        ("24/7", "no day"),
        ("x" * 500, "too long"),
        ("2021 Mo-Fr 09:00-12:00", "never open"),
        ("Mo-Fr 09:00-12:00; Mo-Su off", "never open"),
        ("Mo-Fr off 09:00-12:00", "never open|not OpenStreetMap"),
    ],
)
def test_hours_that_lie_are_refused_with_their_reason(text, reason):
    with translation.override("en"), pytest.raises(hours.HoursError, match=reason):
        hours.check(text)


def test_a_week_of_cells_becomes_hours_and_equal_days_are_joined():
    week = ["09:00 - 12:00 / 14:00 - 17:00"] * 3 + ["", "09:00 - 12:00", ""]
    assert hours.from_week(week) == "Mo-We 09:00-12:00,14:00-17:00; Fr 09:00-12:00; PH off"


@pytest.mark.parametrize("cell", ["9h-12h", "12:00 - 09:00", "00:00 - 00:00", "fermé"])
def test_a_cell_that_cannot_be_read_is_refused(cell):
    with pytest.raises(hours.HoursError):
        hours.from_week([cell])


def test_open_now_and_when_it_changes():
    state = at(WEEK, dt.datetime(2026, 11, 23, 10, 0, tzinfo=PARIS))
    assert (state.is_open, state.change) == (True, dt.datetime(2026, 11, 23, 12, 0, tzinfo=PARIS))
    state = at(WEEK, dt.datetime(2026, 11, 20, 18, 0, tzinfo=PARIS))
    assert (state.is_open, state.change) == (False, dt.datetime(2026, 11, 23, 9, 0, tzinfo=PARIS))


def test_a_moment_in_utc_is_read_in_the_points_zone():
    assert at(WEEK, dt.datetime(2026, 7, 1, 7, 30, tzinfo=dt.UTC)).is_open  # 9:30 in Paris
    assert not at(WEEK, dt.datetime(2026, 12, 1, 7, 30, tzinfo=dt.UTC)).is_open  # 8:30 in Paris
    reunion = at(WEEK, dt.datetime(2026, 7, 1, 5, 30, tzinfo=dt.UTC), hours.zone_of("974"), "974")
    assert reunion.is_open  # 9:30 in Saint-Denis


@pytest.mark.parametrize("day", [dt.date(2026, 3, 30), dt.date(2026, 10, 26)])
def test_the_days_after_the_clock_changes_open_at_nine(day):
    night = dt.datetime.combine(day - dt.timedelta(days=1), dt.time(1), tzinfo=PARIS)
    assert at(WEEK, night).change.astimezone(PARIS) == dt.datetime.combine(day, dt.time(9), tzinfo=PARIS)


def test_national_and_regional_holidays_are_closed():
    assert not at(WEEK, dt.datetime(2026, 5, 1, 10, 0, tzinfo=PARIS)).is_open
    boxing_day = dt.datetime(2025, 12, 26, 10, 0, tzinfo=PARIS)
    assert at(WEEK, boxing_day, department="74").is_open
    assert not at(WEEK, boxing_day, department="67").is_open


def test_the_week_shows_each_day():
    week = hours.week_of(WEEK, zone="Europe/Paris", department="74", moment=dt.datetime(2026, 11, 25, 8, tzinfo=PARIS))
    assert [len(spans) for _day, spans in week] == [2, 2, 2, 2, 2, 0, 0]
    assert week[0][0] == dt.date(2026, 11, 23)


def test_without_hours_nothing_is_claimed():
    assert not at("", dt.datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)).known


def test_hours_that_never_open_again_do_not_keep_a_page_waiting():
    started = time.perf_counter()
    state = at("2021 Mo-Fr 09:00-12:00", dt.datetime(2026, 11, 23, 10, 0, tzinfo=PARIS))
    assert (state.known, state.is_open, state.change) == (True, False, None)
    assert time.perf_counter() - started < 0.25  # next_change() takes over a second here


def test_a_change_of_comment_is_no_change_of_state():
    text = 'Mo 09:00-12:00 "guichet 1", 12:00-17:00 "guichet 2"'
    assert at(text, dt.datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)).change.hour == 17


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Mo-Fr 09:00-12:00; Mo-Fr 14:00-17:00", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Mo-Fr 14:00-17:00; Sa 09:00-12:00; Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00"),
        ("Mo-Fr 09:00-12:00; PH off", "Mo-Fr 09:00-12:00; PH off"),
    ],
)
def test_two_rules_for_the_same_days_are_joined(text, joined):
    assert hours.join_rules(text) == joined
    assert hours.check(joined)


@pytest.mark.parametrize(
    ("prose", "osm"),
    [
        ("Lu-Ve 9h-12h", "Mo 09:00-12:00; Tu 09:00-12:00; We 09:00-12:00; Th 09:00-12:00; Fr 09:00-12:00"),
        ("du lundi au mardi de 9h à 12h et de 14h à 17h30", "Mo 09:00-12:00,14:00-17:30; Tu 09:00-12:00,14:00-17:30"),
        ("Lundi, jeudi : 09.00 - 12.00 / 14.00 - 17.00", "Mo 09:00-12:00,14:00-17:00; Th 09:00-12:00,14:00-17:00"),
        ("mardi 14 h à 18 h ; samedi 10h–12h", "Tu 14:00-18:00; Sa 10:00-12:00"),
        ("sur rendez-vous", None),
        ("Lundi 9h-12h sauf vacances", None),
        ("lundi 9h", None),
        ("9h-12h", None),
        ("lundi", None),
        ("lundi 17h-9h", None),
        ("25 décembre", None),
        ("lundi mardi 99h-100h", None),
        ("", None),
    ],
)
def test_hours_in_french_prose_are_read_whole_or_not_at_all(prose, osm):
    assert from_prose(prose) == osm


def test_the_days_and_the_latest_closing_of_an_ordinary_week():
    # The week of 11 November: the holiday does not take the Wednesday away.
    monday = dt.date(2026, 11, 9)
    found = hours.days_of("Mo,We 09:00-12:00; Fr 14:00-18:30; PH off", zone="Europe/Paris", department="74", monday=monday)
    assert found == ("Mo We Fr", dt.time(18, 30), 10.5)
    assert hours.days_of("", zone="Europe/Paris", department="74", monday=monday) == ("", None, None)
