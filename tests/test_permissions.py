"""Who may open what: one table over every address of ours, generated from the URL configuration.

A new address without a line fails the first test. Each room has its rows in tests/permissions/; the table below
holds those of the rooms that have no file there.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth import views as auth
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone, translation

import tests.permissions
from learning.classes import flows as classes_flows
from learning.people.models import Learner
from tests.permissions.roles import ALL_200, OWN_CLASS, ROLES, SIGN_IN, TEACHERS, everybody, for_role
from tests.progress.factories import make_lesson, module_of, question

pytestmark = pytest.mark.django_db

# Address → role → status of a GET. 302 for a person who must sign in first, 404 for what is another person's.
GET = {
    "root": dict.fromkeys(ROLES, 302),
    "healthz": ALL_200,
    "readyz": ALL_200,
    "media": dict.fromkeys(ROLES, 404),  # no such picture
    "cms_login": dict.fromkeys(ROLES, 302),
    "cms_password_reset": dict.fromkeys(ROLES, 302),
    "pages_login": dict.fromkeys(ROLES, 302),
    "accessibility:display": ALL_200,
    "accessibility:elements": ALL_200,
    "accessibility:statement": ALL_200,
    "accessibility:privacy": ALL_200,
    "accessibility:legal": ALL_200,
    "accessibility:sitemap": ALL_200,
    "progress:start": ALL_200,
    "progress:keep_path": dict.fromkeys(ROLES, 405),
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
    "cms": {**dict.fromkeys(ROLES, 302), "editor": 200, "directory manager": 200, "administrator": 200},
}
# Address → role → status of a POST without any data: a form that is refused is 200, whoever may not gets 302 to the
# sign-in page, 403 or 404. An address without a row takes no POST: 405, or what its GET says.
POST: dict[str, Any] = {
    "accessibility:display": ALL_200,
    "progress:answer": everybody(302),
    "classes:create": {**TEACHERS, "teacher": 200, "other teacher": 200, "administrator": 200},
    "classes:roster": OWN_CLASS,
    "classes:assign": OWN_CLASS,
    "classes:remove": {**OWN_CLASS, "teacher": 302},
}
# Pages of other projects: allauth's, Wagtail's office, documents and pages.
FOREIGN_MODULES = ("wagtail", "allauth", "django")


@dataclass
class World:
    """Who and what there is in these tests."""

    users: dict[str, Any] = field(default_factory=dict)
    classroom: Any = None
    pupil: Any = None  # a person without account in the teacher's class
    lesson: Any = None
    module: Any = None
    point: Any = None


ROOMS = [
    importlib.import_module(f"tests.permissions.{one.name}") for one in pkgutil.iter_modules(tests.permissions.__path__)
]
for room in ROOMS:
    for table, name in ((GET, "GET"), (POST, "POST")):
        rows = getattr(room, name, {})
        assert not set(rows) & set(table), f"{room.__name__}: decided twice"
        table.update(rows)


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
                if not module.startswith(FOREIGN_MODULES):
                    names.add(f"{namespace}{pattern.name}")

    walk(get_resolver().url_patterns, "")
    return names


def test_every_address_has_a_decision():
    assert our_names() == set(GET) - {"cms"}
    assert set(POST) <= set(GET)


@pytest.mark.parametrize("table", [GET, POST], ids=["GET", "POST"])
def test_every_decision_is_about_every_role(table):
    for name, decision in table.items():
        assert set(decision) <= set(ROLES), name
        for role in ROLES:
            for_role(decision, role)


def test_nobody_passes_round_our_sign_in():
    """Every sign-in and reset page of Django and Wagtail is hidden by one of ours."""
    hidden = set()

    def walk(patterns, prefix: str) -> None:
        for pattern in patterns:
            text = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, text)
            elif issubclass(getattr(pattern.callback, "view_class", object), (auth.LoginView, auth.PasswordContextMixin)):
                path = "/" + text.replace("<uidb64>", "MQ").replace("<token>", "a-b")
                assert resolve(path).func.__module__ == "config.views", path
                hidden.add(path)

    walk(get_resolver().url_patterns, "")
    assert {"/cms/login/", "/fr/_util/login/"} <= hidden
    assert len(hidden) >= 6


@pytest.fixture
def people(db):
    users = {}
    groups = {"other teacher": "teacher", "co-teacher": "teacher"}
    for role in ROLES[2:]:
        user = users[role] = get_user_model().objects.create_user(
            username=role.replace(" ", "-"), password="bridge-over-brook"
        )
        if role not in ("learner", "classmate"):
            user.groups.add(Group.objects.get(name=groups.get(role, role)))
    return users


@pytest.fixture
def world(people, point, practice):
    classroom = classes_flows.create_classroom(teacher=people["teacher"], name="Mardi", kind="adult")
    classroom.co_teachers.add(people["co-teacher"])
    classes_flows.add_learners(classroom=classroom, names=["Amina"])
    Learner.objects.create(user=people["learner"], display_name="learner")
    classes_flows.enrol(
        classroom=classroom, learner=Learner.objects.create(user=people["classmate"], display_name="classmate")
    )
    lesson = make_lesson(question())
    return World(
        users=people,
        classroom=classroom,
        pupil=Learner.objects.get(display_name="Amina"),
        lesson=lesson,
        module=module_of(lesson),
        point=point,
    )


@pytest.fixture
def arguments(world):
    classroom, pupil, lesson, module, point = world.classroom, world.pupil, world.lesson, world.module, world.point
    found = {
        "media": {"path": "images/none.png"},
        "progress:answer": {"lesson_key": lesson.translation_key, "activity_id": lesson.activities()[0].id},
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
    for room in ROOMS:
        found.update(room.arguments(world) if hasattr(room, "arguments") else {})
    return found


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


def address(name: str, arguments) -> str:
    with translation.override("fr"):
        return "/cms/" if name == "cms" else reverse(name, kwargs=arguments.get(name, {}))


def status_of(response) -> int:
    """Return the status, or SIGN_IN for a redirect to the sign-in page."""
    is_sign_in = response.status_code == 302 and response.url.startswith(("/fr/account/login/", "/en/account/login/"))
    return SIGN_IN if is_sign_in else response.status_code


def agrees(status: int, expected: int) -> bool:
    # A row may say 302 for the sign-in page too, but SIGN_IN is that page only.
    return status == expected or (status == SIGN_IN and expected == 302)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_is_its_own(client, people, arguments, settings, role):
    sign_in(client, people, role)
    settings.PASSERELLE_DEMO = True  # a second factor is offered, not asked for
    wrong = {}
    for name, decision in GET.items():
        status, expected = status_of(client.get(address(name, arguments))), for_role(decision, role)
        if not agrees(status, expected):
            wrong[name] = (status, expected)
    assert not wrong


@pytest.mark.parametrize("role", ROLES)
def test_each_role_changes_what_is_its_own(people, arguments, settings, role):
    settings.PASSERELLE_DEMO = True
    wrong = {}
    for name in sorted(set(GET) - {"cms"}):
        client = Client()
        with transaction.atomic():  # what one row changes, the next does not see
            sign_in(client, people, role)
            answer = client.post(address(name, arguments), headers={"Sec-Fetch-Site": "same-origin"})
            transaction.set_rollback(True)
        status = status_of(answer)
        if name in POST:
            expected = for_role(POST[name], role)
            if not agrees(status, expected):
                wrong[name] = (status, expected)
        elif status in (200, 302):
            wrong[name] = (status, "it has no row in POST")
    assert not wrong
