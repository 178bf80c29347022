"""The frame of every answer: languages, policy, caching, health, secrets, uploaded pictures."""

from __future__ import annotations

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config import env, startup


@pytest.mark.parametrize(
    ("accepted", "target"),
    [("", "/fr/"), ("fr-FR,fr;q=0.9", "/fr/"), ("en-GB,en;q=0.8", "/en/"), ("de-DE,en;q=0.5", "/fr/")],
)
def test_the_root_follows_the_browser_and_falls_back_to_french(client, accepted, target):
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response.url) == (302, target)


def test_health_answers_without_a_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_ready_asks_the_database(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_every_page_has_the_strict_policy(client):
    policy = client.get("/fr/display/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.django_db
def test_the_office_sends_every_sign_in_and_reset_to_ours(client):
    for path in ("/cms/login/", "/cms/password_reset/", "/cms/password_reset/confirm/MQ/x-y/", "/cms/"):
        response = client.get(path, headers={"accept-language": "fr"})
        assert response.status_code == 302
        assert "/account/login/" in response.url


@pytest.mark.django_db
def test_a_public_page_may_be_kept_and_a_personal_one_never(client):
    assert "public" in client.get("/fr/legal/").headers["Cache-Control"]
    client.cookies["passerelle_guest"] = "anything"
    assert client.get("/fr/legal/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_rendition_is_served_for_ever_and_nothing_else_of_the_folder(client):
    default_storage.save("images/bridge.abc.jpg", ContentFile(b"\xff\xd8\xff"))
    response = client.get("/media/images/bridge.abc.jpg")
    response.close()
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in response.headers["Cache-Control"]
    assert client.get("/media/images/other.jpg").status_code == 404
    assert client.get("/media/images/../../secret_key").status_code == 404


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SOME_SECRET", raising=False)
    path = tmp_path / "deep" / "key"
    first = env.secret("SOME_SECRET", path)
    assert env.secret("SOME_SECRET", path) == first
    assert len(first) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("reader", "value"), [(env.boolean, "maybe"), (lambda n: env.integer(n, default=1), "x")])
def test_a_wrong_variable_stops_with_its_name(monkeypatch, reader, value):
    monkeypatch.setenv("SOME_SETTING", value)
    with pytest.raises(ImproperlyConfigured, match="SOME_SETTING"):
        reader("SOME_SETTING")


def test_several_processes_need_a_shared_cache(settings, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    settings.CACHE_URL = ""
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        startup.verify()


def test_a_short_secret_key_stops_the_start(settings):
    settings.SECRET_KEY = "short"
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        startup.verify()


@pytest.mark.django_db
def test_the_language_switch_stays_on_the_same_page(client):
    html = client.get("/fr/display/").content.decode()
    assert 'href="/en/display/"' in html
