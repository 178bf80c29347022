"""My data: what is held, who sees it, take it away, correct the name, be erased."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.pdf import render_pdf
from kit.throttle import hit
from learning.people import erasing, flows, guests, privacy, rules
from learning.people.data_forms import EraseForm, LearnerNameForm
from learning.people.holdings import day
from learning.people.privacy import Person

PDF_ROWS = 500
FILES_AN_HOUR = 20
View = Callable[..., HttpResponse]


def person_of(request: HttpRequest) -> Person:
    """Return who is here: an account, a learner, both, or nobody."""
    user: Any = request.user if request.user.is_authenticated else None
    # The lazy object may stand for None: it is never None itself.
    learner: Any = request.learner or None  # type: ignore[attr-defined]
    return Person(user=user, learner=learner)


def somebody_required(view: View) -> View:
    """Give the view its person; who is nobody here is led to the page that says so."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = person_of(request)
        if not person:
            return HttpResponseRedirect(reverse("people:data"))
        return view(request, person, *args, **kwargs)

    return wrapped


@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Show everything that is held about the person who is here, and what can be done about it."""
    person = person_of(request)
    waiting = erasing.request_of(person)
    context = {
        "person": person,
        "sections": privacy.sections(person) if person else [],
        "deciders": privacy.deciders(person) if person else [],
        "waiting": waiting,
        "may_erase": rules.may_decide(person),
        "days": settings.PASSERELLE_ERASE_DAYS,
    }
    return render(request, "people/data.html", context)


@never_cache
@require_safe
@somebody_required
def data_json(request: HttpRequest, person: Person) -> HttpResponse:
    """Send everything as one JSON file."""
    return json_file(person)


@never_cache
@require_safe
@somebody_required
def data_pdf(request: HttpRequest, person: Person) -> HttpResponse:
    """Send what the page shows as a PDF."""
    who = f"user:{person.user.pk}" if person.user else f"learner:{person.learner and person.learner.pk}"
    if not hit(f"data-pdf:{who}", FILES_AN_HOUR, 3600):
        return render(request, "429.html", status=429)
    return pdf_file(person)


def json_file(person: Person) -> HttpResponse:
    """Return all that is held about a person, as a file to keep."""
    content = {
        "service": settings.PASSERELLE_URL,
        "made_at": timezone.now(),
        "name": person.name,
        **privacy.export(person),
    }
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name()}.json"'
    return response


def pdf_file(person: Person) -> HttpResponse:
    """Return the page of a person as PDF/UA-1; of a kind with very many lines, the newest."""
    response = HttpResponse(render_pdf(html=pdf_html(person)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name()}.pdf"'
    return response


def pdf_html(person: Person) -> str:
    """Return the document of a person's data, in the language that is active."""
    context = {
        "person": person,
        "sections": privacy.sections(person, limit=PDF_ROWS),
        "deciders": privacy.deciders(person),
        "today": day(timezone.now()),
        "host": settings.PASSERELLE_URL.partition("://")[2],
        "help_phone": settings.PASSERELLE_HELP_PHONE,
    }
    return render_to_string("people/data_pdf.html", context)


def _file_name() -> str:
    return f"passerelle-{_('my-data')}-{timezone.localdate():%Y-%m-%d}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@somebody_required
def name(request: HttpRequest, person: Person) -> HttpResponse:
    """Correct the name that the people of one's groups see."""
    if person.learner is None or not rules.may_decide(person):
        raise Http404
    form = LearnerNameForm(request.POST if request.method == "POST" else None, initial={"name": person.learner.display_name})
    if request.method == "POST" and form.is_valid():
        flows.rename_learner(learner=person.learner, name=form.cleaned_data["name"])
        messages.success(request, _("Your name is corrected. The people who run your groups see it from now on."))
        return HttpResponseRedirect(reverse("people:data"))
    return render(request, "people/data_name.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(enabled=lambda request: request.user.is_authenticated)
@somebody_required
def erase(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask to be erased: after some days; for a guest also now."""
    if not rules.may_decide(person):
        raise Http404
    if erasing.request_of(person):
        return HttpResponseRedirect(reverse("people:data"))
    obstacles = privacy.obstacles(person)
    form = EraseForm(request.POST if request.method == "POST" else None, may_be_now=person.is_guest)
    if request.method == "POST" and not obstacles and form.is_valid():
        if form.cleaned_data["when"] == EraseForm.NOW:
            erasing.erase(person=person)
            logout(request)
            response = HttpResponseRedirect(f"{reverse('people:data')}?erased=1")
            guests.forget(response)
            return response
        waiting = erasing.ask(person=person)
        messages.success(
            request, _("Noted. Everything is erased on %s. Until then you can change your mind.") % day(waiting.due_at)
        )
        return HttpResponseRedirect(reverse("people:data"))
    context = {"form": form, "obstacles": obstacles, "person": person, "days": settings.PASSERELLE_ERASE_DAYS}
    return render(request, "people/data_erase.html", context)


@never_cache
@require_POST
@somebody_required
def keep(request: HttpRequest, person: Person) -> HttpResponse:
    """Change one's mind: nothing is erased."""
    if not rules.may_decide(person):
        raise Http404
    if erasing.keep(person=person):
        messages.success(request, _("Nothing will be erased. You can go on as before."))
    return HttpResponseRedirect(reverse("people:data"))
