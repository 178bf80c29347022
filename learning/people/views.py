"""A person's own pages: the account, the end of a session on this device, the way back in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learning.people import devices, guests, rules
from learning.people.forms import AccountForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in and what they may do; save the name and the language."""
    if not rules.may_see_account(request.user):
        raise Http404
    user: Any = request.user
    form = AccountForm(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        with override(form.save().language):
            messages.success(request, _("Your choices are saved."))
            return HttpResponseRedirect(reverse("people:account"))
    if form.errors:
        # The header shows the name that is saved, not the one that was refused.
        user.refresh_from_db(fields=["first_name", "language"])
    context = {
        "form": form,
        "is_staff_member": rules.works_in_the_office(request.user),
        "has_second_factor": not rules.lacks_second_factor(request.user),
    }
    return render(request, "people/account.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Say what stays and what goes; then sign out and remove the guest's cookie from the device."""
    guest = guests.learner_from_cookie(request)
    card = None if request.user.is_authenticated else devices.find(request)
    if request.method != "POST":
        done = request.GET.get("done", "")
        somebody = guest or card or request.user.is_authenticated
        context = {"guest": guest, "card": card, "done": "" if somebody else done}
        return render(request, "people/leave.html", context)
    had_account = request.user.is_authenticated
    logout(request)
    done = "account" if had_account else "card" if card else "guest" if guest else "nothing"
    response = HttpResponseRedirect(f"{reverse('people:leave')}?done={done}")
    guests.forget(response)
    if "cleared" not in request.POST:
        # No script has removed what it keeps here (static/js/leave.js): the browser does. Not the display options.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def lost_password(request: HttpRequest) -> HttpResponse:
    """Say in plain words how to get back in: this service sends no e-mail."""
    return render(request, "account/password_reset.html")


def no_email(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Stand in for allauth's pages about e-mail addresses, which do not exist here."""
    raise Http404
