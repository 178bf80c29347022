"""Four words on paper: they open one learner, on any device, and nothing else does."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from learning.people import guests, slips, words
from learning.people.models import Learner, ResumeSlip, User
from tests.people.test_guests import PASSWORD, be_guest, cookie_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _french_addresses():
    with translation.override("fr"):
        yield


def active(**fields) -> Learner:
    return Learner.objects.create(last_active_on=timezone.localdate(), **fields)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_lists_hold_2048_plain_words_that_one_wrong_letter_never_turns_into_another(language):
    found = {words.plain(word) for word in words.word_list(language)}
    assert len(found) == len(words.word_list(language)) == 2048
    assert all(word.isascii() and word.isalpha() and 4 <= len(word) <= 10 for word in found)
    shapes: dict[str, str] = {}
    for word in found:
        for i in range(len(word)):
            # Two words that differ in one letter share one of these; one letter more or less makes another word.
            assert shapes.setdefault(f"{word[:i]}?{word[i + 1 :]}", word) == word
            assert f"{word[:i]}{word[i + 1 :]}" not in found


@pytest.mark.parametrize(
    "typed",
    [
        "forêt clé vélo sapin",
        "FORET, CLE, VELO, SAPIN",
        " foret-cle-velo-sapin ",
        "forett clé vélo sapin",
        "1. forêt 2. clé 3. vélo 4. sapin",
    ],
)
def test_words_are_read_as_hands_write_them(monkeypatch, typed):
    known = frozenset({"foret", "cle", "velo", "sapin"})
    monkeypatch.setattr(words, "_known", lambda: known)
    assert words.read_words(typed) == ("foret", "cle", "velo", "sapin")


@pytest.mark.parametrize(
    ("typed", "error"),
    [("a b c", words.NotFourWords), ("", words.NotFourWords), ("xxxx qqqq zzzz wwww", words.UnknownWord)],
)
def test_what_is_no_four_words_is_said(typed, error):
    with pytest.raises(error):
        words.read_words(typed)


def test_the_words_open_the_learner_and_are_stored_nowhere():
    learner = active()
    chosen = slips.make_slip(learner=learner, language="fr")
    assert slips.use_slip(chosen=[words.plain(word) for word in chosen]) == learner
    row = ResumeSlip.objects.values().get()
    assert not [word for word in chosen if any(word in str(value) for value in row.values())]


def test_a_new_slip_replaces_the_one_before():
    learner = active()
    old = slips.make_slip(learner=learner, language="fr")
    slips.make_slip(learner=learner, language="en")
    with pytest.raises(slips.NoSuchSlip):
        slips.use_slip(chosen=old)


def test_a_slip_is_good_for_24_months_after_its_last_use():
    learner = active()
    chosen = slips.make_slip(learner=learner, language="fr")
    ResumeSlip.objects.update(used_at=timezone.now() - dt.timedelta(days=729))
    slips.use_slip(chosen=chosen)
    assert ResumeSlip.objects.get().used_at > timezone.now() - dt.timedelta(minutes=1)
    ResumeSlip.objects.update(used_at=timezone.now() - dt.timedelta(days=731))
    with pytest.raises(slips.NoSuchSlip):
        slips.use_slip(chosen=chosen)


def test_five_wrong_tries_then_ten_minutes_wait_even_for_the_right_words():
    learner = active()
    chosen = slips.make_slip(learner=learner, language="fr")
    others = [word for word in words.word_list("fr") if word not in chosen]
    for word in others[:5]:
        with pytest.raises(slips.NoSuchSlip):
            slips.use_slip(chosen=(*chosen[:2], word, chosen[3]))
    with pytest.raises(slips.Wait):
        slips.use_slip(chosen=chosen)
    ResumeSlip.objects.update(wait_until=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(slips.NoSuchSlip):
        slips.use_slip(chosen=(*chosen[:2], others[6], chosen[3]))
    assert slips.use_slip(chosen=chosen) == learner


def test_no_slip_opens_the_account_of_somebody_who_works_in_the_office(django_user_model):
    from django.contrib.auth.models import Group

    user = django_user_model.objects.create_user(username="editeur", password=PASSWORD)
    learner = active(user=user)
    chosen = slips.make_slip(learner=learner, language="fr")
    user.groups.add(Group.objects.get(name="editor"))
    with pytest.raises(slips.NotForStaff):
        slips.make_slip(learner=Learner.objects.get(), language="fr")
    with pytest.raises(slips.NoSuchSlip):
        slips.use_slip(chosen=chosen)


def words_shown(client) -> str:
    response = client.post(reverse("people:slip"))
    return " ".join(response.context["words"])


def test_a_guest_goes_on_with_the_words_on_another_device(client, django_user_model):
    learner = be_guest(client)
    typed = words_shown(client)
    other = type(client)()
    assert guests.COOKIE not in other.get(f"{reverse('people:resume')}?words={typed.replace(' ', '-')}").cookies
    response = other.post(reverse("people:resume"), {"words": typed.upper()})
    assert response.status_code == 302
    assert guests.learner_from_cookie(other.get("/fr/finished/").wsgi_request) == learner


def test_the_page_shows_the_words_once_and_is_never_kept(client):
    be_guest(client)
    response = client.post(reverse("people:slip"))
    assert "no-store" in response["Cache-Control"]
    assert response.context["words"][0] in response.content.decode()
    assert not client.get(reverse("people:slip")).context.get("words")


def test_without_an_answer_there_is_nothing_to_keep(client):
    assert "Répondez" in client.get(reverse("people:slip")).content.decode()
    assert not Learner.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Écrivez les quatre mots"),
        ("un deux trois", "quatre mots"),
        ("xxxx qqqq zzzz wwww", "xxxx"),
        ("x" * 300, "trop long"),
    ],
)
def test_bad_words_get_their_sentence_and_stay(client, typed, said):
    response = client.post(reverse("people:resume"), {"words": typed})
    assert response.status_code == 400
    assert said in response.content.decode()
    assert typed[:20] in response.content.decode()


def test_guessing_is_stopped_and_thirty_pupils_still_get_in(client):
    pupils = [(active(), None) for _n in range(30)]
    opened = [(learner, slips.make_slip(learner=learner, language="fr")) for learner, _none in pupils]
    wrong = itertools.islice(itertools.combinations(words.word_list("en")[:40], 4), 60)
    for chosen in wrong:
        assert client.post(reverse("people:resume"), {"words": " ".join(chosen)}).status_code == 400
    for learner, chosen in opened:
        device = type(client)()
        assert device.post(reverse("people:resume"), {"words": " ".join(chosen)}).status_code == 302, learner
    codes = {
        client.post(reverse("people:resume"), {"words": " ".join(chosen)}).status_code
        for chosen in itertools.islice(itertools.combinations(words.word_list("en")[100:140], 4), 70)
    }
    assert 429 in codes


def test_a_lost_password_is_replaced_by_the_words(client, django_user_model):
    user = django_user_model.objects.create_user(username="odette", password=PASSWORD)
    chosen = slips.make_slip(learner=active(user=user), language="fr")
    response = client.post(reverse("people:resume"), {"words": " ".join(chosen)})
    assert response["Location"].endswith(reverse("people:new_password"))
    new = "une clé dans le jardin"
    wrong = client.post(reverse("people:new_password"), {"new_password1": new, "new_password2": "other"})
    assert wrong.status_code == 400
    client.post(reverse("people:new_password"), {"new_password1": new, "new_password2": new})
    assert User.objects.get().check_password(new)
    assert client.get(reverse("people:new_password")).status_code == 404


def test_a_second_step_is_asked_for_after_the_words(client, django_user_model):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = django_user_model.objects.create_user(username="claire", password=PASSWORD)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    chosen = slips.make_slip(learner=active(user=user), language="fr")
    response = client.post(reverse("people:resume"), {"words": " ".join(chosen)})
    assert response["Location"].endswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


def test_a_cookie_of_a_merged_guest_leads_to_the_other_guest_and_never_to_an_account(client, django_user_model):
    kept, merged = active(), active()
    merged.merged_into = kept
    merged.save()
    client.cookies[guests.COOKIE] = cookie_of(merged)
    assert guests.learner_from_cookie(client.get("/fr/finished/").wsgi_request) == kept
    kept.user = django_user_model.objects.create_user(username="odette", password=PASSWORD)
    kept.save()
    assert guests.learner_from_cookie(client.get("/fr/finished/").wsgi_request) is None


def test_leaving_asks_the_browser_to_forget_its_copies(client):
    be_guest(client)
    assert client.post(reverse("people:leave"))["Clear-Site-Data"] == '"cache", "storage"'
