"""Who may open what: one table over every address of ours, generated from the URL configuration.

A new address without a line here fails the first test.
"""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from learning.classes import flows as classes_flows
from learning.courses.models import LessonPage, ModulePage
from learning.people.models import Learner

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "guest", "learner", "teacher", "other teacher", "editor", "administrator")
ALL_200 = dict.fromkeys(ROLES, 200)
TEACHERS = {"anonymous": 302, "guest": 302, "learner": 404, "editor": 404}
OWN_CLASS = {**TEACHERS, "teacher": 200, "other teacher": 404, "administrator": 404}

# Address → role → status of a GET. 302 for a person who must sign in first, 404 for what is another person's.
GET = {
    "root": dict.fromkeys(ROLES, 302),
    "healthz": ALL_200,
    "readyz": ALL_200,
    "media": dict.fromkeys(ROLES, 404),  # no such picture
    "cms_login": dict.fromkeys(ROLES, 302),
    "cms_password_reset": dict.fromkeys(ROLES, 302),
    "accessibility:display": ALL_200,
    "accessibility:elements": ALL_200,
    "accessibility:statement": ALL_200,
    "accessibility:privacy": ALL_200,
    "accessibility:legal": ALL_200,
    "accessibility:sitemap": ALL_200,
    "people:account": {**ALL_200, "anonymous": 302, "guest": 302},
    "people:leave": ALL_200,
    "courses:start": ALL_200,
    "progress:answer": dict.fromkeys(ROLES, 405),
    "progress:finish": dict.fromkeys(ROLES, 405),
    "progress:mine": ALL_200,
    "classes:list": {**TEACHERS, "teacher": 200, "other teacher": 200, "administrator": 200},
    "classes:create": {**TEACHERS, "teacher": 200, "other teacher": 200, "administrator": 200},
    "classes:detail": OWN_CLASS,
    "classes:csv": OWN_CLASS,
    "classes:roster": OWN_CLASS,
    "classes:assign": OWN_CLASS,
    "classes:learner": OWN_CLASS,
    "classes:remove": OWN_CLASS,
    "paper:lesson": ALL_200,
    "paper:module": ALL_200,
    "paper:code": ALL_200,
    "locator:search": ALL_200,
    "locator:place": ALL_200,
    # Finding help: the map has no point without a town to look from.
    "locator:marks": dict.fromkeys(ROLES, 404),
    "cms": {**dict.fromkeys(ROLES, 302), "editor": 200, "administrator": 200},
}
# Held by other projects' URL configurations: allauth's pages, Wagtail's office, documents and pages.
FOREIGN = ("account_", "mfa_", "usersessions_", "wagtail", "socialaccount")
FOREIGN_MODULES = ("wagtail", "allauth", "django.views.generic")


def our_names() -> set[str]:
    """Return the names of every address that one of our own modules answers."""
    names: set[str] = set()

    def walk(patterns, namespace: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                walk(pattern.url_patterns, inner)
            elif isinstance(pattern, URLPattern):
                module = getattr(pattern.callback, "__module__", "")
                if not module.startswith(FOREIGN_MODULES) and not (pattern.name or "").startswith(FOREIGN):
                    names.add(f"{namespace}{pattern.name}")

    walk(get_resolver().url_patterns, "")
    return names


def test_every_address_has_a_decision():
    assert our_names() == set(GET) - {"cms"}


@pytest.fixture
def people(client, courses):
    users = {}
    for role in ("learner", "teacher", "other teacher", "editor", "administrator"):
        users[role] = get_user_model().objects.create_user(username=role.replace(" ", "-"), password="bridge-over-brook")
        if role in ("teacher", "other teacher"):
            users[role].groups.add(Group.objects.get(name="teacher"))
        elif role in ("editor", "administrator"):
            users[role].groups.add(Group.objects.get(name=role))
    return users


@pytest.fixture
def arguments(people, point):
    classroom = classes_flows.create_classroom(teacher=people["teacher"], name="Mardi", kind="adult")
    classes_flows.add_learners(classroom=classroom, names=["Amina"])
    pupil = Learner.objects.get(display_name="Amina")
    lesson = LessonPage.objects.live().first()
    module = ModulePage.objects.live().first()
    return {
        "media": {"path": "images/none.png"},
        "progress:answer": {"lesson_key": lesson.translation_key, "activity_id": uuid.uuid4()},
        "progress:finish": {"lesson_key": lesson.translation_key},
        "classes:detail": {"pk": classroom.pk},
        "classes:csv": {"pk": classroom.pk},
        "classes:roster": {"pk": classroom.pk},
        "classes:assign": {"pk": classroom.pk},
        "classes:learner": {"pk": classroom.pk, "learner": pupil.pk},
        "classes:remove": {"pk": classroom.pk, "learner": pupil.pk},
        "paper:lesson": {"key": lesson.translation_key},
        "paper:module": {"key": module.translation_key},
        "locator:place": {"pk": point.pk},
    }


def sign_in(client, people, role: str) -> None:
    if role in people:
        client.force_login(people[role])
    elif role == "guest":
        from django.http import HttpResponse
        from django.test import RequestFactory

        from learning.people import guests

        learner = Learner.objects.create(last_active_on=timezone.localdate())
        response = HttpResponse()
        request = RequestFactory().get("/")
        guests.remember(request=request, response=response, learner=learner)
        client.cookies.update(response.cookies)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_is_its_own(client, people, arguments, settings, role):
    sign_in(client, people, role)
    settings.PASSERELLE_DEMO = True  # a second factor is offered, not asked for
    wrong = {}
    for name, expected in GET.items():
        with translation.override("fr"):
            url = "/cms/" if name == "cms" else reverse(name, kwargs=arguments.get(name, {}))
        status = client.get(url).status_code
        if status != expected[role]:
            wrong[name] = (status, expected[role])
    assert not wrong
