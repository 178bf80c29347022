"""The plain pages: one h1, no inline style or script, true statements, help always in the same place."""

from __future__ import annotations

import re

import pytest

PAGES = [
    "display/",
    "elements/",
    "accessibility/",
    "your-data/",
    "legal/",
    "site-map/",
    "this-page-is-nowhere/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_frame(client, settings, path, language):
    settings.PASSERELLE_HELP_PHONE = "0536491212"
    response = client.get(f"/{language}/{path}")
    html = response.content.decode()
    assert response.status_code == (404 if "nowhere" in path else 200)
    assert html.count("<h1") == 1
    assert f'<html lang="{language}" dir="ltr"' in html
    assert '<main id="contenu"' in html
    assert 'href="#contenu"' in html
    assert 'id="pied"' in html
    assert 'href="tel:0536491212"' in html
    assert html.index("<main") < html.index("</main>") < html.rindex("05\u00a036\u00a049\u00a012\u00a012")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_page_obeys_the_strict_policy(client, path):
    html = client.get(f"/fr/{path}").content.decode()
    assert not re.search(r"\sstyle=", html)
    assert "<style" not in html
    assert not re.search(r"\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r'(?:src|srcset)="https?:', html)


@pytest.mark.django_db
def test_french_pages_are_in_french(client):
    html = client.get("/fr/your-data/").content.decode()
    assert "<h1>Vos données</h1>" in html
    assert "13 mois au plus" in html


@pytest.mark.django_db
def test_every_cookie_we_set_is_told(client):
    html = client.get("/en/your-data/").content.decode()
    for name in ("passerelle_guest", "passerelle_display", "sessionid", "csrftoken", "messages"):
        assert f">{name}</th>" in html


@pytest.mark.django_db
def test_the_statement_claims_no_audit(client):
    assert "non conforme" in client.get("/fr/accessibility/").content.decode()
    assert "not compliant" in client.get("/en/legal/").content.decode()  # in every footer


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_so(client, settings, demo):
    settings.PASSERELLE_DEMO = demo
    assert ('class="demo"' in client.get("/fr/legal/").content.decode()) is demo


@pytest.mark.django_db
def test_the_other_language_is_the_same_page(client):
    html = client.get("/fr/legal/").content.decode()
    assert '<a href="/en/legal/" lang="en" hreflang="en">' in html


@pytest.mark.django_db
def test_elements_show_every_component(client):
    html = client.get("/fr/elements/").content.decode()
    for css in (
        "btn second",
        "btn warn",
        "call scam",
        "call ok",
        "call no",
        "choice retry",
        "field bad",
        "summary",
    ):
        assert css in html
    for css in ("orderlist", "pairs", "date", "empty", "dialog", "span", "path", "legend", "views", "pager"):
        assert f'class="{css}"' in html


@pytest.mark.django_db
def test_plain_pages_cost_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/fr/legal/")


def test_the_page_of_errors_needs_nothing(settings):
    from django.template import loader

    settings.PASSERELLE_HELP_PHONE = "0536491212"
    html = loader.get_template("500.html").render({})
    assert "/static/site.css" in html
    assert 'href="tel:0536491212"' in html
    assert html.count("<h1") == 1
